#include "cli/run_log.hpp"

#include "cli/errors.hpp"
#include "cli/json.hpp"
#include "cli/version.hpp"
#include "reports/output_file.hpp"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace pvault::cli {

namespace {

[[noreturn]] void fail_to_log(const std::filesystem::path& file, std::string_view why, int error) {
  throw std::system_error(error, std::generic_category(),
                          fmt::format("cannot write the log {}, so nothing was done: {}", file.string(), why));
}

constexpr std::string_view begin_of_run = R"({"schema":"pvault.run/)"; // as format_run has it

// A pipe or a device is not read: that could wait for ever.
std::string_view why_no_log(const std::filesystem::path& file) {
  struct stat found {};
  const bool is_there = ::stat(file.c_str(), &found) == 0;
  if (is_there && !S_ISREG(found.st_mode)) return {};
  if (const std::string_view why = reports::why_it_must_stay(file); !why.empty()) return why;
  if (!is_there || found.st_size == 0) return {};
  std::ifstream begun(file, std::ios::binary);
  std::string begin(begin_of_run.size(), '\0');
  begun.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  begin.resize(static_cast<std::size_t>(begun.gcount()));
  // One that cannot be read, or was cut off in its first line, is taken for one.
  return begin_of_run.starts_with(begin) ? std::string_view() : "it is no log of pvault, whose lines it would spoil";
}

std::int64_t milliseconds_now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

Json known_at_in_json(const RunRecord& record) {
  if (!record.known_at) return nullptr;
  return {{"entry", number_of(*record.known_at)}, {"hash", text_or_null(record.known_at_hash)}};
}

Json conditions_in_json(const RunRecord& record) {
  Json conditions = Json::array();
  for (const reports::ConditionFound& found : record.conditions)
    conditions.push_back(
        {{"condition", found.condition}, {"report", found.report}, {"rows", found.rows}, {"sentence", found.sentence}});
  return conditions;
}

Json pages_in_json(const RunRecord& record) {
  Json pages = Json::array();
  for (const WrittenPage& page : record.pages)
    pages.push_back({{"file", text_or_null(page.file)}, {"bytes", page.bytes}, {"sha256", page.sha256}});
  return pages;
}

} // namespace

std::string format_run(const RunFacts& facts, const RunRecord& record) {
  Json line;
  line["schema"] = "pvault.run/1";
  line["started_at"] = facts.started_at;
  line["ended_at"] = facts.ended_at;
  line["duration_ms"] = facts.duration_ms;
  line["version"] = program_version;
  line["user"] = facts.user;
  line["arguments"] = facts.arguments;
  line["book"] = text_or_null(record.book.empty() ? facts.book : record.book.string());
  line["as_of"] = record.as_of ? Json(format_date(*record.as_of)) : Json(nullptr);
  line["known_at"] = known_at_in_json(record);
  line["entry"] = record.entry ? Json(number_of(*record.entry)) : Json(nullptr);
  line["exit_code"] = facts.exit_code;
  line["conditions"] = conditions_in_json(record);
  line["pages"] = pages_in_json(record);
  line["error"] = text_or_null(record.error);
  constexpr int on_one_line = -1;
  return line.dump(on_one_line, ' ', false, Json::error_handler_t::replace) + "\n";
}

RunLog::RunLog(std::vector<std::string> arguments, const Clock& started) {
  facts_.arguments = std::move(arguments);
  facts_.started_at = started.now_at;
  facts_.duration_ms = -milliseconds_now();
  run_record() = RunRecord();
}

RunLog::~RunLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void RunLog::open(const std::filesystem::path& file) {
  file_ = file;
  if (const std::string_view why = why_no_log(file); !why.empty())
    throw reports::FileInTheWay(fmt::format("cannot write the log {}, so nothing was done: {}", file.string(), why));
  constexpr mode_t owner_writes_group_reads = 0640;
  // Not blocking: a pipe that nobody reads would keep the run from beginning.
  constexpr int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  descriptor_ = ::open(file.c_str(), flags, owner_writes_group_reads);
  if (descriptor_ < 0) fail_to_log(file, "it cannot be opened", errno);
  run_record().logged = true;
}

void RunLog::set_book(const std::filesystem::path& book) { facts_.book = std::filesystem::absolute(book).string(); }

namespace {

// A line that was cut off, as by a full disk, must not swallow the next one.
bool ends_within_line(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error) || std::filesystem::file_size(file, error) == 0) return false;
  std::ifstream log(file, std::ios::binary);
  log.seekg(-1, std::ios::end);
  return log && log.get() != '\n';
}

} // namespace

int RunLog::finish(int exit_code) {
  if (descriptor_ < 0) return exit_code;
  facts_.duration_ms += milliseconds_now();
  facts_.ended_at = read_clock().now_at;
  facts_.user = user_name();
  facts_.exit_code = exit_code;
  const std::string line = (ends_within_line(file_) ? "\n" : "") + format_run(facts_, run_record());
  const ssize_t written = ::write(descriptor_, line.data(), line.size());
  if (written == static_cast<ssize_t>(line.size())) return exit_code;
  const std::error_code why(written < 0 ? errno : ENOSPC, std::generic_category());
  const int trouble =
      report_trouble(fmt::format("the run is done (exit code {}), but cannot be written to the log {}: {}", exit_code,
                                 file_.string(), why.message()),
                     "make room for the log, or leave out --log");
  return exit_code == number_of(ExitCode::done) ? trouble : exit_code;
}

std::filesystem::path log_path(const std::string& given) {
  if (!given.empty()) return given;
  const char* named = std::getenv("PVAULT_LOG"); // NOLINT(concurrency-mt-unsafe): the program has one thread
  return named != nullptr ? named : "";
}

} // namespace pvault::cli
