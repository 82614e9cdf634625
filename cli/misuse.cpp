#include "cli/misuse.hpp"

#include "cli/command_line.hpp"
#include "cli/command_words.hpp"
#include "cli/run_log.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
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

// What several words of a command line may name without harm: standard input and output, and devices.
bool is_place_for_all(const std::string& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  return file == "-" || (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status));
}

bool is_same_file(const std::string& one, const std::string& other) {
  if (is_place_for_all(one) || is_place_for_all(other)) return false;
  std::error_code error;
  if (std::filesystem::exists(one, error) || std::filesystem::exists(other, error))
    return std::filesystem::equivalent(one, other, error);
  const auto whole_name = [&](const std::string& file) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(file, error), error);
  };
  const std::filesystem::path name = whole_name(one);
  return !name.empty() && name == whole_name(other); // empty: it cannot be a name
}

// The files that an option names, by what the help page says of it: "FILE", "KIND=FILE", or "ENTRY|TIME|FILE", which
// may also be something else. Not what is written, nor the book.
std::vector<std::string> files_of(const CLI::Option& option) {
  std::vector<std::string> files;
  const bool is_other = option.check_name("--output") || option.check_name("--log") || option.check_name("--book");
  if (!names_file(option) || is_other) return files;
  const std::string type = option.get_type_name();
  for (const std::string& value : option.results()) {
    std::error_code error;
    const bool is_file = type.find('|') == std::string::npos || std::filesystem::exists(value, error);
    if (is_file) files.push_back(type.find('=') == std::string::npos ? value : value.substr(value.find('=') + 1));
  }
  return files;
}

const CLI::Option* find_option_naming(const std::string& file, const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    const std::vector<std::string> files = files_of(*option);
    if (std::ranges::any_of(files, [&](const std::string& named) { return is_same_file(named, file); })) return option;
  }
  return nullptr;
}

// As it was given last, in the words of the command or before it.
std::string last_given(const CLI::App& program, const char* name) {
  std::string given;
  for (const CLI::App* command : named_commands(program)) {
    const CLI::Option* option = command->get_option_no_throw(name);
    if (option != nullptr && !option->results().empty()) given = option->results().back();
  }
  return given;
}

// A log is made before the book. Into one that is there, none is written anyway.
bool would_be_book(const std::string& log, const CLI::App& program) {
  const std::string book = book_path({.book = last_given(program, "--book")});
  std::error_code error;
  return !std::filesystem::exists(book, error) && is_same_file(log, book);
}

class Misuse {
public:
  Misuse(const CLI::App& program, const std::string& last, std::string log)
      : path_(named_commands(program)), command_(*path_.back()), last_(last), log_(std::move(log)) {
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
    return find_file_named_twice();
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
  [[nodiscard]] Found find_file_named_twice() const {
    const CLI::Option* output = command_.get_option_no_throw("--output");
    if (output != nullptr && !output->results().empty()) {
      const std::string& file = output->results().back();
      if (const auto* option = find_option_naming(file, command_))
        return named_twice("--output", option->get_name(), file);
      if (is_same_file(log_, file)) return named_twice("--output", "the log", file);
    }
    if (log_.empty()) return std::nullopt;
    if (would_be_book(log_, *path_.front())) return named_twice("the log", "the book", log_);
    const auto* option = find_option_naming(log_, command_);
    return option == nullptr ? std::nullopt : named_twice("the log", option->get_name(), log_);
  }

  static Found named_twice(std::string_view written, std::string_view other, const std::string& file) {
    return found(Rule::option_malformed,
                 fmt::format("{} and {} name the same file, {}", written, other, in_quotes(file)),
                 fmt::format("another name for {}", written));
  }

  std::vector<const CLI::App*> path_;
  const CLI::App& command_;
  const std::string& last_;
  std::string log_; // empty: none
  std::string name_;
};

} // namespace

std::optional<Refusal> find_misuse(const CLI::App& program, const std::string& last) {
  return Misuse(program, last, find_log(program)).find();
}

std::filesystem::path find_log(const CLI::App& program) {
  const std::string given = last_given(program, "--log");
  return log_path(given.starts_with('-') ? "" : given);
}

bool is_log_named_twice(const CLI::App& program) {
  const CLI::App& command = *named_commands(program).back();
  const CLI::Option* output = command.get_option_no_throw("--output");
  const std::string log = find_log(program);
  const bool is_output = output != nullptr && !output->results().empty() && is_same_file(log, output->results().back());
  return is_output || would_be_book(log, program) || find_option_naming(log, command) != nullptr;
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
