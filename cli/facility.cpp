// pvault facility add, amend, cancel, condition, payoff, list; its other verbs have files of their own
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/facility_terms.hpp"
#include "cli/recording_options.hpp"
#include "cli/report_command.hpp"
#include "operations/change_facility.hpp"
#include "store/loans.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct AddOptions {
  std::string code;
  std::string lender;
  FacilityTermsOptions terms;
  RecordingArguments recording;
};

int run_facility_add(const AddOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::FacilityInput input{.code = reader.read("FACILITY", parse_name("facility", options.code)),
                                        .lender = options.lender,
                                        .terms = read_new_terms(reader, options.terms)};
  const Date on = reader.read_date("--on", options.recording.on, input.terms.available_from);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::add_facility(book, header, input); });
}

void setup_facility_add(CLI::App& facility, Context& context) {
  const auto options = std::make_shared<AddOptions>();
  CLI::App& command = add_command(
      facility, "add",
      {.about = "Records a loan facility: what a lender committed, and on which terms. docs/FINANCING.md says what "
                "follows from them.",
       .examples = "pvault facility add EXIM-1 --lender EXIM --commitment \"10e9 USD\" --rate 4.63% --day-count 30/360 "
                   "--available-from 2026-02-02 --available-until 2031-02-02 --maturity 2041-02-02 --payments "
                   "semiannual --commitment-fee 0.5% --source \"loan agreement of 2 February 2026\"\n"
                   "pvault facility add PRIVATE-1 --lender BANKS --commitment \"1.67B USD\" --index SOFR --margin "
                   "1.75% --day-count "
                   "act/360 --available-from 2026-02-02 --available-until 2029-02-02 --maturity 2036-02-02 --payments "
                   "quarterly "
                   "--business-days modified-following --repayment bullet --default-margin 2%"},
      context);
  add_text(command, "FACILITY", "", options->code, "The name to call it by: EXIM-1.").required();
  add_text(command, "--lender", "PARTY", options->lender, "A party with the role lender.").required();
  add_new_terms(command, options->terms);
  add_optional_on(command, options->recording,
                  "The day it was signed and is in force; the first day it can be drawn by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_facility_add(*options, context); });
}

struct AmendOptions {
  std::string facility;
  FacilityTermsOptions terms;
  RecordingArguments recording;
};

int run_facility_amend(const AmendOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::AmendmentInput input{.facility = options.facility,
                                         .change = read_changes(reader, options.terms),
                                         .asked = asked_changes(options.terms)};
  if (!reader.refusal() && input.asked.empty())
    return report_refusal(
        {Rule::option_missing, "pvault facility amend needs a term to change", "for example --rate 4.8%"});
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::amend_facility(book, header, input); });
}

void setup_facility_amend(CLI::App& facility, Context& context) {
  const auto options = std::make_shared<AmendOptions>();
  CLI::App& command =
      add_command(facility, "amend",
                  {.about = "Changes terms of a facility from a day on; the days before keep the older terms, and what "
                            "is not named stays as it is.",
                   .examples = "pvault facility amend EXIM-1 --rate 4.8% --on 2027-08-02 --source \"amendment 1\"\n"
                               "pvault facility amend EXIM-1 --available-until 2032-02-02 --on 2030-11-15"},
                  context);
  add_text(command, "FACILITY", "", options->facility, "The facility.").required();
  add_changeable_terms(command, options->terms);
  add_required_on(command, options->recording, "The day from which the changed terms hold.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_facility_amend(*options, context); });
}

struct AmountOptions {
  std::string facility;
  std::string what; // an amount, or a condition's name
  RecordingArguments recording;
};

void setup_facility_cancel(CLI::App& facility, Context& context) {
  const auto options = std::make_shared<AmountOptions>();
  CLI::App& command =
      add_command(facility, "cancel",
                  {.about = "Records that a part of the commitment that is not drawn was cancelled.",
                   .examples = "pvault facility cancel PRIVATE-1 --amount \"250e6 USD\" --on 2027-06-30"},
                  context);
  add_text(command, "FACILITY", "", options->facility, "The facility.").required();
  add_text(command, "--amount", "MONEY", options->what, "What was cancelled: \"250e6 USD\".").required();
  add_required_on(command, options->recording, "The day from which it is cancelled.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] {
    OptionReader reader(context.clock.today);
    const operations::CancellationInput input{options->facility, reader.read("--amount", parse_money(options->what))};
    const Date on = reader.read_date("--on", options->recording.on, context.clock.today);
    return record(context, reader, options->recording, on, [&](store::Book& book, const auto& header) {
      return operations::cancel_commitment(book, header, input);
    });
  });
}

