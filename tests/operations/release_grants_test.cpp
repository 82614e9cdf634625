// Releases under authorities and emergencies, loans, sales and rotations against a book: what rests on what, and how
// long, when something of it is undone on a later day.
#include "audit/verify.hpp"
#include "operations/grant_release.hpp"
#include "operations/record_return.hpp"
#include "operations/record_sale.hpp"
#include "operations/set_annual_plan.hpp"
#include "tests/reports/report_values.hpp"

#include <doctest/doctest.h>
#include <functional>

namespace operations_release_grants_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// 10 t of gallium of 2026-01-01 for 1 USD/kg, in two lots.
class Vault : public TemporaryBook {
public:
  Vault() {
    site("RENO");
    purchase("gallium", "6 t", "1 USD/kg", "2026-01-01", {.lot = "GA-1"});
    purchase("gallium", "4 t", "1 USD/kg", "2026-01-02", {.lot = "GA-2"});
  }
  Expected<operations::Recorded> release(ReleaseKind kind, std::string_view mass_text, std::string_view on,
                                         const std::function<void(operations::ReleaseInput&)>& change = {}) {
    operations::ReleaseInput input{
        .mineral = "gallium", .mass = mass(mass_text), .kind = kind, .authority = "board", .recipient = "BUYER"};
    if (kind == ReleaseKind::sale) input.price = price_of();
    if (change) change(input);
    return operations::record_release(book(), options(on), input);
  }
  Expected<operations::Recorded> under(const std::string& authority, std::string_view mass_text, std::string_view on) {
    return release(ReleaseKind::sample, mass_text, on, [&](auto& input) { input.authority = authority; });
  }
  EntryId authority(const std::string& code, std::string_view mass_text, std::string_view from) {
    return allowed(operations::add_authority(book(), options(from),
                                             {.code = code,
                                              .mineral = "gallium",
                                              .quantity = mass(mass_text),
                                              .granted_by = "board",
                                              .rule = "resolution"}))
        .entry;
  }
  EntryId loan(std::string_view mass_text, std::string_view on) {
    return allowed(release(ReleaseKind::loan, mass_text, on, [](auto& input) { input.return_by = day("2026-12-31"); }))
        .entry;
  }
  Expected<operations::Recorded> back(EntryId release, std::string_view mass_text, std::string_view on) {
    return operations::record_return(book(), options(on),
                                     {.release = release, .mass = mass(mass_text), .site = "RENO"});
  }
  Expected<operations::Recorded> sell(std::string_view mass_text, std::string_view on) {
    return operations::record_sale(book(), options(on),
                                   {.mineral = "gallium",
                                    .mass = mass(mass_text),
                                    .price = price_of(),
                                    .buyer = "BUYER",
                                    .ship_by = day("2026-12-31"),
                                    .authority = "board"});
  }
  Expected<operations::Recorded> ship(EntryId sale, std::string_view mass_text, std::string_view on) {
    return operations::record_release(
        book(), options(on),
        {.mineral = "gallium", .mass = mass(mass_text), .kind = ReleaseKind::sale, .authority = "order", .sale = sale});
  }
  Expected<operations::Recorded> undo(EntryId entry, std::string_view on = "") {
    operations::ReversalInput input{.entry = entry, .reason = "test"};
    if (!on.empty()) input.on = day(on);
    return operations::reverse_entry(book(), options("2026-01-01"), input);
  }
  std::int64_t faults() {
    const store::ReadTransaction reading(connection());
    return static_cast<std::int64_t>(audit::check_book(connection()).fault_count());
  }

private:
  static QuotedPrice price_of() { return allowed(parse_price("2 USD/kg")); }
};

} // namespace

TEST_CASE("a release undone on a later day counts under its authority until then") {
  Vault vault;
  const EntryId authority = vault.authority("A-1", "3 t", "2026-02-01");
  const EntryId first = allowed(vault.under("A-1", "2 t", "2026-02-10")).entry;
  check_rule(vault.under("A-1", "1,001 kg", "2026-02-10"), Rule::above_authorised);
  check_rule(vault.under("A-1", "1,001 kg", "2026-02-01"),
             Rule::above_authorised); // before, it would be too much later
  CHECK(vault.under("A-1", "1 t", "2026-02-11").has_value());
  check_rule(vault.undo(authority), Rule::something_depends_on_it);
  allowed(vault.undo(first, "2026-03-01"));
  check_rule(vault.under("A-1", "2 t", "2026-02-28"), Rule::above_authorised);
  CHECK(vault.under("a-1", "2 t", "2026-03-01").has_value());
  check_rule(vault.under("A-1", "1 mg", "2026-03-01"), Rule::above_authorised);
  CHECK_EQ(vault.faults(), 0);
}

