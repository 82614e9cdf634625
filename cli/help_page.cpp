#include "cli/help_page.hpp"

#include "cli/command_line.hpp"
#include "cli/text_layout.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

namespace pvault::cli {

namespace {

constexpr std::size_t column_of_text = 30;

// Long ones go on behind a backslash, so that they can be copied into a shell.
std::string print_example(std::string_view example) {
  std::string page = " ";
  std::size_t column = 1;
  while (!example.empty()) {
    const std::size_t end = std::min(example.find(" --", 1), example.size());
    if (column > 1 && column + end + 2 > page_width) {
      page += " \\\n   ";
      column = 3;
    }
    page += example.front() == ' ' ? "" : " ";
    page += example.substr(0, end);
    column += end + 1;
    example.remove_prefix(end);
  }
  return page + "\n";
}

std::string print_examples(const std::string& examples) {
  std::string page = "Examples:\n";
  for (std::string_view rest = examples; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    page += print_example(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return page;
}

bool takes_all(const CLI::Option& option) {
  return option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll && option.get_items_expected_max() > 0;
}

std::string print_usage(const CLI::App& command, const std::string& name) {
  std::string usage = "Usage: " + name;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional())
      usage += option->get_required() ? " " + option->get_name() : fmt::format(" [{}]", option->get_name());
  }
  const bool has_verbs = !command.get_subcommands({}).empty();
  if (has_verbs && command.get_require_subcommand_min() > 0) return usage + " COMMAND ...\n";
  for (const CLI::Option* option : command.get_options()) {
    if (option->nonpositional() && option->get_required()) {
      usage += fmt::format(" {} {}", option->get_name(), option->get_type_name());
    }
  }
  usage = fold(usage + " [options]", 0, 4) + "\n";
  return has_verbs ? usage + fmt::format("       {} COMMAND ...\n", name) : usage;
}

std::string print_option(const CLI::Option& option) {
  const bool has_value = option.get_items_expected_max() > 0 && !option.get_positional();
  std::string head = "  " + (option.get_positional() ? option.get_name() : option.get_name(false, true));
  if (const std::size_t comma = head.find(','); comma != std::string::npos) head.insert(comma + 1, " ");
  if (has_value) head += " " + option.get_type_name();
  if (!option.get_positional() && takes_all(option)) head += " ...";
  return labelled(head, option.get_description(), column_of_text);
}

// "Required" are the options of the command itself that cannot be left out.
std::string heading_of(const CLI::Option& option) {
  if (option.get_positional()) return "Arguments";
  if (option.get_required()) return "Required";
  if (option.get_group() != "Options") return option.get_group();
  return "Optional";
}

std::string print_options(const CLI::App& command) {
  std::string page;
  for (const char* heading : {"Arguments", "Required", "Optional", papers_heading, "Recording", "Output", "General"}) {
    std::string lines;
    for (const CLI::Option* option : command.get_options()) {
      if (heading_of(*option) == heading) lines += print_option(*option);
    }
    if (!lines.empty()) page += fmt::format("\n{}:\n{}", heading, lines);
  }
  return page;
}

std::string first_sentence(const std::string& about) { return about.substr(0, about.find(". ") + 1); }

std::string print_commands(const CLI::App& command) {
  std::string page;
  for (const CLI::App* child : command.get_subcommands({})) {
    const std::string about = child->get_description();
    page +=
        labelled("  " + child->get_name(), about.find(". ") == std::string::npos ? about : first_sentence(about), 16);
  }
  return page.empty() ? page : "\nCommands:\n" + page;
}

} // namespace

std::string HelpPage::make_help(const CLI::App* command, std::string name, CLI::AppFormatMode /*mode*/) const {
  std::string page = print_examples(command->get_footer());
  page += "\n" + fold(command->get_description(), 0, 0) + "\n";
  page += "\n" + print_usage(*command, name);
  page += print_commands(*command);
  page += print_options(*command);
  return page;
}

} // namespace pvault::cli
