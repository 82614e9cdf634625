// The columns and cells that reports share: each quantity has one unit and one number of decimals, wherever it stands.
#pragma once

#include "journal/posting.hpp"
#include "reports/table.hpp"
#include "units/date.hpp"
#include "units/price.hpp"

#include <optional>
#include <string>

namespace pvault::reports::column {

Column text(std::string name, std::string heading);
Column date(std::string name, std::string heading);
Column count(std::string name, std::string heading, std::string unit = "");
Column entry(std::string name, std::string heading);
Column year(std::string name, std::string heading);
Column kilograms(std::string name, std::string heading);
Column kilograms_a_year(std::string name, std::string heading);
Column usd(std::string name, std::string heading);
Column usd_per_kilogram(std::string name, std::string heading);
Column days_in_tenths(std::string name, std::string heading);
Column kilograms_a_day(std::string name, std::string heading);
Column percent(std::string name, std::string heading, int decimals);
Column bar(std::string name, std::string heading);
Column sparkline(std::string name, std::string heading);

// Only in JSON, CSV and other formats where width costs nothing.
Column for_machines(Column column);
// Only for people.
Column for_people(Column column);
// What a row is called good or bad for.
Column tells_why(Column column);

} // namespace pvault::reports::column

namespace pvault::reports {

inline Cell cell(Mass mass) { return decimal(mass.milligrams()); }
inline Cell cell(Money amount) { return decimal(amount.cents()); }
inline Cell tenths_cell(const std::optional<std::int64_t>& tenths) { return tenths ? decimal(*tenths) : no_value(); }
inline Cell cell(Date on) { return format_date(on); }
inline Cell cell(EntryId entry) { return number_of(entry); }
inline Cell cell(std::int64_t count) { return count; }
inline Cell cell(int count) { return std::int64_t{count}; }
inline Cell cell(const Bar& bar) { return bar; }
inline Cell cell(Sparkline line) { return line; }
inline Cell cell(std::string text) { return text; }
inline Cell cell(const char* text) { return std::string(text); }
template <class T>
Cell cell(const std::optional<T>& value) {
  return value ? cell(*value) : no_value();
}
// Empty text is missing.
inline Cell text_or_missing(const std::string& text) { return text.empty() ? no_value() : cell(text); }

// USD per kilogram with six decimals, half-even; missing when there is no mass, or when it does not fit.
Cell price_cell(Money cost, Mass mass);
Cell price_cell(const std::optional<BasisPrice>& price);
Cell price_cell(const Exact& cents_per_mg);

// part / whole in percent, rounded down at the second decimal.
std::optional<std::int64_t> percent_in_hundredths(Money part, Money whole);

} // namespace pvault::reports