TEST_CASE("an authority can be undone when all under it was, from the day on which the last of it was") {
  Vault vault;
  const EntryId authority = vault.authority("A-1", "3 t", "2026-02-01");
  const EntryId release = allowed(vault.under("A-1", "2 t", "2026-02-10")).entry;
  allowed(vault.undo(release, "2026-03-01"));
  check_rule(vault.undo(authority), Rule::something_depends_on_it);
  check_rule(vault.undo(authority, "2026-02-28"), Rule::something_depends_on_it);
  allowed(vault.undo(authority, "2026-03-01"));
  CHECK(vault.under("words", "1 t", "2026-03-02").has_value()); // the mineral has no authority any more
  CHECK_EQ(vault.faults(), 0);
}

TEST_CASE("from a mineral's first authority on every release names one, and before that day none need") {
  Vault vault;
  vault.authority("A-1", "3 t", "2026-02-01");
  CHECK(vault.under("words", "1 kg", "2026-01-31").has_value());
  check_rule(vault.under("words", "1 kg", "2026-02-01"), Rule::authority_missing);
  CHECK(vault.release(ReleaseKind::loss, "1 kg", "2026-02-01").has_value());
  CHECK_EQ(vault.faults(), 0);
}

TEST_CASE("an authority that is dated back names what left without one, and leaves it as it is") {
  Vault vault;
  const auto add = [&](const std::string& code, std::string_view from) {
    return allowed(operations::add_authority(vault.book(), vault.options(from),
                                             {.code = code,
                                              .mineral = "gallium",
                                              .quantity = mass("1 t"),
                                              .granted_by = "board",
                                              .rule = "resolution",
                                              .kinds = {ReleaseKind::sale}}))
        .notes;
  };
  const auto entry = [](const Expected<operations::Recorded>& recorded) { return number_of(allowed(recorded).entry); };
  allowed(vault.under("words", "1 kg", "2026-02-09")); // before its first day
  const auto sample = entry(vault.under("A-1", "2 kg", "2026-02-10"));
  allowed(vault.release(ReleaseKind::loss, "1 kg", "2026-02-11")); // needs none
  const auto sold = allowed(vault.sell("5 t", "2026-02-12")).entry;
  allowed(vault.ship(sold, "1 t", "2026-02-13")); // under the sale's
  allowed(operations::cancel_sale(vault.book(), vault.options("2026-02-14"), {.sale = sold, .reason = "withdrew"}));
  allowed(vault.undo(allowed(vault.under("words", "3 kg", "2026-02-15")).entry));
  CHECK_EQ(add("A-1", "2026-02-10"),
           std::vector<std::string>{fmt::format(
               "1,002 kg of gallium dated 2026-02-10 or later were released or sold under no recorded authority, and "
               "take nothing of this one: entries {}, {}; what is to be under it is reversed and recorded anew",
               sample, number_of(sold))});
  CHECK_EQ(value_of(report(vault, "authorities", "2026-03-31"), "A-1", "used_kg"), "0.000000");
  CHECK(add("A-2", "2026-02-13").empty());
  CHECK_EQ(vault.faults(), 0);
}

TEST_CASE("a backdated authority that leaves much uncovered names the first ten entries") {
  Vault vault;
  for (int i = 0; i < 12; ++i)
    allowed(vault.under("words", "1 kg", "2026-02-10"));
  const auto added = operations::add_authority(
      vault.book(), vault.options("2026-02-10"),
      {.code = "A-1", .mineral = "gallium", .quantity = mass("1 t"), .granted_by = "board", .rule = "resolution"});
  REQUIRE_EQ(allowed(added).notes.size(), 1);
  CHECK_NE(added->notes.front().find("12 kg of gallium dated 2026-02-10 or later"), std::string::npos);
  CHECK_NE(added->notes.front().find(" and 2 more; "), std::string::npos);
}

