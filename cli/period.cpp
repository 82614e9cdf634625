// pvault period close, reopen and list
#include "journal/period.hpp"
#include "audit/verify.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/name_list.hpp"
#include "cli/recording_options.hpp"
#include "cli/verification_text.hpp"
#include "operations/change_period.hpp"
#include "reports/all_reports.hpp"
#include "store/facilities.hpp"
#include "store/transaction.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <optional>

namespace pvault::cli {

namespace {

struct PeriodOptions {
  std::string month;
  std::string reason;
  std::string approved_by;
  RecordingArguments recording;
};

// A closing says that what it closes was checked. A session (an approval, an import) holds the book already.
Expected<void> check_book_is_sound(store::Connection& connection, bool in_session) {
  std::optional<store::ReadTransaction> reading;
  if (!in_session) reading.emplace(connection);
  const audit::Verification verification = audit::check_book(connection, show_progress());
  const std::size_t faults = verification.fault_count();
  if (faults == 0) return {};
  const auto first =
      std::ranges::find_if(verification.checks, [](const audit::CheckResult& check) { return !check.faults.empty(); });
  return refuse(
      Rule::book_not_sound,
      fmt::format("`pvault audit verify` finds {} {}; the first, by the check {}{}: {}", faults,
                  faults == 1 ? "fault" : "faults", first->name,
                  first->faults.front().entry ? fmt::format(", entry {}", number_of(*first->faults.front().entry)) : "",
                  first->faults.front().what),
      "`pvault audit verify` shows all of them");
}

// What refuses at once comes first: to check a long book takes its time. A request that was recorded before is answered
// without it.
Expected<operations::Recorded> close_when_sound(store::Book& book, const operations::RecordingOptions& options,
                                                CalendarMonth month, bool in_session) {
  operations::RecordingOptions trial = options;
  trial.dry_run = true;
  auto tried = operations::close_period(book, trial, month);
  if (!tried) return tried;
  if (!tried->repeated) {
    if (auto sound = check_book_is_sound(book.connection(), in_session); !sound) return tl::unexpected(sound.error());
  }
  return operations::close_period(book, options, month);
}

int run_period_close(const PeriodOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const CalendarMonth month =
      reader.read("MONTH", parse_calendar_month(options.month), CalendarMonth::of(context.clock.today));
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) -> Expected<operations::Recorded> {
                  // A date of the entry that is still to come does not make the month end sooner.
                  if (auto over = check_period_over(month, context.clock.today); !over)
                    return tl::unexpected(over.error());
                  return close_when_sound(book, header, month, context.session != nullptr);
                });
}

void setup_period_close(CLI::App& period, Context& context) {
  const auto options = std::make_shared<PeriodOptions>();
  CLI::App& command = add_command(
      period, "close",
      {.about = "Closes a month and all before it, when it is over, `pvault audit verify` finds no fault, and all that "
                "accrued is posted. No entry is recorded any more that is dated in it; what is corrected later counts "
                "from its own date on.",
       .examples = "pvault period close 2026-03\n"
                   "pvault period close 2026-03 --memo \"board of 12 April\" --request-id close-2026-03"},
      context);
  add_text(command, "MONTH", "", options->month, "The month: 2026-03.").required();
  add_optional_on(command, options->recording, "The day it was closed; today by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_period_close(*options, context); });
}

int run_period_reopen(const PeriodOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const CalendarMonth month =
      reader.read("MONTH", parse_calendar_month(options.month), CalendarMonth::of(context.clock.today));
  const std::string reason = reader.read("--reason", parse_required_text("reason", options.reason));
  const std::string approved_by = reader.read("--approved-by", parse_name("name", options.approved_by));
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::reopen_period(book, header, {.month = month, .reason = reason, .approved_by = approved_by});
  });
}

void setup_period_reopen(CLI::App& period, Context& context) {
  const auto options = std::make_shared<PeriodOptions>();
  CLI::App& command = add_command(
      period, "reopen",
      {.about =
           "Opens a closed month again, and all after it: what was left out can be recorded with its date, and the "
           "month closed again.",
       .examples = "pvault period reopen 2026-03 --reason \"invoice 77 was left out\" --approved-by \"B. Chen\""},
      context);
  add_text(command, "MONTH", "", options->month, "The month: 2026-03.").required();
  add_text(command, "--reason", "TEXT", options->reason, "Why.").required();
  add_text(command, "--approved-by", "NAME", options->approved_by,
           "Who approved it; where entries are signed, the approver who signs it.")
      .required();
  add_optional_on(command, options->recording, "The day it was opened; today by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_period_reopen(*options, context); });
}

reports::Table make_period_list(store::Connection& connection) {
  reports::Table table = reports::make_periods_report(connection, {.moment = store::end_of_time(connection)});
  table.name = "period-list";
  table.title = "Periods";
  return table;
}

} // namespace

void setup_period(CLI::App& program, Context& context) {
  CLI::App& period =
      add_noun(program, "period",
               {.about = "Months that are closed, so that nothing is recorded in them any more.",
                .examples = "pvault period close 2026-03\n"
                            "pvault period reopen 2026-03 --reason \"invoice 77 was left out\" --approved-by \"B. "
                            "Chen\"\npvault report prior-period-adjustments --from 2026-04-01"},
               context);
  setup_period_close(period, context);
  setup_period_reopen(period, context);
  add_name_list(period, context,
                {.about = "Lists the months that were closed.",
                 .examples = "pvault period list\npvault period list --format csv"},
                make_period_list);
}

} // namespace pvault::cli
