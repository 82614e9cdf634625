// What cover is to be measured by, as typed: --basis consumption,imports-from:China,Russia.
#pragma once

#include "coverage/demand.hpp"
#include "store/connection.hpp"
#include "units/refusal.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::cli {

// The bases in the order typed, each once; with a year but without a basis, consumption. What follows imports-from: up
// to the next basis are countries, by name or by the two letters of ISO 3166 ("Korea, Republic of" has a comma of its
// own); the choice names them as the published shares do.
// Refuses option_malformed (no basis, no country), country_unknown.
Expected<std::vector<DemandChoice>> read_bases(store::Connection& connection, const std::vector<std::string>& typed,
                                               std::optional<int> year);

} // namespace pvault::cli
