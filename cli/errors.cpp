#include "cli/errors.hpp"

#include "cli/run_record.hpp"
#include "reports/terminal_text.hpp"
#include "store/error.hpp"

#include <cerrno>
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

// What went wrong, for whoever waits and for the log.
void report_error(const std::string& first_line, std::string_view next_step) {
  run_record().error = first_line;
  print_error(format_lines(first_line, next_step));
}

int report_bug(std::string_view what) {
  report_error(fmt::format("error: a bug of ours: {}; nothing was recorded", what),
               "report it with the command, these words and `pvault --version`");
  return number_of(ExitCode::bug);
}

std::string refusal_in_words(const Refusal& refusal) {
  const bool by_the_book = refusal_about(refusal.rule) == RefusalAbout::book;
  return fmt::format("{}: {}: {}", by_the_book ? "refused" : "error", rule_name(refusal.rule), refusal.message);
}

} // namespace

int report_trouble(std::string_view message, std::string_view next_step) {
  report_error(fmt::format("error: {}", message), next_step);
  return number_of(ExitCode::surroundings);
}

std::string format_refusal(const Refusal& refusal) {
  return format_lines(refusal_in_words(refusal), refusal.next_step);
}

void print_refusal(const Refusal& refusal, std::string_view further_lines) {
  const std::string first = format_lines(refusal_in_words(refusal), "");
  const std::string whole = format_refusal(refusal);
  print_error(fmt::format("{}{}{}", first, further_lines, whole.substr(first.size())));
}

namespace {

std::optional<Refusal>*& place_of_refusal() {
  static std::optional<Refusal>* place = nullptr;
  return place;
}

} // namespace

KeptRefusal::KeptRefusal() { place_of_refusal() = &refusal_; }
KeptRefusal::~KeptRefusal() { place_of_refusal() = nullptr; }

int report_refusal(const Refusal& refusal) {
  if (place_of_refusal() != nullptr)
    *place_of_refusal() = refusal;
  else
    report_error(refusal_in_words(refusal), refusal.next_step);
  const bool by_the_book = refusal_about(refusal.rule) == RefusalAbout::book;
  return number_of(by_the_book ? ExitCode::refused : ExitCode::not_understood);
}

void print_note(std::string_view text) {
  if (!run_record().quiet) print_error(format_lines(fmt::format("note: {}", text), ""));
}

void print_condition(std::string_view text) { print_error(format_lines(fmt::format("fail-on: {}", text), "")); }

std::string_view remedy_for(const std::error_code& code) {
  if (code == std::errc::no_such_file_or_directory || code == std::errc::not_a_directory)
    return "check the name, and that its folder is there";
  if (code == std::errc::is_a_directory) return "name a file, not a folder";
  if (code == std::errc::permission_denied || code == std::errc::operation_not_permitted)
    return "see to it that the file and its folder may be read and written, or name another";
  if (code == std::errc::read_only_file_system) return "name a place that can be written";
  if (code == std::errc::file_exists) return "another name";
  if (code == std::errc::no_space_on_device) return "make room";
  if (code == std::errc::file_too_large) return "allow larger files (ulimit -f)";
  if (code == std::errc::filename_too_long) return "a shorter name";
  if (code == std::error_code(ELIBACC, std::generic_category())) return "install that package, or take --format csv";
  return {};
}

int run_guarded(const std::function<int()>& command) {
  try {
    return command();
  } catch (const store::BookError& error) {
    return report_trouble(error.what(), error.next_step());
  } catch (const std::system_error& error) { // those of std::filesystem as well
    return report_trouble(error.what(), remedy_for(error.code()));
  } catch (const std::overflow_error& error) {
    return report_refusal(
        {Rule::total_too_large, error.what(),
         "look in `pvault report journal` for masses and amounts that are too large; `pvault reverse` undoes them"});
  } catch (const std::bad_alloc&) {
    return report_trouble("there was not enough memory; nothing was recorded",
                          "end other programs, or allow this one more memory (ulimit -v), and try again");
  } catch (const std::exception& error) {
    return report_bug(error.what());
  } catch (...) {
    return report_bug("an unknown exception");
  }
}

} // namespace pvault::cli
