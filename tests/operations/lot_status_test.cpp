// Quality and pledges of lots in a book: what they hold back, and what rests on them.
#include "operations/lot_status.hpp"
#include "operations/record_return.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <tuple>

namespace operations_lot_status_test {

using namespace pvault;
using namespace pvault::test;

namespace {

class StatusBook : public TemporaryBook {
public:
  StatusBook() {
    site("RENO");
    facility("EXIM-1", "10e6 USD", "2026-01-01");
    purchase("gallium", "10 t", "500 USD/kg", "2026-03-01", {.lot = "G-1"});
  }
  Expected<operations::Recorded> judge(const std::string& lot, LotQuality status, std::string_view on) {
    return operations::set_lot_quality(book(), options(on), {lot, status, "assay"});
  }
  Expected<operations::Recorded> pledge(const std::string& lot, std::string_view on, bool forbids = false) {
    return operations::record_pledge(book(), options(on), {{.lot = lot}, "EXIM-1", forbids});
  }
  Expected<operations::Recorded> give_back(const std::string& lot, std::string_view on) {
    return operations::release_pledge(book(), options(on), {.lot = lot});
  }
  Expected<operations::Recorded> release(ReleaseKind kind, std::string_view on, const std::vector<std::string>& lots) {
    return operations::record_release(
        book(), options(on),
        {.mineral = "gallium", .mass = mass("1 t"), .kind = kind, .authority = "board", .lots = lots});
  }
  Expected<operations::Recorded> move(const std::string& lot, std::string_view on, const std::string& name) {
    return operations::record_transfer(book(), options(on),
                                       {.lot = lot, .mass = mass("1 t"), .to_site = "RENO", .name = name});
  }
  Expected<operations::Recorded> undo(EntryId entry) {
    return operations::reverse_entry(book(), options("2026-06-01"), {.entry = entry, .reason = "mistake"});
  }
  std::string coverage(const std::string& column, std::string_view as_of) {
    const reports::Table table =
        report(connection(), "coverage", {.moment = moment(as_of), .minerals = {mineral("gallium")}});
    return value_of(table, table.rows.front(), column);
  }
};

} // namespace

TEST_CASE("what is not accepted is on hand and not available") {
  StatusBook book;
  REQUIRE(book.judge("G-1", LotQuality::quarantined, "2026-03-10").has_value());
  REQUIRE(book.judge("g-1", LotQuality::accepted, "2026-03-20").has_value());
  for (const auto& [as_of, not_accepted, available] :
       std::vector<std::tuple<const char*, const char*, const char*>>{{"2026-03-09", "0.000000", "10000.000000"},
                                                                      {"2026-03-10", "10000.000000", "0.000000"},
                                                                      {"2026-03-19", "10000.000000", "0.000000"},
                                                                      {"2026-03-20", "0.000000", "10000.000000"}}) {
    const std::string day = as_of; // clang 14 captures no name of a structured binding
    CAPTURE(day);
    CHECK_EQ(book.coverage("on_hand_kg", as_of), "10000.000000");
    CHECK_EQ(book.coverage("not_accepted_kg", as_of), not_accepted);
    CHECK_EQ(book.coverage("held_back_kg", as_of), not_accepted);
    CHECK_EQ(book.coverage("available_kg", as_of), available);
  }
}

TEST_CASE("nothing is released of it but samples and losses of the lot by its name") {
  StatusBook book;
  REQUIRE(book.judge("G-1", LotQuality::rejected, "2026-03-10").has_value());
  check_refusal(book.release(ReleaseKind::rotation, "2026-03-10", {"G-1"}), Rule::lot_not_accepted,
                "lot G-1 is rejected on 2026-03-10; nothing is released of it but samples and losses",
                "when it has been accepted: `pvault lot quality G-1 --status accepted --on DATE --reason TEXT`");
  check_refusal(book.release(ReleaseKind::rotation, "2026-03-10", {}), Rule::lot_mass_insufficient,
                "asked for 1,000 kg of gallium, 0 kg available at 2026-03-10, short by 1,000 kg; 10,000 kg more are "
                "not accepted",
                "`pvault report lots --mineral gallium --as-of 2026-03-10` shows what is there");
  check_rule(book.release(ReleaseKind::loss, "2026-03-10", {}), Rule::lot_mass_insufficient);
  CHECK(book.release(ReleaseKind::loss, "2026-03-10", {"G-1"}).has_value());
  CHECK(book.release(ReleaseKind::sample, "2026-03-10", {"G-1"}).has_value());
  CHECK(book.release(ReleaseKind::rotation, "2026-03-09", {"G-1"}).has_value());
}

TEST_CASE("a release by age passes over what is not accepted") {
  StatusBook book;
  book.purchase("gallium", "1 t", "500 USD/kg", "2026-03-02", {.lot = "G-2"});
  REQUIRE(book.judge("G-1", LotQuality::quarantined, "2026-03-10").has_value());
  const auto released = allowed(book.release(ReleaseKind::rotation, "2026-03-11", {}));
  CHECK_EQ(released.postings.front().lot, "G-2");
}

TEST_CASE("what is taken of a lot begins with its quality of that day") {
  StatusBook book;
  REQUIRE(book.judge("G-1", LotQuality::quarantined, "2026-03-10").has_value());
  REQUIRE(book.move("G-1", "2026-03-12", "G-2").has_value());
  check_rule(book.release(ReleaseKind::rotation, "2026-03-12", {"G-2"}), Rule::lot_not_accepted);
  check_rule(book.judge("G-1", LotQuality::accepted, "2026-03-12"), Rule::quality_before_draw);
  REQUIRE(book.judge("G-2", LotQuality::accepted, "2026-03-12").has_value());
  CHECK(book.release(ReleaseKind::rotation, "2026-03-12", {"G-2"}).has_value());
}

TEST_CASE("a change of quality stays while something rests on it") {
  StatusBook book;
  REQUIRE(book.judge("G-1", LotQuality::quarantined, "2026-03-10").has_value());
  const EntryId accepted = allowed(book.judge("G-1", LotQuality::accepted, "2026-03-12")).entry;
  const EntryId release = allowed(book.release(ReleaseKind::rotation, "2026-03-15", {"G-1"})).entry;
  check_refusal(
      book.undo(accepted), Rule::something_depends_on_it,
      fmt::format("entry {} (lot-quality) cannot be undone alone: entry {} (release on 2026-03-15) counts on it",
                  number_of(accepted), number_of(release)),
      fmt::format("reverse entry {} first", number_of(release)));
  REQUIRE(book.undo(release).has_value());
  REQUIRE(book.undo(accepted).has_value());
  check_rule(book.release(ReleaseKind::rotation, "2026-03-15", {"G-1"}), Rule::lot_not_accepted);
}

TEST_CASE("a purchase stays while its quality or a pledge of it stands") {
  StatusBook book;
  const EntryId purchase = book.purchase("tin", "1 t", "30 USD/kg", "2026-03-01", {.lot = "T-1"});
  const EntryId quality = allowed(book.judge("T-1", LotQuality::accepted, "2026-03-02")).entry;
  check_rule(book.undo(purchase), Rule::something_depends_on_it);
  REQUIRE(book.undo(quality).has_value());
  const EntryId pledge = allowed(book.pledge("T-1", "2026-03-02")).entry;
  check_rule(book.undo(purchase), Rule::something_depends_on_it);
  REQUIRE(book.undo(pledge).has_value());
  CHECK(book.undo(purchase).has_value());
  check_rule(book.judge("T-1", LotQuality::accepted, "2026-03-02"), Rule::lot_unknown);
  check_rule(book.pledge("T-1", "2026-03-02"), Rule::lot_unknown);
}

TEST_CASE("a pledge is shown, and takes nothing off what is available unless it forbids release") {
  StatusBook book;
  REQUIRE(book.pledge("G-1", "2026-03-10").has_value());
  CHECK_EQ(book.coverage("encumbered_kg", "2026-03-09"), "0.000000");
  CHECK_EQ(book.coverage("encumbered_kg", "2026-03-10"), "10000.000000");
  CHECK_EQ(book.coverage("encumbered_held_kg", "2026-03-10"), "0.000000");
  CHECK_EQ(book.coverage("available_kg", "2026-03-10"), "10000.000000");
  CHECK(book.release(ReleaseKind::rotation, "2026-03-11", {"G-1"}).has_value());
  REQUIRE(book.give_back("G-1", "2026-03-20").has_value());
  REQUIRE(book.pledge("G-1", "2026-03-20", true).has_value());
  CHECK_EQ(book.coverage("encumbered_held_kg", "2026-03-20"), "9000.000000");
  CHECK_EQ(book.coverage("available_kg", "2026-03-20"), "0.000000");
  check_refusal(book.release(ReleaseKind::rotation, "2026-03-20", {"G-1"}), Rule::lot_pledged,
                "lot G-1 is pledged to EXIM-1, which forbids its release but for samples and losses",
                "when the lender has given it back: `pvault pledge release --lot G-1 --on DATE`");
  check_refusal(
      book.release(ReleaseKind::rotation, "2026-03-20", {}), Rule::lot_mass_insufficient,
      "asked for 1,000 kg of gallium, 0 kg available at 2026-03-20, short by 1,000 kg; 9,000 kg more are held "
      "by a pledge",
      "`pvault report lots --mineral gallium --as-of 2026-03-20` shows what is there");
  CHECK(book.release(ReleaseKind::loss, "2026-03-20", {"G-1"}).has_value());
  // Less would have been pledged; what is left is pledged of what was there until it is given back.
  check_rule(book.release(ReleaseKind::rotation, "2026-03-19", {"G-1"}), Rule::lot_pledged);
  REQUIRE(book.give_back("G-1", "2026-03-25").has_value());
  CHECK(book.release(ReleaseKind::rotation, "2026-03-19", {"G-1"}).has_value());
}

TEST_CASE("what is unassayed is not available until it is accepted") {
  StatusBook book;
  REQUIRE(book.judge("G-1", LotQuality::unassayed, "2026-03-05").has_value());
  CHECK_EQ(book.coverage("not_accepted_kg", "2026-03-05"), "10000.000000");
  CHECK_EQ(book.coverage("available_kg", "2026-03-05"), "0.000000");
  check_refusal(book.release(ReleaseKind::rotation, "2026-03-05", {"G-1"}), Rule::lot_not_accepted,
                "lot G-1 is unassayed on 2026-03-05; nothing is released of it but samples and losses",
                "when it has been accepted: `pvault lot quality G-1 --status accepted --on DATE --reason TEXT`");
  CHECK(book.release(ReleaseKind::sample, "2026-03-05", {"G-1"}).has_value());
  REQUIRE(book.judge("G-1", LotQuality::accepted, "2026-03-06").has_value());
  CHECK(book.release(ReleaseKind::rotation, "2026-03-06", {"G-1"}).has_value());
}

TEST_CASE("what is taken of a lot does not miss a change of its quality that is dated later") {
  StatusBook book;
  const EntryId quarantine = allowed(book.judge("G-1", LotQuality::quarantined, "2026-03-15")).entry;
  check_refusal(book.move("G-1", "2026-03-10", "G-2"), Rule::quality_before_draw,
                fmt::format("lot G-1 is quarantined from 2026-03-15 on (entry {}), which what is taken of it on "
                            "2026-03-10, 5 days earlier, would miss",
                            number_of(quarantine)),
                fmt::format("date it 2026-03-15 or later, or reverse entry {} first and say it of all the lots",
                            number_of(quarantine)));
  CHECK(book.move("G-1", "2026-03-15", "G-2").has_value());
  check_rule(book.release(ReleaseKind::rotation, "2026-03-20", {"G-2"}), Rule::lot_not_accepted);
  CHECK(book.release(ReleaseKind::rotation, "2026-03-14", {"G-1"}).has_value()); // it had left by then
}

TEST_CASE("what comes back of a loan does not miss a change of quality either") {
  StatusBook book;
  const EntryId loan = allowed(operations::record_release(book.book(), book.options("2026-03-05"),
                                                          {.mineral = "gallium",
                                                           .mass = mass("1 t"),
                                                           .kind = ReleaseKind::loan,
                                                           .authority = "board",
                                                           .recipient = "BUYER",
                                                           .return_by = day("2026-09-30")}))
                           .entry;
  REQUIRE(book.judge("G-1", LotQuality::quarantined, "2026-03-15").has_value());
  const auto back = [&](std::string_view on) {
    return operations::record_return(book.book(), book.options(on),
                                     {.release = loan, .mass = mass("500 kg"), .site = "DENVER"});
  };
  check_rule(back("2026-03-14"), Rule::quality_before_draw);
  REQUIRE(back("2026-03-15").has_value());
  check_rule(book.release(ReleaseKind::rotation, "2026-03-20", {"G-1.1"}), Rule::lot_not_accepted);
}

TEST_CASE("a pledged lot is not transferred") {
  StatusBook book;
  REQUIRE(book.pledge("G-1", "2026-03-10").has_value());
  check_refusal(book.move("G-1", "2026-03-10", "G-2"), Rule::lot_pledged,
                "lot G-1 is pledged to EXIM-1, and its receipt stands for metal that lies at DENVER",
                "`pvault pledge release --lot G-1 --on DATE` first, and pledge the new lot");
  check_rule(book.move("G-1", "2026-03-09", "G-2"), Rule::lot_pledged); // less would have been pledged
  REQUIRE(book.give_back("G-1", "2026-03-20").has_value());
  CHECK(book.move("G-1", "2026-03-09", "G-2").has_value());
  CHECK(book.move("G-1", "2026-03-20", "G-3").has_value());
}

TEST_CASE("a pledge that was given back stays so while the lot was moved or pledged since") {
  StatusBook book;
  const EntryId pledge = allowed(book.pledge("G-1", "2026-03-10")).entry;
  const EntryId returned = allowed(book.give_back("G-1", "2026-03-20")).entry;
  check_rule(book.undo(pledge), Rule::something_depends_on_it);
  const EntryId moved = allowed(book.move("G-1", "2026-03-21", "G-2")).entry;
  check_rule(book.undo(returned), Rule::something_depends_on_it);
  REQUIRE(book.undo(moved).has_value());
  const EntryId second = allowed(book.pledge("G-1", "2026-03-22")).entry;
  check_rule(book.undo(returned), Rule::something_depends_on_it);
  REQUIRE(book.undo(second).has_value());
  REQUIRE(book.undo(returned).has_value());
  check_rule(book.pledge("G-1", "2026-03-22"), Rule::lot_already_pledged);
}

TEST_CASE("a lot is pledged by its warehouse receipt, and a receipt that no lot has is unknown") {
  StatusBook book;
  check_refusal(operations::record_pledge(book.book(), book.options("2026-03-10"), {{.receipt = "WR-1"}, "EXIM-1"}),
                Rule::receipt_unknown, "no lot has the warehouse receipt \"WR-1\"",
                "`pvault lot list --format csv` shows the receipts");
  REQUIRE(operations::record_purchase(book.book(), book.options("2026-03-01"),
                                      {.mineral = "tin",
                                       .delivery = {.mass = mass("1 t")},
                                       .cost = money("1 USD"),
                                       .supplier = "TRAXYS",
                                       .site = "DENVER",
                                       .lot = "T-1",
                                       .paper = {.receipt = "WR-1"}})
              .has_value());
  REQUIRE(
      operations::record_pledge(book.book(), book.options("2026-03-10"), {{.receipt = "wr-1"}, "exim-1"}).has_value());
  check_rule(book.pledge("T-1", "2026-04-10"), Rule::lot_already_pledged);
  CHECK(operations::release_pledge(book.book(), book.options("2026-04-10"), {.receipt = "WR-1"}).has_value());
  check_rule(book.give_back("T-1", "2026-04-11"), Rule::pledge_unknown);
}

TEST_CASE("a facility stays while a pledge secures it") {
  StatusBook book;
  const EntryId facility = book.facility("EXIM-2", "1e6 USD", "2026-01-01");
  REQUIRE(operations::record_pledge(book.book(), book.options("2026-03-10"), {{.lot = "G-1"}, "EXIM-2"}).has_value());
  check_rule(book.undo(facility), Rule::something_depends_on_it);
}

} // namespace operations_lot_status_test
