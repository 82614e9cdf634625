#include "cli/facility_terms.hpp"

#include "cli/command_line.hpp"
#include "units/text.hpp"

#include <algorithm>

namespace pvault::cli {

void add_changeable_terms(CLI::App& command, FacilityTermsOptions& options) {
  add_text(command, "--rate", "PERCENT", options.rate, "Fixed interest a year: 4.63%; or --index.");
  add_text(command, "--index", "NAME", options.index,
           "The index a floating rate follows: SOFR; its fixings come by `pvault fixing add`.");
  add_text(command, "--margin", "PERCENT", options.margin, "What a floating rate adds to the index: 1.75%.");
  add_text(
      command, "--day-count", "NAME", options.day_count,
      "How days of interest are counted: 30/360, 30e/360, act/360, act/365f or act/act-isda. It has no default: on 10 "
      "billion USD the choice is worth millions.");
  add_text(command, "--available-until", "DATE", options.available_until, "The last day it can be drawn.");
  add_text(command, "--maturity", "DATE", options.maturity, "The day everything is repaid.");
  add_text(command, "--payments", "PERIOD|DAYS", options.payments,
           "monthly, quarterly, semiannual, annual, or days of every year: 05-25,11-25.");
  add_text(command, "--first-payment", "DATE", options.first_payment, "The day of the first payment.");
  add_text(command, "--business-days", "RULE", options.business_days,
           "Where a payment goes that falls on no business day: none (default), following or modified-following.");
  add_text(command, "--capitalise-until", "DATE", options.capitalise_until,
           "Interest of payment dates up to this one is added to principal.");
  add_text(command, "--commitment-fee", "PERCENT", options.commitment_fee, "A year, on what is undisbursed: 0.5%.");
  add_text(command, "--commitment-fee-day-count", "NAME", options.commitment_fee_day_count,
           "As for interest, by default.");
  add_text(command, "--repayment", "WAY", options.repayment, "equal (default), bullet, annuity or custom.");
  add_text(command, "--first-repayment", "DATE", options.first_repayment,
           "The first payment date with an instalment; the first after the end of availability by default.");
  add_texts(command, "--instalment", "DATE=MONEY", options.instalments,
            "With --repayment custom: \"2029-03-31=50e6 USD\".");
  add_text(command, "--prepayment", "RULE", options.prepayment,
           "Which instalments a prepayment takes from: inverse (default; the last first), pro-rata or next.");
  add_text(command, "--default-margin", "PERCENT", options.default_margin, "A year, on what is overdue: 2%.");
  add_texts(command, "--condition", "NAME", options.conditions, "To be met before a drawdown: \"legal opinion\".");
  add_text(command, "--source", "TEXT", options.source, "Where the terms come from.");
}

void add_new_terms(CLI::App& command, FacilityTermsOptions& options) {
  add_text(command, "--commitment", "MONEY", options.commitment,
           "What may be drawn, fees that are financed included: \"10e9 USD\".")
      .required();
  add_text(command, "--available-from", "DATE", options.available_from, "The first day it can be drawn.").required();
  add_changeable_terms(command, options);
  for (const char* required : {"--day-count", "--available-until", "--maturity", "--payments"})
    command.get_option(required)->required();
  add_text(command, "--commitment-fee-from", "DATE", options.commitment_fee_from,
           "The first day of the commitment fee; the day of signing by default.");
  add_texts(command, "--exposure-fee", "PERCENT:WHEN:HOW", options.exposure_fees,
            "A part of the exposure fee; WHEN is closing, each-draw or completion, HOW is financed or cash: "
            "7.3107%:each-draw:financed. A base may follow: 1%:closing:cash:\"5e9 USD\".");
}

namespace {

std::optional<Date> optional_date(OptionReader& reader, std::string_view option, const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(reader.read_date(option, text, reader.today()));
}

Expected<std::pair<std::string, Money>> parse_instalment(const std::string& text) {
  const auto named = parse_named_money(text, "DATE=MONEY", "--instalment \"2029-03-31=50e6 USD\"");
  if (!named) return tl::unexpected(named.error());
  return std::pair(named->name, named->amount);
}

std::vector<Instalment> read_instalments(OptionReader& reader, const std::vector<std::string>& texts) {
  std::vector<Instalment> instalments;
  for (const std::string& text : texts) {
    const auto [on, amount] = reader.read("--instalment", parse_instalment(text));
    instalments.push_back({reader.read_date("--instalment", on, reader.today()), amount});
  }
  std::ranges::sort(instalments, {}, &Instalment::due_on);
  const auto twice = std::ranges::adjacent_find(instalments, {}, &Instalment::due_on);
  if (twice != instalments.end() && !reader.refusal()) {
    reader.read("--instalment", Expected<Money>(refuse(Rule::option_malformed,
                                                       fmt::format("{} is named twice", format_date(twice->due_on)),
                                                       "give one amount for each date")));
  }
  return instalments;
}

void read_rate(OptionReader& reader, const FacilityTermsOptions& options, FacilityTerms& terms) {
  const auto rate = reader.read_optional("--rate", options.rate, parse_rate);
  const auto margin = reader.read_optional("--margin", options.margin, parse_rate);
  if (rate) {
    terms.rate = rate;
    if (options.index.empty()) terms.floating.reset();
  }
  if (!options.index.empty()) {
    const std::string index = reader.read("--index", parse_name("index", options.index));
    terms.floating = FloatingRate{index, terms.floating ? terms.floating->margin : Rate()};
    if (!rate) terms.rate.reset();
  }
  if (margin && terms.floating) terms.floating->margin = *margin;
  if (margin && !terms.floating && !reader.refusal()) {
    reader.read("--margin",
                Expected<Rate>(refuse(Rule::option_malformed, "a margin belongs to an index", "add --index SOFR")));
  }
}

void read_dates(OptionReader& reader, const FacilityTermsOptions& options, FacilityTerms& terms) {
  terms.available_until = reader.read_date("--available-until", options.available_until, terms.available_until);
  terms.matures_on = reader.read_date("--maturity", options.maturity, terms.matures_on);
  const auto lay_over = [&](std::optional<Date>& date, std::string_view option, const std::string& text) {
    if (const auto given = optional_date(reader, option, text)) date = given;
  };
  lay_over(terms.first_payment_on, "--first-payment", options.first_payment);
  lay_over(terms.capitalise_until, "--capitalise-until", options.capitalise_until);
  lay_over(terms.first_repayment_on, "--first-repayment", options.first_repayment);
}

// `parse` is asked only when the option was given; otherwise the term stays.
template <class Term, class Parse>
void lay_over(OptionReader& reader, std::string_view option, const std::string& text, Parse parse, Term& term) {
  if (!text.empty()) term = reader.read(option, parse(text));
}

void read_changeable(OptionReader& reader, const FacilityTermsOptions& options, FacilityTerms& terms) {
  read_rate(reader, options, terms);
  read_dates(reader, options, terms);
  lay_over(reader, "--day-count", options.day_count, parse_day_count, terms.day_count);
  lay_over(reader, "--payments", options.payments, parse_payment_days, terms.payments);
  lay_over(reader, "--business-days", options.business_days, parse_business_day_rule, terms.business_days);
  lay_over(reader, "--commitment-fee", options.commitment_fee, parse_rate, terms.commitment_fee);
  lay_over(reader, "--commitment-fee-day-count", options.commitment_fee_day_count, parse_day_count,
           terms.commitment_fee_day_count);
  lay_over(reader, "--repayment", options.repayment, parse_repayment, terms.repayment);
  lay_over(reader, "--prepayment", options.prepayment, parse_prepayment, terms.prepayment);
  lay_over(reader, "--default-margin", options.default_margin, parse_rate, terms.default_margin);
  if (!options.instalments.empty()) terms.instalments = read_instalments(reader, options.instalments);
  if (terms.repayment != Repayment::custom && options.instalments.empty()) terms.instalments.clear();
  if (!options.conditions.empty()) terms.conditions.clear();
  for (const std::string& condition : options.conditions)
    terms.conditions.push_back(reader.read("--condition", parse_name("condition", condition)));
  if (!options.source.empty()) terms.source = reader.read("--source", parse_text("source", options.source));
}

} // namespace

FacilityTerms read_new_terms(OptionReader& reader, const FacilityTermsOptions& options) {
  const Date today = reader.today();
  FacilityTerms terms{.signed_on = today,
                      .commitment = reader.read("--commitment", parse_money(options.commitment)),
                      .available_from = reader.read_date("--available-from", options.available_from, today),
                      .available_until = today,
                      .matures_on = today,
                      .commitment_fee_from =
                          optional_date(reader, "--commitment-fee-from", options.commitment_fee_from)};
  for (const std::string& fee : options.exposure_fees)
    terms.exposure_fees.push_back(reader.read("--exposure-fee", parse_exposure_fee(fee)));
  read_changeable(reader, options, terms);
  return terms;
}

std::function<Expected<void>(FacilityTerms&)> read_changes(OptionReader& reader, const FacilityTermsOptions& options) {
  // Read once to find what cannot be understood; what was given is laid over the terms when they are known.
  const Date today = reader.today();
  FacilityTerms scratch{
      .signed_on = today, .commitment = {}, .available_from = today, .available_until = today, .matures_on = today};
  if (!options.margin.empty()) scratch.floating = FloatingRate{};
  read_changeable(reader, options, scratch);
  return [options, today](FacilityTerms& terms) -> Expected<void> {
    OptionReader again(today);
    read_changeable(again, options, terms);
    if (again.refusal()) return tl::unexpected(*again.refusal());
    return {};
  };
}

std::vector<std::pair<std::string, std::string>> asked_changes(const FacilityTermsOptions& options) {
  std::vector<std::pair<std::string, std::string>> asked;
  const std::vector<std::pair<const char*, const std::string*>> single = {
      {"rate", &options.rate},
      {"index", &options.index},
      {"margin", &options.margin},
      {"day_count", &options.day_count},
      {"available_until", &options.available_until},
      {"maturity", &options.maturity},
      {"payments", &options.payments},
      {"first_payment", &options.first_payment},
      {"business_days", &options.business_days},
      {"capitalise_until", &options.capitalise_until},
      {"commitment_fee", &options.commitment_fee},
      {"commitment_fee_day_count", &options.commitment_fee_day_count},
      {"repayment", &options.repayment},
      {"first_repayment", &options.first_repayment},
      {"prepayment", &options.prepayment},
      {"default_margin", &options.default_margin},
      {"source", &options.source}};
  for (const auto& [name, text] : single) {
    if (!text->empty()) asked.emplace_back(name, *text);
  }
  for (const std::string& instalment : options.instalments)
    asked.emplace_back("instalment", instalment);
  for (const std::string& condition : options.conditions)
    asked.emplace_back("condition", condition);
  return asked;
}

} // namespace pvault::cli
