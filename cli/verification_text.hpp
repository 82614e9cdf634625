// What a verification found, for people and for programs.
#pragma once

#include "audit/verify.hpp"

#include <string>

namespace pvault::cli {

std::string print_verification(const audit::Verification& verification);
// One object of schema pvault.verification/1.
std::string print_verification_json(const audit::Verification& verification);

// Says on standard error, when that is a terminal, which check runs; wiped when the next one begins, and at the last.
// Without a terminal it does nothing.
audit::AuditProgress show_progress();

} // namespace pvault::cli
