#include "audit/checkpoint_moment.hpp"
#include "tests/support/book.hpp"
#include "tests/support/refusals.hpp"

#include <doctest/doctest.h>

namespace audit_checkpoint_moment_test {

using namespace pvault;
using namespace pvault::test;

TEST_CASE("a checkpoint of this book is the moment of its entry, whatever came later") {
  TemporaryBook book;
  const EntryId then = book.newest();
  const audit::Checkpoint checkpoint = audit::make_checkpoint(book.connection(), then);
  book.site("HAWTHORNE");
  CHECK_EQ(allowed(audit::find_moment_of(book.connection(), checkpoint, "c.json")), then);
}

TEST_CASE("a checkpoint of another book, entry or hash is no moment of this one, and both hashes are named") {
  TemporaryBook book;
  const audit::Checkpoint sound = audit::make_checkpoint(book.connection(), book.newest());
  const auto message_of = [&](const audit::Checkpoint& checkpoint) {
    const auto found = audit::find_moment_of(book.connection(), checkpoint, "c.json");
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().rule == Rule::known_at_unknown);
    return found.error().message;
  };
  const std::string other(64, 'a');
  audit::Checkpoint of_other_book = sound;
  of_other_book.first_hash = other;
  CHECK_EQ(message_of(of_other_book),
           fmt::format("c.json is a checkpoint of another book: its first entry has hash {}, that of this book {}",
                       other, sound.first_hash));
  audit::Checkpoint of_other_history = sound;
  of_other_history.hash = other;
  CHECK_EQ(message_of(of_other_history),
           fmt::format("c.json is a checkpoint of entry {} with hash {}; in this book that entry has hash {}",
                       number_of(sound.entry), other, sound.hash));
  audit::Checkpoint of_later = sound;
  of_later.entry = EntryId{number_of(sound.entry) + 1};
  CHECK_EQ(
      message_of(of_later),
      fmt::format("c.json is a checkpoint of entry {} with hash {}; the newest entry of this book is {} with hash {}",
                  number_of(of_later.entry), sound.hash, number_of(sound.entry), sound.hash));
}

} // namespace audit_checkpoint_moment_test
