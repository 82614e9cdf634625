#include "cli/command_line.hpp"

#include <unordered_map>
#include <utility>

namespace pvault::cli {

// CLI11 keeps the places within its callbacks. A program made later may have a command where one of another was.
CommandParts& parts_of(const CLI::App& command) {
  static std::unordered_map<const CLI::App*, CommandParts> parts;
  return parts[&command];
}

namespace {

template <class T>
CLI::Option& keep_target(CLI::App& command, CLI::Option& option, T& target) {
  parts_of(command).options.push_back(
      {.option = &option, .place = &target, .reset = [&target, otherwise = target] { target = otherwise; }});
  return option;
}

} // namespace

CLI::App& add_noun(CLI::App& program, const std::string& noun, const CommandPage& page, Context& context) {
  CLI::App& group = *program.add_subcommand(noun, page.about);
  parts_of(group) = {};
  group.footer(page.examples);
  group.require_subcommand(1);
  group.get_help_ptr()->group(general_heading);
  add_general_options(group, context);
  return group;
}

CLI::App& add_command(CLI::App& parent, const std::string& name, const CommandPage& page, Context& context) {
  CLI::App& command = *parent.add_subcommand(name, page.about);
  parts_of(command) = {};
  command.footer(page.examples);
  command.get_help_ptr()->group(general_heading);
  add_general_options(command, context);
  return command;
}

void add_general_options(CLI::App& command, Context& context) {
  add_text(command, "--book", "FILE", context.book, "The book; otherwise $PVAULT_BOOK, otherwise vault.db here.")
      .group(general_heading);
  add_text(command, "--log", "FILE", context.log, "Append a line of JSON about this run; otherwise $PVAULT_LOG.")
      .group(general_heading);
  add_switch(command, "--quiet", context.quiet, "No notes and no progress; errors, and why a report exits with 4.")
      .group(general_heading);
}

void on_run(CLI::App& command, Context& context, std::function<int()> action) {
  parts_of(command).action = action;
  // Of a command with a verb, the verb is what was asked for.
  command.callback([&command, &context, action = std::move(action)] {
    if (command.get_subcommands().empty()) context.action = action;
  });
}

CLI::Option& add_text(CLI::App& command, const std::string& name, const std::string& form, std::string& target,
                      const std::string& about) {
  const auto keep = [&target](const CLI::results_t& texts) {
    target = texts.back();
    return true;
  };
  CLI::Option& option = *command.add_option(name, keep, about)->type_name(form)->expected(1);
  return keep_target(command, option, target);
}

CLI::Option& add_texts(CLI::App& command, const std::string& name, const std::string& form,
                       std::vector<std::string>& targets, const std::string& about) {
  const auto keep = [&targets](const CLI::results_t& texts) {
    targets = texts;
    return true;
  };
  CLI::Option& option = *command.add_option(name, keep, about)
                             ->type_name(form)
                             ->expected(1)
                             // Without dashes it stands for all words that follow.
                             ->allow_extra_args(!name.starts_with("-"))
                             ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  return keep_target(command, option, targets);
}

CLI::Option& add_switch(CLI::App& command, const std::string& name, bool& target, const std::string& about) {
  return keep_target(command, *command.add_flag(name, target, about), target);
}

} // namespace pvault::cli
