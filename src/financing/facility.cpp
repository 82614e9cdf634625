#include "financing/facility.hpp"

#include "financing/loan.hpp"
#include "financing/payment_dates.hpp"
#include "units/choice.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <utility>

namespace pvault {

namespace {

constexpr Choices<int, 4> rhythms = {{{1, "monthly"}, {3, "quarterly"}, {6, "semiannual"}, {12, "annual"}}};
constexpr Choices<Repayment, 4> repayments = {{{Repayment::equal, "equal"},
                                               {Repayment::bullet, "bullet"},
                                               {Repayment::annuity, "annuity"},
                                               {Repayment::custom, "custom"}}};
constexpr Choices<Prepayment, 3> prepayments = {
    {{Prepayment::inverse, "inverse"}, {Prepayment::pro_rata, "pro-rata"}, {Prepayment::next, "next"}}};

// "05-25"; only days that every year has.
std::optional<date::month_day> read_month_day(std::string_view text) {
  unsigned month = 0;
  unsigned day = 0;
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  if (std::from_chars(text.data(), text.data() + 2, month).ptr != text.data() + 2) return std::nullopt;
  if (std::from_chars(text.data() + 3, text.data() + 5, day).ptr != text.data() + 5) return std::nullopt;
  const date::month_day read = date::month{month} / date::day{day};
  if (!(date::year{2025} / read).ok()) return std::nullopt;
  return read;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(trim(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

} // namespace

std::string format_payment_days(const PaymentDays& days) {
  if (days.months > 0) return std::string(name_of(rhythms, days.months));
  std::string text;
  for (const date::month_day& day : days.days) {
    text += fmt::format("{}{:02}-{:02}", text.empty() ? "" : ",", unsigned{day.month()}, unsigned{day.day()});
  }
  return text;
}

Expected<PaymentDays> parse_payment_days(std::string_view text) {
  if (text.find('-') == std::string_view::npos) {
    const auto months = parse_choice(rhythms, text, "a rhythm of payments, nor days such as 05-25,11-25");
    if (!months) return tl::unexpected(months.error());
    return PaymentDays{.months = *months};
  }
  PaymentDays days;
  for (const std::string_view part : split(text, ',')) {
    const auto day = read_month_day(part);
    if (!day) {
      return refuse(Rule::option_malformed, fmt::format("{} is not a day that every year has", in_quotes(part)),
                    "write days as MONTH-DAY, for example 05-25,11-25");
    }
    days.days.push_back(*day);
  }
  std::ranges::sort(days.days);
  const auto twice = std::ranges::adjacent_find(days.days);
  if (twice == days.days.end()) return days;
  return refuse(Rule::option_malformed, fmt::format("a day stands twice in {}", in_quotes(text)), "name each day once");
}

std::string_view repayment_name(Repayment repayment) { return name_of(repayments, repayment); }
Expected<Repayment> parse_repayment(std::string_view text) {
  return parse_choice(repayments, text, "a way of repayment");
}
std::string_view prepayment_name(Prepayment prepayment) { return name_of(prepayments, prepayment); }
Expected<Prepayment> parse_prepayment(std::string_view text) {
  return parse_choice(prepayments, text, "a rule for prepayments");
}

namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// What a component is a percentage of, when it does not say so.
std::string_view usual_base(std::string_view due) {
  if (due == "each-draw") return "draw";
  return due == "closing" ? "commitment" : "disbursed";
}

bool base_fits(std::string_view due, std::string_view base) {
  if (due == "each-draw") return base == "draw";
  return base == "commitment" || base == "amount" || (base == "disbursed" && due == "completion");
}

} // namespace

Expected<ExposureFee> parse_exposure_fee(std::string_view text) {
  const auto malformed = [&] {
    return refuse(
        Rule::option_malformed, fmt::format("{} is not a component of an exposure fee", in_quotes(text)),
        "write PERCENT:closing|each-draw|completion:financed|cash, for example 7.3107%:each-draw:financed; a base "
        "may follow: 1%:closing:cash:\"5e9 USD\"");
  };
  const auto parts = split(text, ':');
  if (parts.size() != 3 && parts.size() != 4) return malformed();
  ExposureFee fee{.due = lower(parts[1]), .settled = lower(parts[2])};
  if (!is_one_of(fee.due, {"closing", "each-draw", "completion"}) || !is_one_of(fee.settled, {"financed", "cash"}))
    return malformed();
  fee.base = parts.size() == 4 ? lower(parts[3]) : usual_base(fee.due);
  if (!is_one_of(fee.base, {"commitment", "draw", "disbursed"})) {
    const auto amount = parse_money(parts[3]);
    if (!amount) return tl::unexpected(amount.error());
    fee.base = "amount";
    fee.base_amount = *amount;
  }
  if (!base_fits(fee.due, fee.base) || fee.base_amount == Money()) return malformed();
  const auto percentage = parse_rate(parts[0]);
  if (!percentage) return tl::unexpected(percentage.error());
  if (*percentage == Rate()) return malformed();
  fee.percentage = *percentage;
  return fee;
}

namespace {

tl::unexpected<Refusal> refuse_terms(std::string message, std::string next_step) {
  return refuse(Rule::facility_terms_inconsistent, std::move(message), std::move(next_step));
}

struct NamedDate {
  std::string_view name;
  std::optional<Date> on;
};

Expected<void> check_order(const NamedDate& earlier, const NamedDate& later) {
  if (!earlier.on || !later.on || *earlier.on <= *later.on) return {};
  return refuse_terms(fmt::format("{} {} is {} after {} {}", earlier.name, format_date(*earlier.on),
                                  format_days(days_between(*later.on, *earlier.on)), later.name,
                                  format_date(*later.on)),
                      "put the dates in order: signing, available from, available until, maturity");
}

Expected<void> check_dates(const FacilityTerms& terms) {
  const NamedDate signing{"signing", terms.signed_on};
  const NamedDate from{"available from", terms.available_from};
  const NamedDate until{"available until", terms.available_until};
  const NamedDate maturity{"maturity", terms.matures_on};
  const NamedDate first_payment{"first payment", terms.first_payment_on};
  const NamedDate first_repayment{"first repayment", terms.first_repayment_on};
  const NamedDate capitalised{"capitalise until", terms.capitalise_until};
  const std::array<std::pair<const NamedDate*, const NamedDate*>, 10> in_order = {{{&from, &until},
                                                                                   {&signing, &until},
                                                                                   {&until, &maturity},
                                                                                   {&from, &first_payment},
                                                                                   {&first_payment, &maturity},
                                                                                   {&from, &first_repayment},
                                                                                   {&first_repayment, &maturity},
                                                                                   {&first_payment, &first_repayment},
                                                                                   {&from, &capitalised},
                                                                                   {&capitalised, &maturity}}};
  for (const auto& [earlier, later] : in_order) {
    if (auto ordered = check_order(*earlier, *later); !ordered) return ordered;
  }
  return {};
}

Expected<void> check_instalments(const FacilityTerms& terms) {
  if (terms.repayment != Repayment::custom) {
    if (terms.instalments.empty()) return {};
    return refuse_terms(fmt::format("instalments are given, and repayment is {}", repayment_name(terms.repayment)),
                        "add --repayment custom, or leave out --instalment");
  }
  if (terms.instalments.empty())
    return refuse_terms("repayment is custom, and no instalment is given", "add --instalment \"2027-03-31=5e6 USD\"");
  const auto dates = payment_dates(terms, final_payment_date(terms));
  Money sum;
  for (const Instalment& instalment : terms.instalments) {
    if (instalment.amount <= Money())
      return refuse(Rule::amount_not_positive,
                    fmt::format("the instalment of {} is zero", format_date(instalment.due_on)),
                    "give an amount above zero");
    if (std::ranges::find(dates, instalment.due_on, &PaymentDate::regular) == dates.end()) {
      return refuse_terms(fmt::format("instalment {} is no payment date", format_date(instalment.due_on)),
                          "name a date of the payments' rhythm");
    }
    sum += instalment.amount;
  }
  if (sum <= terms.commitment) return {};
  return refuse_terms(fmt::format("the instalments come to {}, the commitment is {}, over by {}", format_money(sum),
                                  format_money(terms.commitment), format_money(sum - terms.commitment)),
                      "give instalments up to the commitment; maturity takes the rest");
}

Expected<void> check_fees(const FacilityTerms& terms) {
  if (!terms.commitment_fee && (terms.commitment_fee_from || terms.commitment_fee_day_count))
    return refuse_terms("the commitment fee has a start or a day count, and no rate", "add --commitment-fee 0.5%");
  if (auto ordered =
          check_order({"commitment fee from", terms.commitment_fee_from}, {"available until", terms.available_until});
      !ordered)
    return ordered;
  const Money financed = closing_fees(terms).financed;
  if (financed <= terms.commitment) return {};
  return refuse_terms(fmt::format("the fee financed at closing is {}, the commitment {}", format_money(financed),
                                  format_money(terms.commitment)),
                      "check the percentage and its base");
}

Expected<void> check_terms(const FacilityTerms& terms) {
  if (terms.rate.has_value() == terms.floating.has_value())
    return refuse_terms(terms.rate ? "the rate is both fixed and floating" : "there is neither a rate nor an index",
                        "--rate 4.63%, or --index SOFR --margin 1.75%");
  auto allowed = check_dates(terms);
  if (allowed) allowed = check_instalments(terms);
  if (allowed) allowed = check_fees(terms);
  return allowed;
}

} // namespace

Expected<Postings> plan_facility(const FacilityTerms& terms, FacilityId facility) {
  if (terms.commitment <= Money()) {
    return refuse(Rule::amount_not_positive, fmt::format("the commitment is {}", format_money(terms.commitment)),
                  "give an amount above zero, for example \"10e9 USD\"");
  }
  if (auto allowed = check_terms(terms); !allowed) return tl::unexpected(allowed.error());
  const ClosingFees fees = closing_fees(terms);
  Postings postings{
      {.account = Account::commitment_undisbursed, .facility = facility, .amount = terms.commitment - fees.financed},
      {.account = Account::commitment_granted, .facility = facility, .amount = -terms.commitment},
      {.account = Account::commitment_disbursed, .facility = facility, .amount = fees.financed},
      {.account = Account::exposure_fee, .facility = facility, .amount = fees.financed + fees.cash},
      {.account = Account::loan_principal, .facility = facility, .amount = -fees.financed},
      {.account = Account::accrued_fees, .facility = facility, .amount = -fees.cash}};
  std::erase_if(postings, [](const Posting& posting) { return posting.amount == Money(); });
  return postings;
}

Expected<void> check_amendment(const FacilityTerms& before, const FacilityTerms& after, Date on,
                               const std::vector<Date>& drawn_on) {
  if (on <= before.signed_on)
    return refuse_terms(fmt::format("the amendment is dated {}, the facility was signed on {}", format_date(on),
                                    format_date(before.signed_on)),
                        "date it after signing");
  if (after.available_until != before.available_until && after.available_until < on)
    return refuse_terms(fmt::format("availability would have ended on {}, before the amendment of {}",
                                    format_date(after.available_until), format_date(on)),
                        fmt::format("end it on {} or later", format_date(on)));
  if (auto allowed = check_terms(after); !allowed) return allowed;
  for (const Date drawn : drawn_on) {
    if (drawn >= on && drawn > after.available_until)
      return refuse_terms(fmt::format("a drawdown of {} would be after the end of availability {}", format_date(drawn),
                                      format_date(after.available_until)),
                          "end availability later, or reverse the drawdown first");
  }
  return {};
}

} // namespace pvault
