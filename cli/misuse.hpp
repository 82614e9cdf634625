// What is wrong with a command line, in our words: CLI11 says that it does not fit, this says how it would.
#pragma once

#include "units/refusal.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pvault::cli {

// What CLI11 lets pass, or does not say well. Rules, in this order: option_malformed (an option stands where a value
// should), command_unknown, option_unknown, argument_unexpected, option_repeated, option_malformed (an empty value),
// command_missing, option_missing, option_malformed (what is written is named by another option as well). Needs a
// program that has parsed its command line; `last` is the last argument of it.
std::optional<Refusal> find_misuse(const CLI::App& program, const std::string& last);

// --log, wherever it stands in the command line, else $PVAULT_LOG; empty: no log. Where the command line was not
// understood, --log may be what was misunderstood.
std::filesystem::path find_log(const CLI::App& program);

// Whether another option names the file of the log, which nothing must be written to then.
bool is_log_named_twice(const CLI::App& program);

// Takes "--price=" as an option with an empty value: CLI11 would take the next argument for its value.
std::vector<std::string> split_empty_values(std::vector<std::string> arguments);

} // namespace pvault::cli
