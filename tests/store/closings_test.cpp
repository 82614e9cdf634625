// What is read from closings of months is what reading every entry answers, on any day and as known at any entry,
// whatever was recorded in whatever order.
#include "store/closings.hpp"

#include "operations/record_sale.hpp"
#include "store/balances.hpp"
#include "store/closings_in_memory.hpp"
#include "store/derived.hpp"
#include "store/held_back.hpp"
#include "store/periods.hpp"
#include "store/site_stock.hpp"
#include "store/transaction.hpp"
#include "store/wide_sum.hpp"
#include "tests/support/attacked_book.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <stdexcept>

namespace store_closings_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using Words = std::map<std::string, std::string>;

Words balances_walked(store::Connection& connection, const Moment& moment) {
  Words words;
  store::Query row = connection.query(
      "SELECT account_id, coalesce(mineral_id, 0), SUM(mass_mg), SUM(amount_cents) FROM posting JOIN entry USING "
      "(entry_id) JOIN account USING (account_id) WHERE by_mineral <> 'no' AND effective_on <= ?1 AND entry_id <= ?2 "
      "GROUP BY 1, 2 HAVING SUM(mass_mg) <> 0 OR SUM(amount_cents) <> 0");
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    words[fmt::format("account {} mineral {}", row.integer(0), row.integer(1))] =
        fmt::format("{} mg {} cents", row.integer(2), row.integer(3));
  return words;
}

Words balances_closed(store::Connection& connection, const Moment& moment) {
  Words words;
  for (const auto& [key, balance] : store::load_mineral_balances(connection, moment)) {
    CHECK(!key.party);
    CHECK(!key.facility);
    if (balance.mass == Mass() && balance.amount == Money()) continue;
    words[fmt::format("account {} mineral {}", static_cast<std::int64_t>(key.account),
                      key.mineral ? number_of(*key.mineral) : 0)] =
        fmt::format("{} mg {} cents", balance.mass.milligrams(), balance.amount.cents());
  }
  return words;
}

std::string stock_in_words(const store::SiteStock& stock) {
  return fmt::format("{} lots {} mg {} cents, {} mg sold", stock.lots, stock.on_hand.milligrams(), stock.cost.cents(),
                     stock.sold_not_shipped.milligrams());
}

Words stock_walked(store::Connection& connection, const Moment& moment) {
  std::map<std::string, store::SiteStock> stocks;
  for (const store::LotState& lot : store::list_lots(connection, moment, true)) {
    store::SiteStock& stock = stocks[lot.mineral_code + " at " + lot.site_code];
    stock.lots += 1;
    stock.on_hand += lot.on_hand;
    stock.cost += lot.cost;
  }
  store::Query sold = connection.query("SELECT mineral.code || ' at ' || site.code, SUM(change_mg) FROM sale_change "
                                       "JOIN lot USING (lot_id) JOIN mineral "
                                       "USING (mineral_id) JOIN site USING (site_id) WHERE effective_on <= ?1 AND "
                                       "sale_change.entry_id <= ?2 GROUP BY 1");
  sold.bind(moment.as_of).bind(moment.known_at);
  while (sold.next())
    stocks[sold.text(0)].sold_not_shipped = sold.mass(1);
  Words words;
  for (const auto& [place, stock] : stocks) {
    if (stock.lots != 0 || stock.sold_not_shipped != Mass()) words[place] = stock_in_words(stock);
  }
  return words;
}

Words stock_closed(store::Connection& connection, const Moment& moment) {
  std::map<MineralId, std::string> minerals;
  for (const Mineral& mineral : store::list_minerals(connection))
    minerals.emplace(mineral.id, mineral.code);
  std::map<SiteId, std::string> sites;
  for (const store::Site& site : store::list_sites_ever(connection))
    sites.emplace(site.id, site.code);
  Words words;
  for (const auto& [where, stock] : store::load_site_stock(connection, moment)) {
    const bool is_nothing = stock.lots == 0 && stock.on_hand == Mass() && stock.cost == Money();
    if (is_nothing && stock.sold_not_shipped == Mass()) continue;
    words[minerals.at(where.mineral) + " at " + sites.at(where.site)] = stock_in_words(stock);
  }
  return words;
}

