// What no trigger can see of a release is found by going through all lots again: which lots had their turn, and what
// they cost.
#include "audit/verify.hpp"
#include "operations/record_write_down.hpp"
#include "store/transaction.hpp"
#include "tests/support/attacked_book.hpp"
#include "tests/support/entry_attacks.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace audit_stock_checks_test {

using namespace pvault;
using namespace pvault::test;

namespace {

SampleBook& sample() {
  static SampleBook book;
  return book;
}

// What the check says of the book after the entries.
std::vector<std::string> faults_after(const std::string& sql) {
  AttackedBook attacked(sample(), ForeignKeys::on);
  REQUIRE_EQ(attacked.attack(sql), ""); // the schema lets it pass
  store::Book book = store::Book::open(attacked.path(), store::Access::read);
  const store::ReadTransaction reading(book.connection());
  const audit::Verification verification = audit::check_book(book.connection());
  const auto& check = *std::ranges::find(verification.checks, "releases_drawn_by_method", &audit::CheckResult::name);
  std::vector<std::string> words;
  for (const audit::Fault& fault : check.faults) {
    CHECK(fault.entry.has_value());
    words.push_back(fault.what);
  }
  return words;
}

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("honest releases are as their methods say") {
  CHECK_EQ(faults_after(honest::release), Words{});
  CHECK_EQ(faults_after(honest::loss), Words{});
  CHECK_EQ(faults_after(honest::averaging), Words{});
  CHECK_EQ(faults_after(honest::shipment), Words{});
}

TEST_CASE("a release goes by what is sold, and no further") {
  // Of the four tonnes of ZN-1, two are sold.
  const std::string around = R"(
    INSERT INTO entry VALUES ($next, 'release', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
    INSERT INTO release VALUES ($new, 1, $zinc, 'sample', 'board', NULL, '3 t', NULL, 3000000000, 0, 0, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO posting VALUES ($new, 1, 2, $zinc, $zn1, NULL, NULL, -2000000000, -200000);
    INSERT INTO posting VALUES ($new, 2, 2, $zinc, $zn2, NULL, NULL, -1000000000, -100000);
    INSERT INTO posting VALUES ($new, 3, 21, $zinc, NULL, NULL, NULL, 3000000000, 0);
    INSERT INTO posting VALUES ($new, 4, 7, $zinc, NULL, NULL, NULL, 0, 300000);
    $seal)";
  CHECK_EQ(faults_after(around), Words{});
  CHECK_EQ(faults_after(
               changed(around, {{"$zn1, NULL, NULL, -2000000000, -200000", "$zn1, NULL, NULL, -1000000000, -100000"},
                                {"$zn2, NULL, NULL, -1000000000, -100000", "$zn2, NULL, NULL, -2000000000, -200000"}})),
           Words{"draws 1,000 kg of lot ZN-1 at 1,000.00 USD; by fifo it is 2,000 kg of lot ZN-1 at 2,000.00 USD"});
}

TEST_CASE("a release out of turn is found") {
  CHECK_EQ(faults_after(changed(honest::release, {{"$ga1, NULL, NULL, -1000000000, -58015000",
                                                   "$ga2, NULL, NULL, -1000000000, -60000000"},
                                                  {"NULL, 0, 58015000", "NULL, 0, 60000000"}})),
           Words{"draws 1,000 kg of lot GA-2 at 600,000.00 USD; by fifo it is 1,000 kg of lot GA-1 at 580,150.00 USD"});
}

TEST_CASE("a release that passes by its lot is found in the method's words") {
  const std::string lifo = changed(honest::cost_method, {{"'specific'", "'lifo'"}});
  CHECK_EQ(faults_after(lifo + ";" + honest::release),
           Words{"draws 1,000 kg of lot GA-1 at 580,150.00 USD; by lifo it is 1,000 kg of lot GA-2 at 600,000.00 USD"});
}

TEST_CASE("a cent off the lot's cost is found") {
  CHECK_EQ(faults_after(changed(honest::loss, {{"-1000000000, -58015000", "-1000000000, -58015001"},
                                               {"NULL, 0, 58015000", "NULL, 0, 58015001"}})),
           Words{"draws 1,000 kg of lot GA-1 at 580,150.01 USD; by fifo it is 1,000 kg of lot GA-1 at 580,150.00 USD"});
}

TEST_CASE("a cent off the average is found in the release, and in the lots that stay") {
  CHECK_EQ(faults_after(changed(honest::averaging, {{"$sn1, NULL, NULL, 0, 10000", "$sn1, NULL, NULL, 0, 10001"},
                                                    {"$sn2, NULL, NULL, 0, 20000", "$sn2, NULL, NULL, 0, 19999"},
                                                    {"-500000000, -110000", "-500000000, -110001"},
                                                    {"NULL, 0, 110000", "NULL, 0, 110001"}})),
           Words{"draws 500 kg of lot SN-1 at 1,100.01 USD; by average it is 500 kg of lot SN-1 at 1,100.00 USD"});
  CHECK_EQ(
      faults_after(changed(honest::averaging, {{"$sn2, NULL, NULL, 0, 20000", "$sn2, NULL, NULL, 0, 20001"},
                                               {"$sn3, NULL, NULL, 0, -30000", "$sn3, NULL, NULL, 0, -30001"}})),
      Words{"lot SN-2 was 0.01 USD off the average before it", "lot SN-3 was -0.01 USD off the average before it"});
}

TEST_CASE("a write-down to a price is what the price comes to of the lots as they were") {
  TemporaryBook book;
  book.purchase("vanadium", "1 t", "2 USD/kg", "2026-01-20", {.lot = "VA-1"});
  book.purchase("vanadium", "333 oz", "3 USD/kg", "2026-01-21", {.lot = "VA-2"});
  const auto write_down = [&](const std::string& lot, const char* to, const char* on) {
    const operations::WriteDownInput input{
        .mineral = lot.empty() ? "vanadium" : "", .lot = lot, .to = allowed(parse_price(to)), .reason = "market"};
    return allowed(operations::record_write_down(book.book(), book.options(on), input)).entry;
  };
  write_down("VA-2", "2.5 USD/kg", "2026-01-22");
  const EntryId all = write_down("", "1.5 USD/kg", "2026-01-23");
  const auto faults = [&] {
    const audit::Verification verification = audit::check_book(book.connection());
    return std::ranges::find(verification.checks, "write_downs_carried", &audit::CheckResult::name)->faults;
  };
  CHECK(faults().empty());
  {
    auto stranger = open_plainly(book.path(), ForeignKeys::off);
    stranger->exec("DROP TRIGGER write_down_no_update");
    stranger->exec(fmt::format("UPDATE write_down SET price_entered = '1 USD/kg' WHERE entry_id = {}", number_of(all)));
  }
  const auto found = faults();
  REQUIRE_EQ(found.size(), 1);
  CHECK_EQ(found.front().entry, all);
  CHECK_EQ(found.front().what, "a write-down to 1 USD/kg comes to 1,014.16 USD; the book has 509.44 USD");
}

} // namespace audit_stock_checks_test
