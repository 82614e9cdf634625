// Papers, quality, pledges and settlements of lots that are lent, sold, rotated or released in an emergency.
#include "audit/verify.hpp"
#include "operations/grant_release.hpp"
#include "operations/lot_status.hpp"
#include "operations/record_return.hpp"
#include "operations/record_sale.hpp"
#include "operations/settle_assay.hpp"
#include "store/balances.hpp"
#include "store/derived.hpp"
#include "store/lot_status.hpp"
#include "store/transaction.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <functional>

namespace operations_lots_released_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// 10 t of 50% at 0.2 USD/kg: 5,000 kg of gallium for 1,000 USD, to be settled.
class Vault : public TemporaryBook {
public:
  Vault() {
    site("RENO");
    facility("EXIM-1", "10e6 USD", "2026-01-01");
    allowed(operations::record_purchase(
        book(), options("2026-03-01"),
        {.mineral = "gallium",
         .delivery = {.mass = mass("10 t"), .assay = allowed(parse_assay("50%"))},
         .price = test::price("0.2 USD/kg"),
         .supplier = "TRAXYS",
         .site = "DENVER",
         .lot = "G-1",
         .paper = {.components = {allowed(parse_assay("0.1% Zn"))}, .form = "concentrate", .provisional = true}}));
    allowed(operations::declare_emergency(book(), options("2026-03-01"),
                                          {.code = "E-1", .declared_by = "the President", .rule = "section 98f"}));
  }
  using Change = std::function<void(operations::ReleaseInput&)>;
  Expected<operations::Recorded> release(ReleaseKind kind, std::string_view mass_text, std::string_view on,
                                         const Change& change = {}) {
    operations::ReleaseInput input{
        .mineral = "gallium", .mass = mass(mass_text), .kind = kind, .authority = "board", .recipient = "BUYER"};
    if (kind == ReleaseKind::loan || kind == ReleaseKind::exchange) input.return_by = day("2026-12-31");
    if (kind == ReleaseKind::sale) input.price = test::price("1 USD/kg");
    if (kind == ReleaseKind::emergency) input.emergency = "E-1";
    if (change) change(input);
    return operations::record_release(book(), options(on), input);
  }
  EntryId lend(ReleaseKind kind, std::string_view mass_text, std::string_view on) {
    return allowed(release(kind, mass_text, on)).entry;
  }
  EntryId back(EntryId loan, std::string_view mass_text, std::string_view on) {
    return allowed(operations::record_return(book(), options(on),
                                             {.release = loan, .mass = mass(mass_text), .site = "RENO"}))
        .entry;
  }
  EntryId give_up(EntryId loan, std::string_view mass_text, std::string_view on) {
    const operations::ReturnInput input{.release = loan, .short_mass = mass(mass_text), .reason = "spilt"};
    return allowed(operations::record_return(book(), options(on), input)).entry;
  }
  Expected<operations::Recorded> sell(std::string_view mass_text, std::string_view on) {
    return operations::record_sale(book(), options(on),
                                   {.mineral = "gallium",
                                    .mass = mass(mass_text),
                                    .price = test::price("1 USD/kg"),
                                    .buyer = "BUYER",
                                    .ship_by = day("2026-12-31"),
                                    .authority = "board"});
  }
  Expected<operations::Recorded> settle(std::string_view assay_text, std::string_view on) {
    return operations::settle_assay(book(), options(on), {.lot = "G-1", .assay = allowed(parse_assay(assay_text))});
  }
  Expected<operations::Recorded> judge(const std::string& lot, LotQuality status, std::string_view on) {
    return operations::set_lot_quality(book(), options(on), {lot, status, "assay"});
  }
  Expected<operations::Recorded> undo(EntryId entry, std::optional<Date> on = {}) {
    return operations::reverse_entry(book(), options("2026-12-01"), {.entry = entry, .reason = "mistake", .on = on});
  }
  // "5100 kg, 152000 cents"
  std::string lot(const std::string& code, std::string_view as_of) {
    for (const store::LotState& state : store::list_lots(connection(), moment(as_of), false)) {
      if (state.code == code)
        return fmt::format("{} kg, {} cents", format_kilograms(state.on_hand), state.cost.cents());
    }
    return "none";
  }
  std::string balance(Account account, std::string_view as_of) {
    const auto balances = store::load_balances(connection(), moment(as_of));
    const store::Balance sum = store::balance_of(balances, account, mineral("gallium"));
    return fmt::format("{} kg, {} cents", format_kilograms(sum.mass), sum.amount.cents());
  }
  std::string figure(const char* name, const std::string& column, std::string_view as_of) {
    const reports::Table table =
        report(connection(), name, {.moment = moment(as_of), .minerals = {mineral("gallium")}});
    return value_of(table, table.rows.front(), column);
  }
  void check_sound() {
    const store::ReadTransaction reading(connection());
    for (const audit::CheckResult& check : audit::check_book(connection()).checks) {
      for (const audit::Fault& fault : check.faults)
        FAIL_CHECK(check.name, ": ", fault.what);
    }
  }
};

} // namespace

