// Closings kept in memory while many entries are recorded in one transaction: each is then written once, and not for
// each entry. Whoever reads closings within the transaction writes them first.
#pragma once

#include "store/closing_tables.hpp"

#include <vector>

namespace pvault::store {

// As long as it lives, what entries add to closings is kept in it. To be written before the transaction ends: what is
// not, is lost, as when the transaction is rolled back. One for a connection, within a WriteTransaction that is no part
// of another. More than `most` keys and months are written between.
class ClosingsInMemory : public Unwritten {
public:
  static constexpr std::size_t most_in_memory = 50'000; // of a few hundred bytes each

  explicit ClosingsInMemory(Connection& connection, std::size_t most = most_in_memory);
  ClosingsInMemory(const ClosingsInMemory&) = delete;
  ClosingsInMemory& operator=(const ClosingsInMemory&) = delete;
  ClosingsInMemory(ClosingsInMemory&&) = delete;
  ClosingsInMemory& operator=(ClosingsInMemory&&) = delete;
  ~ClosingsInMemory() override;

  void add(std::vector<ClosingChange> changes);

  void begin_part() override;
  void end_part(bool is_kept) override;
  // Throws std::logic_error within a part: its rollback would take with it what came before.
  void write() override;

private:
  void settle();

  Connection& connection_;
  std::size_t most_;
  ClosingChanges changes_;
  std::vector<ClosingChange> of_parts_;     // of those that have not ended
  std::vector<std::size_t> parts_begun_at_; // in of_parts_
};

} // namespace pvault::store
