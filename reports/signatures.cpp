#include "reports/signatures.hpp"

#include "reports/all_reports.hpp"

#include <fmt/format.h>

namespace pvault::reports {

void SignatureCount::add(const store::WhoSigned& who) {
  ++(who.signed_by.empty() ? unsigned_ : signed_);
  if (who.proposal) ++proposed_;
}

void SignatureCount::finish(Table& table) const {
  table.columns.at(index_of_column(table, "signed_by")).in_text = signed_ > 0;
  table.columns.at(index_of_column(table, "proposed_by")).in_text = proposed_ > 0;
  if (unsigned_ == 0) return;
  table.notes.push_back(
      fmt::format("{} not signed: who recorded {} is the name that the system had of the user.",
                  unsigned_ == 1 ? std::string("1 entry is") : fmt::format("{} entries are", unsigned_),
                  unsigned_ == 1 ? "it" : "them"));
}

} // namespace pvault::reports
