#include "cli/stop_signals.hpp"

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <ctime>

namespace pvault::cli {

namespace {

// SIGPIPE: whoever read what is said of the progress is gone.
constexpr std::array<int, 6> stopping = {SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGALRM, SIGPIPE};

// A handler can reach nothing else.
volatile std::sig_atomic_t signal_received = 0;
std::array<struct sigaction, stopping.size()> actions_before{};

volatile std::time_t second_of_signal = 0;

// `timeout` and a terminal send one signal to the program and to its group: what follows at once is the same one. Only
// what POSIX lets a handler call.
void remember_signal(int signal) {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  constexpr std::time_t at_once_seconds = 1;
  if (signal_received == 0) {
    signal_received = signal;
    second_of_signal = now.tv_sec;
  } else if (now.tv_sec - second_of_signal > at_once_seconds) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

} // namespace

StopSignals::StopSignals(Reads reads) {
  signal_received = 0;
  for (std::size_t i = 0; i < stopping.size(); ++i) {
    struct sigaction action {};
    action.sa_handler = remember_signal;
    action.sa_flags = reads == Reads::go_on ? SA_RESTART : 0;
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
