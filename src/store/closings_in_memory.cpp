#include "store/closings_in_memory.hpp"

#include <iterator>
#include <stdexcept>

namespace pvault::store {

ClosingsInMemory::ClosingsInMemory(Connection& connection, std::size_t most) : connection_(connection), most_(most) {
  connection_.set_unwritten(this);
}

ClosingsInMemory::~ClosingsInMemory() { connection_.set_unwritten(nullptr); }

void ClosingsInMemory::add(std::vector<ClosingChange> changes) {
  of_parts_.insert(of_parts_.end(), std::make_move_iterator(changes.begin()), std::make_move_iterator(changes.end()));
  if (parts_begun_at_.empty()) settle();
}

void ClosingsInMemory::begin_part() { parts_begun_at_.push_back(of_parts_.size()); }

void ClosingsInMemory::end_part(bool is_kept) {
  if (parts_begun_at_.empty()) {
    if (is_kept) throw std::logic_error("closings are kept in memory from within a part on");
    return;
  }
  if (!is_kept) of_parts_.resize(parts_begun_at_.back());
  parts_begun_at_.pop_back();
  if (is_kept && parts_begun_at_.empty()) settle();
}

// What no part can take back any more joins the rest.
void ClosingsInMemory::settle() {
  for (const ClosingChange& change : of_parts_)
    changes_.add(change);
  of_parts_.clear();
  if (changes_.size() > most_) write();
}

void ClosingsInMemory::write() {
  if (!parts_begun_at_.empty()) throw std::logic_error("closings are read where what is recorded may be taken back");
  changes_.write(connection_);
}

} // namespace pvault::store