Words landed_walked(store::Connection& connection, const Moment& moment) {
  std::map<std::string, Money> sums;
  store::Query row = connection.query(
      "SELECT mineral_id, what, landed_cost.amount_cents, effective_on <= ?1 AND entry_id <= ?2, (SELECT count(*) FROM "
      "reversal WHERE reversed_entry_id = landed_cost.entry_id AND reversal.effective_on <= ?1 AND reversal.entry_id "
      "<= ?2) FROM "
      "landed_cost JOIN entry USING (entry_id) JOIN purchase USING (entry_id)");
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    if (row.integer(3) == 0 || row.integer(4) != 0) continue;
    sums[fmt::format("mineral {} kind {}", row.integer(0), static_cast<int>(landed_kind(row.text(1))))] += row.money(2);
  }
  Words words;
  for (const auto& [what, sum] : sums)
    words[what] = format_money(sum);
  return words;
}

Words landed_closed(store::Connection& connection, const Moment& moment) {
  Words words;
  for (const auto& [mineral, landed] : store::load_landed_costs(connection, {std::nullopt, moment})) {
    for (const auto& [kind, sum] : landed.by_kind) {
      if (sum != Money())
        words[fmt::format("mineral {} kind {}", number_of(mineral), static_cast<int>(kind))] = format_money(sum);
    }
  }
  return words;
}

void check_moment(store::Connection& connection, const Moment& moment) {
  const std::string as_of = format_date(moment.as_of);
  CAPTURE(as_of);
  CAPTURE(number_of(moment.known_at));
  REQUIRE_EQ(balances_closed(connection, moment), balances_walked(connection, moment));
  REQUIRE_EQ(stock_closed(connection, moment), stock_walked(connection, moment));
  REQUIRE_EQ(landed_closed(connection, moment), landed_walked(connection, moment));
}

// Each day on which anything is dated, the day before it, and the days about which the nearest closing changes.
std::set<Date> days_to_look_at(store::Connection& connection) {
  std::set<Date> days = {day("1900-01-01"), day("2199-12-31"), day("2025-02-15"), day("2025-02-16"),
                         day("2025-02-28"), day("2025-03-01"), day("2024-12-31")};
  store::Query row = connection.query("SELECT DISTINCT effective_on FROM entry");
  while (row.next()) {
    days.insert(row.date(0));
    days.insert(add_days(row.date(0), -1));
  }
  return days;
}

void check_all_moments(TemporaryBook& book, std::int64_t entries_apart) {
  const std::int64_t newest = number_of(book.newest());
  for (const Date on : days_to_look_at(book.connection())) {
    check_moment(book.connection(), {on, EntryId{newest}});
    for (std::int64_t known = 1; known < newest; known += entries_apart)
      check_moment(book.connection(), {on, EntryId{known}});
  }
}

void check_kept_as_recorded(store::Connection& connection) {
  for (const store::DerivedTable& table : store::derived_tables()) {
    const std::string name = table.name;
    CAPTURE(name);
    CHECK_EQ(connection.integer_of(fmt::format("SELECT count(*) FROM (SELECT * FROM ({0}) EXCEPT SELECT * FROM {1})",
                                               table.from_records, name)),
             0);
    CHECK_EQ(connection.integer_of(fmt::format("SELECT count(*) FROM {}", name)),
             connection.integer_of(fmt::format("SELECT count(*) FROM ({})", table.from_records)));
  }
}

// Purchases, releases, sales, transfers and reversals on random days of 2025, as often backdated as not. What the book
// refuses is not recorded.
class RandomStock {
public:
  explicit RandomStock(std::uint64_t seed) : random_(seed) {
    book_.site("AT-SEA", SiteKind::in_transit);
    book_.site("RENO");
  }

  TemporaryBook& book() { return book_; }

