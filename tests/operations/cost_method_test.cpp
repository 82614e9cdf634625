// Releases under each method, and what a change of it, a reversal and a backdated entry may do.
#include "audit/verify.hpp"
#include "operations/service_loan.hpp"
#include "operations/set_cost_method.hpp"
#include "store/balances.hpp"
#include "store/cost_methods.hpp"
#include "store/loans.hpp"
#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <map>

namespace operations_cost_method_test {

using namespace pvault;
using namespace pvault::test;

namespace {

class MethodBook : public TemporaryBook {
public:
  EntryId method(const std::string& mineral, CostMethod method, std::string_view on) {
    return allowed(try_method(mineral, method, on)).entry;
  }
  Expected<operations::Recorded> try_method(const std::string& mineral, CostMethod method, std::string_view on) {
    return operations::set_cost_method(book(), options(on), {.mineral = mineral, .method = method});
  }
  Expected<operations::Recorded> try_release(std::string_view mass, std::string_view on,
                                             const std::vector<std::string>& lots = {}) {
    return operations::record_release(book(), options(on),
                                      {.mineral = "gallium",
                                       .mass = allowed(parse_mass(mass)),
                                       .kind = ReleaseKind::sample,
                                       .authority = "board",
                                       .lots = lots});
  }
  operations::Recorded release(std::string_view mass, std::string_view on, const std::vector<std::string>& lots = {}) {
    return allowed(try_release(mass, on, lots));
  }
  Expected<operations::Recorded> try_reverse(EntryId entry, std::optional<Date> on = {}) {
    return operations::reverse_entry(book(), options("2026-01-01"), {.entry = entry, .reason = "test", .on = on});
  }
  void buy(const std::string& lot, std::string_view price, std::string_view on) {
    purchase("gallium", "100 kg", price, on, {.lot = lot});
  }
  // 100 kg at 1 USD, 100 kg at 3 USD.
  void buy_two() {
    buy("A", "1 USD/kg", "2026-01-05");
    buy("B", "3 USD/kg", "2026-01-06");
  }
  // "A 50 kg 100.00 USD"
  std::vector<std::string> lots() {
    std::vector<std::string> words;
    for (const store::LotState& lot : store::list_lots(connection(), moment("2199-12-31"), false))
      words.push_back(fmt::format("{} {} kg {}", lot.code, format_kilograms(lot.on_hand), format_money(lot.cost)));
    return words;
  }
  void check_sound() {
    const store::ReadTransaction reading(connection());
    for (const audit::CheckResult& check : audit::check_book(connection()).checks) {
      for (const audit::Fault& fault : check.faults)
        FAIL_CHECK(check.name, ": ", fault.what);
    }
  }
};

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("without a method the oldest lot is drawn first, last in first out the youngest") {
  MethodBook book;
  book.buy_two();
  book.release("10 kg", "2026-01-07");
  CHECK_EQ(book.lots(), Words{"A 90 kg 90.00 USD", "B 100 kg 300.00 USD"});
  book.method("gallium", CostMethod::lifo, "2026-01-08");
  book.release("110 kg", "2026-01-08");
  CHECK_EQ(book.lots(), Words{"A 80 kg 80.00 USD", "B 0 kg 0.00 USD"});
  book.check_sound();
}

TEST_CASE("last in first out goes by age, then purchase, then lot, from behind; and takes what was there on the day") {
  MethodBook book;
  book.site("RENO");
  book.method("all", CostMethod::lifo, "2026-01-01");
  book.buy("A", "1 USD/kg", "2026-01-05");
  book.buy("B", "2 USD/kg", "2026-01-05");
  book.transfer("B", "60 kg", "RENO", "2026-01-06", "B-2");
  book.buy("C", "4 USD/kg", "2026-01-10");
  book.release("70 kg", "2026-01-07");
  CHECK_EQ(book.lots(), Words{"A 100 kg 100.00 USD", "B 30 kg 60.00 USD", "B-2 0 kg 0.00 USD", "C 100 kg 400.00 USD"});
  book.check_sound();
}

TEST_CASE("by specific lots each release names them; lots may be named under any method") {
  MethodBook book;
  book.buy_two();
  book.release("10 kg", "2026-01-07", {"B"});
  book.method("gallium", CostMethod::specific, "2026-01-08");
  check_rule(book.try_release("1 kg", "2026-01-08"), Rule::lots_not_named);
  book.release("10 kg", "2026-01-08", {"B"});
  book.release("10 kg", "2026-01-07"); // before the method
  CHECK_EQ(book.lots(), Words{"A 90 kg 90.00 USD", "B 80 kg 240.00 USD"});
  book.check_sound();
}

TEST_CASE("a release at average cost is preceded by an averaging of all lots") {
  MethodBook book;
  book.method("gallium", CostMethod::average, "2026-01-05");
  book.buy_two();
  const operations::Recorded recorded = book.release("50 kg", "2026-01-07");
  REQUIRE_EQ(recorded.before.size(), 1);
  CHECK_EQ(recorded.before[0].kind, "averaging");
  CHECK_EQ(recorded.before[0].summary, "gallium at average cost: 400.00 USD for 200 kg in 2 lots");
  CHECK_EQ(number_of(recorded.before[0].entry) + 1, number_of(recorded.entry));
  CHECK_EQ(recorded.summary,
           "sample of 50 kg of gallium from 1 lot, cost 100.00 USD, market value 29,000.00 USD at the price of "
           "2025-12-31 (7 days old)");
  CHECK_EQ(book.lots(), Words{"A 50 kg 100.00 USD", "B 100 kg 200.00 USD"});
  CHECK(book.release("50 kg", "2026-01-07").before.empty()); // they cost the average already
  book.buy("C", "5 USD/kg", "2026-01-08");
  CHECK_EQ(book.release("20 kg", "2026-01-08", {"C"}).before.size(), 1); // 700.00 for 200 kg
  CHECK_EQ(book.lots(), Words{"A 0 kg 0.00 USD", "B 100 kg 350.00 USD", "C 80 kg 280.00 USD"});
  book.release("180 kg", "2026-01-09");
  CHECK_EQ(book.lots(), Words{"A 0 kg 0.00 USD", "B 0 kg 0.00 USD", "C 0 kg 0.00 USD"});
  book.check_sound();
}

TEST_CASE("a dry run at average cost leaves no averaging") {
  MethodBook book;
  book.method("gallium", CostMethod::average, "2026-01-05");
  book.buy_two();
  const EntryId newest = book.newest();
  operations::RecordingOptions trying = book.options("2026-01-07");
  trying.dry_run = true;
  const auto tried = allowed(operations::record_release(
      book.book(), trying,
      {.mineral = "gallium", .mass = mass("50 kg"), .kind = ReleaseKind::sample, .authority = "board"}));
  CHECK_EQ(tried.before.size(), 1);
  CHECK_EQ(book.newest(), newest);
}

TEST_CASE("an average counts what can be drawn on the day, also where nothing is released from") {
  MethodBook book;
  book.site("SEA", SiteKind::in_transit);
  book.method("gallium", CostMethod::average, "2026-01-05");
  book.buy_two();
  book.buy("C", "9 USD/kg", "2026-01-20");
  book.transfer("B", "", "SEA", "2026-01-07", "B-2");
  CHECK_EQ(book.release("10 kg", "2026-01-08").summary, "sample of 10 kg of gallium from 1 lot, cost 20.00 USD, market "
                                                        "value 5,800.00 USD at the price of 2025-12-31 (8 days old)");
  CHECK_EQ(book.lots(), Words{"A 90 kg 180.00 USD", "B 0 kg 0.00 USD", "B-2 100 kg 200.00 USD", "C 100 kg 900.00 USD"});
  book.check_sound();
}

TEST_CASE("a yield loss has no cost, so the average rises") {
  MethodBook book;
  book.method("gallium", CostMethod::average, "2026-01-05");
  book.buy_two();
  allowed(
      operations::record_transfer(book.book(), book.options("2026-01-07"),
                                  {.lot = "A", .kind = TransferKind::processing, .outputs = {{mass("60 kg"), "A-2"}}}));
  CHECK_EQ(book.release("16 kg", "2026-01-08").summary,
           "sample of 16 kg of gallium from 1 lot, cost 40.00 USD, market value 9,280.00 USD at the price of "
           "2025-12-31 (8 days old)"); // 400.00 for 160 kg
  book.check_sound();
}

TEST_CASE("a lot that was averaged is not drawn as of an earlier day") {
  MethodBook book;
  book.site("RENO");
  book.method("gallium", CostMethod::average, "2026-01-10");
  book.buy_two();
  book.release("50 kg", "2026-01-12");
  check_rule(book.try_release("10 kg", "2026-01-11"), Rule::average_not_in_order);
  check_refusal(book.try_release("10 kg", "2026-01-09"), Rule::lot_mass_insufficient, // first in, first out then
                "asked for 10 kg of gallium, 0 kg available at 2026-01-09, short by 10 kg; 150 kg more can be drawn "
                "from 2026-01-12 on; 50 kg more are taken by what is recorded on later days, until 2026-01-12",
                "`pvault report lots --mineral gallium --as-of 2026-01-12` shows what is left");
  const auto moved =
      operations::record_transfer(book.book(), book.options("2026-01-11"), {.lot = "B", .to_site = "RENO"});
  check_rule(moved, Rule::lot_not_yet_received);
  book.buy("LATE", "7 USD/kg", "2026-01-07"); // counts from now on
  CHECK_EQ(book.release("50 kg", "2026-01-12").summary,
           "sample of 50 kg of gallium from 1 lot, cost 200.00 USD, market value 29,000.00 USD at the price of "
           "2025-12-31 (12 days old)"); // 1,000.00 for 250 kg
  book.check_sound();
}

TEST_CASE("a release undone takes its averaging with it, unless something counts on that") {
  MethodBook book;
  book.method("gallium", CostMethod::average, "2026-01-05");
  book.buy_two();
  const EntryId first = book.release("50 kg", "2026-01-07").entry;
  const EntryId second = book.release("10 kg", "2026-01-07").entry;
  const auto alone = allowed(book.try_reverse(first));
  CHECK(alone.after.empty());
  CHECK_EQ(book.lots(), Words{"A 90 kg 180.00 USD", "B 100 kg 200.00 USD"});
  allowed(book.try_reverse(second));
  const EntryId averaging{number_of(first) - 1};
  allowed(book.try_reverse(averaging)); // nothing counts on it any more
  CHECK_EQ(book.lots(), Words{"A 100 kg 100.00 USD", "B 100 kg 300.00 USD"});
  const EntryId third = book.release("50 kg", "2026-02-01").entry;
  const auto both = allowed(book.try_reverse(third));
  REQUIRE_EQ(both.after.size(), 1);
  CHECK_EQ(both.after[0].summary, fmt::format("reversal of entry {} (averaging): test", number_of(third) - 1));
  CHECK_EQ(book.lots(), Words{"A 100 kg 100.00 USD", "B 100 kg 300.00 USD"});
  book.release("50 kg", "2026-01-08"); // as if the averaging of February had never been
  book.check_sound();
}

TEST_CASE("a purchase stays while an averaging counts on its cost") {
  MethodBook book;
  book.method("gallium", CostMethod::average, "2026-01-05");
  book.buy("A", "1 USD/kg", "2026-01-05");
  const EntryId wrong = book.purchase("gallium", "100 kg", "3 USD/kg", "2026-01-06", {.lot = "B"});
  const EntryId release = book.release("50 kg", "2026-01-07").entry;
  const std::int64_t averaging = number_of(release) - 1;
  check_refusal(
      book.try_reverse(wrong), Rule::something_depends_on_it,
      fmt::format("entry {} (purchase) cannot be undone alone: entry {} (averaging on 2026-01-07) counts on it",
                  number_of(wrong), averaging),
      fmt::format("reverse entry {} first", averaging));
  check_refusal(
      book.try_reverse(EntryId{averaging}), Rule::something_depends_on_it,
      fmt::format("entry {0} (averaging) cannot be undone alone: entry {1} (release on 2026-01-07) counts on it",
                  averaging, number_of(release)),
      fmt::format("reverse entry {} first", number_of(release)));
  allowed(book.try_reverse(release));
  allowed(book.try_reverse(wrong));
  CHECK_EQ(book.lots(), Words{"A 100 kg 100.00 USD", "B 0 kg 0.00 USD"});
  book.check_sound();
}

TEST_CASE("an averaging undone later holds until then") {
  MethodBook book;
  book.method("gallium", CostMethod::average, "2026-01-05");
  book.buy_two();
  const EntryId release = book.release("50 kg", "2026-01-07").entry;
  CHECK_EQ(allowed(book.try_reverse(release, day("2026-01-20"))).after.size(), 1);
  CHECK_EQ(book.lots(), Words{"A 100 kg 100.00 USD", "B 100 kg 300.00 USD"});
  check_rule(book.try_release("10 kg", "2026-01-19"), Rule::average_not_in_order);
  book.release("10 kg", "2026-01-20");
  book.check_sound();
}

TEST_CASE("a method takes effect from its day on, and is refused where a release is recorded that would go by it") {
  MethodBook book;
  book.buy_two();
  const EntryId release = book.release("10 kg", "2026-01-10").entry;
  check_refusal(book.try_method("gallium", CostMethod::lifo, "2026-01-10"), Rule::method_in_use,
                fmt::format("the method would hold from 2026-01-10 on, and 1 release dated then or later is recorded: "
                            "the latest, entry {} of gallium, is dated 2026-01-10, 0 days later",
                            number_of(release)),
                "--on 2026-01-11, from which day on none is recorded");
  check_rule(book.try_method("all", CostMethod::lifo, "2026-01-01"), Rule::method_in_use);
  book.method("tungsten", CostMethod::lifo, "2026-01-01");
  book.method("gallium", CostMethod::lifo, "2026-01-11");
  book.release("10 kg", "2026-01-09"); // still the oldest first
  CHECK_EQ(book.lots(), Words{"A 80 kg 80.00 USD", "B 100 kg 300.00 USD"});
  book.release("10 kg", "2026-01-11");
  CHECK_EQ(book.lots(), Words{"A 80 kg 80.00 USD", "B 90 kg 270.00 USD"});
  check_rule(book.try_method("rare-earths", CostMethod::lifo, "2026-05-01"), Rule::mineral_is_group);
  check_rule(book.try_method("unobtainium", CostMethod::lifo, "2026-05-01"), Rule::mineral_unknown);
  book.check_sound();
}

TEST_CASE("a method between two others holds until the later one, and may be set while no release lies between") {
  MethodBook book;
  book.buy_two();
  book.method("gallium", CostMethod::lifo, "2026-01-20");
  book.release("10 kg", "2026-01-25");
  book.method("gallium", CostMethod::specific, "2026-01-10"); // the release of the 25th goes by the later one
  check_rule(book.try_release("1 kg", "2026-01-15"), Rule::lots_not_named);
  book.release("1 kg", "2026-01-20");
  book.check_sound();
}

TEST_CASE("the method in force is the one with the latest date, of one date the one recorded last, whether of all") {
  MethodBook book;
  book.method("gallium", CostMethod::average, "2026-01-10");
  book.method("all", CostMethod::lifo, "2026-01-10");
  book.method("gallium", CostMethod::specific, "2026-02-01");
  const EntryId wrong = book.method("all", CostMethod::average, "2026-03-01");
  const auto on = [&](std::string_view day) {
    return cost_method_name(store::find_cost_method(book.connection(), book.mineral("gallium"), book.moment(day)));
  };
  CHECK_EQ(on("2026-01-09"), "fifo");
  CHECK_EQ(on("2026-01-10"), "lifo");
  CHECK_EQ(on("2026-02-28"), "specific");
  CHECK_EQ(on("2026-03-01"), "average");
  check_rule(book.try_reverse(wrong, day("2026-03-02")), Rule::reversal_not_possible);
  allowed(book.try_reverse(wrong));
  CHECK_EQ(on("2026-03-01"), "specific");
  CHECK_EQ(store::list_cost_methods(book.connection(), book.moment("2026-12-31")).size(), 3);
  CHECK_EQ(store::list_cost_methods(book.connection(), book.moment("2026-12-31"), book.mineral("tin")).size(), 1);
  book.check_sound();
}

TEST_CASE("a method stays while a release that went by it stands") {
  MethodBook book;
  book.buy_two();
  const EntryId method = book.method("gallium", CostMethod::lifo, "2026-01-07");
  const EntryId release = book.release("10 kg", "2026-01-08").entry;
  check_refusal(
      book.try_reverse(method), Rule::something_depends_on_it,
      fmt::format("entry {} (cost-method) cannot be undone alone: entry {} (release on 2026-01-08) went by it",
                  number_of(method), number_of(release)),
      fmt::format("reverse entry {} first", number_of(release)));
  allowed(book.try_reverse(release));
  allowed(book.try_reverse(method));
  book.release("10 kg", "2026-01-08");
  CHECK_EQ(book.lots(), Words{"A 90 kg 90.00 USD", "B 100 kg 300.00 USD"});
  book.check_sound();
}

TEST_CASE("a request for a method is recorded once") {
  MethodBook book;
  operations::RecordingOptions options = book.options("2026-01-07");
  options.header.request_id = "M-1";
  const operations::CostMethodInput input{.mineral = "Gallium", .method = CostMethod::lifo, .reason = "policy"};
  const EntryId entry = allowed(operations::set_cost_method(book.book(), options, input)).entry;
  operations::CostMethodInput same = input;
  same.mineral = "gallium";
  const auto repeated = allowed(operations::set_cost_method(book.book(), options, same));
  CHECK(repeated.repeated);
  CHECK_EQ(repeated.entry, entry);
  for (const operations::CostMethodInput& other : {operations::CostMethodInput{"tin", CostMethod::lifo, "policy"},
                                                   {"gallium", CostMethod::fifo, "policy"},
                                                   {"gallium", CostMethod::lifo, "other"}})
    check_rule(operations::set_cost_method(book.book(), options, other), Rule::request_id_reused);
}

TEST_CASE("what a loan financed of an averaged lot follows its mass") {
  MethodBook book;
  book.method("gallium", CostMethod::average, "2026-01-05");
  book.buy("A", "1 USD/kg", "2026-01-05");
  const EntryId dear = book.purchase("gallium", "100 kg", "3 USD/kg", "2026-01-05", {.lot = "B"});
  book.facility("EXIM-1", "10e3 USD", "2026-01-01");
  book.drawdown("EXIM-1", "300 USD", "2026-01-05", {{dear, "300 USD"}});
  book.release("100 kg", "2026-01-10", {"A"}); // leaves B at 200.00, all of it financed
  const auto financed = [&](std::string_view as_of) {
    Money sum;
    for (const FinancedChange& change :
         store::list_financed_changes(book.connection(), FacilityId{1}, book.moment(as_of)))
      sum += change.cost;
    return sum;
  };
  CHECK_EQ(financed("2026-01-09"), money("300 USD"));
  CHECK_EQ(financed("2026-01-10"), money("300 USD"));
  book.release("25 kg", "2026-01-11");
  CHECK_EQ(financed("2026-01-11"), money("225 USD"));
  book.buy("C", "9 USD/kg", "2026-01-12");
  book.release("10 kg", "2026-01-12", {"C"}); // B costs more than it did when it was bought
  CHECK_EQ(financed("2026-01-12"), money("225 USD"));
  allowed(operations::accrue(book.book(), book.options("2026-06-30")));
  book.release("75 kg", "2026-07-01", {"B"});
  CHECK_EQ(financed("2026-07-01"), money("0 USD"));
  book.check_sound();
}

} // namespace operations_cost_method_test
