// pvault audit diff
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/known_at.hpp"
#include "cli/left_document.hpp"
#include "cli/moment_options.hpp"
#include "cli/report_command.hpp"
#include "cli/report_question.hpp"
#include "cli/table_output.hpp"
#include "reports/all_reports.hpp"
#include "reports/known_difference.hpp"
#include "store/transaction.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <memory>

namespace pvault::cli {

namespace {

constexpr auto usual_reports = std::to_array<const char*>({"coverage", "cost", "position", "facilities"});

struct DifferenceArguments {
  std::vector<std::string> known_at;
  std::vector<std::string> reports;
  ReportArguments report; // what the reports are asked
};

Expected<std::vector<const reports::Report*>> find_reports(const DifferenceArguments& arguments) {
  std::vector<std::string> names = arguments.reports;
  if (names.empty()) names.assign(usual_reports.begin(), usual_reports.end());
  std::vector<const reports::Report*> found;
  reports::Options options{};
  for (const std::string& name : names) {
    const auto report = load_report(name);
    if (!report) return tl::unexpected(report.error());
    options.add((*report)->options);
    if (std::ranges::find(found, *report) == found.end()) found.push_back(*report);
  }
  if (const auto apply = check_options_apply(options, "a difference of these reports", arguments.report); !apply)
    return tl::unexpected(apply.error());
  return found;
}

struct TwoMoments {
  EntryId earlier{};
  EntryId later{};
};

Expected<TwoMoments> find_moments(store::Connection& connection, const std::vector<std::string>& texts) {
  if (texts.size() > 2) {
    return refuse(Rule::option_malformed, fmt::format("--known-at: {} moments are given", texts.size()),
                  "two moments: --known-at 180 190");
  }
  const auto earlier = find_known_at(connection, texts.front());
  if (!earlier) return tl::unexpected(earlier.error());
  const auto later = find_known_at(connection, texts.size() > 1 ? texts.back() : std::string());
  if (!later) return tl::unexpected(later.error());
  if (*earlier <= *later) return TwoMoments{*earlier, *later};
  return refuse(Rule::option_malformed,
                fmt::format("--known-at: entry {} comes {} after entry {}", number_of(*earlier),
                            reports::counted(number_of(*earlier) - number_of(*later), "entry", "entries"),
                            number_of(*later)),
                fmt::format("the earlier moment first: --known-at {} {}", number_of(*later), number_of(*earlier)));
}

Expected<reports::Table> make_difference(store::Connection& connection, const DifferenceArguments& arguments,
                                         const std::vector<const reports::Report*>& found, const ReadQuestion& read,
                                         Date as_of) {
  const auto moments = find_moments(connection, arguments.known_at);
  if (!moments) return tl::unexpected(moments.error());
  const Moment moment{as_of, moments->later};
  auto question = find_question(connection, moment, arguments.report, read);
  if (!question) return tl::unexpected(std::move(question).error());
  reports::Table table = reports::make_known_difference_table(
      connection, {.reports = found, .question = *std::move(question), .earlier = moments->earlier});
  table.provenance = provenance_of(connection, moment);
  return table;
}

int run_difference(const DifferenceArguments& arguments, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, arguments.report.table);
  const ReadQuestion read = read_question(reader, arguments.report);
  const Date as_of = reader.read_date("--as-of", arguments.report.moment.as_of, context.clock.today);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  const auto found = find_reports(arguments);
  if (!found) return report_refusal(found.error());
  store::Book book = store::Book::open(book_path(context), store::Access::read);
  const store::ReadTransaction reading(book.connection());
  check_is_no_document(book.connection(), output.file);
  const auto table = make_difference(book.connection(), arguments, *found, read, as_of);
  if (!table) return report_refusal(table.error());
  write_table(*table, output);
  return number_of(ExitCode::done);
}

} // namespace

void setup_audit_difference(CLI::App& audit, Context& context) {
  const auto arguments = std::make_shared<DifferenceArguments>();
  CLI::App& command = add_command(
      audit, "diff",
      {.about =
           "Shows which figures of a day the book knows otherwise at a later moment than at an earlier one, by how "
           "much, and the entries recorded in between that changed them.",
       .examples = "pvault audit diff --known-at 2026-04-05 2026-05-05 --as-of 2026-03-31\n"
                   "pvault audit diff --known-at 2026-03.json --as-of 2026-03-31 --report cost --mineral cobalt\n"
                   "pvault audit diff --known-at 180 190 --as-of 2026-03-31 --output changes.xlsx"},
      context);
  add_texts(command, "--known-at", "ENTRY|TIME|FILE", arguments->known_at,
            "The earlier and the later moment: entries, moments (2026-03-31T17:00:00Z) or checkpoints. With one, the "
            "later is now.")
      .expected(1, 2)
      ->required();
  add_text(command, "--as-of", "DATE", arguments->report.moment.as_of,
           "What is dated up to this day, the day itself included; today by default.");
  add_texts(command, "--report", "NAME", arguments->reports,
            "This report (`pvault report list`); may be given several times. Otherwise coverage, cost, position and "
            "facilities.");
  add_texts(command, "--mineral", "NAME", arguments->report.minerals,
            "Only this mineral, or group; may be given several times.");
  add_texts(command, "--facility", "CODE", arguments->report.facilities,
            "Only this facility; may be given several times.");
  add_texts(command, "--site", "CODE", arguments->report.sites, "Only this site; may be given several times.");
  add_table_options(command, arguments->report.table);
  on_run(command, context, [arguments, &context] { return run_difference(*arguments, context); });
}

} // namespace pvault::cli
