#include "cli/misuse.hpp"

#include "cli/command_line.hpp"
#include "cli/command_words.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <span>
#include <string>
#include <system_error>
#include <vector>

namespace pvault::cli {

namespace {

using Found = std::optional<Refusal>;

Found found(Rule rule, std::string message, std::string next_step) {
  return Refusal{rule, std::move(message), std::move(next_step)};
}

// What was misspelt, or not written to its end ("purch").
std::string nearest_or_begun(std::string_view text, const std::vector<std::string>& names) {
  const auto begun = [&](const std::string& name) { return !text.empty() && name.starts_with(text); };
  if (std::ranges::count_if(names, begun) == 1) return *std::ranges::find_if(names, begun);
  return nearest_name(text, names);
}

// The command line down to the command that was named: program, noun, verb.
std::vector<const CLI::App*> named_commands(const CLI::App& program) {
  std::vector<const CLI::App*> path = {&program};
  while (!path.back()->get_subcommands().empty())
    path.push_back(path.back()->get_subcommands().back());
  return path;
}

// "--mass, --site and --on"
std::string in_words(const std::vector<std::string>& names) {
  const std::size_t before_last = names.size() - 1;
  const auto first_ones = std::span(names).first(before_last);
  return fmt::format("{}{}{}", fmt::join(first_ones, ", "), before_last == 0 ? "" : " and ", names.back());
}

bool is_same_file(const std::string& one, const std::string& other) {
  std::error_code error; // also where either is not there
  return one == other || std::filesystem::equivalent(one, other, error);
}

// Also the file of "invoice=scan.pdf".
bool name_the_same(const CLI::Option& option, const CLI::Option& written) {
  return std::ranges::any_of(option.results(), [&](const std::string& value) {
    const std::string& file = written.results().back();
    return is_same_file(value, file) || is_same_file(value.substr(value.find('=') + 1), file);
  });
}

// The option of the command that names the same file as the one of this name.
const CLI::Option* find_option_of_same_file(const CLI::App& command, const char* name) {
  const CLI::Option* written = command.get_option_no_throw(name);
  if (written == nullptr || written->results().empty()) return nullptr;
  for (const CLI::Option* option : command.get_options()) {
    if (option != written && names_file(*option) && name_the_same(*option, *written)) return option;
  }
  return nullptr;
}

class Misuse {
public:
  Misuse(const CLI::App& program, const std::string& last)
      : path_(named_commands(program)), command_(*path_.back()), last_(last) {
    std::vector<std::string> names;
    for (const CLI::App* command : path_)
      names.push_back(command->get_name());
    name_ = fmt::format("{}", fmt::join(names, " "));
  }

  // The most telling fault: a name misspelt is also a name missing.
  [[nodiscard]] Found find() const {
    if (auto fault = find_swallowed_option()) return fault;
    if (auto fault = find_option_at_end()) return fault;
    if (auto fault = find_before_verb()) return fault;
    if (auto fault = find_left_over()) return fault;
    if (auto fault = find_repeated()) return fault;
    if (auto fault = find_empty()) return fault;
    if (auto fault = find_missing_command()) return fault;
    if (auto fault = find_missing_options()) return fault;
    return find_read_and_written();
  }

private:
  [[nodiscard]] std::string help() const { return fmt::format("`{} --help` shows what it takes", name_); }

  [[nodiscard]] std::vector<std::string> option_names() const {
    std::vector<std::string> names;
    for (const CLI::App* command : {path_.front(), &command_}) {
      for (const CLI::Option* option : command->get_options()) {
        if (option->nonpositional()) names.push_back(option->get_name());
      }
    }
    return names;
  }

  [[nodiscard]] std::vector<std::string> verb_names() const {
    std::vector<std::string> names;
    for (const CLI::App* verb : command_.get_subcommands({}))
      names.push_back(verb->get_name());
    return names;
  }

  // "--mass --on 2026-03-31"
  [[nodiscard]] Found find_swallowed_option() const {
    const std::vector<std::string> names = option_names();
    for (const CLI::Option* option : command_.get_options()) {
      for (const std::string& value : option->results()) {
        if (!option->nonpositional() || std::ranges::find(names, value) == names.end()) continue;
        return found(Rule::option_malformed,
                     fmt::format("{} is followed by {}, not by a value", option->get_name(), value),
                     fmt::format("{} {}", option->get_name(), option->get_type_name()));
      }
    }
    return std::nullopt;
  }

  // "--mass" and nothing behind it.
  [[nodiscard]] Found find_option_at_end() const {
    for (const CLI::Option* option : command_.get_options()) {
      const bool takes_value = option->nonpositional() && option->get_items_expected_min() > 0;
      const bool has_value = !option->results().empty() && option->results().back() == last_;
      if (!takes_value || has_value || !option->check_name(last_)) continue;
      return found(Rule::option_malformed, fmt::format("{} is given no value", last_),
                   fmt::format("{} {}", last_, option->get_type_name()));
    }
    return std::nullopt;
  }

