// The generator's counts, findings, adjustments and statements of warehouses.
#include "tests/model/support/history_generator.hpp"

#include <algorithm>
#include <cstdlib>

namespace pvault::test {

namespace {

std::string basis_of(const std::string& mineral) {
  const auto found = std::ranges::find(model_minerals(), mineral, &MineralFacts::code);
  return found == model_minerals().end() ? "" : found->basis;
}

} // namespace

// Mostly what is there, or nearly; sometimes weighed as it was delivered.
PlainMass HistoryGenerator::some_count_of(std::int64_t mass_mg, const std::string& mineral) {
  if (random_.one_in(30)) return some_mass(mineral);
  std::int64_t counted_mg = mass_mg;
  switch (random_.below(8)) {
  case 0:
    counted_mg += random_.between(-2, 2);
    break;
  case 1:
    counted_mg += random_.between(0, mass_mg / 2);
    break;
  case 2:
    counted_mg -= random_.between(0, mass_mg / 2);
    break;
  default:
    break;
  }
  counted_mg = std::clamp<std::int64_t>(counted_mg, random_.one_in(40) ? 0 : 1, largest_mass_mg);
  return {std::to_string(counted_mg), "mg", random_.one_in(6) ? "" : basis_of(mineral)};
}

// Of all that the book has at the site, and sometimes of what it has not.
std::vector<CountedRowAsk> HistoryGenerator::some_rows(const std::string& site) {
  std::vector<CountedRowAsk> rows;
  for (const LotFacts& lot : book_.lots({on_, book_.newest()})) {
    const bool here = lot.site == site && lot.on_hand_mg > 0;
    if (here ? random_.one_in(150) : !random_.one_in(40)) continue;
    CountedRowAsk row{.lot = random_.one_in(20) ? lower_case(lot.code) : lot.code};
    if (here ? !random_.one_in(20) : !random_.one_in(30)) row.mass = some_count_of(lot.on_hand_mg, lot.mineral);
    rows.push_back(row);
  }
  if (random_.one_in(8)) rows.push_back({"NOWHERE", some_mass("gallium")});
  if (!rows.empty() && random_.one_in(60)) rows.push_back(rows.front());
  return rows;
}

// What a finding comes to: perhaps a release that was forgotten, of a part of what is missing, on the day of the count;
// and the adjustment of the rest. The history moves on so fast that neither would come about by itself.
void HistoryGenerator::plan_adjustment(std::int64_t count, const CountedFact& line, const std::string& counted_on) {
  const std::string& mineral = book_.find_lot(line.lot)->mineral;
  const std::int64_t missing_mg = line.expected_mg - line.counted_mg;
  if (missing_mg > 3 && random_.one_in(2)) {
    const std::int64_t part_mg = random_.between(1, std::min(missing_mg / 2, largest_mass_mg));
    planned_.emplace_back(counted_on, AskRelease{.mineral = mineral,
                                                 .mass = {std::to_string(part_mg), "mg", basis_of(mineral)},
                                                 .kind = "sample",
                                                 .authority = "board",
                                                 .lots = {line.lot}});
  }
  planned_.emplace_back(std::max(on_, counted_on), AskAdjustment{count, line.name, "Carol", "report 7"});
}

// Explains and adjusts the first line that differs of the count in the making.
void HistoryGenerator::plan_settlement(const AskCount& ask) {
  for (const CountedRowAsk& row : ask.rows) {
    const LotMade* lot = book_.find_lot(row.lot);
    if (lot == nullptr || (row.mass && row.mass->component != basis_of(lot->mineral))) continue;
    CountedFact line{.name = lot->code, .lot = lot->code};
    for (const LotFacts& facts : book_.lots({on_, book_.newest()})) {
      if (facts.code == lot->code) line.expected_mg = facts.on_hand_mg;
    }
    if (row.mass) line.counted_mg = row.mass->unit == "mg" ? std::stoll(row.mass->number) : line.expected_mg;
    if (line.counted_mg == line.expected_mg || random_.one_in(3)) continue;
    planned_.emplace_back(on_, AskFinding{book_.newest() + 1, line.name, "looked into"});
    return plan_adjustment(book_.newest() + 1, line, on_);
  }
}

Ask HistoryGenerator::make_count() {
  AskCount ask{.site = some_name("site"), .counted_by = random_.pick({"Ann", "Bob"})};
  if (random_.one_in(2))
    ask.tolerance_ppb = random_.pick(std::vector<std::int64_t>{1'000'000, 50'000'000, 333'333'333});
  if (random_.one_in(3)) ask.tolerance_mg = random_.between(1, 2);
  const Event* site = book_.find_name("site", ask.site);
  ask.rows = some_rows(site == nullptr ? "" : site->code);
  if (ask.rows.empty()) ask.rows.push_back({"NOWHERE", some_mass("gallium")});
  if (!random_.one_in(3)) plan_settlement(ask);
  return ask;
}

namespace {

bool differs(const CountedFact& line) {
  return line.status != "counted" || std::abs(line.counted_mg - line.expected_mg) > line.allowed_mg;
}

} // namespace

namespace {

// Whether a line of a count, by the name of its lot there, could be adjusted: the lot lies where it was counted, the
// line differs, and neither was it adjusted nor was the lot counted again.
bool can_be_adjusted(const ModelBook& book, const Event& count, const std::string& name) {
  const auto line = std::ranges::find(count.counted, name, &CountedFact::name);
  if (!book.stands(count) || line == count.counted.end() || line->lot.empty() || !differs(*line)) return false;
  if (book.find_lot(line->lot)->site != std::get<AskCount>(count.request.ask).site) return false;
  return std::ranges::none_of(book.events(), [&](const Event& event) {
    if (!book.stands(event)) return false;
    if (event.kind == "count-adjustment") return event.counted_lot == line->lot && event.on >= count.on;
    return event.kind == "count" && std::pair(event.on, event.number) > std::pair(count.on, count.number) &&
           std::ranges::find(event.counted, line->lot, &CountedFact::lot) != event.counted.end();
  });
}

} // namespace

// About a count, mostly a late one that stands and a line of it that differs.
Ask HistoryGenerator::make_finding() {
  std::vector<const Event*> counts;
  for (const Event& event : book_.events()) {
    const bool fits_well = event.kind == "count" && (book_.stands(event) || random_.one_in(8));
    if (fits_well) counts.push_back(&event);
  }
  if (counts.empty() || random_.one_in(40))
    return AskFinding{random_.between(0, book_.newest() + 1), "NOWHERE", "looked into"};
  const std::size_t late = random_.one_in(3) ? counts.size() : std::min<std::size_t>(counts.size(), 3);
  const Event& count = *counts[counts.size() - 1 - random_.below(late)];
  std::vector<std::string> names;
  for (const CountedFact& line : count.counted) {
    if (can_be_adjusted(book_, count, line.name) || random_.one_in(12)) names.push_back(line.name);
  }
  const std::string name = names.empty() || random_.one_in(30) ? "NOWHERE" : random_.pick(names);
  if (!random_.one_in(12)) on_ = std::max(on_, count.on);
  if (can_be_adjusted(book_, count, name)) {
    const auto line = std::ranges::find(count.counted, name, &CountedFact::name);
    plan_adjustment(count.number, *line, count.on);
  }
  return AskFinding{count.number, random_.one_in(8) ? lower_case(name) : name, "looked into"};
}

Ask HistoryGenerator::make_adjustment() {
  std::vector<const Event*> findings;
  for (const Event& event : book_.events()) {
    if (event.kind != "count-finding") continue;
    const bool adjustable = book_.stands(event) && can_be_adjusted(book_, book_.event(event.count), event.counted_lot);
    const bool fits_well = adjustable || random_.one_in(20);
    if (fits_well) findings.push_back(&event);
  }
  if (findings.empty() && !random_.one_in(5)) return make_finding();
  const bool unexplained = findings.empty() || random_.one_in(12);
  if (unexplained) {
    const Ask finding = make_finding();
    const auto& of = std::get<AskFinding>(finding);
    return AskAdjustment{of.count, of.lot, "Carol", "report 7"};
  }
  const Event& finding = *(random_.one_in(2) ? findings.back() : random_.pick(findings));
  if (!random_.one_in(12)) on_ = std::max(on_, finding.on);
  return AskAdjustment{finding.count, random_.one_in(8) ? lower_case(finding.counted_lot) : finding.counted_lot,
                       random_.one_in(8) ? random_.pick({"ann", "bob"}) : "Carol", "report 7"};
}

Ask HistoryGenerator::make_confirmation() {
  AskConfirmation ask{.site = some_name("site")};
  if (random_.one_in(3)) ask.tolerance_mg = random_.between(1, 500);
  const Event* site = book_.find_name("site", ask.site);
  for (CountedRowAsk& row : some_rows(site == nullptr ? "" : site->code)) {
    if (row.mass && random_.one_in(2)) ask.rows.push_back(std::move(row));
  }
  if (ask.rows.empty()) ask.rows.push_back({"NOWHERE", some_mass("gallium")});
  return ask;
}

} // namespace pvault::test
