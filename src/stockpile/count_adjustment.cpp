#include "stockpile/count_adjustment.hpp"

#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault {

namespace {

Mass size_of(Mass mass) { return std::max(mass, -mass); }

std::string signed_kilograms(Mass mass) { return (mass > Mass() ? "+" : "") + format_kilograms(mass); }

Expected<void> check_order(const CountDifference& difference, std::string_view what, Date on) {
  if (on >= difference.counted_on) return {};
  return refuse(Rule::count_out_of_order,
                fmt::format("count {} is dated {}, the {} {}, {} earlier", number_of(difference.count),
                            format_date(difference.counted_on), what, format_date(on),
                            format_days(days_between(on, difference.counted_on))),
                fmt::format("date it {} or later", format_date(difference.counted_on)));
}

Expected<void> check_difference(const CountDifference& difference) {
  const CountLine& line = difference.line;
  if (!is_accurate(line)) return {};
  const Mass found = *line.counted - line.expected;
  return refuse(Rule::difference_within_tolerance,
                fmt::format("lot {} was counted with {} kg, {} kg were expected; the difference of {} kg is within the "
                            "tolerance of {} kg by {} kg",
                            line.lot_name, format_kilograms(*line.counted), format_kilograms(line.expected),
                            signed_kilograms(found), format_kilograms(line.allowed),
                            format_kilograms(line.allowed - size_of(found))),
                "nothing has to be explained or adjusted");
}

Expected<void> check_known(const CountDifference& difference, const AdjustmentRequest& request) {
  const auto count = number_of(difference.count);
  if (difference.adjusted_by) {
    return refuse(Rule::adjusted_already,
                  fmt::format("the difference of lot {} in count {} was adjusted by entry {}", difference.line.lot_name,
                              count, number_of(*difference.adjusted_by)),
                  fmt::format("reverse entry {} first if it was wrong", number_of(*difference.adjusted_by)));
  }
  if (!difference.finding) {
    return refuse(Rule::difference_not_explained,
                  fmt::format("nothing is recorded of what was found out about lot {} in count {}",
                              difference.line.lot_name, count),
                  fmt::format("pvault count explain {} --lot {} --finding TEXT", count, difference.line.lot_name));
  }
  if (difference.finding->on > request.on) {
    return refuse(Rule::difference_not_explained,
                  fmt::format("the finding about lot {} is dated {}, the adjustment {}, {} earlier",
                              difference.line.lot_name, format_date(difference.finding->on), format_date(request.on),
                              format_days(days_between(request.on, difference.finding->on))),
                  fmt::format("date it {} or later", format_date(difference.finding->on)));
  }
  return {};
}

Expected<void> check_approver(const CountDifference& difference, const AdjustmentRequest& request) {
  if (lower(trim(request.approved_by)) != lower(trim(difference.counted_by))) return {};
  return refuse(Rule::approver_counted,
                fmt::format("{} counted {} on {} and cannot approve what follows from it", difference.counted_by,
                            difference.site_code, format_date(difference.counted_on)),
                "somebody else approves it");
}

Expected<void> check_latest(const CountDifference& difference) {
  if (difference.counted_again) {
    return refuse(Rule::count_superseded,
                  fmt::format("lot {} was counted again on {} by entry {}, after this count of {}",
                              difference.line.lot_name, format_date(difference.counted_again->on),
                              number_of(difference.counted_again->entry), format_date(difference.counted_on)),
                  fmt::format("adjust by count {}", number_of(difference.counted_again->entry)));
  }
  if (!difference.adjusted_later) return {};
  return refuse(Rule::count_superseded,
                fmt::format("lot {} was adjusted on {} by entry {}, after this count of {}", difference.line.lot_name,
                            format_date(difference.adjusted_later->on), number_of(difference.adjusted_later->entry),
                            format_date(difference.counted_on)),
                "count the lot again");
}

Expected<void> check_place(const CountDifference& difference) {
  const CountLine& line = difference.line;
  if (!line.lot) {
    return refuse(Rule::adjustment_not_possible,
                  fmt::format("the book knows no lot {}, so it has no supplier, age or cost", line.lot_name),
                  "record the purchase or transfer that brought it");
  }
  if (difference.lot_reversed_by) {
    return refuse(Rule::adjustment_not_possible,
                  fmt::format("what brought lot {} was undone by entry {}", line.lot_name,
                              number_of(*difference.lot_reversed_by)),
                  "record the purchase or transfer that brought it");
  }
  if (difference.lot_received_on && *difference.lot_received_on > difference.counted_on) {
    return refuse(Rule::adjustment_not_possible,
                  fmt::format("lot {} was found on {} and came to {} on {}, {} later", line.lot_name,
                              format_date(difference.counted_on), difference.lot_site_code,
                              format_date(*difference.lot_received_on),
                              format_days(days_between(difference.counted_on, *difference.lot_received_on))),
                  "reverse what brought it, and record that on the day it came");
  }
  if (difference.lot_site_code == difference.site_code) return {};
  return refuse(Rule::adjustment_not_possible,
                fmt::format("lot {} was found at {} and lies at {}", line.lot_name, difference.site_code,
                            difference.lot_site_code),
                fmt::format("record how it came there: `pvault transfer record --lot {} --to-site {} --mass MASS --on "
                            "DATE`",
                            line.lot_name, difference.site_code));
}

// What is left of the difference.
Expected<void> check_left(const CountDifference& difference) {
  const CountLine& line = difference.line;
  const Mass found = *line.counted - line.expected;
  const Mass left = *line.counted - difference.on_book;
  const bool is_gone = left == Mass() || (line.status == CountStatus::counted && size_of(left) <= line.allowed);
  const bool is_other = (left > Mass()) != (found > Mass()) || size_of(left) > size_of(found);
  if (!is_gone && !is_other) return {};
  return refuse(
      Rule::adjustment_not_possible,
      fmt::format("count {} found {} kg of lot {} where {} kg were expected, {} kg; by what was recorded since, the "
                  "book has {} kg on {}, which leaves {} kg{}",
                  number_of(difference.count), format_kilograms(*line.counted), line.lot_name,
                  format_kilograms(line.expected), signed_kilograms(found), format_kilograms(difference.on_book),
                  format_date(difference.counted_on), signed_kilograms(left),
                  is_gone ? fmt::format(", within the tolerance of {} kg", format_kilograms(line.allowed)) : ""),
      is_gone ? "nothing has to be adjusted" : "count the lot again");
}

Expected<void> check_mass(const OpenLot& lot, const CountDifference& difference, const AdjustmentRequest& request,
                          Mass missing) {
  if (lot.drawable_from > request.on) {
    return refuse(Rule::lot_not_yet_received,
                  fmt::format("lot {} can be drawn from {} on, the adjustment is dated {}, {} earlier", lot.code,
                              format_date(lot.drawable_from), format_date(request.on),
                              format_days(days_between(request.on, lot.drawable_from))),
                  fmt::format("date it {} or later", format_date(lot.drawable_from)));
  }
  if (missing <= lot.free()) return {};
  if (missing <= lot.mass) {
    return refuse(Rule::lot_mass_sold,
                  fmt::format("count {} missed {} kg of lot {}, which has {} kg, of which {} kg are sold and not "
                              "shipped, short by {} kg",
                              number_of(difference.count), format_kilograms(missing), lot.code,
                              format_kilograms(lot.mass), format_kilograms(lot.sold),
                              format_kilograms(missing - lot.free())),
                  "`pvault sale cancel` what cannot be shipped first; `pvault report sales` shows what is sold");
  }
  return refuse(Rule::lot_mass_insufficient,
                fmt::format("count {} missed {} kg of lot {}, which has {} kg left by now, short by {} kg",
                            number_of(difference.count), format_kilograms(missing), lot.code,
                            format_kilograms(lot.mass), format_kilograms(missing - lot.mass)),
                "what left the lot since cannot have been missing: count the lots it went to, or reverse what took it");
}

} // namespace

