// What every recording has in common: it decides and writes under one lock, knows a request it has seen before, and can
// be tried without leaving a trace.
#pragma once

#include "journal/chain.hpp"
#include "journal/entry.hpp"
#include "operations/authorisation.hpp"
#include "stockpile/redraw.hpp"
#include "store/book.hpp"
#include "store/transaction.hpp"
#include "store/writer.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pvault::operations {

struct RecordingOptions {
  EntryHeader header;
  bool dry_run = false; // do and check everything, then leave the book as it was
  // Nobody gave header.effective_on: it is today or another default, and no part of what was asked. The same request
  // tomorrow is the same.
  bool date_is_default = false;
  // Where it is kept all that another person would have to approve, when a recording refuses approval_missing.
  std::shared_ptr<std::optional<NeededApproval>> needed_approval = {};
  // Where it is kept what was recorded, or tried, as what another person proposed.
  std::shared_ptr<std::vector<ApprovedEntry>> carried_out = {};
};

// A posting as people read it.
struct PostingLine {
  std::string account; // inventory:gallium
  std::string lot;     // empty when none
  Mass mass;
  Money amount;
};

// An entry that a recording made beside its own, in the same SQLite transaction: before it what had accrued by then,
// after it the evidence of it.
struct RecordedBeside {
  EntryId entry{};
  std::string kind;
  Date effective_on;
  std::string summary;
  std::vector<PostingLine> postings;
};

// What a dry run of a backdated purchase or release says of the releases after it: a release is fixed when it is
// recorded, so they stay as they are.
struct Preview {
  std::vector<RedrawDifference> differences; // those that would have drawn otherwise, had it been recorded in time
  std::optional<RedrawDifference> own;       // the release itself, where it would have drawn otherwise then
};

// What a recording answers.
struct Recorded {
  EntryId entry{};
  std::string kind;
  std::string hash;
  Date effective_on;
  bool repeated = false; // this request had been recorded before, as this entry; nothing new was recorded
  bool dry_run = false;  // nothing was recorded
  std::optional<EntryId> reversed_by = {}; // of a repeated request: the entry that has undone it since
  std::string summary;                     // "purchase of 25,000 kg of gallium, lot gallium-181"; empty when repeated
  std::vector<PostingLine> postings;
  std::vector<RecordedBeside> before = {};
  std::vector<RecordedBeside> after = {};
  std::vector<std::string> notes = {}; // what it exceeds without being refused
  bool nothing = false;                // there was nothing to record; `summary` says why
  std::optional<Preview> preview = {};
};

// One recording in progress. Holds the book for writing from its construction, so what is decided on is still true when
// it is written.
class Recording {
public:
  Recording(store::Book& book, RecordingOptions options, std::string kind);

  [[nodiscard]] store::Connection& connection() { return connection_; }
  [[nodiscard]] store::JournalWriter& writer() { return writer_; }
  [[nodiscard]] Date on() const { return options_.header.effective_on; }
  [[nodiscard]] bool is_dry_run() const { return options_.dry_run; }

  // The fingerprint of this request: its kind, date, reference and memo; the caller adds what is its own.
  [[nodiscard]] RequestFingerprint fingerprint() const;

  // The answer for a request id that was seen before: the entry it made then, or a refusal (request_id_reused) when the
  // request differs. Must be asked before names are found and anything is decided: a repeated release may find no stock
  // or no recipient any more.
  std::optional<Expected<Recorded>> find_repeat(const RequestFingerprint& fingerprint);

  // The same of a request whose fingerprint another recording made, which asked for it first: between the two somebody
  // else may have recorded it.
  std::optional<Expected<Recorded>> find_repeat_of(std::string request_fingerprint);

  // Of the book, before this recording.
  [[nodiscard]] const std::optional<Policy>& policy() const { return authorisation_.policy(); }

  // Writes an entry that comes before the recording's own and has no request id. Refuses period_closed, total_too_large
  // and what Authorisation refuses.
  Expected<void> write_before(const std::string& kind, Date on, std::vector<RecordRow> rows, Postings postings,
                              std::string summary);

  // An entry of the same day that finish() writes after the recording's own, without request id.
  void add_after(std::string kind, std::vector<RecordRow> rows, std::string summary, Postings postings = {});
  // What finish() does when all is written and sealed, and before it commits; nothing in a dry run. An exception leaves
  // the book as it was.
  void before_commit(std::function<void()> action) { before_commit_.push_back(std::move(action)); }

  // Writes the entry; commits unless it is a dry run. Refuses period_closed when it is dated in a closed period,
  // total_too_large when a total would no longer fit, and what Authorisation refuses.
  Expected<Recorded> finish(std::vector<RecordRow> rows, Postings postings, std::string summary);

  // Where nobody gave a date, and today is in a closed period (its last day), the first open day. For entries of which
  // the order counts and not the date: they must not wait for tomorrow.
  void date_in_open_period();
  // Dates the recording's own entry anew; what was asked stays what it was.
  void move_to(Date on) { options_.header.effective_on = on; }
  // Makes the recording's own entry one of another kind; what was asked stays what it was.
  void record_as(std::string kind) { kind_ = std::move(kind); }
  // The answer when there is nothing to record.
  [[nodiscard]] Recorded nothing(std::string why) const;

private:
  struct After {
    std::string kind;
    std::vector<RecordRow> rows;
    std::string summary;
    Postings postings;
  };
  Expected<store::SealedEntry> write(EntryDraft draft, const std::string& summary);
  Expected<void> authorise(EntryDraft& draft, const std::string& summary);
  Expected<void> check_approved();
  Expected<std::vector<RecordedBeside>> write_after();
  RecordingOptions options_;
  std::string kind_;
  std::vector<RecordedBeside> before_ = {};
  std::vector<After> after_ = {};
  std::vector<std::function<void()>> before_commit_ = {};
  std::string request_fingerprint_ = {};
  store::Connection& connection_;
  store::WriteTransaction transaction_;
  store::JournalWriter writer_;
  Authorisation authorisation_;
};

// "an accrual", "a purchase"
std::string with_article(const std::string& kind);

std::vector<PostingLine> list_posting_lines(store::Connection& connection, EntryId entry);

} // namespace pvault::operations
