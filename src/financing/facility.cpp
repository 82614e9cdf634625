#include "financing/facility.hpp"

#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

namespace pvault {

namespace {

constexpr std::array<std::pair<PaymentPeriod, std::string_view>, 4> payment_periods = {
    {{PaymentPeriod::monthly, "monthly"},
     {PaymentPeriod::quarterly, "quarterly"},
     {PaymentPeriod::semiannual, "semiannual"},
     {PaymentPeriod::annual, "annual"}}};

} // namespace

std::string_view payment_period_name(PaymentPeriod period) {
  for (const auto& [candidate, name] : payment_periods) {
    if (candidate == period) return name;
  }
  return {};
}

Expected<PaymentPeriod> parse_payment_period(std::string_view text) {
  for (const auto& [period, name] : payment_periods) {
    if (lower(text) == name) return period;
  }
  std::array<std::string_view, payment_periods.size()> names;
  std::ranges::transform(payment_periods, names.begin(), [](const auto& period) { return period.second; });
  return refuse_choice(text, "a period of payments", names);
}

Expected<ExposureFee> parse_exposure_fee(std::string_view text) {
  const std::size_t first = text.find(':');
  const std::size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
  const auto malformed = [&] {
    return refuse(Rule::option_malformed, fmt::format("\"{}\" is not a component of an exposure fee", text),
                  "write PERCENT:closing|each-draw|completion:financed|cash, for example 7.3107%:each-draw:financed");
  };
  if (second == std::string_view::npos) return malformed();
  const std::string due = lower(text.substr(first + 1, second - first - 1));
  const std::string settled = lower(text.substr(second + 1));
  const bool known =
      (due == "closing" || due == "each-draw" || due == "completion") && (settled == "financed" || settled == "cash");
  if (!known) return malformed();
  const auto percentage = parse_rate(text.substr(0, first));
  if (!percentage) return tl::unexpected(percentage.error());
  if (*percentage == Rate()) return malformed();
  return ExposureFee{*percentage, due, settled};
}

namespace {

Expected<void> check_order(Date earlier, std::string_view earlier_name, Date later, std::string_view later_name) {
  if (earlier <= later) return {};
  return refuse(Rule::facility_terms_inconsistent,
                fmt::format("{} {} is {} after {} {}", earlier_name, format_date(earlier),
                            format_days(days_between(later, earlier)), later_name, format_date(later)),
                "put the dates in order: signing, available from, available until, maturity");
}

} // namespace

Expected<Postings> plan_facility(const FacilityTerms& terms, FacilityId facility) {
  if (terms.commitment <= Money()) {
    return refuse(Rule::amount_not_positive, fmt::format("the commitment is {}", format_money(terms.commitment)),
                  "give an amount above zero, for example \"10e9 USD\"");
  }
  auto ordered = check_order(terms.available_from, "available from", terms.available_until, "available until");
  if (ordered) ordered = check_order(terms.signed_on, "signing", terms.available_until, "available until");
  if (ordered) ordered = check_order(terms.available_until, "available until", terms.matures_on, "maturity");
  if (ordered && terms.first_payment_on) {
    ordered = check_order(terms.available_from, "available from", *terms.first_payment_on, "first payment");
    if (ordered) ordered = check_order(*terms.first_payment_on, "first payment", terms.matures_on, "maturity");
  }
  if (!ordered) return tl::unexpected(ordered.error());
  return Postings{{.account = Account::commitment_undisbursed, .facility = facility, .amount = terms.commitment},
                  {.account = Account::commitment_granted, .facility = facility, .amount = -terms.commitment}};
}

} // namespace pvault
