#include "cli/order_run.hpp"

#include "cli/errors.hpp"
#include "cli/left_document.hpp"
#include "cli/run_record.hpp"
#include "cli/table_output.hpp"
#include "journal/sha256.hpp"
#include "reports/columns.hpp"
#include "reports/output_file.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/ranges.h>
#include <fstream>
#include <string>
#include <system_error>

namespace pvault::cli {

namespace {

// Columns of the summary that are filled in when a file is written.
constexpr std::size_t bytes_column = 4;
constexpr std::size_t hash_column = 5;
constexpr std::size_t outcome_column = 6;
constexpr std::size_t conditions_column = 7;

bool is_done(int exit_code) {
  return exit_code == number_of(ExitCode::done) || exit_code == number_of(ExitCode::condition);
}

} // namespace

int report_faults(const std::filesystem::path& path, std::vector<FileFault> faults) {
  sort_faults(faults);
  for (const FileFault& fault : faults) {
    report_refusal(
        {.rule = Rule::orders_malformed,
         .message = fmt::format("{}:{}:{}: {}", path.string(), fault.at.line, fault.at.column, fault.message),
         .next_step = fault.next_step});
  }
  return number_of(ExitCode::not_understood);
}

int worse_exit_code(int one, int other) {
  constexpr auto from_best = std::to_array({ExitCode::done, ExitCode::condition, ExitCode::refused,
                                            ExitCode::not_understood, ExitCode::surroundings, ExitCode::bug});
  const auto rank = [&](int code) { return std::ranges::find(from_best, code, number_of) - from_best.begin(); };
  return rank(one) < rank(other) ? other : one;
}

reports::Table OrderRun::new_summary() {
  using namespace reports;
  return new_table("standing-orders", "Standing orders",
                   {column::text("order", "Order"), column::text("report", "Report"), column::date("as_of", "As of"),
                    column::text("file", "File"), column::count("bytes", "Bytes"),
                    column::for_machines(column::text("sha256", "SHA-256")), column::text("outcome", "Outcome"),
                    column::text("conditions", "Conditions")});
}

std::size_t OrderRun::add_line(const PlannedOrder& planned, const std::string& report, const std::string& file) {
  using reports::cell;
  using reports::no_value;
  add_row(summary_, {cell(planned.order->name.text), reports::text_or_missing(report), cell(planned.as_of),
                     reports::text_or_missing(file), no_value(), no_value(), cell("failed"), no_value()});
  summary_.rows.back().mood = "bad";
  return summary_.rows.size() - 1;
}

void OrderRun::set_outcome(std::size_t row, const std::string& outcome) {
  summary_.rows[row].cells[outcome_column] = outcome;
  summary_.rows[row].mood.clear();
}

void OrderRun::run(const PlannedOrder& planned) {
  std::vector<FileFault> faults;
  check_folder(planned, faults);
  check_in_book(connection_, known_at_, planned, faults);
  if (!faults.empty()) {
    exit_code_ = worse_exit_code(exit_code_, report_faults(path_, std::move(faults)));
    add_line(planned, "", "");
    return;
  }
  int exit_code = number_of(ExitCode::done);
  for (const PlannedReport& report : planned.reports)
    exit_code = worse_exit_code(exit_code, run_guarded([&] { return make(planned, report); }));
  const auto remove = [&](const PlannedReport& report) {
    remove_outdated(planned, report);
    return number_of(ExitCode::done);
  };
  for (std::size_t i = 0; is_done(exit_code) && i < planned.reports.size(); ++i)
    exit_code = worse_exit_code(exit_code, run_guarded([&] { return remove(planned.reports[i]); }));
  if (!is_done(exit_code)) print_note(fmt::format("the order {} is not done", planned.order->name.text));
  exit_code_ = worse_exit_code(exit_code_, exit_code);
}

int OrderRun::make(const PlannedOrder& planned, const PlannedReport& report) {
  const std::size_t first_row = summary_.rows.size();
  for (const PlannedFile& file : report.files)
    add_line(planned, std::string(report.report->name),
             (planned.folder / file.name.fill(planned.as_of, known_at_)).string());
  OptionReader reader(planned.today);
  const ReadQuestion read = read_question(reader, report.arguments);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  const auto question = find_question(connection_, Moment{planned.as_of, known_at_}, report.arguments, read);
  if (!question) return report_refusal(question.error());
  const reports::Table table = make_report(*report.report, connection_, *question);
  int exit_code = number_of(ExitCode::done);
  for (std::size_t i = 0; i < report.files.size(); ++i) {
    const PlannedFile& file = report.files[i];
    const std::filesystem::path target = planned.folder / file.name.fill(planned.as_of, known_at_);
    const int written = run_guarded([&] { return write(table, file, target, first_row + i); });
    exit_code = worse_exit_code(exit_code, written);
  }
  if (!is_done(exit_code)) return exit_code; // what could not be written warns of nothing
  std::vector<std::string> holding;
  for (const reports::ConditionFound& found : judge(table, report.conditions)) {
    print_condition(fmt::format("{}: {} of the order {}: {}", found.condition, report.report->name,
                                planned.order->name.text, found.sentence));
    run_record().conditions.push_back(found);
    if (holding.empty() || holding.back() != found.condition) holding.push_back(found.condition);
    exit_code = worse_exit_code(exit_code, number_of(ExitCode::condition));
  }
  if (holding.empty()) return exit_code;
  for (std::size_t i = 0; i < report.files.size(); ++i)
    summary_.rows[first_row + i].cells[conditions_column] = fmt::format("{}", fmt::join(holding, ", "));
  return exit_code;
}

namespace {

// What stands in the order's folder under a name of its own is its own: a link would have another file written, and a
// pipe nobody reads would keep the run waiting.
void check_is_file_of_order(const std::filesystem::path& target) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(target, error);
  if (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status)) return;
  if (std::filesystem::is_directory(status)) return; // which is said by what writes it
  throw reports::FileInTheWay(fmt::format("cannot write {}: it is {}", target.string(),
                                          std::filesystem::is_symlink(status) ? "a link" : "not a regular file"));
}

} // namespace

