// Building blocks of the command line. Every option is text here: our own parsers read it, so that their refusals
// speak.
#pragma once

#include "cli/context.hpp"

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace pvault::cli {

struct CommandPage {
  std::string about;    // one or more sentences
  std::string examples; // one a line; they stand at the head of the help
};

// `pvault NOUN`, which only has verbs.
CLI::App& add_noun(CLI::App& program, const std::string& noun, const CommandPage& page, Context& context);
// `pvault NOUN VERB`, or a command without a verb, with the general options.
CLI::App& add_command(CLI::App& parent, const std::string& name, const CommandPage& page, Context& context);
// --book, --log and --quiet, which may stand anywhere.
void add_general_options(CLI::App& command, Context& context);
// What the command does when the command line is understood; the answer is the exit code.
void on_run(CLI::App& command, Context& context, std::function<int()> action);

// "--mass", what it looks like in help ("MASS"), what it is. An option that was not given leaves its target as it was.
CLI::Option& add_text(CLI::App& command, const std::string& name, const std::string& form, std::string& target,
                      const std::string& about);
CLI::Option& add_texts(CLI::App& command, const std::string& name, const std::string& form,
                       std::vector<std::string>& targets, const std::string& about); // may be given several times
CLI::Option& add_switch(CLI::App& command, const std::string& name, bool& target, const std::string& about);

// Where the value of an option goes, so that a row of a file can say what a command line says.
struct OptionTarget {
  using Place = std::variant<std::string*, std::vector<std::string>*, bool*>;
  CLI::Option* option;
  Place place;
  std::function<void()> reset; // puts there what stands when the option is not given
};
// What was added to a command with the functions above: its options in their order, and what it does.
struct CommandParts {
  std::vector<OptionTarget> options;
  std::function<int()> action;
};
CommandParts& parts_of(const CLI::App& command);

// Options in help stand under these headings, after those of the command itself.
inline constexpr const char* papers_heading = "Papers of the lot";
inline constexpr const char* recording_heading = "Recording";
inline constexpr const char* output_heading = "Output";
inline constexpr const char* general_heading = "General";

} // namespace pvault::cli
