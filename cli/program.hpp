// The whole program: its commands, and one run of it.
#pragma once

#include "cli/context.hpp"

#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace pvault::cli {

// All commands with their help. The context must outlive it.
std::unique_ptr<CLI::App> make_program(Context& context);

// Runs the program with what stands behind its name; the exit code. Throws nothing.
int run_program(std::vector<std::string> arguments);

} // namespace pvault::cli