TEST_CASE("an emergency that ended, and whose end was undone on a later day, runs again from then on") {
  Vault vault;
  const EntryId emergency =
      allowed(operations::declare_emergency(vault.book(), vault.options("2026-02-01"),
                                            {.code = "E-1", .declared_by = "president", .rule = "98f"}))
          .entry;
  const auto in = [&](std::string_view on) {
    return vault.release(ReleaseKind::emergency, "1 kg", on, [](auto& input) { input.emergency = "e-1"; });
  };
  const EntryId end =
      allowed(operations::end_emergency(vault.book(), vault.options("2026-02-10"), {.code = "E-1"})).entry;
  CHECK(in("2026-02-10").has_value());
  CHECK_EQ(value_of(report(vault, "emergencies", "2026-02-10"), "E-1", "status"), "running");
  CHECK_EQ(value_of(report(vault, "emergencies", "2026-02-11"), "E-1", "status"), "ended");
  check_rule(in("2026-02-11"), Rule::outside_emergency);
  check_rule(vault.undo(emergency), Rule::something_depends_on_it);
  allowed(vault.undo(end, "2026-02-20"));
  check_rule(in("2026-02-19"), Rule::outside_emergency);
  CHECK(in("2026-02-20").has_value());
  check_rule(operations::end_emergency(vault.book(), vault.options("2026-02-19"), {.code = "E-1"}),
             Rule::emergency_ended_already);
  CHECK(operations::end_emergency(vault.book(), vault.options("2026-02-28"), {.code = "E-1"}).has_value());
  CHECK_EQ(vault.faults(), 0);
}

TEST_CASE("what comes back inherits, is drawn by its age, and goes again") {
  Vault vault;
  const EntryId loan = vault.loan("7 t", "2026-02-01"); // all of GA-1, 1 t of GA-2
  allowed(vault.back(loan, "6.5 t", "2026-03-01"));
  const auto lots = report(vault, "lots", "2026-03-01");
  CHECK_EQ(value_of(lots, "GA-1.1", "received_kg"), "6000.000000");
  CHECK_EQ(value_of(lots, "GA-1.1", "aged_from_on"), "2026-01-01");
  CHECK_EQ(value_of(lots, "GA-1.1", "site"), "RENO");
  CHECK_EQ(value_of(lots, "GA-2.1", "cost_usd"), "500.00");
  const auto drawn = allowed(vault.release(ReleaseKind::sample, "1 kg", "2026-03-02"));
  CHECK_EQ(drawn.postings.front().lot, "GA-1.1");
  CHECK(vault.back(loan, "500 kg", "2026-03-02").has_value());
  CHECK_EQ(value_of(report(vault, "cost", "2026-03-02"), "gallium", "purchased_usd"), "10000.00");
  CHECK_EQ(value_of(report(vault, "mass-balance", "2026-02-15"), "gallium", "owed_back_kg"), "7000.000000");
  CHECK_EQ(value_of(report(vault, "mass-balance", "2026-03-02"), "gallium", "difference_kg"), "0.000000");
  CHECK_EQ(value_of(report(vault, "coverage", "2026-02-15"), "gallium", "owed_back_kg"), "7000.000000");
  CHECK_EQ(vault.faults(), 0);
}

TEST_CASE("a return undone on a later day keeps its place until then, and the loan with it") {
  Vault vault;
  const EntryId loan = vault.loan("6 t", "2026-02-01");
  const EntryId first = allowed(vault.back(loan, "6 t", "2026-03-01")).entry;
  check_rule(vault.undo(loan), Rule::something_depends_on_it);
  check_rule(vault.back(loan, "1 mg", "2026-03-01"), Rule::above_owed_back);
  allowed(vault.undo(first, "2026-04-01"));
  check_rule(vault.back(loan, "1 kg", "2026-03-31"), Rule::above_owed_back);
  check_rule(vault.back(loan, "1 kg", "2026-02-15"), Rule::above_owed_back); // it would be too much on 1 March
  check_rule(vault.undo(loan), Rule::something_depends_on_it);
  const EntryId second = allowed(vault.back(loan, "6 t", "2026-04-01")).entry;
  CHECK_EQ(value_of(report(vault, "owed-back", "2026-03-31"), 0, "owed_back_kg"), "0.000000");
  allowed(vault.undo(second));
  allowed(vault.undo(loan, "2026-04-01"));
  check_rule(vault.back(loan, "1 kg", "2026-04-01"), Rule::loan_unknown);
  CHECK_EQ(vault.faults(), 0);
}

