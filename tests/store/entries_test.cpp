#include "store/entries.hpp"

#include "store/entry_reader.hpp"
#include "tests/support/attacked_book.hpp"

#include <doctest/doctest.h>

namespace store_entries_test {

using namespace pvault;
using namespace pvault::test;
using store::load_entry;
using store::resolve_known_at;

namespace {

std::vector<std::string> dependents_of(TemporaryBook& book, EntryId entry) {
  std::vector<std::string> texts;
  for (const store::Dependent& dependent :
       store::list_dependents(book.connection(), allowed(load_entry(book.connection(), entry)))) {
    texts.push_back(dependent.what);
  }
  return texts;
}

std::string on_entry(EntryId entry, const std::string& rest) {
  return fmt::format("entry {} {}", number_of(entry), rest);
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("an entry is loaded with what was recorded of it") {
  SampleBook book;
  const store::EntryHead head = allowed(load_entry(book.connection(), book.entry("undone_draw")));
  CHECK_EQ(head.kind, "drawdown");
  CHECK_EQ(head.effective_on, day("2026-02-10"));
  CHECK(head.reversed_by == book.entry("reversal"));
  CHECK_FALSE(allowed(load_entry(book.connection(), book.entry("draw"))).reversed_by.has_value());
}

TEST_CASE("entry_unknown: no such number") {
  TemporaryBook book;
  const std::int64_t newest = number_of(book.newest());
  for (const std::int64_t number : {newest + 1, std::int64_t{0}, std::int64_t{-1}}) {
    check_refusal(load_entry(book.connection(), EntryId{number}), Rule::entry_unknown,
                  fmt::format("there is no entry {}; the newest is {}", number, newest),
                  "`pvault report journal` shows the entries");
  }
}

TEST_CASE("an entry read back has the hash it was sealed with") {
  SampleBook book;
  store::EntryReader reader(book.connection());
  std::int64_t count = 0;
  while (const auto read = reader.next()) {
    CHECK_EQ(number_of(read->entry), ++count);
    CHECK_EQ(read->hash, read->computed_hash);
    CHECK_GE(read->rows, 2);
  }
  CHECK_EQ(count, number_of(book.newest()));
}

TEST_CASE("a purchase is depended on by the releases that drew it and the drawdowns that financed it") {
  SampleBook book;
  CHECK(dependents_of(book, book.entry("purchase1")) ==
        Texts{on_entry(book.entry("sale"), "(release on 2026-04-01) took 4,000 kg of it"),
              on_entry(book.entry("draw"), "(drawdown on 2026-02-01) counts on it with 5,000,000.00 USD")});
  CHECK(dependents_of(book, book.entry("purchase2")).empty());
  book.reverse(book.entry("sale"));
  book.reverse(book.entry("draw"));
  CHECK(dependents_of(book, book.entry("purchase1")).empty()); // what was undone depends on nothing
}

TEST_CASE("a facility is depended on by its drawdowns, a site by its lots") {
  SampleBook book;
  CHECK(dependents_of(book, book.entry("facility_entry")) ==
        Texts{on_entry(book.entry("draw"), "(drawdown on 2026-02-01) counts on it with 6,000,000.00 USD")});
  CHECK(dependents_of(book, book.entry("facility2_entry")) ==
        Texts{on_entry(book.entry("borrowing_base"), "(borrowing-base on 2026-01-01) names it"),
              on_entry(book.entry("pledge1"), "(pledge on 2026-04-24) names it"),
              on_entry(book.entry("pledge2"), "(pledge on 2026-04-26) names it")});
  for (const char* name : {"borrowing_base", "pledge2", "given_back", "pledge1"})
    book.reverse(book.entry(name));
  CHECK(dependents_of(book, book.entry("facility2_entry")).empty());
  CHECK(dependents_of(book, book.entry("reno_entry")) ==
        Texts{on_entry(book.entry("purchase3"), "(purchase on 2026-02-15) names it"),
              on_entry(book.entry("bismuth_purchase"), "(purchase on 2026-04-20) names it"),
              on_entry(book.entry("open_purchase"), "(purchase on 2026-04-28) names it")});
}

TEST_CASE("a party is depended on by whatever names it") {
  SampleBook book;
  const auto entry_of = [&](const char* code) {
    return EntryId{book.connection().integer_of(fmt::format("SELECT entry_id FROM party WHERE code = '{}'", code))};
  };
  CHECK(dependents_of(book, entry_of("HARTREE")) ==
        Texts{on_entry(book.entry("purchase3"), "(purchase on 2026-02-15) names it"),
              on_entry(book.entry("purchase5"), "(purchase on 2026-04-20) names it"),
              on_entry(book.entry("bismuth_purchase"), "(purchase on 2026-04-20) names it"),
              on_entry(book.entry("open_purchase"), "(purchase on 2026-04-28) names it"),
              on_entry(book.entry("purchase_cobalt"), "(purchase on 2026-04-20) names it"),
              on_entry(book.entry("TI-1"), "(purchase on 2026-04-20) names it"),
              on_entry(book.entry("TI-2"), "(purchase on 2026-04-20) names it"),
              on_entry(book.entry("more_titanium"), "(purchase on 2026-04-20) names it"),
              on_entry(book.entry("zinc1"), "(purchase on 2026-04-20) names it"),
              on_entry(book.entry("zinc2"), "(purchase on 2026-04-20) names it"),
              on_entry(book.entry("nickel1"), "(purchase on 2026-04-20) names it"),
              on_entry(book.entry("inflow"), "(purchase on 2026-04-23) names it"),
              on_entry(book.entry("purchase6"), "(purchase on 2026-04-21) names it"),
              on_entry(book.entry("purchase7"), "(purchase on 2026-04-21) names it"),
              on_entry(book.entry("purchase8"), "(purchase on 2026-04-21) names it")});
  CHECK(dependents_of(book, entry_of("BUYER")) ==
        Texts{on_entry(book.entry("sale"), "(release on 2026-04-01) names it"),
              on_entry(book.entry("receipt"), "(payment on 2026-04-10) names it"),
              on_entry(book.entry("loan"), "(release on 2026-04-22) names it"),
              on_entry(book.entry("future_sale"), "(sale on 2026-04-22) names it"),
              on_entry(book.entry("shipment"), "(release on 2026-04-24) names it"),
              on_entry(book.entry("cancelled_sale"), "(sale on 2026-04-25) names it")});
  CHECK(dependents_of(book, entry_of("EXIM")) ==
        Texts{on_entry(book.entry("facility_entry"), "(facility on 2026-01-01) names it"),
              on_entry(book.entry("facility2_entry"), "(facility on 2026-01-01) names it"),
              on_entry(book.entry("facility3_entry"), "(facility on 2025-06-01) names it"),
              on_entry(book.entry("facility4_entry"), "(facility on 2026-04-01) names it")});
}

TEST_CASE("a purchase can be undone from the day on which its lot is whole again") {
  TemporaryBook book;
  const EntryId bought = book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01");
  const auto whole_from = [&] {
    return store::load_whole_from(book.connection(), allowed(load_entry(book.connection(), bought)));
  };
  CHECK_EQ(whole_from(), day("2026-01-01"));
  const EntryId sold = book.sale("gallium", "1 kg", "1 USD/kg", "2026-02-01");
  book.reverse(sold, "2026-03-01");
  CHECK_EQ(whole_from(), day("2026-03-01"));
}

TEST_CASE("known_at is an entry, a moment, a day, or now") {
  TemporaryBook book; // its entries are recorded from 2026-01-01T00:00 on, one a minute
  const EntryId first = book.party("A", "other");
  const EntryId second = book.party("B", "other");
  const std::string at = allowed(load_entry(book.connection(), first)).recorded_at;
  const auto known = [&](const std::string& text) {
    return number_of(allowed(resolve_known_at(book.connection(), text)));
  };
  CHECK_EQ(known(""), number_of(second));
  CHECK_EQ(known(std::to_string(number_of(first))), number_of(first));
  CHECK_EQ(known("1"), 1);
  CHECK_EQ(known("0001"), 1);
  CHECK_EQ(known(at), number_of(first));
  CHECK_EQ(known(at.substr(0, 19) + "Z"), number_of(first)); // to the end of that second
  CHECK_EQ(known("2026-01-01"), number_of(second));          // to the end of that day
  CHECK_EQ(known("2199-12-31"), number_of(second));
}

TEST_CASE("known_at_unknown: no such entry, or nothing recorded yet; option_malformed: neither an entry nor a moment") {
  TemporaryBook book;
  const std::int64_t newest = number_of(book.newest());
  const std::string next_step =
      fmt::format("give an entry from 1 to {}, or a moment such as 2026-03-31T17:00:00Z", newest);
  const auto refused = [&](const std::string& text, Rule rule, const std::string& message) {
    check_refusal(resolve_known_at(book.connection(), text), rule, message, next_step);
  };
  for (const std::string& number : {std::string("0"), std::to_string(newest + 1), std::string(30, '9')}) {
    refused(number, Rule::known_at_unknown, fmt::format("there is no entry {}; the newest is {}", number, newest));
  }
  for (const char* text :
       {"yesterday", "2026-02-30", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z", "2026-01-01T00:00Z",
        "2026-01-01T0:00:00.000Z", "2026-01-01T00:00:00.0000Z", "2026-01-01T00:00:00.00xZ", "-1", "1.5",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.000z"}) {
    refused(text, Rule::option_malformed, fmt::format("--known-at: \"{}\" is neither an entry nor a moment", text));
  }
  refused("2025-12-31", Rule::known_at_unknown,
          "nothing had been recorded by 2025-12-31; the first entry is of 2026-01-01T00:00:00.000Z");
  refused("2025-12-31T23:59:59Z", Rule::known_at_unknown,
          "nothing had been recorded by 2025-12-31T23:59:59Z; the first entry is of 2026-01-01T00:00:00.000Z");
}

} // namespace store_entries_test
