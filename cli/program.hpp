// The whole program: its commands, and one run of it.
#pragma once

#include "cli/context.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace pvault::cli {

// All commands with their help. The context must outlive it.
std::unique_ptr<CLI::App> make_program(Context& context);

// A program of this one command: what it takes, the whole takes, too, and to the same effect. Null for a name that none
// has, and for a command that needs the others. The context must outlive it.
std::unique_ptr<CLI::App> make_command(std::string_view name, Context& context);

// Runs the program with what stands behind its name; the exit code. Throws nothing.
int run_program(std::vector<std::string> arguments);

} // namespace pvault::cli
