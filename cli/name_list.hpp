// `pvault site list` and its like: names that stand, as a table.
#pragma once

#include "cli/command_line.hpp"
#include "reports/table.hpp"
#include "store/connection.hpp"

#include <functional>

namespace pvault::cli {

// Adds the verb "list". `make` fills everything but the provenance.
void add_name_list(CLI::App& noun, Context& context, const CommandPage& page,
                   const std::function<reports::Table(store::Connection&)>& make);

} // namespace pvault::cli
