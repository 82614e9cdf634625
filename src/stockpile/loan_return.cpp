#include "stockpile/loan_return.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace pvault {

bool is_loan(ReleaseKind kind) { return kind == ReleaseKind::loan || kind == ReleaseKind::exchange; }

Expected<void> check_loan_terms(const ReleaseRequest& request) {
  const std::string_view kind = release_kind_name(request.kind);
  if (!is_loan(request.kind)) {
    if (!request.return_by) return {};
    return refuse(Rule::return_date_not_applicable,
                  fmt::format("nothing comes back of a release of the kind {}, and a day of return is given", kind),
                  "leave --return-by out, or record a loan or an exchange");
  }
  if (!request.recipient) {
    return refuse(Rule::recipient_missing, fmt::format("a release of the kind {} is owed back by somebody", kind),
                  "add --to PARTY");
  }
  if (!request.return_by) {
    return refuse(Rule::return_date_missing, fmt::format("a release of the kind {} is owed back by a day", kind),
                  "add --return-by DATE");
  }
  if (*request.return_by >= request.on) return {};
  return refuse(Rule::period_ends_before_it_begins,
                fmt::format("it leaves on {} and would be back by {}, {} earlier", format_date(request.on),
                            format_date(*request.return_by), format_days(days_between(*request.return_by, request.on))),
                fmt::format("give a day of return of {} or later", format_date(request.on)));
}

namespace {

Mass owed_of(const Loan& loan) {
  Mass owed;
  for (const LentLot& lot : loan.lots)
    owed += lot.left;
  return owed;
}

Expected<Mass> contained_or_none(const Mineral& mineral, const std::optional<EnteredMass>& entered,
                                 std::string& factor_text) {
  if (!entered) return Mass();
  auto contained = contained_mass(mineral, {.mass = *entered});
  if (!contained) return tl::unexpected(std::move(contained).error());
  factor_text = contained->factor_text;
  return contained->mass;
}

Postings return_postings(const Mineral& mineral, const Loan& loan, const ReturnPlan& plan) {
  Postings postings;
  Money given_up;
  for (const ReturnPart& part : plan.parts) {
    if (!part.lot) {
      given_up += part.cost;
      continue;
    }
    postings.push_back({.account = Account::inventory,
                        .mineral = mineral.id,
                        .lot = part.lot,
                        .mass = part.mass,
                        .amount = part.cost});
  }
  postings.push_back({.account = Account::owed_back,
                      .mineral = mineral.id,
                      .party = loan.borrower,
                      .mass = -(plan.mass + plan.short_mass)});
  if (plan.cost != Money()) {
    postings.push_back(
        {.account = Account::stock_on_loan, .mineral = mineral.id, .party = loan.borrower, .amount = -plan.cost});
  }
  if (plan.short_mass > Mass())
    postings.push_back({.account = Account::lost, .mineral = mineral.id, .mass = plan.short_mass});
  if (given_up != Money())
    postings.push_back({.account = Account::loss_and_shrinkage, .mineral = mineral.id, .amount = given_up});
  return postings;
}

} // namespace

std::vector<ReturnPart> take_of_lent(std::vector<LentLot>& lots, Mass wanted) {
  std::vector<ReturnPart> parts;
  for (LentLot& lot : lots) {
    const Mass mass = std::min(lot.left, wanted);
    if (mass == Mass()) continue;
    const Money cost =
        Money::cents(share_of(lot.cost.cents(), mass.milligrams(), lot.left.milligrams(), Rounding::half_even));
    parts.push_back({.drawn = lot.lot, .drawn_code = lot.code, .mass = mass, .cost = cost});
    lot.left -= mass;
    lot.cost -= cost;
    wanted -= mass;
  }
  return parts;
}

Expected<ReturnPlan> plan_return(const Mineral& mineral, const Loan& loan, const ReturnRequest& request,
                                 LotId first_lot) {
  if (request.on < loan.lent_on) {
    return refuse(Rule::return_before_release,
                  fmt::format("it left on {}, the return is dated {}, {} earlier", format_date(loan.lent_on),
                              format_date(request.on), format_days(days_between(request.on, loan.lent_on))),
                  fmt::format("date it {} or later", format_date(loan.lent_on)));
  }
  ReturnPlan plan{.mass = {}, .short_mass = {}, .factor_text = {}, .cost = {}};
  std::string short_factor;
  const auto mass = contained_or_none(mineral, request.mass, plan.factor_text);
  if (!mass) return tl::unexpected(mass.error());
  const auto short_mass = contained_or_none(mineral, request.short_mass, short_factor);
  if (!short_mass) return tl::unexpected(short_mass.error());
  plan.mass = *mass;
  plan.short_mass = *short_mass;
  const Mass owed = owed_of(loan);
  if (plan.mass + plan.short_mass > owed) {
    return refuse(Rule::above_owed_back,
                  fmt::format("{} kg of {} would come back or be given up, {} kg are owed of entry {} on {} and later, "
                              "above it by {} kg",
                              format_kilograms(plan.mass + plan.short_mass), mineral.code, format_kilograms(owed),
                              number_of(loan.release), format_date(request.on),
                              format_kilograms(plan.mass + plan.short_mass - owed)),
                  "`pvault report owed-back` shows what is owed; what comes beyond it is a purchase");
  }
  std::vector<LentLot> lots = loan.lots;
  plan.parts = take_of_lent(lots, plan.mass);
  for (ReturnPart& part : plan.parts) {
    part.lot = first_lot;
    first_lot = LotId{number_of(first_lot) + 1};
  }
  std::ranges::copy(take_of_lent(lots, plan.short_mass), std::back_inserter(plan.parts));
  for (const ReturnPart& part : plan.parts)
    plan.cost += part.cost;
  plan.postings = return_postings(mineral, loan, plan);
  return plan;
}

} // namespace pvault
