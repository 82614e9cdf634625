// What a book holds, as lines of text; the model's side, and the words that both sides share.
#pragma once

#include "tests/model/support/model_book.hpp"

#include <map>
#include <string>
#include <vector>

namespace pvault::test {

// What is asked -> the answer, for example "inventory gallium" -> "12 mg, 5 cents".
using Lines = std::map<std::string, std::string>;

inline constexpr const char* missing = "-";

std::string amounts_in_words(Wide mass_mg, Wide amount_cents);
// A posting as the book prints it: the account with what it is by, the lot, the amounts.
std::string posting_in_words(const std::string& account, const std::string& lot, Wide mass_mg, Wide amount_cents);
std::string balance_words(const BalanceName& name);
void add_lot_line(Lines& lines, std::size_t place, const LotFacts& lot);

struct FigureWords {
  std::string price = missing;
  std::string demand = missing;
  std::string target = missing;
};
std::string price_in_words(const Ratio& cents_per_mg, std::int64_t entry, const std::string& on);
std::string demand_in_words(const DemandFacts& demand);
void add_figure_lines(Lines& lines, const std::string& mineral, const FigureWords& words);

std::string proposal_in_words(const std::string& kind, const std::string& on, std::int64_t cents,
                              const std::string& expires_on, const std::string& decision);

Lines balance_lines(const ModelBook& book, const When& when);
Lines lot_lines(const ModelBook& book, const When& when);
Lines figure_lines(const ModelBook& book, const When& when);
Lines control_lines(const ModelBook& book); // as it is now

// The fields of the reports for which the model answers; decimals as they are scaled (kilograms in milligrams, USD in
// cents, USD per kilogram in millionths, days in tenths).
const std::vector<std::string>& coverage_fields();
const std::vector<std::string>& cost_fields();
Lines coverage_lines(const ModelBook& book, const When& when);
Lines cost_lines(const ModelBook& book, const When& when);

// How `actual` differs from `expected`, line by line; empty when it does not.
std::string differences(const Lines& expected, const Lines& actual);

} // namespace pvault::test
