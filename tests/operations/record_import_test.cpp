#include "operations/record_import.hpp"
#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>

namespace operations_record_import_test {

using namespace pvault;
using namespace pvault::test;

// Two purchases and a release of the first, as one file.
EntryId import_stock(TemporaryBook& book) {
  store::WriteTransaction whole(book.connection());
  const EntryId first{number_of(book.newest()) + 1};
  for (const char* lot : {"GA-1", "GA-2"}) {
    allowed(operations::record_purchase(book.book(), book.options("2026-03-01"),
                                        {.mineral = "gallium",
                                         .delivery = {.mass = allowed(parse_mass("1 t"))},
                                         .cost = allowed(parse_money("500 USD")),
                                         .supplier = "TRAXYS",
                                         .site = "DENVER",
                                         .lot = lot}));
  }
  allowed(operations::record_release(book.book(), book.options("2026-03-02"),
                                     {.mineral = "gallium",
                                      .mass = allowed(parse_mass("100 kg")),
                                      .kind = ReleaseKind::sale,
                                      .authority = "board",
                                      .recipient = "BUYER",
                                      .price = allowed(parse_price("700 USD/kg"))}));
  const auto batch = allowed(operations::record_import(
      book.book(), book.options("2026-04-01"),
      {.file = "stock.csv", .sha256 = std::string(64, 'a'), .rows = 4, .recorded = 3, .first = first}));
  whole.commit();
  return batch.entry;
}

TEST_CASE("an import counts the entries before it") {
  TemporaryBook book;
  const EntryId batch = import_stock(book);
  const std::string counts =
      fmt::format("SELECT last_entry_id - first_entry_id + 1 FROM import_batch WHERE entry_id = {} "
                  "AND last_entry_id = entry_id - 1 AND row_count = 4 AND recorded_count = 3",
                  number_of(batch));
  CHECK_EQ(book.connection().integer_of(counts), 3);
}

TEST_CASE("a batch is reversed from its newest entry to its oldest, and then itself") {
  TemporaryBook book;
  const EntryId batch = import_stock(book);
  const auto reversed =
      allowed(operations::reverse_batch(book.book(), book.options("2026-04-02"), {batch, "wrong file"}));
  CHECK_EQ(reversed.reversed, 3);
  CHECK(reversed.already.empty());
  CHECK(reversed.batch.has_value());
  CHECK_EQ(book.connection().integer_of("SELECT count(*) FROM lot_balance WHERE mass_mg <> 0 OR cost_cents <> 0"), 0);
  const auto again = operations::reverse_batch(book.book(), book.options("2026-04-02"), {batch, "wrong file"});
  CHECK(again.error().rule == Rule::reversed_already);
}

TEST_CASE("a dry run of it leaves the book as it was") {
  TemporaryBook book;
  const EntryId batch = import_stock(book);
  auto trial = book.options("2026-04-02");
  trial.dry_run = true;
  CHECK_EQ(allowed(operations::reverse_batch(book.book(), trial, {batch, "wrong file"})).reversed, 3);
  CHECK_EQ(book.newest(), batch);
}

TEST_CASE("what was reversed before is said and left") {
  TemporaryBook book;
  const EntryId batch = import_stock(book);
  const EntryId release{number_of(batch) - 1};
  const auto before =
      allowed(operations::reverse_entry(book.book(), book.options("2026-04-01"), {release, "not shipped"}));
  const auto reversed =
      allowed(operations::reverse_batch(book.book(), book.options("2026-04-02"), {batch, "wrong file"}));
  CHECK_EQ(reversed.reversed, 2);
  CHECK(reversed.already == std::vector<std::pair<EntryId, EntryId>>{{release, before.entry}});
}

TEST_CASE("when one entry cannot be reversed, none is, and each is named") {
  TemporaryBook book;
  const EntryId batch = import_stock(book);
  allowed(operations::record_release(book.book(), book.options("2026-04-01"),
                                     {.mineral = "gallium",
                                      .mass = allowed(parse_mass("950 kg")),
                                      .kind = ReleaseKind::sale,
                                      .authority = "board",
                                      .recipient = "BUYER",
                                      .price = allowed(parse_price("700 USD/kg"))}));
  const EntryId newest = book.newest();
  const auto reversed =
      allowed(operations::reverse_batch(book.book(), book.options("2026-04-02"), {batch, "wrong file"}));
  CHECK_EQ(reversed.refused.size(), 2); // both lots
  CHECK_FALSE(reversed.batch.has_value());
  CHECK_EQ(book.newest(), newest);
}

TEST_CASE("an entry that is no import is refused, and one of a batch alone") {
  TemporaryBook book;
  const EntryId batch = import_stock(book);
  const auto none = operations::reverse_batch(book.book(), book.options("2026-04-02"), {EntryId{1}, "wrong"});
  CHECK(none.error().rule == Rule::batch_unknown);
  CHECK_EQ(none.error().message, "entry 1 is no import");
  const auto alone = operations::reverse_entry(book.book(), book.options("2026-04-02"), {batch, "wrong"});
  CHECK(alone.error().rule == Rule::something_depends_on_it);
  CHECK_EQ(alone.error().next_step, fmt::format("`pvault reverse --batch {}` undoes all of it", number_of(batch)));
}

TEST_CASE("an import with a reversal among its entries stays, as the reversal does") {
  TemporaryBook book;
  const EntryId release{number_of(import_stock(book)) - 1};
  store::WriteTransaction whole(book.connection());
  const auto row =
      allowed(operations::reverse_entry(book.book(), book.options("2026-04-01"), {release, "not shipped"}));
  const auto batch = allowed(operations::record_import(
      book.book(), book.options("2026-04-01"),
      {.file = "undo.csv", .sha256 = std::string(64, 'b'), .rows = 1, .recorded = 1, .first = row.entry}));
  whole.commit();
  const auto alone = operations::reverse_entry(book.book(), book.options("2026-04-02"), {batch.entry, "wrong"});
  CHECK(alone.error().rule == Rule::something_depends_on_it);
  CHECK_EQ(
      alone.error().next_step,
      fmt::format("it stays, as entry {} does; to undo others of it, reverse them one by one", number_of(row.entry)));
  const auto reversed =
      allowed(operations::reverse_batch(book.book(), book.options("2026-04-02"), {batch.entry, "wrong"}));
  REQUIRE_EQ(reversed.refused.size(), 1);
  CHECK(reversed.refused.front().second.rule == Rule::reversal_not_possible);
}

} // namespace operations_record_import_test
