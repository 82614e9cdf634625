// What was entered and what it came to are both in the book: where one was changed, with the chain hashed anew, the two
// no longer agree.
#include "audit/entered_checks.hpp"

#include "operations/record_transfer.hpp"
#include "store/transaction.hpp"
#include "tests/support/attacked_book.hpp"
#include "tests/support/entry_attacks.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <set>

namespace audit_entered_checks_test {

using namespace pvault;
using namespace pvault::test;

namespace {

SampleBook& sample() {
  static SampleBook book;
  return book;
}

using Words = std::vector<std::string>;

// "prices_as_entered 5: the price, ..." for each fault of these checks.
Words faults_of(store::Book& book) {
  const store::ReadTransaction reading(book.connection());
  Words words;
  for (const audit::StockCheck& check : audit::entered_checks()) {
    std::vector<audit::Fault> faults;
    check.find_faults(book.connection(), faults);
    for (const audit::Fault& fault : faults)
      words.push_back(fmt::format("{} {}: {}", check.name, number_of(fault.entry.value()), fault.what));
  }
  return words;
}

Words faults_after(const std::string& sql) {
  AttackedBook attacked(sample(), ForeignKeys::on);
  const std::string message = attacked.tamper(sql);
  REQUIRE_MESSAGE(message.empty(), sql, ": ", message);
  store::Book book = store::Book::open(attacked.path(), store::Access::read);
  return faults_of(book);
}

struct Change {
  std::string sql;
  std::string check;
  std::string entry; // by its name in the sample book
  std::string fault;
};

std::vector<Change> changes_of_figures() {
  return {
      {"UPDATE price SET cents = cents * 2 WHERE entry_id = $price_entry", "prices_as_entered", "price_entry",
       R"(the price, entered as "590 USD/kg", comes to 59 cents per 1000 mg; the book has 118 cents per 1000 mg)"},
      {"UPDATE price SET amount = '1' WHERE entry_id = $price_entry", "prices_as_entered", "price_entry",
       R"(the price, entered as "1 USD/kg", comes to 1 cents per 10000 mg; the book has 59 cents per 1000 mg)"},
      {"UPDATE price SET unit = 'heap' WHERE entry_id = $price_entry", "prices_as_entered", "price_entry",
       R"(the price, entered as "590 USD/heap", cannot be computed: "heap" is not a known unit of mass)"},
      {"UPDATE demand SET mass_mg = mass_mg / 2 WHERE entry_id = $demand_entry", "demands_as_entered", "demand_entry",
       R"(the demand, entered as "19000 kg", comes to 19,000 kg; the book has 9,500 kg)"},
      {"UPDATE demand SET entered = '19000 m3' WHERE entry_id = $demand_entry", "demands_as_entered", "demand_entry",
       R"(the demand, entered as "19000 m3", cannot be computed: "m3" is a volume, not a mass)"},
  };
}

std::vector<Change> changes_of_lots() {
  return {
      {"UPDATE lot SET mass_entered = '9,999 kg' WHERE code = 'GA-2'", "lots_as_entered", "purchase2",
       R"(lot GA-2, entered as "9,999 kg", comes to 9,999 kg; the book has 5,000 kg)"},
      {"UPDATE lot SET received_mg = received_mg + 1 WHERE code = 'GA-2'", "lots_as_entered", "purchase2",
       R"(lot GA-2, entered as "5 t", comes to 5,000 kg; the book has 5,000.000001 kg)"},
      {"UPDATE lot SET assay_entered = '20% WO3' WHERE code = 'W-1'", "lots_as_entered", "purchase3",
       R"(lot W-1, entered as "20 t, assay 20% WO3, moisture 2%", comes to 3,108.56 kg; the book has 10,102.82 kg)"},
      {"UPDATE lot SET moisture_entered = NULL WHERE code = 'W-1'", "lots_as_entered", "purchase3",
       R"(lot W-1, entered as "20 t, assay 65% WO3", comes to 10,309 kg; the book has 10,102.82 kg)"},
      {"UPDATE lot SET content_factor = '0.8' WHERE code = 'W-1'", "lots_as_entered", "purchase3",
       "lot W-1 has the content factor 0.793; the book has 0.8"},
      {"UPDATE lot SET mass_entered = '3 t' WHERE code = 'IN-2'", "lots_as_entered", "transfer",
       R"(lot IN-2, entered as "3 t", comes to 3,000 kg; the book has 2,000 kg)"},
      {"UPDATE lot_paper SET gross_mg = 1 WHERE gross_entered IS NOT NULL", "lots_as_entered", "bismuth_purchase",
       R"(the gross weight, entered as "10.5 t", comes to 10,500 kg; the book has 0.000001 kg)"},
      {"UPDATE lot_component SET component = 'Pb' WHERE entry_id = $bismuth_purchase", "lots_as_entered",
       "bismuth_purchase", "the assay of Pb is entered as of As"},
      {"UPDATE purchase SET price_entered = '300 USD/kg' WHERE entry_id = $purchase2", "purchases_as_entered",
       "purchase2",
       R"(the metal's cost, entered as "5 t at 300 USD/kg", comes to 1,500,000.00 USD; the book has 3,000,000.00 USD)"},
      {"UPDATE purchase SET metal_cents = metal_cents + 1 WHERE entry_id = $purchase3", "purchases_as_entered",
       "purchase3",
       R"(the metal's cost, entered as "20 t, assay 65% WO3, moisture 2% at 380 USD/mtu of WO3", comes to )"
       "484,120.00 USD; the book has 484,120.01 USD"},
      {"UPDATE assay_settlement SET assay_entered = '20%'", "settlements_as_entered", "settlement1",
       R"(lot BI-1, entered as "9.9 t, assay 20%, moisture 1.1%", comes to 1,958.22 kg; the book has 7,930.791 kg)"},
      {"UPDATE assay_settlement SET metal_cents = metal_cents + 1", "settlements_as_entered", "settlement1",
       R"(the metal's cost, entered as "9.9 t, assay 81%, moisture 1.1% at 1.01 USD/kg", comes to 8,010.10 USD; )"
       "the book has 8,010.11 USD"},
  };
}

std::vector<Change> changes_of_movements() {
  return {
      {"UPDATE transfer SET mass_entered = '1 t' WHERE entry_id = $transfer", "transfers_as_entered", "transfer",
       R"(what was taken, entered as "1 t", comes to 1,000 kg; the book has 2,000 kg)"},
      {"UPDATE release SET mass_entered = '3 t' WHERE entry_id = $emergency_release", "releases_as_entered",
       "emergency_release", R"(the mass released, entered as "3 t", comes to 3,000 kg; the book has 1,000 kg)"},
      {"UPDATE release SET price_entered = '1 USD/kg' WHERE entry_id = $sale", "releases_as_entered", "sale",
       R"(the proceeds, entered as "4 t at 1 USD/kg", comes to 4,000.00 USD; the book has 2,800,000.00 USD)"},
      {"UPDATE sale SET mass_entered = '9 t' WHERE entry_id = $future_sale", "sales_as_entered", "future_sale",
       R"(the mass sold, entered as "9 t", comes to 9,000 kg; the book has 3,000 kg)"},
      {"UPDATE sale SET price_entered = 'much' WHERE entry_id = $future_sale", "sales_as_entered", "future_sale",
       R"(the sale, entered as "3 t at much", cannot be computed: "much" has no "/" before a unit of mass)"},
      {"UPDATE loan_return SET mass_entered = '600 kg'", "returns_as_entered", "loan_return",
       R"(what came back, entered as "600 kg", comes to 600 kg; the book has 500 kg)"},
      {"UPDATE loan_return SET short_entered = '1 kg'", "returns_as_entered", "loan_return",
       R"(what was given up, entered as "1 kg", comes to 1 kg; the book has 0 kg)"},
      {"UPDATE stock_count_line SET mass_entered = '3,000 kg' WHERE lot_name = 'SB-1'", "counts_as_entered", "count",
       R"(what was found of lot SB-1, entered as "3,000 kg", comes to 3,000 kg; the book has 2,990 kg)"},
      {"UPDATE warehouse_confirmation_lot SET mass_entered = '2 t'", "counts_as_entered", "confirmation",
       R"(what was found of lot SB-2, entered as "2 t", comes to 2,000 kg; the book has 1,000 kg)"},
  };
}

std::vector<Change> changes_of_limits() {
  return {
      {"UPDATE authority SET mass_mg = 4000000000", "limits_as_entered", "authority",
       R"(the quantity of authority A-1, entered as "3 t", comes to 3,000 kg; the book has 4,000 kg)"},
      {"UPDATE emergency_mineral SET maximum_entered = '5 t' WHERE line = 1", "limits_as_entered", "emergency",
       R"(the maximum of the emergency, entered as "5 t", comes to 5,000 kg; the book has 2,000 kg)"},
      {"UPDATE annual_plan SET buy_entered = '0 kg'", "limits_as_entered", "annual_plan",
       R"(what is to be bought at most, entered as "0 kg", comes to 0 kg; the book has 2,000 kg)"},
      {"UPDATE annual_plan SET release_entered = '2 t'", "limits_as_entered", "annual_plan",
       R"(what is to be released at most, entered as "2 t", comes to 2,000 kg; the book has 1,000 kg)"},
      {"UPDATE carrying_rate SET month_cents = 30", "rates_as_entered", "carrying_rate",
       R"(the rate of a month, entered as "12 USD/t-month", comes to 3 cents per 2500000 mg; the book has )"
       "30 cents per 2500000 mg"},
      {"UPDATE carrying_rate SET in_entered = '8 USD/t', in_cents = 1, in_per_mg = 1", "rates_as_entered",
       "carrying_rate",
       R"(the charge of coming in, entered as "8 USD/t", comes to 1 cents per 1250000 mg; the book has 1 cents per 1 mg)"},
  };
}

std::vector<Change> changes() {
  std::vector<Change> all;
  for (const auto& some : {changes_of_figures(), changes_of_lots(), changes_of_movements(), changes_of_limits()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

bool has(const Words& words, const std::string& wanted) {
  if (std::ranges::find(words, wanted) != words.end()) return true;
  MESSAGE("not found: ", wanted);
  for (const std::string& word : words)
    MESSAGE("found: ", word);
  return false;
}

} // namespace

TEST_CASE("a sound book has what was entered, and so have its reference figures") {
  CHECK_EQ(faults_after(""), Words{});
}

TEST_CASE("honest entries have what was entered") {
  for (const std::string& sql : {honest::purchase,
                                 honest::release,
                                 honest::loss,
                                 honest::transfer,
                                 honest::papered,
                                 honest::settlement,
                                 honest::averaging,
                                 honest::opening,
                                 honest::emergency,
                                 honest::authority,
                                 honest::emergency_release,
                                 honest::loan,
                                 honest::loan_return,
                                 honest::future_sale,
                                 honest::shipment,
                                 honest::inflow,
                                 honest::annual_plan,
                                 honest::carrying_rate,
                                 honest::end_of_carrying_rate,
                                 honest::count,
                                 honest::surplus,
                                 honest::confirmation,
                                 honest::mineral_price,
                                 honest::demand}) {
    CAPTURE(sql);
    CHECK_EQ(faults_after(sql), Words{});
  }
}

TEST_CASE("a figure or a text that was changed is found, and its entry is named") {
  for (const Change& change : changes()) {
    CAPTURE(change.sql);
    CHECK(has(faults_after(change.sql),
              fmt::format("{} {}: {}", change.check, number_of(sample().entry(change.entry)), change.fault)));
  }
}

TEST_CASE("every check of what was entered is shown to find its fault") {
  std::set<std::string> shown;
  for (const Change& change : changes())
    shown.insert(change.check);
  for (const audit::StockCheck& check : audit::entered_checks())
    CHECK_MESSAGE(shown.contains(std::string(check.name)), std::string(check.name));
}

TEST_CASE("reference figures that were changed are found, each of them") {
  const Words faults = faults_after("UPDATE price SET cents = cents * 2");
  const std::int64_t usable = sample().connection().integer_of("SELECT count(*) FROM price WHERE cents > 0");
  CHECK_EQ(faults.size(), static_cast<std::size_t>(usable));
  const Words halved = faults_after("UPDATE demand SET mass_mg = mass_mg / 2");
  CHECK_EQ(halved.size(), static_cast<std::size_t>(sample().connection().integer_of("SELECT count(*) FROM demand")));
}

TEST_CASE("weights, units and shares that do not come out even are as entered") {
  TemporaryBook book;
  const EnteredMass gross = mass("20.5 long tons");
  const EnteredMass tare = mass("501 lb");
  const operations::PurchaseInput concentrate{.mineral = "tungsten",
                                              .delivery = {.mass = allowed(net_mass(gross, tare)),
                                                           .assay = allowed(parse_assay("65.03% WO3")),
                                                           .moisture = allowed(parse_moisture("1.7%")),
                                                           .moisture_text = "1.7%"},
                                              .price = allowed(parse_price("380.37 USD/mtu of WO3")),
                                              .supplier = "TRAXYS",
                                              .site = "DENVER",
                                              .paper = {.gross = gross, .tare = tare}};
  allowed(operations::record_purchase(book.book(), book.options("2026-02-01"), concentrate));
  book.purchase("tungsten", "333 mtu of WO3", "38037 USc/stu of WO3", "2026-02-01");
  book.purchase("silver", "1,000.5 ozt", "40.1307 USD/ozt", "2026-02-01", {.lot = "AG-1"});
  const operations::TransferInput repack{.lot = "AG-1",
                                         .kind = TransferKind::repack,
                                         .mass = mass("3 ozt"),
                                         .outputs = {{mass("1 ozt")}, {mass("1 ozt")}, {mass("1 ozt")}}};
  allowed(operations::record_transfer(book.book(), book.options("2026-02-02"), repack));
  book.site("RENO");
  book.transfer("AG-1", "", "RENO", "2026-02-03", "AG-2");
  CHECK_EQ(faults_of(book.book()), Words{});
}

} // namespace audit_entered_checks_test
