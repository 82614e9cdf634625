// pvault demand import, pvault price import
#pragma once

#include "cli/context.hpp"
#include "operations/published_table.hpp"

namespace CLI {
class App;
}

namespace pvault::cli {

// The verb `import` of a noun.
void setup_figure_import(CLI::App& noun, operations::FigureKind kind, Context& context);

} // namespace pvault::cli