TEST_CASE("lot_lent: a lot is settled when nothing of it is owed back") {
  for (const ReleaseKind kind : {ReleaseKind::loan, ReleaseKind::exchange}) {
    CAPTURE(release_kind_name(kind));
    Vault vault;
    const EntryId loan = vault.lend(kind, "2 t", "2026-03-10");
    const EntryId half = vault.back(loan, "1500 kg", "2026-03-20");
    check_refusal(
        vault.settle("51%", "2026-04-01"), Rule::lot_lent,
        fmt::format("500 kg of lot G-1 are owed back of entry {}, and are neither on hand nor gone", number_of(loan)),
        fmt::format("record what came back, or what will not, with `pvault return record --release {}`; then "
                    "settle lot G-1",
                    number_of(loan)));
    const EntryId given_up = vault.give_up(loan, "500 kg", "2026-03-25");
    const EntryId settlement = allowed(vault.settle("51%", "2026-04-01")).entry;
    CHECK_EQ(vault.lot("G-1", "2026-04-01"), "3,060 kg, 61200 cents");
    CHECK_EQ(vault.lot("G-1.1", "2026-04-01"), "1,530 kg, 30600 cents");
    CHECK_EQ(vault.balance(Account::lost, "2026-04-01"), "510 kg, 0 cents");
    CHECK_EQ(vault.balance(Account::loss_and_shrinkage, "2026-04-01"), "0 kg, 10200 cents");
    CHECK_EQ(vault.balance(Account::released_to, "2026-04-01"), "0 kg, 0 cents");
    CHECK_EQ(vault.figure("mass-balance", "difference_kg", "2026-04-01"), "0.000000");
    for (const EntryId entry : {given_up, half, loan})
      check_rule(vault.undo(entry), Rule::something_depends_on_it);
    vault.check_sound();
    REQUIRE(vault.undo(settlement).has_value());
    CHECK(vault.undo(given_up).has_value());
    check_rule(vault.settle("51%", "2026-04-01"), Rule::lot_lent);
    vault.check_sound();
  }
}

TEST_CASE("what was lent of a settled lot comes back with the cost that it left with") {
  Vault vault;
  const EntryId settlement = allowed(vault.settle("51%", "2026-04-01")).entry;
  const EntryId loan = vault.lend(ReleaseKind::loan, "1020 kg", "2026-04-02");
  check_rule(vault.undo(settlement), Rule::something_depends_on_it);
  vault.back(loan, "1020 kg", "2026-04-10");
  CHECK_EQ(vault.lot("G-1.1", "2026-04-10"), "1,020 kg, 20400 cents");
  CHECK_EQ(vault.figure("mass-balance", "difference_kg", "2026-04-10"), "0.000000");
  vault.check_sound();
}