Expected<void> check_finding(const CountDifference& difference, Date on) {
  if (auto ordered = check_order(difference, "finding", on); !ordered) return ordered;
  return check_difference(difference);
}

Expected<void> check_adjustment(const CountDifference& difference, const AdjustmentRequest& request) {
  auto allowed = check_order(difference, "adjustment", request.on);
  if (allowed) allowed = check_difference(difference);
  if (allowed) allowed = check_known(difference, request);
  if (allowed) allowed = check_approver(difference, request);
  if (allowed) allowed = check_latest(difference);
  if (allowed) allowed = check_place(difference);
  if (allowed) allowed = check_left(difference);
  return allowed;
}

Expected<AdjustmentPlan> plan_count_adjustment(const OpenLot& lot, const CountDifference& difference,
                                               const AdjustmentRequest& request, LotId surplus) {
  if (auto allowed = check_adjustment(difference, request); !allowed) return tl::unexpected(allowed.error());
  AdjustmentPlan plan{.mass = *difference.line.counted - difference.on_book, .cost = {}};
  LotId moved = lot.id;
  if (plan.mass > Mass()) {
    plan.surplus = surplus;
    moved = surplus;
  } else {
    if (auto there = check_mass(lot, difference, request, -plan.mass); !there) return tl::unexpected(there.error());
    plan.cost =
        Money::cents(share_of(lot.cost.cents(), -plan.mass.milligrams(), lot.mass.milligrams(), Rounding::half_even));
  }
  plan.postings = {
      {.account = Account::inventory, .mineral = lot.mineral, .lot = moved, .mass = plan.mass, .amount = -plan.cost},
      {.account = Account::lost, .mineral = lot.mineral, .mass = -plan.mass}};
  if (plan.cost != Money())
    plan.postings.push_back({.account = Account::loss_and_shrinkage, .mineral = lot.mineral, .amount = plan.cost});
  return plan;
}

} // namespace pvault
