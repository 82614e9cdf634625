// Who signed what a report of entries lists, and which of it another person proposed: three columns, and a note on what
// nobody signed.
#pragma once

#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/who_signed.hpp"

#include <cstdint>
#include <vector>

namespace pvault::reports {

// Lines have `who`, a store::WhoSigned.
template <class Line>
void add_signature_fields(std::vector<Field<Line>>& fields) {
  fields.push_back(
      {column::text("signed_by", "Signed by"), [](const Line& line) { return text_or_missing(line.who.signed_by); }});
  fields.push_back({column::text("proposed_by", "Proposed by"),
                    [](const Line& line) { return text_or_missing(line.who.proposed_by); }});
  fields.push_back({column::for_machines(column::entry("proposal_entry", "Proposal")),
                    [](const Line& line) { return cell(line.who.proposal); }});
}

class SignatureCount {
public:
  void add(const store::WhoSigned& who); // of each entry once
  // People see no column that is empty, and read how many entries nobody signed.
  void finish(Table& table) const;

private:
  std::int64_t unsigned_ = 0;
  std::int64_t signed_ = 0;
  std::int64_t proposed_ = 0;
};

} // namespace pvault::reports
