// --log: one line of JSON for each run, appended to a file.
#pragma once

#include "cli/context.hpp"
#include "cli/run_record.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pvault::cli {

// What a line says beside the record.
struct RunFacts {
  std::vector<std::string> arguments; // behind the program's name
  std::string started_at;             // 2026-11-23T10:00:00.000Z
  std::string ended_at;
  std::int64_t duration_ms = 0;
  std::string user;
  std::string book; // absolute; empty: the command line was not understood
  int exit_code = 0;
};
// One object of schema pvault.run/1 on one line, with its end. Bytes that are no UTF-8 are replaced.
std::string format_run(const RunFacts& facts, const RunRecord& record);

// The log of one run. What was noted by a run before in the same process is forgotten.
class RunLog {
public:
  RunLog(std::vector<std::string> arguments, const Clock& started);
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;
  ~RunLog();

  // Opens the file before anything is done, so that a run that cannot be logged does nothing; a new file is for its
  // owner to write and for its group to read. Throws std::system_error: it cannot be opened, or is a folder or a
  // database.
  void open(const std::filesystem::path& file);
  // The book that the run is about.
  void set_book(const std::filesystem::path& book);
  // Appends the line in one write, so that those of runs at the same time do not mix; nothing without a log. The exit
  // code of the run; where the line cannot be written, says so and answers 3 for 0.
  [[nodiscard]] int finish(int exit_code);

private:
  RunFacts facts_;
  std::filesystem::path file_;
  int descriptor_ = -1;
};

// --log as it was given, else $PVAULT_LOG; empty: no log.
std::filesystem::path log_path(const std::string& given);

} // namespace pvault::cli
