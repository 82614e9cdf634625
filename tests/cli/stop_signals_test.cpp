#include "cli/stop_signals.hpp"

#include <csignal>
#include <ctime>
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cli_stop_signals_test {

using namespace pvault::cli;

namespace {

bool is_ignored(int signal) {
  struct sigaction action {};
  REQUIRE(::sigaction(signal, nullptr, &action) == 0);
  return action.sa_handler == SIG_IGN;
}

bool is_default(int signal) {
  struct sigaction action {};
  REQUIRE(::sigaction(signal, nullptr, &action) == 0);
  return action.sa_handler == SIG_DFL;
}

int signal_thrown() {
  try {
    StopSignals::check();
  } catch (const Stopped& stopped) {
    return stopped.signal;
  }
  return 0;
}

// What the test's own program does with the signal is given back afterwards.
class Disposition {
public:
  Disposition(int signal, void (*handler)(int)) : signal_(signal), before_(std::signal(signal, handler)) {}
  Disposition(const Disposition&) = delete;
  Disposition& operator=(const Disposition&) = delete;
  ~Disposition() { std::signal(signal_, before_); }

private:
  int signal_;
  void (*before_)(int);
};

} // namespace

TEST_CASE("a signal to stop is remembered and does not end the program") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGALRM, SIGPIPE}) {
    CAPTURE(signal);
    const Disposition usual(signal, SIG_DFL);
    const StopSignals signals;
    CHECK(signal_thrown() == 0);
    std::raise(signal);
    CHECK(signal_thrown() == signal);
    std::raise(signal); // as `timeout` sends it to the program and to its group
    CHECK(signal_thrown() == signal);
  }
}

TEST_CASE("a signal that comes later, since the first was of no use, ends the program") {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGTERM, SIG_DFL);
    const StopSignals signals;
    std::raise(SIGTERM);
    constexpr timespec later = {.tv_sec = 2, .tv_nsec = 100'000'000};
    ::nanosleep(&later, nullptr);
    std::raise(SIGTERM);
    ::_exit(1);
  }
  int ended = 0;
  REQUIRE(::waitpid(child, &ended, 0) == child);
  CHECK(WIFSIGNALED(ended));
  CHECK(WTERMSIG(ended) == SIGTERM);
}

TEST_CASE("a signal of an earlier work does not stop the next") {
  const Disposition usual(SIGTERM, SIG_DFL);
  {
    const StopSignals signals;
    std::raise(SIGTERM);
  }
  CHECK(is_default(SIGTERM));
  const StopSignals signals;
  CHECK(signal_thrown() == 0);
}

TEST_CASE("a signal that the caller had ignored stays ignored") {
  const Disposition ignored(SIGHUP, SIG_IGN);
  {
    const StopSignals signals;
    CHECK(is_ignored(SIGHUP));
    std::raise(SIGHUP);
    CHECK(signal_thrown() == 0);
  }
  CHECK(is_ignored(SIGHUP));
}

TEST_CASE("a file that grows too large is an error and no signal, and StopSignals leaves that so") {
  const Disposition usual(SIGXFSZ, SIG_DFL);
  fail_on_too_large_files();
  CHECK(is_ignored(SIGXFSZ));
  const StopSignals signals;
  std::raise(SIGXFSZ);
  CHECK(signal_thrown() == 0);
}

TEST_CASE("work that is not stopped gives its answer") {
  CHECK(run_stoppable([] { return 7; }) == 7);
}

} // namespace cli_stop_signals_test