TEST_CASE("what is sold is kept from all others on every day on which it is sold") {
  Vault vault;
  const EntryId sale = allowed(vault.sell("7 t", "2026-03-01")).entry; // all of GA-1, 1 t of GA-2
  CHECK_EQ(value_of(report(vault, "coverage", "2026-03-01"), "gallium", "sold_not_shipped_kg"), "7000.000000");
  CHECK_EQ(value_of(report(vault, "coverage", "2026-03-01"), "gallium", "available_kg"), "3000.000000");
  CHECK_EQ(value_of(report(vault, "coverage", "2026-02-28"), "gallium", "available_kg"), "10000.000000");
  check_rule(vault.release(ReleaseKind::sample, "3,001 kg", "2026-03-01"), Rule::lot_mass_sold);
  check_rule(vault.release(ReleaseKind::sample, "3,001 kg", "2026-02-01"), Rule::lot_mass_sold);
  check_rule(vault.sell("3,001 kg", "2026-02-01"), Rule::lot_mass_sold);
  const operations::TransferInput all{.lot = "GA-2", .to_site = "RENO"};
  check_rule(operations::record_transfer(vault.book(), vault.options("2026-03-02"), all), Rule::lot_mass_sold);
  const EntryId shipped = allowed(vault.ship(sale, "6.5 t", "2026-03-10")).entry;
  check_rule(vault.ship(sale, "501 kg", "2026-03-10"), Rule::above_sold);
  CHECK_EQ(value_of(report(vault, "coverage", "2026-03-10"), "gallium", "sold_not_shipped_kg"), "500.000000");
  // A day between the sale and the shipment still has all of it, and today a part.
  check_rule(vault.release(ReleaseKind::sample, "3,001 kg", "2026-03-05"), Rule::lot_mass_sold);
  check_rule(vault.undo(sale), Rule::something_depends_on_it);
  allowed(vault.undo(shipped, "2026-04-01"));
  CHECK_EQ(value_of(report(vault, "coverage", "2026-04-01"), "gallium", "sold_not_shipped_kg"), "7000.000000");
  check_rule(vault.undo(sale, "2026-03-31"), Rule::something_depends_on_it);
  allowed(vault.undo(sale, "2026-04-01"));
  CHECK(vault.release(ReleaseKind::sample, "10 t", "2026-04-01").has_value());
  CHECK_EQ(vault.faults(), 0);
}

TEST_CASE("a loss of what is sold is refused with the commands that make room for it, and these do") {
  Vault vault;
  const EntryId first = allowed(vault.sell("7 t", "2026-03-01")).entry;  // all of GA-1, 1 t of GA-2
  const EntryId second = allowed(vault.sell("2 t", "2026-03-10")).entry; // of GA-2
  allowed(vault.ship(first, "500 kg", "2026-03-20"));
  const auto burn = [&](std::string_view mass_text, const std::string& lot) {
    return vault.release(ReleaseKind::loss, mass_text, "2026-03-05", [&](auto& input) {
      input.recipient = "";
      input.lots = {lot};
    });
  };
  const std::string cancel_first =
      fmt::format("`pvault sale cancel {} --reason TEXT --on 2026-03-05`", number_of(first));
  const std::string cancel_second =
      fmt::format("`pvault sale cancel {} --reason TEXT --on 2026-03-10`", number_of(second)); // its own day
  const std::string then = "; then record the loss, and sell anew what is left";
  check_refusal(
      burn("5.5 t", "GA-1"), Rule::lot_mass_sold,
      "asked for 5,500 kg of gallium, 0 kg available in the lots named at 2026-03-05, short by 5,500 kg; 5,500 "
      "kg more are sold and not shipped",
      cancel_first + then);
  check_refusal(burn("4 t", "GA-2"), Rule::lot_mass_sold,
                "asked for 4,000 kg of gallium, 1,000 kg available in the lots named at 2026-03-05, short by 3,000 kg; "
                "3,000 kg more are sold and not shipped",
                cancel_first + ", " + cancel_second + then);
  const auto cancel = [&](EntryId sale, std::string_view on) {
    allowed(operations::cancel_sale(vault.book(), vault.options(on), {.sale = sale, .reason = "fire"}));
  };
  cancel(first, "2026-03-05");
  CHECK(burn("5.5 t", "GA-1").has_value());
  check_rule(burn("4 t", "GA-2"), Rule::lot_mass_sold);
  cancel(second, "2026-03-10");
  CHECK(burn("4 t", "GA-2").has_value());
  // What is no loss can be less, and another lot may do.
  vault.purchase("gallium", "1 t", "1 USD/kg", "2026-01-03", {.lot = "GA-3"});
  allowed(vault.sell("1 t", "2026-03-05"));
  CHECK_EQ(vault.release(ReleaseKind::sample, "1 kg", "2026-03-06").error().next_step,
           "`pvault report lots --mineral gallium --as-of 2026-03-06` shows what is there");
  CHECK_EQ(vault.faults(), 0);
}