void setup_facility_condition(CLI::App& facility, Context& context) {
  const auto options = std::make_shared<AmountOptions>();
  CLI::App& command =
      add_command(facility, "condition",
                  {.about = "Records that a condition for the first drawdown is met.",
                   .examples = "pvault facility condition EXIM-1 \"legal opinion\" --on 2026-03-02 --reference LO-17"},
                  context);
  add_text(command, "FACILITY", "", options->facility, "The facility.").required();
  add_text(command, "CONDITION", "", options->what, "Its name in the terms.").required();
  add_required_on(command, options->recording, "The day it was met.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] {
    OptionReader reader(context.clock.today);
    const operations::ConditionInput input{options->facility,
                                           reader.read("CONDITION", parse_name("condition", options->what))};
    const Date on = reader.read_date("--on", options->recording.on, context.clock.today);
    return record(context, reader, options->recording, on, [&](store::Book& book, const auto& header) {
      return operations::meet_condition(book, header, input);
    });
  });
}

struct PayoffOptions {
  std::string facility;
  std::string on;
};

Expected<std::string> quote_payoff(store::Connection& connection, const std::string& code, Date on,
                                   const Moment& moment) {
  const auto facility = store::load_facility(connection, code, moment);
  if (!facility) return tl::unexpected(facility.error());
  const LoanState state = run_loan(store::load_loan_facts(connection, *facility, moment), on).state;
  return fmt::format("payoff of {} on {}: {}\n  fees       {}\n  interest   {}\n  principal  {}\n", facility->code,
                     format_date(on), format_money(state.payoff()), format_money(state.fees_owed()),
                     format_money(state.interest_owed()), format_money(state.principal));
}

int run_facility_payoff(const PayoffOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const Date on = reader.read_date("--on", options.on, context.clock.today);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  const MomentArguments arguments{.as_of = format_date(on), .known_at = {}};
  const auto answer = ask_book(context, reader, arguments, [&](store::Connection& connection, const Moment& moment) {
    return quote_payoff(connection, options.facility, moment.as_of, moment);
  });
  if (!answer) return report_refusal(answer.error());
  write_page(*answer, {});
  return number_of(ExitCode::done);
}

void setup_facility_payoff(CLI::App& facility, Context& context) {
  const auto options = std::make_shared<PayoffOptions>();
  CLI::App& command = add_command(
      facility, "payoff",
      {.about = "Says what would have to be paid on a day so that nothing is owed any more; records nothing.",
       .examples = "pvault facility payoff EXIM-1 --on 2027-09-15"},
      context);
  add_text(command, "FACILITY", "", options->facility, "The facility.").required();
  add_text(command, "--on", "DATE", options->on, "The day of the payment; today by default.");
  on_run(command, context, [options, &context] { return run_facility_payoff(*options, context); });
}

} // namespace

void setup_facility(CLI::App& program, Context& context) {
  CLI::App& facility = add_noun(program, "facility",
                                {.about = "Loan facilities.",
                                 .examples = "pvault facility add --help\n"
                                             "pvault facility list --as-of 2026-03-31\n"
                                             "pvault facility payoff EXIM-1 --on 2027-09-15"},
                                context);
  setup_facility_add(facility, context);
  setup_facility_amend(facility, context);
  setup_facility_cancel(facility, context);
  setup_facility_condition(facility, context);
  setup_facility_borrowing_base(facility, context);
  setup_facility_show(facility, context);
  setup_facility_payoff(facility, context);
  setup_facility_reconcile(facility, context);
  add_report_command(
      facility, "list", "facilities",
      {.about = "Lists the facilities with their terms and balances, as `pvault report facilities` does.",
       .examples = "pvault facility list\npvault facility list --as-of 2026-03-31 --format csv"},
      context);
}

} // namespace pvault::cli
