// What a command knows of its surroundings: which book, what day it is, who asks. Only this folder reads the clock.
#pragma once

#include "units/date.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace pvault::cli {

// One reading of the clock, so that all of a command happens at one moment. Both are UTC.
struct Clock {
  Date today;
  std::string now_at; // 2026-11-23T10:00:00.000Z
};
Clock read_clock();
Clock clock_at(std::chrono::system_clock::time_point moment);

// The system's name of the user who runs the program; uid-1234 where there is none. Asked for once.
const std::string& user_name();

struct RecordingSession;

struct Context {
  std::string book; // --book; empty when not given
  Clock clock = read_clock();
  std::function<int()> action = {};    // what the command line asked for
  std::string log = {};                // --log; empty when not given
  bool quiet = false;                  // --quiet
  RecordingSession* session = nullptr; // commands record in it, and not each by itself
  const CLI::App* program = nullptr;   // as the command line was understood
};

// --book, else $PVAULT_BOOK, else vault.db in the current folder.
std::filesystem::path book_path(const Context& context);

} // namespace pvault::cli
