#include "cli/copied_book.hpp"

#include "audit/checkpoint_check.hpp"
#include "cli/errors.hpp"
#include "store/book_copy.hpp"
#include "store/entries.hpp"
#include "units/text.hpp"

#include <fmt/format.h>

namespace pvault::cli {

namespace {

std::string text_of_fault(const audit::Fault& fault) {
  const std::string entry = fault.entry ? fmt::format("entry {}: ", number_of(*fault.entry)) : "";
  return entry + fault.what;
}

} // namespace

std::vector<std::string> list_checkpoint_faults(store::Connection& connection, const Checkpoints& checkpoints) {
  std::vector<audit::Fault> faults;
  for (const audit::HeldCheckpoint& held : checkpoints)
    audit::check_against(connection, held, {}, faults);
  std::vector<std::string> texts;
  texts.reserve(faults.size());
  for (const audit::Fault& fault : faults)
    texts.push_back(fault.what);
  return texts;
}

std::vector<std::string> list_fault_texts(const std::vector<audit::CheckResult>& checks) {
  std::vector<std::string> texts;
  for (const audit::CheckResult& check : checks) {
    for (const audit::Fault& fault : check.faults)
      texts.push_back(fmt::format("{}: {}", check.name, text_of_fault(fault)));
  }
  return texts;
}

std::string describe_newest(store::Connection& connection) {
  const auto newest = store::load_entry(connection, store::load_chain_head(connection).entry);
  if (!newest) return {};
  return fmt::format("the newest is entry {} ({} of {}), recorded at {}\nhash {}\n", number_of(newest->entry),
                     newest->kind, format_date(newest->effective_on), newest->recorded_at, newest->hash);
}

std::string describe_book(store::Connection& connection, const audit::CopyFindings& findings,
                          std::string_view checked) {
  return fmt::format("{} entries, {} rows; {}\n", group_thousands(std::to_string(findings.entries)),
                     group_thousands(std::to_string(findings.rows)), checked) +
         describe_newest(connection);
}

void note_documents(std::int64_t documents, const std::filesystem::path& book) {
  if (documents == 0) return;
  print_note(fmt::format("{} document{} in the folder {}.evidence {} not in it: copy the folder, too", documents,
                         documents == 1 ? "" : "s", book.string(), documents == 1 ? "is" : "are"));
}

} // namespace pvault::cli
