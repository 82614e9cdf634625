#include "stockpile/warehouse_statement.hpp"

#include "units/choice.hpp"
#include "units/file_faults.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <map>

namespace pvault {

namespace {

constexpr Choices<StatementState, 4> states = {{{StatementState::matched, "matched"},
                                                {StatementState::differs, "differs"},
                                                {StatementState::only_in_book, "only-in-book"},
                                                {StatementState::only_on_statement, "only-on-statement"}}};

StatementState state_of(const StatementLine& line, bool same_mineral) {
  if (line.expected == Mass()) return StatementState::only_on_statement;
  if (!line.stated || !same_mineral) return StatementState::differs;
  const Mass difference = *line.stated - line.expected;
  return std::max(difference, -difference) <= line.allowed ? StatementState::matched : StatementState::differs;
}

StatementLine read_line(const StatedRow& row, const LotOnBook* lot, const CountTolerance& tolerance,
                        FileFaults& faults) {
  StatementLine line{.state = StatementState::only_on_statement,
                     .lot_name = lot == nullptr ? row.lot : lot->code,
                     .receipt = row.receipt,
                     .mineral_code = row.mineral_code,
                     .mass_entered = row.mass.text};
  if (lot == nullptr) return line;
  line.lot = lot->id;
  line.expected = lot->expected;
  line.allowed = allowed_difference(tolerance, lot->expected);
  const bool same_mineral = !row.mineral || *row.mineral == lot->mineral.id;
  if (same_mineral) {
    line.mineral_code = lot->mineral.code;
    const auto stated = mass_in_form(lot->mineral, lot->form, row.mass);
    if (!stated) faults.add(row.row, "mass", row.mass.text, stated.error().message);
    line.stated = stated.value_or(Mass());
  }
  line.state = state_of(line, same_mineral);
  return line;
}

} // namespace

std::string_view statement_state_name(StatementState state) { return name_of(states, state); }

Expected<std::vector<StatementLine>> compare_statement(std::span<const LotOnBook> lots,
                                                       const StatementRequest& request) {
  std::map<std::string, const LotOnBook*> by_name;
  for (const LotOnBook& lot : lots)
    by_name.emplace(lower(lot.code), &lot);
  FileFaults faults;
  std::map<std::string, std::size_t> seen;
  std::vector<StatementLine> lines;
  for (const StatedRow& row : request.rows) {
    const std::string name = lower(row.lot);
    const auto [first, is_new] = seen.emplace(row.lot.empty() ? "receipt " + lower(row.receipt) : name, row.row);
    if (!is_new) {
      faults.add(row.row, row.lot.empty() ? "receipt" : "lot", row.lot.empty() ? row.receipt : row.lot,
                 fmt::format("stands in row {} already", first->second));
    }
    const auto found = by_name.find(name);
    lines.push_back(read_line(row, found == by_name.end() ? nullptr : found->second, request.tolerance, faults));
  }
  if (!faults.none())
    return tl::unexpected(faults.in_file(Rule::statement_malformed, request.file, "correct these rows"));
  for (const LotOnBook& lot : lots) {
    if (lot.expected == Mass() || seen.contains(lower(lot.code))) continue;
    lines.push_back({.state = StatementState::only_in_book,
                     .lot_name = lot.code,
                     .mineral_code = lot.mineral.code,
                     .lot = lot.id,
                     .expected = lot.expected,
                     .allowed = allowed_difference(request.tolerance, lot.expected)});
  }
  return lines;
}

} // namespace pvault
