// Ctrl-C, `kill`, a terminal that is closed and limits that are reached, for work that has to clear up before it ends.
#pragma once

#include <csignal>

namespace pvault::cli {

// What a signal does to a read that waits: Ctrl-C at a prompt must not wait for the end of the line.
enum class Reads { go_on, end };

// While one lives, SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGALRM and SIGPIPE are remembered instead of ending the program;
// one that comes more than a second later ends it. One that the caller had the program ignore (nohup) stays ignored.
// There is one at a time.
class StopSignals {
public:
  explicit StopSignals(Reads reads = Reads::go_on);
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals(); // all is as it was before

  // Throws Stopped when one has come.
  static void check();
};

// Ignored as long as it lives; what the signal did before, it does again at the end.
class IgnoredSignal {
public:
  explicit IgnoredSignal(int signal);
  IgnoredSignal(const IgnoredSignal&) = delete;
  IgnoredSignal& operator=(const IgnoredSignal&) = delete;
  ~IgnoredSignal();

private:
  int signal_;
  struct sigaction before_ {};
};

struct Stopped {
  int signal;
};

// For the whole program: writing past the limit of a file's size (ulimit -f) fails with EFBIG, as a full disk does,
// instead of ending the program by SIGXFSZ.
void fail_on_too_large_files();

[[noreturn]] void end_by(int signal); // as the signal ends a program that does not handle it

// Runs it under StopSignals. When it was stopped and has cleared up, the program ends by the signal.
template <class Work>
auto run_stoppable(Work work, Reads reads = Reads::go_on) {
  try {
    const StopSignals signals(reads);
    return work();
  } catch (const Stopped& stopped) {
    end_by(stopped.signal);
  }
}

} // namespace pvault::cli
