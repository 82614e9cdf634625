// The book itself behind the same questions that the model answers: it takes the same requests, and says what it holds
// in lines of text that can be laid beside the model's.
#pragma once

#include "operations/recording.hpp"
#include "reports/report.hpp"
#include "store/book.hpp"
#include "tests/model/support/model_lines.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pvault::test {

class RealBook {
public:
  // Makes a book in the folder. Without flushing, what the disk keeps through a power cut is not the question, and
  // waiting for it would take most of the time.
  explicit RealBook(const std::filesystem::path& folder, bool flushes = false);

  // What a new book begins with, as far as it concerns the minerals of the model.
  std::vector<Event> list_first_events();

  // Trouble outside is told as "trouble: ...", a commit in doubt as "doubt: ...", any other exception as "failed: ...".
  Answer answer(const Request& request);
  Answer answer(const PlainImport& file);
  void reopen();
  void close() { book_.reset(); } // until it is opened again

  Lines balances(const When& when);
  Lines lots(const When& when);
  Lines figures(const When& when);
  Lines coverage(const When& when);
  Lines cost(const When& when);
  Lines controls(); // what is open, and what was proposed
  Answer known_at(const std::string& text);
  // The report as JSON.
  std::string report(const std::string& name, const When& when);
  std::int64_t newest();
  std::string head();                                // number and hash of the newest entry
  std::map<std::string, std::int64_t> count_kinds(); // of entry, each that there is: its entries
  // What does not hold at a moment that must hold at any: empty.
  Lines broken_identities(const When& when);
  Lines faults();  // what the audit finds
  Lines derived(); // every row of the derived tables
  void rebuild_derived();

private:
  Expected<operations::Recorded> record_or_propose(const Request& request);
  Answer import_rows(const PlainImport& file);
  Expected<operations::Recorded> approve(const Request& request, operations::RecordingOptions options);
  template <class Work>
  auto reading(Work work);
  std::string code_of(const char* table, std::int64_t id);

  std::filesystem::path path_;
  bool flushes_;
  std::optional<store::Book> book_;
  std::map<std::pair<std::string, std::int64_t>, std::string> codes_; // by table and number; they never change
};

} // namespace pvault::test
