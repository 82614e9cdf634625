// The papers of a lot as rows of the book.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/lot_paper.hpp"

#include <vector>

namespace pvault::operations {

// Adds the rows of lot_paper and lot_component, as far as something is said.
void add_paper_rows(std::vector<RecordRow>& rows, const LotPaper& paper, LotId lot);

void add_to_fingerprint(RequestFingerprint& fingerprint, const LotPaper& paper);

// Whether a new lot may have it. Refuses receipt_already_used.
Expected<void> check_receipt_free(store::Connection& connection, const std::string& receipt, Date on);

// Whether a document of this number may be a warehouse receipt of the lots that an entry made: when the papers of one
// of them name it; or when they name none, and no other lot's do. Refuses receipt_already_used.
Expected<void> check_receipt_document(store::Connection& connection, const std::string& receipt, EntryId of, Date on);

} // namespace pvault::operations