TEST_CASE("a sale of which the rest was cancelled is not one that was shipped") {
  Vault vault;
  const auto cancel = [&](EntryId sale) {
    allowed(operations::cancel_sale(vault.book(), vault.options("2026-03-20"), {.sale = sale, .reason = "withdrew"}));
  };
  const EntryId whole = allowed(vault.sell("1 t", "2026-03-01")).entry;
  const EntryId part = allowed(vault.sell("1 t", "2026-03-01")).entry;
  const EntryId none = allowed(vault.sell("1 t", "2026-03-01")).entry;
  allowed(vault.ship(whole, "1 t", "2026-03-10"));
  allowed(vault.ship(part, "1 kg", "2026-03-10"));
  cancel(part);
  cancel(none);
  const auto table = report(vault, "sales", "2026-03-31");
  CHECK_EQ(value_of(table, 0, "status"), "shipped");
  CHECK_EQ(value_of(table, 1, "status"), "shipped_in_part");
  CHECK_EQ(value_of(table, 2, "status"), "cancelled");
  CHECK(has_note(table, "0 sales open, 0 late, 1 shipped, 1 shipped in part and cancelled, 1 cancelled."));
  CHECK_EQ(value_of(report(vault, "sales", "2026-03-19"), 1, "status"), "open");
}

TEST_CASE("a purchase whose lot is sold stays as long as it is sold") {
  Vault vault;
  const EntryId bought = vault.purchase("cobalt", "1 t", "1 USD/kg", "2026-01-01", {.lot = "CO-1"});
  const auto sold = operations::record_sale(vault.book(), vault.options("2026-02-01"),
                                            {.mineral = "cobalt",
                                             .mass = mass("1 t"),
                                             .price = allowed(parse_price("2 USD/kg")),
                                             .buyer = "BUYER",
                                             .ship_by = day("2026-12-31"),
                                             .authority = "board"});
  check_rule(vault.undo(bought), Rule::something_depends_on_it);
  const operations::SaleCancellationInput withdrew{allowed(sold).entry, "withdrew"};
  const EntryId cancelled = allowed(operations::cancel_sale(vault.book(), vault.options("2026-03-01"), withdrew)).entry;
  check_rule(vault.undo(cancelled), Rule::reversal_not_possible);
  check_rule(vault.undo(sold->entry), Rule::something_depends_on_it);
  check_rule(vault.undo(bought), Rule::something_depends_on_it);
  allowed(vault.undo(bought, "2026-03-01"));
  CHECK_EQ(vault.faults(), 0);
}