TEST_CASE("what was rotated, and released in an emergency, has its share of a settlement") {
  Vault vault;
  REQUIRE(vault.release(ReleaseKind::rotation, "1 t", "2026-03-10").has_value());
  REQUIRE(vault.release(ReleaseKind::emergency, "1 t", "2026-03-11").has_value());
  REQUIRE(vault.settle("51%", "2026-04-01").has_value());
  CHECK_EQ(vault.lot("G-1", "2026-04-01"), "3,060 kg, 61200 cents");
  CHECK_EQ(vault.balance(Account::released_to, "2026-04-01"), "2,040 kg, 0 cents");
  CHECK_EQ(vault.balance(Account::cost_of_releases, "2026-04-01"), "0 kg, 40800 cents");
  vault.check_sound();
}

TEST_CASE("lot_mass_sold: a settlement leaves what is sold and not shipped") {
  Vault vault;
  const EntryId sale = allowed(vault.sell("4950 kg", "2026-03-10")).entry;
  check_refusal(vault.settle("49%", "2026-04-01"), Rule::lot_mass_sold,
                "lot G-1 would hold 4,900 kg after all, 4,950 kg are sold of it and not shipped, short by 50 kg",
                "`pvault report sales` shows the sales; cancel one with `pvault sale cancel`, settle the lot, and sell "
                "anew what there is");
  REQUIRE(vault.settle("49.5%", "2026-04-01").has_value());
  REQUIRE(vault
              .release(ReleaseKind::sale, "4950 kg", "2026-04-02",
                       [&](auto& input) {
                         input.sale = sale;
                         input.recipient.clear();
                         input.price.reset();
                       })
              .has_value());
  CHECK_EQ(vault.lot("G-1", "2026-04-02"), "0 kg, 0 cents");
  vault.check_sound();
}

TEST_CASE("a settlement stays while something is sold since, and until the day on which it was sold no more") {
  Vault vault;
  const EntryId settlement = allowed(vault.settle("51%", "2026-04-01")).entry;
  const EntryId sale = allowed(vault.sell("5100 kg", "2026-04-02")).entry;
  check_rule(vault.undo(settlement), Rule::something_depends_on_it);
  REQUIRE(
      operations::cancel_sale(vault.book(), vault.options("2026-04-20"), {.sale = sale, .reason = "gone"}).has_value());
  check_rule(vault.undo(settlement), Rule::something_depends_on_it);
  check_rule(vault.undo(settlement, day("2026-04-19")), Rule::something_depends_on_it);
  CHECK(vault.undo(settlement, day("2026-04-20")).has_value());
  vault.check_sound();
}

TEST_CASE("what may not be released is not lent, exchanged, rotated, sold, or released in an emergency") {
  const auto all_refused = [](Vault& vault, std::string_view on, Rule named, const std::string& why) {
    for (const ReleaseKind kind :
         {ReleaseKind::sale, ReleaseKind::emergency, ReleaseKind::loan, ReleaseKind::exchange, ReleaseKind::rotation}) {
      CAPTURE(release_kind_name(kind));
      check_rule(vault.release(kind, "1 kg", on, [](auto& input) { input.lots = {"G-1"}; }), named);
      check_rule(vault.release(kind, "1 kg", on), Rule::lot_mass_insufficient);
    }
    const auto sold = vault.sell("1 kg", on);
    check_rule(sold, Rule::lot_mass_insufficient);
    CHECK(sold.error().message.find(why) != std::string::npos);
  };
  Vault vault;
  REQUIRE(vault.judge("G-1", LotQuality::quarantined, "2026-03-10").has_value());
  all_refused(vault, "2026-03-10", Rule::lot_not_accepted, "not accepted");
  REQUIRE(vault.judge("G-1", LotQuality::accepted, "2026-03-11").has_value());
  REQUIRE(operations::record_pledge(vault.book(), vault.options("2026-03-12"), {{.lot = "G-1"}, "EXIM-1", true})
              .has_value());
  all_refused(vault, "2026-03-12", Rule::lot_pledged, "held by a pledge");
}

