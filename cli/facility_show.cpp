// pvault facility show
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/moment_options.hpp"
#include "cli/table_output.hpp"
#include "reports/columns.hpp"
#include "store/borrowing_bases.hpp"
#include "store/facilities.hpp"
#include "units/text.hpp"

#include <fmt/ranges.h>
#include <memory>

namespace pvault::cli {

namespace {

struct ShowOptions {
  std::string facility;
  MomentArguments moment;
  TableArguments table;
};

std::string in_words(const std::optional<Rate>& rate) { return rate ? format_percent_number(*rate) + "%" : ""; }
std::string in_words(const std::optional<Date>& on) { return on ? format_date(*on) : ""; }

std::string rate_in_words(const FacilityTerms& terms) {
  if (terms.rate) return in_words(terms.rate);
  return fmt::format("{} + {}%", terms.floating->index, format_percent_number(terms.floating->margin));
}

std::string commitment_fee_in_words(const FacilityTerms& terms) {
  if (!terms.commitment_fee) return {};
  const DayCount day_count = terms.commitment_fee_day_count.value_or(terms.day_count);
  return fmt::format("{} from {}, {}", in_words(terms.commitment_fee),
                     format_date(terms.commitment_fee_from.value_or(terms.signed_on)), day_count_name(day_count));
}

std::string fees_in_words(const FacilityTerms& terms) {
  std::vector<std::string> fees;
  for (const ExposureFee& fee : terms.exposure_fees) {
    const std::string base = fee.base_amount ? format_money(*fee.base_amount) : fee.base;
    fees.push_back(fmt::format("{}:{}:{}:{}", in_words(fee.percentage), fee.due, fee.settled, base));
  }
  return fmt::format("{}", fmt::join(fees, "; "));
}

std::string instalments_in_words(const FacilityTerms& terms) {
  std::vector<std::string> instalments;
  for (const Instalment& instalment : terms.instalments)
    instalments.push_back(fmt::format("{}={}", format_date(instalment.due_on), format_money(instalment.amount)));
  return fmt::format("{}", fmt::join(instalments, "; "));
}

using Lines = std::vector<std::pair<std::string, std::string>>;

// Named as the options that say them.
Lines lines_of(const std::optional<store::RecordedBorrowingBase>& base) {
  if (!base) return {{"borrowing-base", ""}};
  const BorrowingBaseTerms& terms = base->terms;
  std::vector<std::string> advances;
  for (const MineralAdvance& advance : terms.advances)
    advances.push_back(fmt::format("{}={}", advance.code, in_words(advance.rate)));
  std::vector<std::string> sharing;
  for (const SharingFacility& facility : terms.shared_with)
    sharing.push_back(facility.code);
  return {{"borrowing-base", fmt::format("from {}, {}", format_date(base->from), base->source)},
          {"advance-rate", in_words(terms.advance_rate)},
          {"advance", fmt::format("{}", fmt::join(advances, "; "))},
          {"reserve", format_money(terms.reserve)},
          {"concentration", in_words(terms.concentration_limit)},
          {"price-age", terms.price_age_days ? format_days(*terms.price_age_days) : ""},
          {"shared-with", fmt::format("{}", fmt::join(sharing, "; "))}};
}

Lines lines_of(const store::Facility& facility) {
  const FacilityTerms& terms = facility.terms;
  return {{"facility", facility.code},
          {"lender", facility.lender_code},
          {"signed", format_date(terms.signed_on)},
          {"commitment", format_money(terms.commitment)},
          {"rate", rate_in_words(terms)},
          {"day-count", std::string(day_count_name(terms.day_count))},
          {"available-from", format_date(terms.available_from)},
          {"available-until", format_date(terms.available_until)},
          {"maturity", format_date(terms.matures_on)},
          {"payments", format_payment_days(terms.payments)},
          {"first-payment", in_words(terms.first_payment_on)},
          {"business-days", std::string(business_day_rule_name(terms.business_days))},
          {"capitalise-until", in_words(terms.capitalise_until)},
          {"commitment-fee", commitment_fee_in_words(terms)},
          {"exposure-fee", fees_in_words(terms)},
          {"repayment", std::string(repayment_name(terms.repayment))},
          {"first-repayment", in_words(terms.first_repayment_on)},
          {"instalments", instalments_in_words(terms)},
          {"prepayment", std::string(prepayment_name(terms.prepayment))},
          {"default-margin", in_words(terms.default_margin)},
          {"conditions", fmt::format("{}", fmt::join(terms.conditions, "; "))},
          {"source", terms.source}};
}

Expected<std::string> show(store::Connection& connection, const std::string& code, const Moment& moment,
                           const TableOutput& output) {
  const auto facility = store::load_facility(connection, code, moment);
  if (!facility) return tl::unexpected(facility.error());
  reports::Table table = new_table("facility", fmt::format("Facility {}", facility->code),
                                   {reports::column::text("term", "Term"), reports::column::text("value", "Value")});
  for (const Lines& lines :
       {lines_of(*facility), lines_of(store::find_borrowing_base(connection, facility->id, moment))}) {
    for (const auto& [term, value] : lines)
      add_row(table, {term, reports::text_or_missing(value)});
  }
  table.provenance = provenance_of(connection, moment);
  return render_table(table, output);
}

int run_facility_show(const ShowOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, options.table);
  const auto page = ask_book(context, reader, options.moment, [&](store::Connection& connection, const Moment& moment) {
    return show(connection, options.facility, moment, output);
  });
  if (!page) return report_refusal(page.error());
  write_page(*page, output);
  return number_of(ExitCode::done);
}

} // namespace

void setup_facility_show(CLI::App& facility, Context& context) {
  const auto options = std::make_shared<ShowOptions>();
  CLI::App& command = add_command(
      facility, "show",
      {.about = "Shows all terms of a facility that are in force on a day, named as the options that say them.",
       .examples = "pvault facility show EXIM-1\npvault facility show EXIM-1 --as-of 2027-08-01"},
      context);
  add_text(command, "FACILITY", "", options->facility, "The facility.").required();
  add_moment_options(command, options->moment);
  add_table_options(command, options->table);
  on_run(command, context, [options, &context] { return run_facility_show(*options, context); });
}

} // namespace pvault::cli
