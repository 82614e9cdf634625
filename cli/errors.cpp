#include "cli/errors.hpp"

#include "reports/terminal_text.hpp"
#include "store/error.hpp"

#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <new>
#include <stdexcept>
#include <system_error>

namespace pvault::cli {

namespace {

using reports::format_for_terminal;

std::string format_lines(std::string_view first, std::string_view next_step) {
  std::string lines = format_for_terminal(first) + "\n";
  if (!next_step.empty()) lines += fmt::format("Try: {}\n", format_for_terminal(next_step));
  return lines;
}

void print_error(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

int report_trouble(std::string_view message, std::string_view next_step) {
  print_error(format_lines(fmt::format("error: {}", message), next_step));
  return number_of(ExitCode::surroundings);
}

int report_bug(std::string_view what) {
  print_error(format_lines(fmt::format("error: a bug of ours: {}; nothing was recorded", what),
                           "report it with the command, these words and `pvault --version`"));
  return number_of(ExitCode::bug);
}

} // namespace

std::string format_refusal(const Refusal& refusal) {
  const bool by_the_book = refusal_about(refusal.rule) == RefusalAbout::book;
  return format_lines(
      fmt::format("{}: {}: {}", by_the_book ? "refused" : "error", rule_name(refusal.rule), refusal.message),
      refusal.next_step);
}

int report_refusal(const Refusal& refusal) {
  print_error(format_refusal(refusal));
  const bool by_the_book = refusal_about(refusal.rule) == RefusalAbout::book;
  return number_of(by_the_book ? ExitCode::refused : ExitCode::not_understood);
}

void print_note(std::string_view text) { print_error(format_lines(fmt::format("note: {}", text), "")); }

void print_condition(std::string_view text) { print_error(format_lines(fmt::format("fail-on: {}", text), "")); }

int run_guarded(const std::function<int()>& command) {
  try {
    return command();
  } catch (const store::BookError& error) {
    return report_trouble(error.what(), error.next_step());
  } catch (const std::system_error& error) { // those of std::filesystem as well
    return report_trouble(error.what(), "");
  } catch (const std::overflow_error& error) {
    return report_refusal(
        {Rule::total_too_large, error.what(),
         "look in `pvault report journal` for masses and amounts that are too large; `pvault reverse` undoes them"});
  } catch (const std::bad_alloc&) {
    return report_bug("out of memory");
  } catch (const std::exception& error) {
    return report_bug(error.what());
  } catch (...) {
    return report_bug("an unknown exception");
  }
}

} // namespace pvault::cli
