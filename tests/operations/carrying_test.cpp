// Rates recorded, and accruals of what they come to: late facts, reversals, what rests on what.
#include "operations/set_carrying_rate.hpp"

#include "audit/verify.hpp"
#include "operations/service_loan.hpp"
#include "store/balances.hpp"
#include "store/carrying.hpp"
#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>

namespace operations_carrying_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using operations::Recorded;

// Ten tonnes of gallium lie at DENVER from 2025-01-01 on.
class CarryingBook : public TemporaryBook {
public:
  CarryingBook() {
    party("LOGISTIX", "warehouse");
    party("INSURER", "other");
    bought = purchase("gallium", "10 t", "100 USD/kg", "2025-01-01", {.lot = "GA-1"});
  }
  Expected<Recorded> try_to_set(std::string_view on, const operations::CarryingRateInput& input) {
    return operations::set_carrying_rate(book(), options(on), input);
  }
  EntryId set(std::string_view on, std::string_view rate, const std::string& mineral = "") {
    return allowed(try_to_set(on, {.site = "DENVER",
                                   .mineral = mineral,
                                   .party = "LOGISTIX",
                                   .rate = allowed(parse_carrying_rate(rate))}))
        .entry;
  }
  Recorded accrue(std::string_view until, const operations::AccrualInput& input = {}) {
    return allowed(operations::accrue(book(), options(until), input));
  }
  Expected<Recorded> try_to_reverse(EntryId entry, const char* on = nullptr) {
    operations::ReversalInput input{.entry = entry, .reason = "mistyped"};
    if (on != nullptr) input.on = day(on);
    return operations::reverse_entry(book(), options("2030-01-01"), input);
  }
  // What is owed to LOGISTIX on a day.
  std::string owed(std::string_view on) {
    Money sum;
    for (const auto& named : store::list_money_balances(connection(), moment(on))) {
      if (named.account == "payable:LOGISTIX") sum -= named.amount;
    }
    return format_money(sum);
  }
  [[nodiscard]] std::size_t faults() { return audit::check_book(connection()).fault_count(); }

  EntryId bought{};
};

} // namespace

TEST_CASE("accruing daily, monthly or at once comes to the same cents") {
  for (const int step : {1, 7, 31, 89}) {
    CarryingBook book;
    book.set("2025-01-01", "12.34 USD/t-month");
    book.sale("gallium", "3,333 kg", "200 USD/kg", "2025-02-10");
    for (int days = step; days < 89; days += step)
      book.accrue(format_date(add_days(day("2025-01-01"), days)));
    book.accrue("2025-03-31");
    // 123.40 + 123.40 × 9/28 + 6.667 × 12.34 × 19/28 + 6.667 × 12.34 = 301.162...
    CHECK_EQ(book.owed("2025-03-31"), "301.16 USD");
    CHECK(book.accrue("2025-03-31").nothing);
    CHECK_EQ(book.faults(), 0);
  }
}