  void record() {
    const std::string on = fmt::format("2025-{:02}-{:02}", 1 + draw(12), 1 + draw(28));
    switch (draw(7)) {
    case 0:
    case 1:
      return buy(on);
    case 5:
      return move(on);
    case 2:
      return keep(operations::record_release(book_.book(), book_.options(on), release(std::nullopt)));
    case 3:
      return sell(on);
    case 4:
      return ship(on);
    default:
      return undo(on);
    }
  }

private:
  std::int64_t draw(std::int64_t bound) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
  }
  EntryId one_of(const std::vector<EntryId>& entries) {
    return entries.at(static_cast<std::size_t>(draw(static_cast<std::int64_t>(entries.size()))));
  }
  std::string kilograms_text() { return fmt::format("{} kg", 1 + draw(3)); }

  void keep(const Expected<operations::Recorded>& answer) {
    if (answer) entries_.push_back(answer->entry);
  }

  void buy(const std::string& on) {
    static constexpr std::array sites = {"DENVER", "RENO", "AT-SEA"};
    entries_.push_back(book_.purchase(draw(2) == 0 ? "gallium" : "cobalt", kilograms_text(), "7 USD/kg", on,
                                      {.site = sites.at(static_cast<std::size_t>(draw(3))),
                                       .landed = {{draw(2) == 0 ? "Freight" : "port dues", money("3 USD")}}}));
  }

  operations::ReleaseInput release(std::optional<EntryId> sale) {
    operations::ReleaseInput input{.mineral = "gallium",
                                   .mass = allowed(parse_mass(kilograms_text())),
                                   .kind = sale ? ReleaseKind::sale : ReleaseKind::loss,
                                   .authority = "count"};
    if (sale) {
      input.sale = sale;
      input.recipient = "BUYER";
    }
    return input;
  }

  void sell(const std::string& on) {
    const auto answer = operations::record_sale(book_.book(), book_.options(on),
                                                {.mineral = "gallium",
                                                 .mass = allowed(parse_mass(kilograms_text())),
                                                 .price = allowed(parse_price("9 USD/kg")),
                                                 .buyer = "BUYER",
                                                 .ship_by = day("2026-12-31"),
                                                 .authority = "board"});
    if (answer) sales_.push_back(answer->entry);
    keep(answer);
  }

  void ship(const std::string& on) {
    if (sales_.empty()) return;
    const EntryId sale = one_of(sales_);
    if (draw(3) == 0) return keep(operations::cancel_sale(book_.book(), book_.options(on), {sale, "no more wanted"}));
    keep(operations::record_release(book_.book(), book_.options(on), release(sale)));
  }

  void move(const std::string& on) {
    store::Query row = book_.connection().query("SELECT code FROM lot ORDER BY lot_id LIMIT 1 OFFSET ?");
    const std::int64_t lots = book_.connection().integer_of("SELECT count(*) FROM lot");
    if (lots == 0 || !row.bind(draw(lots)).next()) return;
    const std::string lot = row.text(0);
    keep(operations::record_transfer(book_.book(), book_.options(on), {.lot = lot, .to_site = "RENO"}));
  }

  void undo(const std::string& on) {
    if (entries_.empty()) return;
    keep(operations::reverse_entry(book_.book(), book_.options(on),
                                   {.entry = one_of(entries_), .reason = "undone", .on = day(on)}));
  }

  std::mt19937_64 random_;
  TemporaryBook book_;
  std::vector<EntryId> entries_;
  std::vector<EntryId> sales_;
};

} // namespace

TEST_CASE("closings answer what the entries do, in a book with an entry of every kind") {
  SampleBook book;
  check_all_moments(book, 61);
}

TEST_CASE("closings answer what the entries do, whatever the order in which the days were recorded") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    CAPTURE(seed);
    RandomStock stock(seed);
    for (int i = 0; i < 90; ++i)
      stock.record();
    check_all_moments(stock.book(), 31);
    check_kept_as_recorded(stock.book().connection());
  }
}

TEST_CASE("closings kept in memory while a transaction records come to the same, whatever parts of it are taken back") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    CAPTURE(seed);
    RandomStock stock(seed);
    store::Connection& connection = stock.book().connection();
    for (int i = 0; i < 20; ++i)
      stock.record();
    store::WriteTransaction whole(connection);
    {
      const store::ClosingsInMemory memory(connection, seed == 2 ? 3 : store::ClosingsInMemory::most_in_memory);
      for (int i = 0; i < 30; ++i) {
        stock.record();
        store::WriteTransaction part(connection);
        stock.record();
        {
          store::WriteTransaction part_of_part(connection);
          stock.record();
          if (i % 3 != 0) part_of_part.commit();
        }
        if (i % 2 == 0) part.commit();
      }
      whole.commit();
    }
    check_kept_as_recorded(connection);
  }
}

