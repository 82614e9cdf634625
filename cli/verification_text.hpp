// What a verification found, for people and for programs.
#pragma once

#include "audit/verify.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace pvault::cli {

std::string print_verification(const audit::Verification& verification);
// One object of schema pvault.verification/1.
std::string print_verification_json(const audit::Verification& verification);

// Says on a terminal which check runs (cli/progress.hpp), as long as what it answers is kept.
audit::AuditProgress show_progress();

// "vault.db is not sound, and nothing was kept:" and the faults, the first ten of them, on standard output; the exit
// code.
int report_unsound(const std::string& what, std::string_view consequence, const std::vector<std::string>& faults);

} // namespace pvault::cli
