// The generator's counts, findings, adjustments and statements of warehouses.
#include "tests/model/support/history_generator.hpp"

#include <algorithm>
#include <cstdlib>

namespace pvault::test {

namespace {

constexpr std::int64_t largest_mass_mg = 100'000'000'000'000'000; // of one figure: 100 million tonnes

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

Ask HistoryGenerator::make_count() {
  AskCount ask{.site = some_name("site"), .counted_by = random_.pick({"Ann", "Bob"})};
  if (random_.one_in(2))
    ask.tolerance_ppb = random_.pick(std::vector<std::int64_t>{1'000'000, 50'000'000, 333'333'333});
  if (random_.one_in(3)) ask.tolerance_mg = random_.between(1, 2);
  const Event* site = book_.find_name("site", ask.site);
  ask.rows = some_rows(site == nullptr ? "" : site->code);
  if (ask.rows.empty()) ask.rows.push_back({"NOWHERE", some_mass("gallium")});
  return ask;
}

namespace {

bool differs(const CountedFact& line) {
  return line.status != "counted" || std::abs(line.counted_mg - line.expected_mg) > line.allowed_mg;
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
  const Event& count = *(random_.one_in(2) ? counts.back() : random_.pick(counts));
  std::vector<std::string> names;
  for (const CountedFact& line : count.counted) {
    if (differs(line) || random_.one_in(12)) names.push_back(line.name);
  }
  const std::string name = names.empty() || random_.one_in(30) ? "NOWHERE" : random_.pick(names);
  if (!random_.one_in(12)) on_ = std::max(on_, count.on);
  return AskFinding{count.number, random_.one_in(8) ? lower_case(name) : name, "looked into"};
}

Ask HistoryGenerator::make_adjustment() {
  std::vector<const Event*> findings;
  for (const Event& event : book_.events()) {
    const bool fits_well = event.kind == "count-finding" && (book_.stands(event) || random_.one_in(20));
    if (fits_well) findings.push_back(&event);
  }
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
