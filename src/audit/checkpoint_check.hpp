// Holds a book against checkpoints of it.
#pragma once

#include "audit/verify.hpp"
#include "journal/signature.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::audit {

// What was read: the checkpoint, and FILE.minisig if it is there.
struct CheckpointFile {
  std::string name; // of the file, for messages
  std::string bytes;
  std::optional<std::string> signature = {};
};

// Looks at the signature first: what others signed, or nobody, is not believed, and not read. Without a public key no
// signature is checked, and a note says so. Refuses checkpoint_malformed.
Expected<HeldCheckpoint> read_checkpoint(const CheckpointFile& file, const std::vector<PublicKey>& keys);

// What of the book up to the checkpoint's entry is not what the checkpoint says. Each fault begins with a word:
// cut_short, other_book, schema_older, history_changed, totals_differ; signature_bad, signature_missing. `chain_faults`
// are those of the book's chain.
void check_against(store::Connection& connection, const HeldCheckpoint& held, const std::vector<Fault>& chain_faults,
                   std::vector<Fault>& faults);

} // namespace pvault::audit
