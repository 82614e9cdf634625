#include "cli/verification_text.hpp"

#include "cli/errors.hpp"
#include "cli/json.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "reports/terminal_text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace pvault::cli {

namespace {

using audit::CheckResult;
using audit::Fault;
using audit::Verification;

std::string print_check(const CheckResult& check, std::size_t width) {
  std::string lines =
      fmt::format("{:<6}  {:<{}}  {}\n", check.faults.empty() ? "ok" : "FAULT", check.name, width, check.about);
  for (const Fault& fault : check.faults) {
    const std::string where = fault.entry ? fmt::format("entry {}: ", number_of(*fault.entry)) : "";
    lines += fmt::format("        {}{}\n", where, reports::format_for_terminal(fault.what));
  }
  return lines;
}

// Of a sound book, each checkpoint that it was held against.
std::string print_held(const std::vector<audit::HeldCheckpoint>& checkpoints) {
  std::string lines;
  for (const audit::HeldCheckpoint& held : checkpoints) {
    if (!held.content) continue;
    const bool good = held.signature == audit::HeldSignature::good;
    lines +=
        fmt::format("unchanged up to entry {}, as {} says{}\n", number_of(held.content->entry),
                    reports::format_for_terminal(held.file), good ? fmt::format(", signed with key {}", held.key) : "");
  }
  return lines;
}

std::string print_summary(const Verification& verification) {
  const std::size_t faults = verification.fault_count();
  const auto documents = verification.documents;
  const std::string read_again =
      documents ? fmt::format(", {} document{} read again", *documents, *documents == 1 ? "" : "s") : "";
  if (faults == 0)
    return fmt::format("{}the book is sound: {} entries, {} rows, {} checks{}\nhash {}\n",
                       print_held(verification.checkpoints), verification.entries, verification.rows,
                       verification.checks.size(), read_again, verification.head_hash);
  std::string line = fmt::format("the book is NOT sound: {} fault{}", faults, faults == 1 ? "" : "s");
  if (const auto first = verification.first_broken_entry())
    line += fmt::format(", the first {} entry {}", verification.first_may_be_earlier() ? "at or before" : "in",
                        number_of(*first));
  return line + "\n";
}

Json fault_to_json(const Fault& fault) {
  return {{"entry", fault.entry ? Json(number_of(*fault.entry)) : Json(nullptr)}, {"what", fault.what}};
}

std::string_view word_of_signature(audit::HeldSignature signature) {
  switch (signature) {
  case audit::HeldSignature::none:
    return "none";
  case audit::HeldSignature::unchecked:
    return "unchecked";
  case audit::HeldSignature::good:
    return "good";
  case audit::HeldSignature::bad:
    break;
  }
  return "bad";
}

Json checkpoint_to_json(const audit::HeldCheckpoint& held) {
  return {{"file", held.file},
          {"entry", held.content ? Json(number_of(held.content->entry)) : Json(nullptr)},
          {"hash", held.content ? Json(held.content->hash) : Json(nullptr)},
          {"signature", word_of_signature(held.signature)},
          {"key", text_or_null(held.key)}};
}

Json check_to_json(const CheckResult& check) {
  Json object = {{"check", check.name}, {"about", check.about}, {"faults", Json::array()}};
  for (const Fault& fault : check.faults)
    object["faults"].push_back(fault_to_json(fault));
  return object;
}

} // namespace

std::string print_verification(const Verification& verification) {
  std::size_t width = 0;
  for (const CheckResult& check : verification.checks)
    width = std::max(width, check.name.size());
  std::string page;
  for (const CheckResult& check : verification.checks)
    page += print_check(check, width);
  for (const std::string& note : verification.notes)
    page += fmt::format("note: {}\n", reports::format_for_terminal(note));
  return page + print_summary(verification);
}

std::string print_verification_json(const Verification& verification) {
  const auto first = verification.first_broken_entry();
  Json object;
  object["schema"] = "pvault.verification/1";
  object["sound"] = verification.fault_count() == 0;
  object["entries"] = verification.entries;
  object["rows"] = verification.rows;
  object["head_hash"] = verification.head_hash;
  object["faults"] = verification.fault_count();
  object["first_broken_entry"] = first ? Json(number_of(*first)) : Json(nullptr);
  object["checks"] = Json::array();
  for (const CheckResult& check : verification.checks)
    object["checks"].push_back(check_to_json(check));
  object["documents"] = verification.documents ? Json(*verification.documents) : Json(nullptr);
  object["notes"] = verification.notes;
  object["checkpoints"] = Json::array();
  for (const audit::HeldCheckpoint& held : verification.checkpoints)
    object["checkpoints"].push_back(checkpoint_to_json(held));
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

int report_unsound(const std::string& what, std::string_view consequence, const std::vector<std::string>& faults) {
  constexpr std::size_t most_shown = 10;
  std::string page = fmt::format("{} is not sound, and {}:\n", what, consequence);
  for (std::size_t i = 0; i < faults.size() && i < most_shown; ++i)
    page += fmt::format("  {}\n", faults[i]);
  if (faults.size() > most_shown) page += fmt::format("  and {} more\n", faults.size() - most_shown);
  std::string shown;
  for (std::string_view rest = page; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    shown += reports::format_for_terminal(rest.substr(0, end)) + "\n";
    rest.remove_prefix(end + 1);
  }
  write_stdout(shown);
  return number_of(ExitCode::findings);
}

audit::AuditProgress show_progress() {
  const auto progress = std::make_shared<Progress>("checking");
  return [progress](const audit::AuditStep& step) {
    const std::string reached = step.entry ? fmt::format(", entry {}", number_of(*step.entry)) : "";
    progress->show(step.number, step.of, fmt::format("{}{}", step.check, reached));
  };
}

} // namespace pvault::cli
