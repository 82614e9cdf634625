// What the program says when it does not do what it was asked, and the exit codes that schedulers rely on.
#pragma once

#include "units/refusal.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace pvault::cli {

enum class ExitCode : int {
  done = 0,
  refused = 1,        // by a rule of the book; nothing was recorded
  not_understood = 2, // the command line
  surroundings = 3,   // file, disk, lock, memory
  condition = 4,      // one of --fail-on holds of a report, which is written all the same
  findings = 5,       // a verification found something
  bug = 70,           // of ours (EX_SOFTWARE of sysexits.h)
};

constexpr int number_of(ExitCode code) { return static_cast<int>(code); }

// "refused: RULE: message" or "error: RULE: message", and a line "Try: ..." when there is a next step. Whatever could
// steer a terminal is made harmless.
std::string format_refusal(const Refusal& refusal);
// Says it on standard error; the exit code.
int report_refusal(const Refusal& refusal);

// Says one of several on standard error, with further lines between it and the next step; whoever asked goes on.
void print_refusal(const Refusal& refusal, std::string_view further_lines);

// While it lives, report_refusal keeps the refusal in it and says nothing. One at a time.
class KeptRefusal {
public:
  KeptRefusal();
  KeptRefusal(const KeptRefusal&) = delete;
  KeptRefusal& operator=(const KeptRefusal&) = delete;
  KeptRefusal(KeptRefusal&&) = delete;
  KeptRefusal& operator=(KeptRefusal&&) = delete;
  ~KeptRefusal();
  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }

private:
  std::optional<Refusal> refusal_;
};

// Trouble around the book: "error: ..." and "Try: ..." on standard error; the exit code 3.
int report_trouble(std::string_view message, std::string_view next_step);

// "note: ..." on standard error, unless --quiet asks for none.
void print_note(std::string_view text);
// "fail-on: ..." on standard error: why a report exits with 4. Said with --quiet as well.
void print_condition(std::string_view text);

// What helps against trouble that the system reports; empty where nothing is known to.
std::string_view remedy_for(const std::error_code& code);

// Runs a command. Trouble outside and bugs of ours are exceptions: they become a message and an exit code.
int run_guarded(const std::function<int()>& command);

} // namespace pvault::cli
