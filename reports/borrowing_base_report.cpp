#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/facility_bases.hpp"
#include "reports/loan_runs.hpp"
#include "reports/sheet.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>

namespace pvault::reports {

namespace {

// Of a facility as a whole, or of one mineral in its base.
struct BaseLine {
  const FacilityBase& of;
  std::string mineral = {};
  const MineralBase* part = nullptr; // missing in the facility's own line
};

// A figure of the mineral, or the facility's sum of it over the minerals that are eligible.
template <class Value>
Money sum_of(const BaseLine& line, Value value) {
  if (line.part) return value(*line.part);
  return sum_of_eligible(line.of.base, value);
}

Cell status_cell(const BaseLine& line) {
  if (line.part) return cell(eligibility_name(line.part->eligibility));
  return cell(line.of.base.is_breached() ? "breached" : "within");
}

Cell market_value_cell(const BaseLine& line) {
  if (line.part) return cell(line.part->market_value);
  return cell(sum_of(line, [](const MineralBase& part) { return part.market_value.value_or(Money()); }));
}

Cell fall_cell(const BaseLine& line) {
  const auto fall = line.part ? line.part->breaching_fall : line.of.base.breaching_fall;
  return fall ? decimal(hundredths_of(*fall)) : no_value();
}

// What only a facility has, or only a mineral.
template <class Value>
Cell of_facility(const BaseLine& line, Value value) {
  return line.part ? no_value() : cell(value(line.of));
}
template <class Value>
Cell of_mineral(const BaseLine& line, Value value) {
  return line.part ? cell(value(*line.part)) : no_value();
}

std::string sharing_in_words(const FacilityBase& line) {
  std::vector<std::string> codes;
  for (const SharingFacility& sharing : line.recorded.terms.shared_with)
    codes.push_back(sharing.code);
  return list_in_words(codes);
}

std::vector<Field<BaseLine>> value_fields() {
  using Line = BaseLine;
  using Part = MineralBase;
  using namespace column;
  return {
      {text("facility", "Facility"), [](const Line& line) { return cell(line.of.facility); }},
      {text("mineral", "Mineral"), [](const Line& line) { return text_or_missing(line.mineral); }},
      {tells_why(text("status", "Status")), status_cell},
      {kilograms("on_hand_kg", "On hand"),
       [](const Line& line) { return of_mineral(line, [](const Part& part) { return part.on_hand; }); }},
      {usd("cost_usd", "Cost"),
       [](const Line& line) { return cell(sum_of(line, [](const Part& part) { return part.cost; })); }},
      {for_machines(usd_per_kilogram("market_price_usd_per_kg", "Market price")),
       [](const Line& line) {
         return line.part && line.part->price ? price_cell(line.part->price->price) : no_value();
       }},
      {for_machines(date("price_on", "Price of")),
       [](const Line& line) { return line.part && line.part->price ? cell(line.part->price->on) : no_value(); }},
      {usd("market_value_usd", "Market value"), market_value_cell},
      {usd("lower_value_usd", "Lower of both"),
       [](const Line& line) { return cell(sum_of(line, [](const Part& part) { return part.lower_value; })); }},
      {percent("advance_rate_percent", "Advance rate", decimals_of_rate),
       [](const Line& line) {
         return rate_cell(line.part ? line.part->advance_rate : line.of.recorded.terms.advance_rate);
       }},
      {usd("advance_usd", "Advance"),
       [](const Line& line) { return cell(sum_of(line, [](const Part& part) { return part.advance; })); }},
      {usd("concentration_excess_usd", "Excess"),
       [](const Line& line) { return cell(sum_of(line, [](const Part& part) { return part.excess; })); }},
  };
}

std::vector<Field<BaseLine>> base_fields() {
  using Line = BaseLine;
  using Facility = FacilityBase;
  using namespace column;
  return {
      {for_machines(usd("reserve_usd", "Reserve")),
       [](const Line& line) { return of_facility(line, [](const Facility& whole) { return whole.base.reserve; }); }},
      {usd("base_usd", "Base"),
       [](const Line& line) { return cell(line.part ? line.part->counted() : line.of.base.base); }},
      {for_machines(usd("debt_usd", "Debt")),
       [](const Line& line) { return of_facility(line, [](const Facility& whole) { return whole.base.debt; }); }},
      {for_machines(usd("headroom_usd", "Headroom")),
       [](const Line& line) { return of_facility(line, [](const Facility& whole) { return whole.base.headroom(); }); }},
      {percent("breaching_price_fall_percent", "Breaching fall", decimals_of_fall), fall_cell},
      {for_machines(percent("concentration_limit_percent", "Concentration limit", decimals_of_rate)),
       [](const Line& line) { return line.part ? no_value() : rate_cell(line.of.recorded.terms.concentration_limit); }},
      {for_machines(count("price_age_days", "Oldest price", "days")),
       [](const Line& line) {
         return of_facility(line, [](const Facility& whole) { return whole.recorded.terms.price_age_days; });
       }},
      {for_machines(text("shared_with", "Shared with")),
       [](const Line& line) { return line.part ? no_value() : text_or_missing(sharing_in_words(line.of)); }},
      {for_machines(date("terms_from", "Terms from")),
       [](const Line& line) { return of_facility(line, [](const Facility& whole) { return whole.recorded.from; }); }},
  };
}

std::vector<Field<BaseLine>> borrowing_base_fields() {
  std::vector<Field<BaseLine>> all = value_fields();
  for (Field<BaseLine>& field : base_fields())
    all.push_back(std::move(field));
  return all;
}

// "EXIM-1: ..." as a certificate says it.
std::string certificate_note(const FacilityBase& line) {
  const BorrowingBase& base = line.base;
  const std::string sharing = sharing_in_words(line);
  std::string note = fmt::format(
      "{}: advances of {}, less {} of concentration excess and {} of reserves, make a base of {}. Debt{}: {}; "
      "headroom: {}.",
      line.facility, format_money(base.gross), format_money(base.excess), format_money(base.reserve),
      format_money(base.base), sharing.empty() ? "" : " with " + sharing, format_money(base.debt),
      format_money(base.headroom()));
  if (base.is_breached()) return note + fmt::format(" Breached by {}.", format_money(-base.headroom()));
  if (!base.breaching_fall) return note + " Nothing is owed, so no fall of prices breaches it.";
  return note + fmt::format(" A fall of all prices by {}% breaches it.",
                            format_scaled(hundredths_of(*base.breaching_fall), decimals_of_fall, decimals_of_fall));
}

using MineralCodes = std::map<MineralId, std::string>;

// Minerals that count for nothing because of their price.
std::vector<std::string> price_notes(const FacilityBase& line, const MineralCodes& codes, Date as_of) {
  std::vector<std::string> unpriced;
  std::vector<std::string> too_old;
  for (const MineralBase& part : line.base.minerals) {
    const std::string& code = codes.at(part.mineral);
    if (part.eligibility == Eligibility::no_price) unpriced.push_back(code);
    if (part.eligibility == Eligibility::price_too_old)
      too_old.push_back(fmt::format("{} ({}, {})", code, format_date(part.price->on),
                                    format_days(days_between(part.price->on, as_of))));
  }
  std::vector<std::string> notes;
  if (!unpriced.empty())
    notes.push_back(fmt::format("{}: without a usable price, and so worth nothing to the base: {}.", line.facility,
                                list_in_words(unpriced)));
  if (!too_old.empty())
    notes.push_back(fmt::format("{}: with a price older than {}, and so worth nothing to the base: {}.", line.facility,
                                format_days(*line.recorded.terms.price_age_days), list_in_words(too_old)));
  return notes;
}

} // namespace

Table make_borrowing_base_report(store::Connection& connection, const ReportQuestion& question) {
  MineralCodes codes;
  for (const Mineral& mineral : store::list_minerals(connection))
    codes.emplace(mineral.id, mineral.code);
  const Collateral collateral = load_collateral(connection, question.moment);
  const std::vector<FacilityBase> bases = load_facility_bases(connection, question, collateral);
  Sheet<BaseLine> sheet(borrowing_base_fields());
  std::vector<std::string> notes;
  for (const FacilityBase& base : bases) {
    sheet.add({.of = base}).mood = base.base.is_breached() ? "bad" : "";
    for (const MineralBase& part : base.base.minerals) {
      Row& row = sheet.add({.of = base, .mineral = codes.at(part.mineral), .part = &part});
      row.indent = 1;
      row.mood = part.eligibility == Eligibility::eligible ? "" : "faint";
    }
    notes.push_back(certificate_note(base));
    std::ranges::move(price_notes(base, codes, question.moment.as_of), std::back_inserter(notes));
  }
  if (bases.empty())
    notes.push_back(no_borrowing_base_note(question.moment.as_of));
  else
    notes.emplace_back(
        "A lot counts with the lower of its cost and its market value; docs/FINANCING.md has the rules.");
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
