#include "audit/entered_checks.hpp"

#include "audit/entered_again.hpp"
#include "audit/entered_lot_checks.hpp"
#include "stockpile/carrying_rate.hpp"

#include <array>
#include <fmt/format.h>
#include <optional>

namespace pvault::audit {

namespace {

Expected<BasisPrice> price_of_basis(const Mineral& mineral, const Expected<QuotedPrice>& quoted) {
  if (!quoted) return tl::unexpected(quoted.error());
  return basis_price(mineral, *quoted);
}

// The parts of a quote stand in columns of their own. A price that cannot value a stock has no other figure.
void check_prices_entered(store::Connection& connection, std::vector<Fault>& faults) {
  EnteredAgain again(connection, faults);
  store::Query row = connection.query(
      "SELECT entry_id, mineral_id, amount, currency, unit, component, cents, per_mg FROM price ORDER BY entry_id");
  while (row.next()) {
    const std::string component = row.text_or_empty(5);
    const EnteredText entered{
        row.id<EntryId>(0), "the price",
        fmt::format("{} {}/{}{}{}", row.text(2), row.text(3), row.text(4), component.empty() ? "" : " of ", component)};
    const auto quoted = parse_price(entered.text);
    if (!row.is_null(6)) {
      again.compare(entered, price_of_basis(again.mineral(row.id<MineralId>(1)), quoted),
                    BasisPrice{row.integer(6), row.integer(7)});
    } else if (!quoted) {
      again.refuse(entered, quoted.error());
    }
  }
}

// Imported figures are entered in the unit in which they were published: "45,000 metric tons"; that a figure is a bound
// stands beside it.
void check_demands_entered(store::Connection& connection, std::vector<Fault>& faults) {
  EnteredAgain again(connection, faults);
  store::Query row = connection.query("SELECT entry_id, mineral_id, entered, mass_mg FROM demand ORDER BY entry_id");
  while (row.next()) {
    const EnteredText entered{row.id<EntryId>(0), "the demand", row.text(2)};
    again.compare(entered, again.mass_of(row.id<MineralId>(1), entered.text), row.mass(3));
  }
}

void check_limits_entered(store::Connection& connection, std::vector<Fault>& faults) {
  EnteredAgain again(connection, faults);
  store::Query row = connection.query(
      "SELECT entry_id, mineral_id, mass_entered, mass_mg, 'the quantity of authority ' || code FROM authority "
      "UNION ALL SELECT entry_id, mineral_id, maximum_entered, maximum_mg, 'the maximum of the emergency' FROM "
      "emergency_mineral WHERE maximum_entered IS NOT NULL "
      "UNION ALL SELECT entry_id, mineral_id, buy_entered, buy_at_most_mg, 'what is to be bought at most' FROM "
      "annual_plan "
      "UNION ALL SELECT entry_id, mineral_id, release_entered, release_at_most_mg, 'what is to be released at most' "
      "FROM annual_plan ORDER BY 1");
  while (row.next()) {
    const EnteredText entered{row.id<EntryId>(0), row.text(4), row.text(2)};
    again.compare(entered, again.mass_of(row.id<MineralId>(1), entered.text), row.mass(3));
  }
}

// A text with the price that the book has of it.
struct EnteredRate {
  const char* what;
  int text;
  int cents;
};

Expected<BasisPrice> read_monthly(const std::string& text) {
  const auto rate = parse_carrying_rate(text);
  if (!rate) return tl::unexpected(rate.error());
  return rate->per_month.value_or(BasisPrice());
}

Expected<BasisPrice> read_handling(const std::string& text) {
  const auto handling = parse_handling(text);
  if (!handling) return tl::unexpected(handling.error());
  return handling->price;
}

void check_rates_entered(store::Connection& connection, std::vector<Fault>& faults) {
  EnteredAgain again(connection, faults);
  store::Query row =
      connection.query("SELECT entry_id, month_entered, month_cents, month_per_mg, in_entered, in_cents, "
                       "in_per_mg, out_entered, out_cents, out_per_mg FROM carrying_rate ORDER BY 1");
  while (row.next()) {
    for (const EnteredRate& rate :
         {EnteredRate{"the rate of a month", 1, 2}, EnteredRate{"the charge of coming in", 4, 5},
          EnteredRate{"the charge of going out", 7, 8}}) {
      if (row.is_null(rate.text)) continue;
      const EnteredText entered{row.id<EntryId>(0), rate.what, row.text(rate.text)};
      again.compare(entered, rate.text == 1 ? read_monthly(entered.text) : read_handling(entered.text),
                    BasisPrice{row.integer(rate.cents), row.integer(rate.cents + 1)});
    }
  }
}

constexpr auto all_entered_checks = std::to_array<StockCheck>({
    {"prices_as_entered", "a price per mass of the mineral's basis is what its quote comes to", check_prices_entered},
    {"demands_as_entered", "a demand is what the figure that was entered comes to on the mineral's basis",
     check_demands_entered},
    {"lots_as_entered",
     "what a lot received, and what its papers weigh, is what mass, moisture and assay come to as they were entered",
     check_lots_entered},
    {"purchases_as_entered", "metal that was bought at a price costs what the delivery comes to at it",
     check_purchases_entered},
    {"settlements_as_entered", "a settlement's final mass and cost are what its assay, mass and price come to",
     check_settlements_entered},
    {"transfers_as_entered", "a transfer takes the mass that was entered", check_transfers_entered},
    {"releases_as_entered", "a release is of the mass that was entered, and brings what its price comes to",
     check_releases_entered},
    {"sales_as_entered", "a sale that is shipped later is of the mass that was entered, at a price that can be read",
     check_sales_entered},
    {"returns_as_entered", "what comes back of a loan, or is given up, is what was entered", check_returns_entered},
    {"counts_as_entered",
     "what a count found and a statement confirmed of a lot is what was entered, in the lot's form",
     check_counts_entered},
    {"limits_as_entered", "what authorities, emergencies and annual plans allow at most is what was entered",
     check_limits_entered},
    {"rates_as_entered", "rates of storage and handling are what their texts come to", check_rates_entered},
});

} // namespace

std::span<const StockCheck> entered_checks() { return all_entered_checks; }

} // namespace pvault::audit
