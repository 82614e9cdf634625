#include "reports/columns.hpp"

#include "units/exact.hpp"

#include <utility>

namespace pvault::reports {

namespace column {

namespace {

Column of_type(ColumnType type, std::string name, std::string heading, std::string unit = {}, int decimals = 0) {
  Column made;
  made.name = std::move(name);
  made.heading = std::move(heading);
  made.unit = std::move(unit);
  made.type = type;
  made.decimals = decimals;
  return made;
}

} // namespace

Column text(std::string name, std::string heading) {
  return of_type(ColumnType::text, std::move(name), std::move(heading));
}

Column date(std::string name, std::string heading) {
  return of_type(ColumnType::date, std::move(name), std::move(heading));
}

Column count(std::string name, std::string heading, std::string unit) {
  return of_type(ColumnType::integer, std::move(name), std::move(heading), std::move(unit));
}

// Entries and years name and do not count: 2025, never 2,025.
Column entry(std::string name, std::string heading) {
  Column made = of_type(ColumnType::integer, std::move(name), std::move(heading));
  made.grouped = false;
  return made;
}

Column year(std::string name, std::string heading) { return entry(std::move(name), std::move(heading)); }

Column kilograms(std::string name, std::string heading) {
  return of_type(ColumnType::decimal, std::move(name), std::move(heading), "kg", 6);
}

Column kilograms_a_year(std::string name, std::string heading) {
  return of_type(ColumnType::decimal, std::move(name), std::move(heading), "kg/year", 6);
}

Column kilograms_a_day(std::string name, std::string heading) {
  return of_type(ColumnType::decimal, std::move(name), std::move(heading), "kg/day", 6);
}

Column usd(std::string name, std::string heading) {
  return of_type(ColumnType::decimal, std::move(name), std::move(heading), "USD", 2);
}

Column usd_per_kilogram(std::string name, std::string heading) {
  return of_type(ColumnType::decimal, std::move(name), std::move(heading), "USD/kg", 6);
}

Column days_in_tenths(std::string name, std::string heading) {
  return of_type(ColumnType::decimal, std::move(name), std::move(heading), "days", 1);
}

Column percent(std::string name, std::string heading, int decimals) {
  return of_type(ColumnType::decimal, std::move(name), std::move(heading), "%", decimals);
}

Column bar(std::string name, std::string heading) {
  return for_people(of_type(ColumnType::bar, std::move(name), std::move(heading)));
}

Column sparkline(std::string name, std::string heading) {
  return for_people(of_type(ColumnType::sparkline, std::move(name), std::move(heading)));
}

Column for_machines(Column column) {
  column.in_text = false;
  return column;
}

Column for_people(Column column) {
  column.in_machine = false;
  return column;
}

Column tells_why(Column column) {
  column.tells_why = true;
  return column;
}

} // namespace column

namespace {

// 1 cent a milligram is 10,000 USD a kilogram, and there are six decimals.
constexpr std::int64_t scale_of_price = 10'000'000'000;

Cell cell_per_mg(std::int64_t cents, std::int64_t per_mg) { return price_cell(Exact(cents) / per_mg); }

} // namespace

Cell price_cell(const Exact& cents_per_mg) {
  const auto scaled = round_to_integer(cents_per_mg * scale_of_price, Rounding::half_even);
  return scaled ? decimal(*scaled) : no_value();
}

Cell price_cell(Money cost, Mass mass) {
  return mass > Mass() ? cell_per_mg(cost.cents(), mass.milligrams()) : no_value();
}

Cell price_cell(const std::optional<BasisPrice>& price) {
  return price ? cell_per_mg(price->cents, price->per_mg) : no_value();
}

std::optional<std::int64_t> percent_in_hundredths(Money part, Money whole) {
  if (whole <= Money()) return std::nullopt;
  return round_to_integer(Exact(part.cents()) * 10'000 / whole.cents(), Rounding::down);
}

} // namespace pvault::reports
