#include "audit/chain_check.hpp"

#include "journal/chain.hpp"
#include "store/entry_reader.hpp"
#include "store/schema_check.hpp"
#include "store/trouble.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>

namespace pvault::audit {

namespace {

using OnEntry = std::function<void(EntryId)>;

// Holds each entry against the one before it.
class Links {
public:
  void add(const store::ReadEntry& read) {
    add_number(read.entry);
    ++findings_.entries;
    findings_.rows += read.rows;
    if (!read.hash) {
      add_fault(read.entry, "has no seal");
      return;
    }
    if (before_ && read.previous_hash != before_)
      add_fault(read.entry, "does not follow the hash of the entry before it");
    if (read.hash != read.computed_hash) add_fault(read.entry, "its content does not have the hash it was sealed with");
    before_ = read.hash;
    findings_.head_hash = *read.hash;
  }
  // The next entry cannot be held against it.
  void add_unreadable(EntryId entry, std::string_view why) {
    add_number(entry);
    add_fault(entry, fmt::format("cannot be read: {}", why));
    before_ = std::nullopt;
  }
  [[nodiscard]] const std::optional<std::string>& before() const { return before_; }
  [[nodiscard]] ChainFindings take() { return std::move(findings_); }

private:
  void add_number(EntryId entry) {
    if (number_of(entry) != expected_)
      add_fault(entry, fmt::format("follows entry {}: a number is missing", expected_ - 1));
    expected_ = number_of(entry) + 1;
  }
  void add_fault(EntryId entry, std::string what) { findings_.faults.push_back({entry, std::move(what)}); }

  ChainFindings findings_ = {.entries = 0, .rows = 0, .head_hash = std::string(first_previous_hash), .faults = {}};
  std::optional<std::string> before_ = std::string(first_previous_hash);
  std::int64_t expected_ = 1;
};

ChainFindings read_through(store::Connection& connection, const OnEntry& on_entry) {
  store::EntryReader reader(connection);
  Links links;
  while (const auto read = reader.next()) {
    on_entry(read->entry);
    links.add(*read);
  }
  return links.take();
}

// More entries than that cannot be in the file: a seal alone has two hashes of 64 letters.
std::int64_t most_entries(store::Connection& connection) {
  constexpr std::int64_t fewest_bytes = 128;
  return connection.integer_of("PRAGMA page_count") * connection.integer_of("PRAGMA page_size") / fewest_bytes;
}

// The largest number an entry has, or a seal, as far as either can be read. A number that was damaged itself may be any
// number.
std::int64_t find_newest(store::Connection& connection) {
  std::int64_t newest = 0;
  for (const char* sql : {"SELECT coalesce(max(entry_id), 0) FROM entry", "SELECT coalesce(max(entry_id), 0) FROM seal",
                          "SELECT coalesce(max(entry_id), 0) FROM posting"}) {
    try {
      newest = std::max(newest, connection.integer_of(sql));
    } catch (const std::exception& error) { // the others may say it
      store::throw_if_trouble(error, connection.database().getFilename());
    }
  }
  return newest;
}

// What was sealed before an entry, when the entry before it could not be read.
std::string sealed_before(store::Connection& connection, EntryId entry) {
  store::Query row = connection.query("SELECT previous_hash FROM seal WHERE entry_id = ?");
  return row.bind(entry).next() ? row.text(0) : std::string(first_previous_hash);
}

void read_one(store::Connection& connection, const std::vector<std::string>& tables, EntryId entry, Links& links) {
  try {
    const std::string before = links.before() ? *links.before() : sealed_before(connection, entry);
    const auto read = store::read_entry(connection, tables, entry, before);
    if (read) links.add(*read);
  } catch (const std::exception& error) {
    store::throw_if_trouble(error, connection.database().getFilename());
    links.add_unreadable(entry, error.what());
  }
}

ChainFindings read_one_by_one(store::Connection& connection, const OnEntry& on_entry) {
  const std::vector<std::string> tables = store::list_record_tables_in_file(connection);
  const std::int64_t newest = std::min(find_newest(connection), most_entries(connection));
  Links links;
  for (std::int64_t number = 1; number <= newest; ++number) {
    on_entry(EntryId{number});
    read_one(connection, tables, EntryId{number}, links);
  }
  return links.take();
}

} // namespace

ChainFindings check_chain(store::Connection& connection, const OnEntry& on_entry) {
  std::string why;
  try {
    return read_through(connection, on_entry);
  } catch (const std::exception& error) {
    store::throw_if_trouble(error, connection.database().getFilename());
    why = error.what();
  }
  ChainFindings findings = read_one_by_one(connection, on_entry);
  findings.faults.insert(findings.faults.begin(), {std::nullopt, fmt::format("a table cannot be read: {}", why)});
  return findings;
}

} // namespace pvault::audit