int OrderRun::write(const reports::Table& table, const PlannedFile& file, const std::filesystem::path& target,
                    std::size_t row) {
  const TableOutput output = {.format = file.format, .file = target};
  const std::string page = render_table(table, output);
  check_is_file_of_order(target);
  check_is_no_document(documents_, target);
  if (!dry_run_) write_page(page, output);
  summary_.rows[row].cells[bytes_column] = static_cast<std::int64_t>(page.size());
  summary_.rows[row].cells[hash_column] = sha256_hex(page);
  set_outcome(row, dry_run_ ? "would_write" : "written");
  return number_of(ExitCode::done);
}

// What has a name as the order gives it may be somebody else's: a checkpoint, a key, a book, a document, or JSON that
// is no report. That stays, and is not counted.
bool OrderRun::is_of_an_order(const std::filesystem::path& file) {
  if (!reports::why_it_must_stay(file).empty() || documents_.has(file)) return false;
  if (file.extension() != ".json") return true;
  constexpr std::size_t head_bytes = 64;
  std::string head(head_bytes, '\0');
  std::ifstream(file, std::ios::binary).read(head.data(), static_cast<std::streamsize>(head.size()));
  return head.find("\"schema\": \"pvault.report.") != std::string::npos;
}

void OrderRun::remove_outdated(const PlannedOrder& planned, const PlannedReport& report) {
  if (!planned.retention.keep && !planned.retention.keep_days) return;
  for (const PlannedFile& file : report.files) {
    const std::string written = file.name.fill(planned.as_of, known_at_);
    std::vector<std::string> files = list_files_of(file.name, planned.folder);
    std::erase_if(files, [&](const std::string& name) { return !is_of_an_order(planned.folder / name); });
    for (const std::string& name : find_outdated(files, file.name, planned.retention, planned.as_of, written)) {
      const std::size_t row = add_line(planned, std::string(report.report->name), (planned.folder / name).string());
      if (!dry_run_) std::filesystem::remove(planned.folder / name);
      set_outcome(row, dry_run_ ? "would_remove" : "removed");
    }
  }
}

} // namespace pvault::cli
