// pvault facility add, pvault facility list
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/recording_options.hpp"
#include "cli/report_command.hpp"
#include "operations/add_names.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct FacilityOptions {
  std::string code;
  std::string lender;
  std::string commitment;
  std::string rate;
  std::string day_count;
  std::string available_from;
  std::string available_until;
  std::string maturity;
  std::string payments;
  std::string first_payment;
  std::string commitment_fee;
  std::vector<std::string> exposure_fees;
  std::string source;
  RecordingArguments recording;
};

FacilityTerms read_terms(OptionReader& reader, const FacilityOptions& options) {
  const Date today = reader.today();
  FacilityTerms terms{
      .signed_on = today,
      .commitment = reader.read("--commitment", parse_money(options.commitment)),
      .rate = reader.read("--rate", parse_rate(options.rate)),
      .day_count = reader.read("--day-count", parse_day_count(options.day_count)),
      .available_from = reader.read_date("--available-from", options.available_from, today),
      .available_until = reader.read_date("--available-until", options.available_until, today),
      .matures_on = reader.read_date("--maturity", options.maturity, today),
      .payments = reader.read("--payments", parse_payment_period(options.payments)),
      .commitment_fee = reader.read_optional("--commitment-fee", options.commitment_fee, parse_rate),
      .source = reader.read("--source", parse_text("source", options.source)),
  };
  if (!options.first_payment.empty())
    terms.first_payment_on = reader.read_date("--first-payment", options.first_payment, today);
  for (const std::string& fee : options.exposure_fees)
    terms.exposure_fees.push_back(reader.read("--exposure-fee", parse_exposure_fee(fee)));
  return terms;
}

int run_facility_add(const FacilityOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::FacilityInput input{.code = reader.read("FACILITY", parse_name("facility", options.code)),
                                        .lender = options.lender,
                                        .terms = read_terms(reader, options)};
  const Date on = reader.read_date("--on", options.recording.on, input.terms.available_from);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::add_facility(book, header, input); });
}

void add_terms(CLI::App& command, FacilityOptions& options) {
  add_text(command, "--lender", "PARTY", options.lender, "A party with the role lender.").required();
  add_text(command, "--commitment", "MONEY", options.commitment, "What may be drawn: \"10e9 USD\".").required();
  add_text(command, "--rate", "PERCENT", options.rate, "Interest a year: 4.63%.").required();
  add_text(command, "--day-count", "NAME", options.day_count,
           "How days of interest are counted: 30/360, 30e/360, act/360, act/365f or act/act-isda. It has no default: "
           "on 10 billion USD the choice is worth millions.")
      .required();
  add_text(command, "--available-from", "DATE", options.available_from, "The first day it can be drawn.").required();
  add_text(command, "--available-until", "DATE", options.available_until, "The last day it can be drawn.").required();
  add_text(command, "--maturity", "DATE", options.maturity, "The day everything is repaid.").required();
  add_text(command, "--payments", "PERIOD", options.payments, "monthly, quarterly, semiannual or annual.").required();
  add_text(command, "--first-payment", "DATE", options.first_payment, "The day of the first payment.");
  add_text(command, "--commitment-fee", "PERCENT", options.commitment_fee, "A year, on what is undisbursed: 0.5%.");
  add_texts(command, "--exposure-fee", "PERCENT:WHEN:HOW", options.exposure_fees,
            "A part of the exposure fee; WHEN is closing, each-draw or completion, HOW is financed or cash: "
            "7.3107%:each-draw:financed.");
  add_text(command, "--source", "TEXT", options.source, "Where the terms come from.");
}

void setup_facility_add(CLI::App& facility, Context& context) {
  const auto options = std::make_shared<FacilityOptions>();
  CLI::App& command = add_command(
      facility, "add",
      {.about = "Records a loan facility: what a lender committed, and on which terms.",
       .examples = "pvault facility add EXIM-1 --lender EXIM --commitment \"10e9 USD\" --rate 4.63% --day-count 30/360 "
                   "--available-from 2026-02-02 --available-until 2031-02-02 --maturity 2041-02-02 --payments "
                   "semiannual --commitment-fee 0.5% --source \"loan agreement of 2 February 2026\""},
      context);
  add_text(command, "FACILITY", "", options->code, "The name to call it by: EXIM-1.").required();
  add_terms(command, *options);
  add_optional_on(command, options->recording,
                  "The day it was signed and is in force; the first day it can be drawn by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_facility_add(*options, context); });
}

} // namespace

void setup_facility(CLI::App& program, Context& context) {
  CLI::App& facility = add_noun(program, "facility",
                                {.about = "Loan facilities.",
                                 .examples = "pvault facility add --help\n"
                                             "pvault facility list --as-of 2026-03-31"},
                                context);
  setup_facility_add(facility, context);
  add_report_command(
      facility, "list", "facilities",
      {.about = "Lists the facilities with their terms and balances, as `pvault report facilities` does.",
       .examples = "pvault facility list\npvault facility list --as-of 2026-03-31 --format csv"},
      context);
}

} // namespace pvault::cli