  // "report coverage run orders.toml": what a command takes without its verb stands before the verb.
  [[nodiscard]] Found find_before_verb() const {
    for (const CLI::App* above : path_) {
      if (above == &command_ || above == path_.front()) continue;
      for (const CLI::Option* option : above->get_options()) {
        if (option->count() == 0 || option->get_group() == general_heading) continue;
        if (option->nonpositional())
          return found(Rule::option_unknown,
                       fmt::format("{} does not take what stands before it, {}", name_, option->get_name()), help());
        return found(Rule::argument_unexpected,
                     fmt::format("{} does not take {}", name_, in_quotes(option->results().front())), help());
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] bool needs_verb() const { return command_.get_require_subcommand_min() > 0; }

  [[nodiscard]] Found find_left_over() const {
    const std::vector<std::string> left_over = path_.front()->remaining(true);
    if (left_over.empty()) return std::nullopt;
    const std::string& first = left_over.front();
    if (first.starts_with('-') && first != "-") return unknown_option(first);
    if (needs_verb()) return unknown_command(first);
    return found(Rule::argument_unexpected, fmt::format("{} does not take {}", name_, in_quotes(first)), help());
  }

  [[nodiscard]] Found unknown_option(const std::string& text) const {
    const std::string name = text.substr(0, text.find('='));
    const std::string nearest = nearest_or_begun(name, option_names());
    return found(Rule::option_unknown, fmt::format("{} has no option {}", name_, printable(name)),
                 nearest.empty() ? help() : nearest);
  }

  [[nodiscard]] Found unknown_command(const std::string& text) const {
    const std::vector<std::string> verbs = verb_names();
    const std::string nearest = nearest_or_begun(text, verbs);
    return found(Rule::command_unknown, fmt::format("{} has no command {}", name_, in_quotes(text)),
                 nearest.empty() ? fmt::format("one of {}", fmt::join(verbs, ", "))
                                 : fmt::format("{} {}", name_, nearest));
  }

  [[nodiscard]] Found find_repeated() const {
    for (const CLI::Option* option : command_.get_options()) {
      if (!option->nonpositional()) continue;
      std::size_t times = option->count();
      // --book may stand before the command as well.
      for (const CLI::App* above : path_) {
        const CLI::Option* same = above == &command_ ? nullptr : above->get_option_no_throw(option->get_name());
        times += same == nullptr ? 0 : same->count();
      }
      const bool may_repeat = option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
      if (times < 2 || may_repeat) continue;
      return found(Rule::option_repeated, fmt::format("{} is given {} times", option->get_name(), times),
                   fmt::format("give {} once", option->get_name()));
    }
    return std::nullopt;
  }

  // Scripts pass "$VARIABLE" that is not set.
  [[nodiscard]] Found find_empty() const {
    for (const CLI::App* command : path_) {
      for (const CLI::Option* option : command->get_options()) {
        const auto& values = option->results();
        if (std::ranges::find(values, std::string()) == values.end()) continue;
        return found(Rule::option_malformed, fmt::format("{} is given an empty text", option->get_name()),
                     option->nonpositional() ? fmt::format("a value, or leave out {}", option->get_name()) : help());
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] Found find_missing_command() const {
    const std::vector<std::string> verbs = verb_names();
    if (!needs_verb()) return std::nullopt;
    return found(Rule::command_missing, fmt::format("{} needs a command", name_),
                 verbs.size() == 1 ? fmt::format("{} {}", name_, verbs.front())
                                   : fmt::format("{} {}", name_, fmt::join(verbs, fmt::format(", {} ", name_))));
  }

  [[nodiscard]] Found find_missing_options() const {
    std::vector<std::string> missing;
    for (const CLI::Option* option : command_.get_options()) {
      if (option->get_required() && option->count() == 0) missing.push_back(option->get_name());
    }
    if (missing.empty()) return std::nullopt;
    return found(Rule::option_missing, fmt::format("{} needs {}", name_, in_words(missing)), help());
  }

  // "reconcile --file statement.csv --output statement.csv" would leave nothing of the statement.
  [[nodiscard]] Found find_read_and_written() const {
    for (const char* name : {"--output", "--log"}) {
      const CLI::Option* option = find_option_of_same_file(command_, name);
      if (option == nullptr) continue;
      return found(Rule::option_malformed,
                   fmt::format("{} names the file that {} names, {}", name, option->get_name(),
                               in_quotes(command_.get_option_no_throw(name)->results().back())),
                   fmt::format("another name behind {}", name));
    }
    return std::nullopt;
  }

  std::vector<const CLI::App*> path_;
  const CLI::App& command_;
  const std::string& last_;
  std::string name_;
};

} // namespace

std::optional<Refusal> find_misuse(const CLI::App& program, const std::string& last) {
  return Misuse(program, last).find();
}

bool reads_its_log(const CLI::App& program) {
  return find_option_of_same_file(*named_commands(program).back(), "--log") != nullptr;
}

std::vector<std::string> split_empty_values(std::vector<std::string> arguments) {
  std::vector<std::string> split;
  for (std::string& argument : arguments) {
    const bool is_empty_value = argument.starts_with("--") && argument.find('=') == argument.size() - 1;
    if (is_empty_value) argument.pop_back();
    split.push_back(std::move(argument));
    if (is_empty_value) split.emplace_back();
  }
  return split;
}

} // namespace pvault::cli
