#include "cli/stop_signals.hpp"

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdlib>

namespace pvault::cli {

namespace {

// SIGPIPE: whoever read what is said of the progress is gone.
constexpr std::array<int, 6> stopping = {SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGALRM, SIGPIPE};

// A handler can reach nothing else.
volatile std::sig_atomic_t signal_received = 0;
std::array<struct sigaction, stopping.size()> actions_before{};

void remember_signal(int signal) { signal_received = signal; }

} // namespace

StopSignals::StopSignals(Reads reads) {
  signal_received = 0;
  for (std::size_t i = 0; i < stopping.size(); ++i) {
    struct sigaction action {};
    action.sa_handler = remember_signal;
    action.sa_flags = static_cast<int>(reads == Reads::go_on ? SA_RESTART | SA_RESETHAND : SA_RESETHAND);
    ::sigaction(stopping[i], nullptr, &actions_before[i]);
    if (actions_before[i].sa_handler != SIG_IGN) ::sigaction(stopping[i], &action, nullptr);
  }
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < stopping.size(); ++i)
    ::sigaction(stopping[i], &actions_before[i], nullptr);
}

void StopSignals::check() {
  if (signal_received != 0) throw Stopped{static_cast<int>(signal_received)};
}

IgnoredSignal::IgnoredSignal(int signal) : signal_(signal) {
  struct sigaction ignoring {};
  ignoring.sa_handler = SIG_IGN;
  ::sigaction(signal_, &ignoring, &before_);
}

IgnoredSignal::~IgnoredSignal() { ::sigaction(signal_, &before_, nullptr); }

void fail_on_too_large_files() { std::signal(SIGXFSZ, SIG_IGN); }

void end_by(int signal) {
  std::raise(signal);
  // Where the signal is blocked: as shells say it of a program that one ended.
  constexpr int ended_by_signal = 128;
  std::exit(ended_by_signal + signal); // NOLINT(concurrency-mt-unsafe): the program has one thread
}

} // namespace pvault::cli