TEST_CASE("a rotation stays while what took its place does") {
  Vault vault;
  const EntryId rotation = allowed(vault.release(ReleaseKind::rotation, "1 t", "2026-02-01")).entry;
  operations::PurchaseInput inflow{.mineral = "gallium",
                                   .delivery = {.mass = mass("600 kg")},
                                   .price = allowed(parse_price("1 USD/kg")),
                                   .supplier = "TRAXYS",
                                   .site = "DENVER",
                                   .rotation = rotation};
  const EntryId bought = allowed(operations::record_purchase(vault.book(), vault.options("2026-01-20"), inflow)).entry;
  const auto table = report(vault, "rotations", "2026-02-11");
  CHECK_EQ(value_of(table, 0, "missing_kg"), "400.000000");
  CHECK_EQ(value_of(table, 0, "open_days"), "10");
  check_rule(vault.undo(rotation), Rule::something_depends_on_it);
  inflow.mineral = "cobalt";
  check_rule(operations::record_purchase(vault.book(), vault.options("2026-03-01"), inflow),
             Rule::rotation_of_other_mineral);
  allowed(vault.undo(bought));
  CHECK_EQ(value_of(report(vault, "rotations", "2026-02-11"), 0, "replaced_kg"), "0.000000");
  allowed(vault.undo(rotation));
  inflow.mineral = "gallium";
  check_rule(operations::record_purchase(vault.book(), vault.options("2026-03-01"), inflow), Rule::rotation_unknown);
  CHECK_EQ(vault.faults(), 0);
}

TEST_CASE("a plan that is exceeded is said, with what the whole year comes to") {
  Vault vault;
  const operations::AnnualPlanInput plan{.mineral = "gallium",
                                         .year = 2026,
                                         .buy_at_most = mass("10 t"),
                                         .release_at_most = mass("1 t"),
                                         .reason = "board"};
  allowed(operations::set_annual_plan(vault.book(), vault.options("2026-01-01"), plan));
  CHECK(allowed(vault.release(ReleaseKind::sale, "1 t", "2026-06-01")).notes.empty());
  CHECK(allowed(vault.release(ReleaseKind::loss, "1 t", "2026-06-01")).notes.empty());
  const auto over = allowed(vault.release(ReleaseKind::sample, "1 kg", "2026-02-01"));
  REQUIRE_EQ(over.notes.size(), 1);
  CHECK_EQ(over.notes.front(),
           "1,001 kg of gallium released in 2026 are above the 1,000 kg of its plan by 1 kg; `pvault "
           "report annual-plan` has both");
  CHECK(allowed(vault.release(ReleaseKind::sample, "1 kg", "2027-02-01")).notes.empty());
  const auto table = report(vault, "annual-plan", "2026-12-31");
  CHECK_EQ(value_of(table, "gallium", "status"), "over_plan");
  CHECK_EQ(value_of(table, "gallium", "released_percent"), "100.10");
  CHECK_EQ(value_of(table, "gallium", "bought_percent"), "100.00");
  CHECK_EQ(value_of(report(vault, "annual-plan", "2026-03-31"), "gallium", "status"), "within_plan");
  CHECK_EQ(value_of(report(vault, "annual-plan", "2027-03-31"), "gallium", "status"), "not_planned");
  CHECK_EQ(value_of(table, "cobalt", "status"), "no_plan");
}

TEST_CASE("a release is held against its cost and against the market of its day") {
  Vault vault;
  vault.price("gallium", "3 USD/kg", "2026-02-01");
  allowed(vault.release(ReleaseKind::sale, "100 kg", "2026-02-11"));
  allowed(vault.release(ReleaseKind::loss, "1 kg", "2026-02-12"));
  const EntryId before = vault.newest();
  vault.price("gallium", "4 USD/kg", "2026-02-10");
  const auto table = report(vault, "releases", "2026-02-28");
  CHECK_EQ(value_of(table, 0, "proceeds_usd"), "200.00");
  CHECK_EQ(value_of(table, 0, "cost_usd"), "100.00");
  CHECK_EQ(value_of(table, 0, "gain_usd"), "100.00");
  CHECK_EQ(value_of(table, 0, "market_value_usd"), "400.00");
  CHECK_EQ(value_of(table, 0, "against_market_usd"), "-200.00");
  CHECK_EQ(value_of(table, 0, "market_price_age_days"), "1");
  CHECK_EQ(value_of(table, 0, "market_price_source"), "test");
  CHECK_EQ(value_of(table, 1, "gain_usd"), "-");
  CHECK_EQ(value_of(table, 1, "against_market_usd"), "-");
  const auto earlier = report(vault.connection(), "releases", {.moment = {day("2026-02-11"), before}});
  REQUIRE_EQ(earlier.rows.size(), 1);
  CHECK_EQ(value_of(earlier, 0, "market_value_usd"), "300.00"); // as it was known then
  CHECK_EQ(value_of(earlier, 0, "market_price_age_days"), "10");
}

} // namespace operations_release_grants_test
