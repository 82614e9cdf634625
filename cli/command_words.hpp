// A command line as it was understood, in words that say it again: what a proposal keeps.
#pragma once

#include "units/date.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace pvault::cli {

// By the name of an option: what was meant, where what was typed (a file) may mean something else later.
using UnderstoodValues = std::map<std::string, std::string, std::less<>>;

// The command that was named and what was given of its own options; without those that say where the book is, who
// signs, how the answer looks, and under which request id. A date that was typed as "today" is the day it meant.
std::vector<std::string> command_words(const CLI::App& program, const UnderstoodValues& understood, Date today);

// Whether the command that was named records what it is asked for.
bool is_recording_command(const CLI::App& program);

// The first of the command's options that names a file, when one was given.
std::optional<std::string> find_named_file(const CLI::App& program);

// What --output of the command names, when it was given.
std::optional<std::string> find_output(const CLI::App& program);

bool names_file(const CLI::Option& option);

// As one types it in a shell.
std::string format_command(const std::vector<std::string>& words);

} // namespace pvault::cli
