#include "audit/checkpoint_moment.hpp"

#include "store/book.hpp"
#include "store/entries.hpp"

#include <fmt/format.h>

namespace pvault::audit {

namespace {

std::string hash_of(store::Connection& connection, EntryId entry) {
  store::Query row = connection.query("SELECT hash FROM seal WHERE entry_id = ?");
  return row.bind(entry).next() ? row.text(0) : std::string();
}

} // namespace

Expected<EntryId> find_moment_of(store::Connection& connection, const Checkpoint& checkpoint, std::string_view file) {
  const std::string first = hash_of(connection, EntryId{1});
  if (first != checkpoint.first_hash) {
    return refuse(Rule::known_at_unknown,
                  fmt::format("{} is a checkpoint of another book: its first entry has hash {}, that of this book {}",
                              file, checkpoint.first_hash, first),
                  "--book with the book that the checkpoint was made of");
  }
  const std::int64_t number = number_of(checkpoint.entry);
  const std::int64_t newest = number_of(store::load_chain_head(connection).entry);
  if (number > newest) {
    return refuse(Rule::known_at_unknown,
                  fmt::format("{} is a checkpoint of entry {} with hash {}; the newest entry of this book is {} with "
                              "hash {}",
                              file, number, checkpoint.hash, newest, hash_of(connection, EntryId{newest})),
                  fmt::format("`pvault audit verify --checkpoint {}` says what is missing", file));
  }
  const std::string hash = hash_of(connection, checkpoint.entry);
  if (hash == checkpoint.hash) return checkpoint.entry;
  return refuse(Rule::known_at_unknown,
                fmt::format("{} is a checkpoint of entry {} with hash {}; in this book that entry has hash {}", file,
                            number, checkpoint.hash, hash),
                fmt::format("`pvault audit verify --checkpoint {}` says what is not as it was", file));
}

} // namespace pvault::audit
