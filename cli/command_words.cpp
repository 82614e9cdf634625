#include "cli/command_words.hpp"

#include "cli/command_line.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>

namespace pvault::cli {

namespace {

const CLI::App& named_command(const CLI::App& program) {
  const CLI::App* command = &program;
  while (!command->get_subcommands().empty())
    command = command->get_subcommands().back();
  return *command;
}

bool is_of_the_run(const CLI::Option& option) {
  static constexpr std::array<std::string_view, 5> names = {"--format", "--request-id", "--dry-run", "--key",
                                                            "--passphrase-file"};
  return option.get_group() == general_heading || std::ranges::count(names, option.get_name()) > 0;
}

bool is_switch(const CLI::Option& option) { return option.get_items_expected_max() == 0; }

// "today" and "yesterday" are other days when it is carried out.
std::string without_today(const CLI::Option& option, const std::string& value, Date today) {
  const std::string text = lower(trim(value));
  const auto date = parse_date(text, today);
  return date && option.get_type_name() == "DATE" && text.ends_with("day") ? format_date(*date) : value;
}

void add_words(std::vector<std::string>& words, const CLI::Option& option, const UnderstoodValues& understood,
               Date today) {
  if (const auto meant = understood.find(option.get_name()); meant != understood.end()) {
    words.push_back(option.get_name() + "=" + meant->second);
    return;
  }
  if (is_switch(option)) {
    words.push_back(option.get_name());
    return;
  }
  for (const std::string& typed : option.results()) {
    const std::string value = without_today(option, typed, today);
    words.push_back(option.nonpositional() ? option.get_name() + "=" + value : value);
  }
}

bool is_plain(std::string_view word) {
  return !word.empty() && word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                                 "-_=.,:/%+") == std::string_view::npos;
}

std::string in_shell_quotes(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text)
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// --mass=25 t: the value alone is quoted.
std::string for_shell(const std::string& word) {
  if (is_plain(word)) return word;
  const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
  if (equals == std::string::npos) return in_shell_quotes(word);
  return word.substr(0, equals + 1) + in_shell_quotes(word.substr(equals + 1));
}

} // namespace

bool names_file(const CLI::Option& option) {
  return option.get_type_name().find("FILE") != std::string::npos || option.get_name() == "FILE";
}

std::vector<std::string> command_words(const CLI::App& program, const UnderstoodValues& understood, Date today) {
  std::vector<std::string> words;
  for (const CLI::App* command = &program; !command->get_subcommands().empty();) {
    command = command->get_subcommands().back();
    words.push_back(command->get_name());
  }
  for (const CLI::Option* option : named_command(program).get_options()) {
    if (option->count() > 0 && !is_of_the_run(*option)) add_words(words, *option, understood, today);
  }
  return words;
}

bool is_recording_command(const CLI::App& program) {
  return named_command(program).get_option_no_throw("--request-id") != nullptr;
}

std::optional<std::string> find_output(const CLI::App& program) {
  const CLI::Option* output = named_command(program).get_option_no_throw("--output");
  if (output == nullptr || output->results().empty()) return std::nullopt;
  return output->results().back();
}

std::optional<std::string> find_named_file(const CLI::App& program) {
  for (const CLI::Option* option : named_command(program).get_options()) {
    if (option->count() > 0 && !is_of_the_run(*option) && names_file(*option)) return option->get_name();
  }
  return std::nullopt;
}

std::string format_command(const std::vector<std::string>& words) {
  std::string text = "pvault";
  for (const std::string& word : words)
    text += " " + for_shell(word);
  return text;
}

} // namespace pvault::cli
