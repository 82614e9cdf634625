// Checkpoints on the command line: how one is made, and how those that are held against the book are read.
#pragma once

#include "audit/verify.hpp"
#include "units/refusal.hpp"

#include <string>
#include <vector>

namespace pvault::cli {

// The checkpoints in these files, with the signatures that stand beside them as FILE.minisig. `public_keys`: each the
// text of a key or the name of its file. Refuses checkpoint_malformed and key_malformed. Throws store::BookError.
Expected<std::vector<audit::HeldCheckpoint>> read_checkpoints(const std::vector<std::string>& files,
                                                              const std::vector<std::string>& public_keys);

} // namespace pvault::cli