TEST_CASE("closings in memory are written for whoever reads them, and not within a part that may be taken back") {
  TemporaryBook book;
  store::WriteTransaction whole(book.connection());
  const store::ClosingsInMemory memory(book.connection());
  const auto buy = [&] { book.purchase("gallium", "1 t", "500 USD/kg", "2026-01-20"); };
  buy();
  check_moment(book.connection(), book.moment("2026-01-31"));
  buy();
  CHECK_EQ(book.connection().integer_of("SELECT lots FROM site_closing"), 1); // of the first only
  {
    const store::WriteTransaction part(book.connection());
    buy();
    CHECK_THROWS_AS(static_cast<void>(store::load_mineral_balances(book.connection(), book.moment("2026-01-31"))),
                    std::logic_error);
  }
  check_moment(book.connection(), book.moment("2026-01-31"));
  whole.commit();
  check_kept_as_recorded(book.connection());
}

TEST_CASE("what lay at a site that was taken back is found where it lay, and is held back as long as it lay there") {
  TemporaryBook book;
  const EntryId site = book.site("AT-SEA", SiteKind::in_transit);
  const EntryId bought = book.purchase("gallium", "1 t", "500 USD/kg", "2026-01-20", {.site = "AT-SEA"});
  book.reverse(bought, "2026-02-20");
  book.reverse(site, "2026-02-20");
  check_all_moments(book, 61);
  const MineralId gallium = book.mineral("gallium");
  const auto in_transit = [&](std::string_view on) {
    return store::load_held_back(book.connection(), book.moment(on))[gallium].in_transit;
  };
  CHECK_EQ(in_transit("2026-02-19"), kilograms(1000));
  CHECK_EQ(in_transit("2026-02-20"), Mass());
  CHECK_EQ(in_transit("2026-03-31"), Mass());
}

TEST_CASE("what several suppliers delivered may be more than 64 bits hold, and less again") {
  TemporaryBook book;
  book.party("HARTREE", "supplier");
  const auto buy = [&](int times, const std::string& supplier) {
    for (int i = 0; i < times; ++i)
      book.purchase("gallium", "100e6 t", "0.01 USD/t", "2026-01-15", {.supplier = supplier});
  };
  buy(50, "TRAXYS");
  book.loss("gallium", "100e6 t", "2026-02-01");
  buy(43, "HARTREE");
  const store::BalanceKey delivered{.account = Account::received_from, .mineral = book.mineral("gallium")};
  const auto delivered_by_all = [&] {
    return store::load_mineral_balances(book.connection(), book.moment("2026-03-31"));
  };
  CHECK_FALSE(delivered_by_all().contains(delivered)); // by supplier, of which each fits
  check_kept_as_recorded(book.connection());
  book.reverse(book.newest());
  CHECK_EQ(-delivered_by_all()[delivered].mass, kilograms(9'200'000'000'000));
  check_kept_as_recorded(book.connection());
}

TEST_CASE("a sum that has to fit 64 bits and does not is named") {
  store::WideSum sum(std::numeric_limits<std::int64_t>::max());
  CHECK_EQ(sum.fitting_value("the mass"), std::numeric_limits<std::int64_t>::max());
  sum += store::WideSum(1);
  CHECK_THROWS_WITH_AS(static_cast<void>(sum.fitting_value("the mass")), "the mass is more than 64 bits hold",
                       std::overflow_error);
  sum += store::WideSum(-1);
  CHECK_EQ(sum.fitting_value("the mass"), std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("the nearest closing is that of the month before up to the fifteenth, then that of the month") {
  CHECK_EQ(store::nearest_closing(day("2026-02-01")), "2026-02");
  CHECK_EQ(store::nearest_closing(day("2026-02-15")), "2026-02");
  CHECK_EQ(store::nearest_closing(day("2026-02-16")), "2026-02-28");
  CHECK_EQ(store::nearest_closing(day("2026-02-28")), "2026-02-28");
  CHECK(store::is_before("2026-02", day("2026-02-01")));
  CHECK_FALSE(store::is_before("2026-02-28", day("2026-02-16")));
}

} // namespace store_closings_test
