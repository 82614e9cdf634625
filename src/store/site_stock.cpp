#include "store/site_stock.hpp"

#include "store/closings.hpp"
#include "store/wide_sum.hpp"

#include <fmt/format.h>
#include <string>

namespace pvault::store {

namespace {

struct WideStock {
  std::int64_t lots = 0;
  WideSum mass = {};
  WideSum cost = {};
  WideSum sold = {};
};
using WideStocks = std::map<StockPlace, WideStock>;

StockPlace read_place(const Query& row) { return {row.id<MineralId>(0), row.id<SiteId>(1)}; }

// Of each mineral and site the newest closing before the text.
void add_closings(Connection& connection, const std::string& closing, WideStocks& stocks) {
  connection.write_unwritten();
  Query row = connection.query(
      "SELECT closing.mineral_id, closing.site_id, lots, mass_e9_mg, mass_mg, cost_e9_cents, cost_cents, sold_e9_mg, "
      "sold_mg FROM mineral CROSS JOIN site CROSS JOIN site_closing AS closing ON closing.mineral_id = "
      "mineral.mineral_id AND closing.site_id = site.site_id AND closing.month = (SELECT max(month) FROM site_closing "
      "AS earlier WHERE earlier.mineral_id = mineral.mineral_id AND earlier.site_id = site.site_id AND earlier.month < "
      "?1)");
  row.bind(closing);
  while (row.next())
    stocks.emplace(read_place(row), WideStock{row.integer(2), WideSum(row, 3), WideSum(row, 5), WideSum(row, 7)});
}

// Lots that entries between the closing and the day touched, or that those did which the moment does not know: what
// each has at the moment takes the place of what it had at the closing.
void exchange_touched_lots(Connection& connection, const Moment& moment, const std::string& closing,
                           WideStocks& stocks) {
  static const std::string sql = fmt::format(
      "WITH touched (lot_id) AS MATERIALIZED (SELECT lot_id FROM entry CROSS JOIN posting USING (entry_id) WHERE {} "
      "AND "
      "lot_id IS NOT NULL UNION SELECT lot_id FROM entry CROSS JOIN posting USING (entry_id) WHERE entry.entry_id > ?3 "
      "AND +entry.effective_on <= ?1 AND lot_id IS NOT NULL), "
      "state AS (SELECT posting.lot_id, coalesce(SUM(mass_mg) FILTER (WHERE effective_on <= ?1 AND entry_id <= ?3), 0) "
      "AS mass_mg, coalesce(SUM(amount_cents) FILTER (WHERE effective_on <= ?1 AND entry_id <= ?3), 0) AS cost_cents, "
      "coalesce(SUM(mass_mg) FILTER (WHERE effective_on <= ?2), 0) AS closing_mg, coalesce(SUM(amount_cents) FILTER "
      "(WHERE effective_on <= ?2), 0) AS closing_cents FROM touched CROSS JOIN posting USING (lot_id) CROSS JOIN entry "
      "USING (entry_id) GROUP BY posting.lot_id) "
      "SELECT lot.mineral_id, lot.site_id, SUM((mass_mg > 0) - (closing_mg > 0)), {}, {}, {}, {} FROM state CROSS JOIN "
      "lot USING (lot_id) GROUP BY 1, 2",
      between_closing_and_day, wide_sum_sql("mass_mg"), wide_sum_sql("cost_cents"), wide_sum_sql("closing_mg"),
      wide_sum_sql("closing_cents"));
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(closing).bind(moment.known_at);
  while (row.next()) {
    WideStock& stock = stocks[read_place(row)];
    stock.lots += row.integer(2);
    (stock.mass += WideSum(row, 3)) += -WideSum(row, 7);
    (stock.cost += WideSum(row, 5)) += -WideSum(row, 9);
  }
}

enum class SoldWay { add, take_off };

void add_sold(Query& row, SoldWay way, WideStocks& stocks) {
  while (row.next()) {
    const WideSum sold(row, 2);
    stocks[read_place(row)].sold += way == SoldWay::add ? sold : -sold;
  }
}

void exchange_sold(Connection& connection, const Moment& moment, const std::string& closing, WideStocks& stocks) {
  static const std::string between_sql =
      sold_by_entries(fmt::format("(SELECT entry_id FROM entry WHERE {})", between_closing_and_day));
  Query between = connection.query(between_sql);
  between.bind(moment.as_of).bind(closing);
  add_sold(between, is_before(closing, moment.as_of) ? SoldWay::add : SoldWay::take_off, stocks);
  static const std::string unknown_sql =
      sold_by_entries(fmt::format("(SELECT entry_id FROM entry WHERE {})", unknown_by_moment));
  Query unknown = connection.query(unknown_sql);
  unknown.bind(moment.as_of).bind(moment.known_at);
  add_sold(unknown, SoldWay::take_off, stocks);
}

SiteStock fitting_stock(const WideStock& stock) {
  return {.lots = stock.lots,
          .on_hand = Mass::milligrams(stock.mass.fitting_value("the mass of a mineral at a site")),
          .cost = Money::cents(stock.cost.fitting_value("the cost of a mineral at a site")),
          .sold_not_shipped = Mass::milligrams(stock.sold.fitting_value("what is sold of a mineral at a site"))};
}

} // namespace

std::map<StockPlace, SiteStock> load_site_stock(Connection& connection, const Moment& moment) {
  WideStocks stocks;
  const std::string closing = nearest_closing(moment.as_of);
  add_closings(connection, closing, stocks);
  exchange_touched_lots(connection, moment, closing, stocks);
  exchange_sold(connection, moment, closing, stocks);
  std::map<StockPlace, SiteStock> fitting_stocks;
  for (const auto& [place, stock] : stocks)
    fitting_stocks.emplace(place, fitting_stock(stock));
  return fitting_stocks;
}

} // namespace pvault::store
