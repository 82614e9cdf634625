// What every recording has in common: request ids, trying without a trace, and leaving the book as it was after a
// refusal.
#include "operations/recording.hpp"

#include "audit/verify.hpp"
#include "store/entries.hpp"
#include "tests/support/attacked_book.hpp"

#include <doctest/doctest.h>

namespace operations_recording_test {

using namespace pvault;
using namespace pvault::test;
using operations::Recorded;

namespace {

operations::RecordingOptions with_id(TemporaryBook& book, const std::string& id, std::string_view on = "2026-03-01") {
  operations::RecordingOptions options = book.options(on);
  options.header.request_id = id;
  return options;
}

operations::PurchaseInput gallium_purchase(std::string_view mass_text = "10 kg") {
  return {.mineral = "gallium",
          .delivery = {.mass = mass(mass_text)},
          .price = price("1 USD/kg"),
          .supplier = "TRAXYS",
          .site = "DENVER"};
}

operations::ReleaseInput gallium_sale(std::string_view mass_text = "10 kg") {
  return {.mineral = "gallium",
          .mass = mass(mass_text),
          .kind = ReleaseKind::sale,
          .authority = "board",
          .recipient = "BUYER",
          .price = price("2 USD/kg")};
}

std::string reused(const std::string& id, EntryId entry, const std::string& kind) {
  return fmt::format("request id \"{}\" was used by entry {} (a {}) with other content", id, number_of(entry), kind);
}

} // namespace

TEST_CASE("the same request again answers with the entry it made, and records nothing") {
  TemporaryBook book;
  const Recorded first = allowed(operations::record_purchase(book.book(), with_id(book, "r-1"), gallium_purchase()));
  CHECK_FALSE(first.repeated);
  const std::string before = dump_of(book.connection().database());
  const Recorded again = allowed(operations::record_purchase(book.book(), with_id(book, "r-1"), gallium_purchase()));
  CHECK(again.repeated);
  CHECK(again.entry == first.entry);
  CHECK_EQ(again.hash, first.hash);
  CHECK_EQ(again.effective_on, first.effective_on);
  CHECK_EQ(again.postings.size(), first.postings.size());
  CHECK(dump_of(book.connection().database()) == before);
}

TEST_CASE("a request is known again although it could not be recorded any more") {
  TemporaryBook book;
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01");
  const Recorded sold = allowed(operations::record_release(book.book(), with_id(book, "r-1"), gallium_sale()));
  check_rule(operations::record_release(book.book(), with_id(book, "r-2"), gallium_sale()),
             Rule::lot_mass_insufficient);
  CHECK(allowed(operations::record_release(book.book(), with_id(book, "r-1"), gallium_sale())).entry == sold.entry);
  const Recorded undone =
      allowed(operations::reverse_entry(book.book(), with_id(book, "r-3"), {.entry = sold.entry, .reason = "wrong"}));
  CHECK(allowed(operations::reverse_entry(book.book(), with_id(book, "r-3"), {.entry = sold.entry, .reason = "wrong"}))
            .entry == undone.entry);
}

TEST_CASE("request_id_reused: an id stands for one request, whatever differs") {
  TemporaryBook book;
  const EntryId entry =
      allowed(operations::record_purchase(book.book(), with_id(book, "r-1"), gallium_purchase())).entry;
  const std::string next_step = "give a request an id of its own, or repeat it unchanged";
  const auto refused = [&](const operations::RecordingOptions& options, const operations::PurchaseInput& input) {
    check_refusal(operations::record_purchase(book.book(), options, input), Rule::request_id_reused,
                  reused("r-1", entry, "purchase"), next_step);
  };
  refused(with_id(book, "r-1", "2026-03-02"), gallium_purchase());
  refused(with_id(book, "r-1"), gallium_purchase("11 kg"));
  operations::PurchaseInput other = gallium_purchase();
  other.price = price("2 USD/kg");
  refused(with_id(book, "r-1"), other);
  other = gallium_purchase();
  other.landed = {{"freight", money("1 USD")}};
  refused(with_id(book, "r-1"), other);
  other = gallium_purchase();
  other.lot = "A";
  refused(with_id(book, "r-1"), other);
  operations::RecordingOptions noted = with_id(book, "r-1");
  noted.header.memo = "by phone";
  refused(noted, gallium_purchase());
  noted = with_id(book, "r-1");
  noted.header.reference = "C-7";
  refused(noted, gallium_purchase());
  check_refusal(operations::record_release(book.book(), with_id(book, "r-1"), gallium_sale()), Rule::request_id_reused,
                reused("r-1", entry, "purchase"), next_step);
}

TEST_CASE("who recorded it, and when, is not part of a request") {
  TemporaryBook book;
  const EntryId entry =
      allowed(operations::record_purchase(book.book(), with_id(book, "r-1"), gallium_purchase())).entry;
  operations::RecordingOptions later = with_id(book, "r-1");
  later.header.recorded_at = "2026-12-31T00:00:00.000Z";
  later.header.recorded_by = "another";
  CHECK(allowed(operations::record_purchase(book.book(), later, gallium_purchase())).entry == entry);
}

TEST_CASE("without an id the same request is recorded twice") {
  TemporaryBook book;
  const EntryId first = book.purchase("gallium", "10 kg", "1 USD/kg", "2026-03-01");
  CHECK(book.purchase("gallium", "10 kg", "1 USD/kg", "2026-03-01") != first);
}

TEST_CASE("each kind of recording knows its requests again, and tells another content") {
  SampleBook book;
  const auto twice = [&](const std::string& id, const auto& record, const auto& same, const auto& other) {
    CAPTURE(id);
    const EntryId entry = allowed(record(book.book(), with_id(book, id), same)).entry;
    CHECK(allowed(record(book.book(), with_id(book, id), same)).entry == entry);
    check_rule(record(book.book(), with_id(book, id), other), Rule::request_id_reused);
  };
  using namespace operations;
  twice("site", add_site, SiteInput{"A", "Site A", "US"}, SiteInput{"A", "Site A", "CA"});
  twice("party", add_party, PartyInput{"B", "Party B", "other", false}, PartyInput{"B", "Party B", "other", true});
  const FacilityTerms terms = allowed(store::load_facility(book.connection(), "EXIM-1")).terms;
  FacilityTerms dearer = terms;
  dearer.commitment_fee = rate("0.6%");
  twice("facility", add_facility, FacilityInput{"C", "EXIM", terms}, FacilityInput{"C", "EXIM", dearer});
  twice("price", add_price, PriceInput{"gallium", price("5 USD/kg"), "press"},
        PriceInput{"gallium", price("5 USD/kg"), "broker"});
  const DemandInput figure{
      .mineral = "gallium", .year = 2023, .mass = mass("5 t"), .basis = "apparent-consumption", .source = "press"};
  DemandInput bound = figure;
  bound.is_upper_bound = true;
  twice("demand", add_demand, figure, bound);
  twice("target", set_target, TargetInput{"gallium", 45}, TargetInput{"all", 45});
  twice("payment", record_payment, PaymentInput{PaymentDirection::to_supplier, "TRAXYS", money("1 USD")},
        PaymentInput{PaymentDirection::to_supplier, "TRAXYS", money("2 USD")});
  twice("drawdown", record_drawdown, DrawdownInput{"EXIM-1", money("5 USD"), {{"GA-2", money("1 USD")}}},
        DrawdownInput{"EXIM-1", money("5 USD")});
  ReleaseInput named = gallium_sale("1 kg");
  named.lots = {"GA-2"};
  twice("release", record_release, gallium_sale("1 kg"), named);
  twice("reversal", reverse_entry, ReversalInput{book.entry("loss"), "wrong"},
        ReversalInput{book.entry("loss"), "right"});
}

TEST_CASE("a dry run says what would be recorded, and leaves the book as it was") {
  TemporaryBook book;
  const std::string before = dump_of(book.connection().database());
  operations::RecordingOptions options = with_id(book, "r-1");
  options.dry_run = true;
  const Recorded tried = allowed(operations::record_purchase(book.book(), options, gallium_purchase()));
  CHECK(tried.dry_run);
  CHECK_EQ(number_of(tried.entry), number_of(book.newest()) + 1);
  CHECK_EQ(tried.postings.size(), 3);
  CHECK_EQ(tried.postings.front().account, "inventory:gallium");
  CHECK_EQ(tried.postings.front().mass, kilograms(10));
  CHECK_EQ(tried.postings.front().amount, money("10 USD"));
  CHECK(dump_of(book.connection().database()) == before);
  const Recorded done = allowed(operations::record_purchase(book.book(), with_id(book, "r-1"), gallium_purchase()));
  CHECK(done.entry == tried.entry);
  CHECK_FALSE(done.repeated);
}

TEST_CASE("a dry run refuses what the recording would refuse") {
  TemporaryBook book;
  operations::RecordingOptions options = book.options("2026-03-01");
  options.dry_run = true;
  check_rule(operations::record_release(book.book(), options, gallium_sale()), Rule::lot_mass_insufficient);
}

TEST_CASE("a refusal leaves the book as it was, and free for the next") {
  SampleBook book;
  const std::string before = dump_of(book.connection().database());
  check_rule(operations::record_release(book.book(), book.options("2026-03-01"), gallium_sale("99 t")),
             Rule::lot_mass_insufficient);
  check_rule(operations::reverse_entry(book.book(), book.options("2026-03-01"),
                                       {.entry = book.entry("purchase1"), .reason = "wrong"}),
             Rule::something_depends_on_it);
  check_rule(operations::record_drawdown(book.book(), book.options("2026-03-01"), {"EXIM-1", money("1B USD")}),
             Rule::above_undisbursed);
  CHECK(dump_of(book.connection().database()) == before);
  book.sale("gallium", "1 kg", "1 USD/kg", "2026-04-01");
}

TEST_CASE("total_too_large: no total runs past 64 bits") {
  TemporaryBook book;
  Expected<Recorded> answer =
      operations::record_purchase(book.book(), book.options("2026-03-01"), gallium_purchase("100,000,000 t"));
  int recorded = 0;
  for (; answer && recorded < 100; ++recorded) {
    answer = operations::record_purchase(book.book(), book.options("2026-03-01"), gallium_purchase("100,000,000 t"));
  }
  check_rule(answer, Rule::total_too_large);
  CHECK_EQ(recorded, 92); // 2^63 mg are a little more than 92 × 100 million t
  CHECK_EQ(audit::check_book(book.connection()).fault_count(), 0);
}

} // namespace operations_recording_test