TEST_CASE("the next accrual catches up with what was recorded late") {
  CarryingBook book;
  book.set("2025-01-01", "12 USD/t-month");
  book.accrue("2025-01-31");
  CHECK_EQ(book.owed("2025-01-31"), "120.00 USD");
  const EntryId late = book.purchase("gallium", "5 t", "100 USD/kg", "2025-01-01", {.lot = "GA-2"});
  CHECK_EQ(book.accrue("2025-01-31").summary, "accrual to 2025-01-31 of 60.00 USD of storage");
  book.reverse(late);
  book.accrue("2025-02-28");
  CHECK_EQ(book.owed("2025-01-31"), "180.00 USD"); // as was posted then
  CHECK_EQ(book.owed("2025-02-28"), "240.00 USD");
  book.set("2025-02-01", "24 USD/t-month");
  book.accrue("2025-02-28");
  CHECK_EQ(book.owed("2025-02-28"), "360.00 USD");
  book.reverse(book.set("2025-02-01", "1 USD/t-month"));
  CHECK(book.accrue("2025-02-28").nothing);
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("an accrual to a day before the latest one posts nothing") {
  CarryingBook book;
  book.set("2025-01-01", "12 USD/t-month");
  book.accrue("2025-02-28");
  book.set("2025-01-01", "24 USD/t-month");
  const Recorded none = book.accrue("2025-01-31");
  CHECK(none.nothing);
  CHECK_EQ(none.summary,
           "nothing is left to be posted by 2025-01-31; carrying cost was accrued to 2025-02-28 already (if "
           "that was a mistake, `pvault reverse` undoes it)");
}

TEST_CASE("a rate that was undone on a later day counts until then, and is taken back whole") {
  CarryingBook book;
  const EntryId rate = book.set("2025-01-01", "12 USD/t-month");
  book.accrue("2025-01-31");
  book.reverse(rate, "2025-03-01");
  book.accrue("2025-02-28");
  CHECK_EQ(book.owed("2025-02-28"), "240.00 USD");
  book.accrue("2025-03-01");
  CHECK_EQ(book.owed("2025-03-01"), "0.00 USD");
  CHECK_EQ(book.owed("2025-02-28"), "240.00 USD");
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("what goes to another site is charged there, and by its lot") {
  CarryingBook book;
  book.site("RENO");
  book.site("AT-SEA", SiteKind::in_transit);
  book.set("2025-01-01", "31 USD/t-month"); // at DENVER, 1 USD a day in January
  allowed(book.try_to_set("2025-01-01", {.party = "LOGISTIX", .rate = allowed(parse_carrying_rate("62 USD/t-month"))}));
  book.transfer("GA-1", "4 t", "AT-SEA", "2025-01-11", "GA-2");
  book.transfer("GA-2", "", "RENO", "2025-01-21", "GA-3");
  const auto charges = store::load_carrying_charges(book.connection(), book.moment("2025-01-31"));
  REQUIRE_EQ(charges.size(), 2);                           // nothing is charged at sea
  CHECK_EQ(format_money(charges[0].amount), "226.00 USD"); // 10 × 10 + 6 × 21
  CHECK_EQ(format_money(charges[1].amount), "88.00 USD");  // 4 × 11 × 2
  CHECK_EQ(charges[1].mg_days.str(), "44000000000");
}

TEST_CASE("receipts, releases and transfers are handled; losses and what stays at its site are not") {
  CarryingBook book;
  book.site("RENO");
  const auto charge = [](std::string_view text) { return std::optional(allowed(parse_handling(text))); };
  allowed(book.try_to_set("2025-01-01", {.kind = CarryingKind::handling,
                                         .site = "DENVER",
                                         .party = "LOGISTIX",
                                         .for_in = charge("8 USD/t"),
                                         .for_out = charge("6 USD/t")}));
  allowed(book.try_to_set(
      "2025-01-01",
      {.kind = CarryingKind::handling, .site = "RENO", .party = "LOGISTIX", .for_in = charge("1 USD/t")}));
  const auto owed = [&] {
    Money sum;
    for (const auto& charged : store::load_carrying_charges(book.connection(), book.moment("2025-12-31")))
      sum += charged.amount;
    return format_money(sum);
  };
  CHECK_EQ(owed(), "80.00 USD");
  const EntryId sale = book.sale("gallium", "1 t", "200 USD/kg", "2025-02-01");
  CHECK_EQ(owed(), "86.00 USD");
  book.loss("gallium", "1 t", "2025-02-02");
  CHECK_EQ(owed(), "86.00 USD");
  book.transfer("GA-1", "2 t", "RENO", "2025-02-03", "GA-2");
  CHECK_EQ(owed(), "100.00 USD"); // 2 × 6 out, 2 × 1 in
  const operations::TransferInput repack{
      .lot = "GA-1", .kind = TransferKind::repack, .mass = mass("1 t"), .name = "GA-3"};
  allowed(operations::record_transfer(book.book(), book.options("2025-02-04"), repack));
  CHECK_EQ(owed(), "100.00 USD");
  const operations::TransferInput refine{.lot = "GA-1",
                                         .kind = TransferKind::processing,
                                         .mass = mass("1 t"),
                                         .to_site = "RENO",
                                         .outputs = {{mass("900 kg"), "GA-4"}}};
  allowed(operations::record_transfer(book.book(), book.options("2025-02-05"), refine));
  CHECK_EQ(owed(), "106.90 USD"); // a tonne out, 900 kg in
  book.reverse(sale, "2025-03-01");
  CHECK_EQ(owed(), "100.90 USD");
}

TEST_CASE("an accrual is undone as of its own day, the newest first, and not beneath a payment") {
  CarryingBook book;
  book.set("2025-01-01", "12 USD/t-month");
  const EntryId first = book.accrue("2025-01-31").entry;
  const EntryId second = book.accrue("2025-02-28").entry;
  check_rule(book.try_to_reverse(second, "2025-03-01"), Rule::reversal_not_possible);
  check_rule(book.try_to_reverse(first), Rule::something_depends_on_it);
  const EntryId paid = book.pay_supplier("LOGISTIX", "200 USD", "2025-03-01");
  const auto beneath = book.try_to_reverse(second);
  check_rule(beneath, Rule::something_depends_on_it);
  CHECK(beneath.error().message.find("(payment on 2025-03-01) counts on it") != std::string::npos);
  book.reverse(paid);
  book.reverse(second);
  book.reverse(first);
  CHECK_EQ(book.owed("2025-03-01"), "0.00 USD");
  book.accrue("2025-02-28");
  CHECK_EQ(book.owed("2025-02-28"), "240.00 USD");
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("a payment to a warehouse is at most what is owed") {
  CarryingBook book;
  book.set("2025-01-01", "12 USD/t-month");
  book.accrue("2025-01-31");
  const operations::PaymentInput more{PaymentDirection::to_supplier, "LOGISTIX", money("120.01 USD")};
  check_rule(operations::record_payment(book.book(), book.options("2025-01-31"), more), Rule::payment_above_payable);
  book.pay_supplier("LOGISTIX", "120 USD", "2025-01-31");
  CHECK_EQ(book.owed("2025-01-31"), "0.00 USD");
}

TEST_CASE("a site and a party stay while a rate names them") {
  CarryingBook book;
  const EntryId yard = book.site("YARD");
  const EntryId keeper = book.party("KEEPER", "warehouse");
  const EntryId rate =
      allowed(book.try_to_set("2025-01-01",
                              {.site = "YARD", .party = "KEEPER", .rate = allowed(parse_carrying_rate("1%"))}))
          .entry;
  check_rule(book.try_to_reverse(yard), Rule::something_depends_on_it);
  check_rule(book.try_to_reverse(keeper), Rule::something_depends_on_it);
  book.reverse(rate, "2025-03-01");
  book.reverse(yard);
  check_refusal(book.try_to_reverse(keeper), Rule::something_depends_on_it,
                fmt::format("the party of entry {} was owed carrying charges until 2025-03-01", number_of(keeper)),
                "add --on 2025-03-01");
  book.reverse(keeper, "2025-03-01");
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("a party stays while something was accrued to it") {
  CarryingBook book;
  const EntryId keeper = book.party("KEEPER", "warehouse");
  const EntryId rate = allowed(book.try_to_set("2025-01-01", {.kind = CarryingKind::insurance,
                                                              .party = "KEEPER",
                                                              .rate = allowed(parse_carrying_rate("1%"))}))
                           .entry;
  const EntryId accrued = book.accrue("2025-01-31").entry;
  book.reverse(rate);
  check_rule(book.try_to_reverse(keeper), Rule::something_depends_on_it);
  book.reverse(accrued);
  book.reverse(keeper);
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("rates name what there is") {
  CarryingBook book;
  const operations::CarryingRateInput sound{.party = "LOGISTIX", .rate = allowed(parse_carrying_rate("1%"))};
  auto input = sound;
  input.site = "NOWHERE";
  check_rule(book.try_to_set("2025-01-01", input), Rule::site_unknown);
  input = sound;
  input.mineral = "kryptonite";
  check_rule(book.try_to_set("2025-01-01", input), Rule::mineral_unknown);
  input.mineral = "rare-earths";
  check_rule(book.try_to_set("2025-01-01", input), Rule::mineral_is_group);
  input = sound;
  input.party = "NOBODY";
  check_rule(book.try_to_set("2025-01-01", input), Rule::party_unknown);
  input.party = "TRAXYS";
  check_refusal(
      book.try_to_set("2025-01-01", input), Rule::party_role_wrong,
      "TRAXYS is recorded with the role supplier; carrying charges are owed to a warehouse, a carrier or other",
      "add who is owed with `pvault party add CODE --name NAME --role warehouse`, or carrier, or other (an "
      "insurer)");
  input = sound;
  input.kind = CarryingKind::handling;
  check_rule(book.try_to_set("2025-01-01", input), Rule::carrying_rate_inconsistent);
}

TEST_CASE("a request id answers for accruals of carrying cost, too") {
  CarryingBook book;
  book.set("2025-01-01", "12 USD/t-month");
  auto options = book.options("2025-01-31");
  options.header.request_id = "january";
  const Recorded first = allowed(operations::accrue(book.book(), options));
  CHECK_EQ(first.kind, "carrying-accrual");
  const Recorded again = allowed(operations::accrue(book.book(), options));
  CHECK(again.repeated);
  CHECK(again.entry == first.entry);
  CHECK_EQ(again.kind, "carrying-accrual");
  check_rule(operations::accrue(book.book(), options, {.carrying = true}), Rule::request_id_reused);
}

TEST_CASE("facilities and carrying cost are accrued together, or those that are chosen") {
  CarryingBook book;
  book.set("2025-01-01", "12 USD/t-month");
  book.facility("EXIM-1", "1e6 USD", "2025-01-01");
  book.facility("EXIM-2", "1e6 USD", "2025-01-01");
  book.drawdown("EXIM-1", "1e6 USD", "2025-01-01");
  book.drawdown("EXIM-2", "1e6 USD", "2025-01-01");
  CHECK_EQ(book.accrue("2025-01-31", {.facilities = {"EXIM-1"}}).kind, "accrual");
  CHECK_EQ(book.owed("2025-01-31"), "0.00 USD");
  CHECK(book.accrue("2025-01-31", {.facilities = {"EXIM-1", "exim-1"}}).nothing);
  CHECK(book.accrue("2025-01-31", {.carrying = true}).before.empty());
  CHECK_EQ(book.owed("2025-01-31"), "120.00 USD");
  const Recorded rest = book.accrue("2025-02-28");
  CHECK_EQ(rest.kind, "carrying-accrual");
  REQUIRE_EQ(rest.before.size(), 1);
  CHECK_EQ(rest.before[0].kind, "accrual");
  check_rule(operations::accrue(book.book(), book.options("2025-02-28"), {.facilities = {"EXIM-9"}}),
             Rule::facility_unknown);
  CHECK_EQ(book.faults(), 0);
}

} // namespace operations_carrying_test