TEST_CASE("what was sold before its lot was quarantined is not shipped meanwhile, and is held back once") {
  Vault vault;
  const EntryId sale = allowed(vault.sell("2 t", "2026-03-10")).entry;
  REQUIRE(vault.judge("G-1", LotQuality::quarantined, "2026-03-12").has_value());
  const auto ship = [&](std::string_view on) {
    return vault.release(ReleaseKind::sale, "1 t", on, [&](auto& input) {
      input.sale = sale;
      input.recipient.clear();
      input.price.reset();
    });
  };
  check_rule(ship("2026-03-12"), Rule::lot_not_accepted);
  for (const auto& [column, kilograms] :
       {std::pair("sold_not_shipped_kg", "2000.000000"), std::pair("not_accepted_kg", "5000.000000"),
        std::pair("held_back_kg", "5000.000000"), std::pair("available_kg", "0.000000")})
    CHECK_EQ(vault.figure("coverage", column, "2026-03-12"), kilograms);
  REQUIRE(vault.judge("G-1", LotQuality::accepted, "2026-03-15").has_value());
  CHECK(ship("2026-03-15").has_value());
  CHECK_EQ(vault.figure("coverage", "available_kg", "2026-03-15"), "3000.000000");
  vault.check_sound();
}

TEST_CASE("what comes back begins with the quality of the lot that was lent, which then stays as it was") {
  Vault vault;
  const EntryId loan = vault.lend(ReleaseKind::loan, "2 t", "2026-03-10");
  const EntryId quality = allowed(vault.judge("G-1", LotQuality::quarantined, "2026-03-15")).entry;
  const EntryId returned = vault.back(loan, "1 t", "2026-03-20");
  check_rule(vault.release(ReleaseKind::rotation, "1 kg", "2026-03-20", [](auto& input) { input.lots = {"G-1.1"}; }),
             Rule::lot_not_accepted);
  check_refusal(vault.judge("G-1", LotQuality::accepted, "2026-03-20"), Rule::quality_before_draw,
                fmt::format("lot G-1 would be accepted from 2026-03-20 on, and entry {} (return on 2026-03-20) took of "
                            "it, 0 days later",
                            number_of(returned)),
                "date it after the return, and change the lots that were taken of it, too");
  check_rule(vault.undo(quality), Rule::something_depends_on_it);
  REQUIRE(vault.judge("G-1.1", LotQuality::accepted, "2026-03-20").has_value());
  CHECK(vault.release(ReleaseKind::rotation, "1 kg", "2026-03-20", [](auto& input) { input.lots = {"G-1.1"}; })
            .has_value());
  vault.check_sound();
}

TEST_CASE("what comes back of a loan has the form of what left, what comes for an exchange one of its own") {
  for (const auto& [kind, form, components] :
       {std::tuple(ReleaseKind::loan, "concentrate", 1), std::tuple(ReleaseKind::exchange, "", 0)}) {
    const std::string name(release_kind_name(kind)); // clang 14 captures no name of a structured binding
    CAPTURE(name);
    Vault vault;
    const EntryId loan = vault.lend(kind, "2 t", "2026-03-10");
    vault.back(loan, "1 t", "2026-03-20");
    store::Query row = vault.connection().query(
        "SELECT coalesce(form, ''), (SELECT count(*) FROM v_lot_component WHERE v_lot_component.lot = v_lot_paper.lot) "
        "FROM v_lot_paper WHERE lot = 'G-1.1'");
    row.expect_row();
    CHECK_EQ(row.text(0), form);
    CHECK_EQ(row.integer(1), components);
    vault.check_sound();
  }
}

} // namespace operations_lots_released_test
