// The signatures of entries, each held against the key that its signer names.
#pragma once

#include "audit/verify.hpp"

#include <string_view>
#include <vector>

namespace pvault::audit {

inline constexpr std::string_view about_signatures_check = "each signature is that of the key that the entry names";

// Which signatures are not of their key and of the hash that their entry was sealed with.
void check_signatures(store::Connection& connection, std::vector<Fault>& faults);

} // namespace pvault::audit
