// Writes entries into the book: the only way anything gets in. Must be used inside a WriteTransaction.
#pragma once

#include "journal/chain.hpp"
#include "journal/entry.hpp"
#include "store/book.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace pvault::store {

struct SealedEntry {
  EntryId entry{};
  std::string hash;
};

class JournalWriter {
public:
  explicit JournalWriter(Connection& connection) : connection_(connection), head_(load_chain_head(connection)) {}

  // The number the next entry will have.
  [[nodiscard]] EntryId next_entry() const { return EntryId{number_of(head_.entry) + 1}; }
  // The next free number of a row that has its own id: lot, site, party, facility, mineral.
  [[nodiscard]] std::int64_t next_id(std::string_view table) const;

  // Inserts the entry, its rows and postings, updates the derived tables and seals it. On return it is complete but not
  // committed. The moment of recording never runs back: when the clock does, the moment of the entry before is kept.
  SealedEntry append(EntryDraft draft);

private:
  struct Seal {
    std::string previous;
    std::string hash;
    std::string signature; // empty: nobody signed it
  };
  void insert_seal(const Seal& seal, EntryId entry);
  void insert(const RecordRow& row);
  void insert_all(const EntryDraft& draft, EntryBytes& bytes);
  static void check_kept(std::string_view table, std::string_view name, const Value& value,
                         const std::vector<TableColumn>& columns);
  std::optional<Date> mass_returned_on(const EntryDraft& draft);
  bool undoes_settlement(const EntryDraft& draft);
  void keep_balances(const EntryDraft& draft);

  Connection& connection_;
  ChainHead head_;
};

} // namespace pvault::store
