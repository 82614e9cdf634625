#include "operations/recording.hpp"

#include "operations/write_down_rows.hpp"
#include "store/entries.hpp"
#include "store/period_changes.hpp"
#include "store/proposals.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace pvault::operations {

Recording::Recording(store::Book& book, RecordingOptions options, std::string kind)
    : options_(std::move(options)), kind_(std::move(kind)), connection_(book.connection()), transaction_(connection_),
      writer_(connection_),
      authorisation_(connection_, options_.header, options_.needed_approval ? Unapproved::tried : Unapproved::refused) {
}

RequestFingerprint Recording::fingerprint() const {
  RequestFingerprint fingerprint(kind_);
  if (!options_.date_is_default) fingerprint.add("on", options_.header.effective_on);
  fingerprint.add("reference", options_.header.reference).add("memo", options_.header.memo);
  return fingerprint;
}

namespace {

// What became of it, when the request was proposed.
std::vector<std::string> notes_on_repeated(store::Connection& connection, const std::string& kind, EntryId entry) {
  if (kind != "proposal") return {};
  const auto proposal = store::load_proposal(connection, entry);
  if (!proposal) return {};
  if (proposal->approved)
    return {fmt::format("proposal {} was approved: entry {}", number_of(entry), number_of(*proposal->approved))};
  if (proposal->rejected) {
    return {
        fmt::format("proposal {} is not carried out, by entry {}", number_of(entry), number_of(*proposal->rejected))};
  }
  return {fmt::format("proposal {} waits for approval until {}", number_of(entry), format_date(proposal->expires_on))};
}

} // namespace

std::optional<Expected<Recorded>> Recording::find_repeat(const RequestFingerprint& fingerprint) {
  if (options_.header.request_id.empty()) return std::nullopt; // without the time that a fingerprint takes
  return find_repeat_of(fingerprint.hash());
}

std::optional<Expected<Recorded>> Recording::find_repeat_of(std::string request_fingerprint) {
  if (options_.header.request_id.empty()) return std::nullopt;
  request_fingerprint_ = std::move(request_fingerprint);
  const auto before = store::find_request(connection_, options_.header.request_id);
  if (!before) return std::nullopt;
  // The fingerprint covers the kind that was asked for; what was recorded may be of another (an accrual of carrying
  // cost).
  if (before->fingerprint != request_fingerprint_) {
    return refuse(Rule::request_id_reused,
                  fmt::format("request id \"{}\" was used by entry {} ({}) with other content",
                              options_.header.request_id, number_of(before->entry), with_article(before->kind)),
                  "give a request an id of its own, or repeat it unchanged");
  }
  const auto entry = store::load_entry(connection_, before->entry);
  return Recorded{.entry = before->entry,
                  .kind = before->kind,
                  .hash = before->hash,
                  .effective_on = entry->effective_on,
                  .repeated = true,
                  .dry_run = options_.dry_run,
                  .reversed_by = entry->reversed_by,
                  .summary = {},
                  .postings = list_posting_lines(connection_, before->entry),
                  .notes = notes_on_repeated(connection_, before->kind, before->entry)};
}

void Recording::date_in_open_period() {
  const auto newest_change = store::load_period_change(connection_);
  if (options_.date_is_default && newest_change) move_to(std::max(on(), newest_change->open_from));
}

Expected<void> Recording::authorise(EntryDraft& draft, const std::string& summary) {
  auto authorised = authorisation_.complete(draft, summary);
  if (authorised && options_.carried_out && draft.header.approval)
    options_.carried_out->push_back({draft.kind, draft.header.effective_on, money_moved(draft.postings)});
  return authorised;
}

// What waits is asked for again under the request id of the recording, whichever of its entries is the first to wait.
Expected<void> Recording::check_approved() {
  auto approved = authorisation_.check_nothing_tried();
  if (approved) return approved;
  NeededApproval needed = authorisation_.needed_approval();
  needed.request_fingerprint = request_fingerprint_;
  *options_.needed_approval = std::move(needed);
  return approved;
}

Expected<store::SealedEntry> Recording::write(EntryDraft draft, const std::string& summary) {
  const auto newest_change = store::load_period_change(connection_);
  if (auto open = check_period_open(newest_change, draft.kind, draft.header.effective_on); !open)
    return tl::unexpected(open.error());
  try {
    add_write_downs(connection_, draft);
    if (auto authorised = authorise(draft, summary); !authorised) return tl::unexpected(authorised.error());
    return writer_.append(std::move(draft));
  } catch (const std::overflow_error& error) {
    return refuse(Rule::total_too_large, error.what(),
                  "check the masses and amounts of this entry and of those before it");
  }
}

Expected<void> Recording::write_before(const std::string& kind, Date on, std::vector<RecordRow> rows, Postings postings,
                                       std::string summary) {
  EntryDraft draft{.kind = kind, .header = options_.header, .rows = std::move(rows), .postings = std::move(postings)};
  draft.header.effective_on = on;
  draft.header.request_id.clear();
  const auto sealed = write(std::move(draft), summary);
  if (!sealed) return tl::unexpected(sealed.error());
  before_.push_back({sealed->entry, kind, on, std::move(summary), list_posting_lines(connection_, sealed->entry)});
  return {};
}

void Recording::add_after(std::string kind, std::vector<RecordRow> rows, std::string summary, Postings postings) {
  after_.push_back({std::move(kind), std::move(rows), std::move(summary), std::move(postings)});
}

Expected<std::vector<RecordedBeside>> Recording::write_after() {
  std::vector<RecordedBeside> written;
  for (After& after : after_) {
    EntryDraft draft{.kind = after.kind,
                     .header = options_.header,
                     .rows = std::move(after.rows),
                     .postings = std::move(after.postings)};
    draft.header.request_id.clear();
    const auto sealed = write(std::move(draft), after.summary);
    if (!sealed) return tl::unexpected(sealed.error());
    written.push_back(
        {sealed->entry, after.kind, on(), std::move(after.summary), list_posting_lines(connection_, sealed->entry)});
  }
  return written;
}

Recorded Recording::nothing(std::string why) const {
  return {.entry = {},
          .kind = kind_,
          .hash = {},
          .effective_on = options_.header.effective_on,
          .dry_run = options_.dry_run,
          .summary = std::move(why),
          .postings = {},
          .nothing = true};
}

Expected<Recorded> Recording::finish(std::vector<RecordRow> rows, Postings postings, std::string summary) {
  const auto sealed = write({.kind = kind_,
                             .header = options_.header,
                             .request_fingerprint = request_fingerprint_,
                             .rows = std::move(rows),
                             .postings = std::move(postings)},
                            summary);
  if (!sealed) return tl::unexpected(sealed.error());
  auto after = write_after();
  if (!after) return tl::unexpected(after.error());
  if (auto approved = check_approved(); !approved) return tl::unexpected(approved.error());
  Recorded recorded{.entry = sealed->entry,
                    .kind = kind_,
                    .hash = sealed->hash,
                    .effective_on = options_.header.effective_on,
                    .repeated = false,
                    .dry_run = options_.dry_run,
                    .reversed_by = {},
                    .summary = std::move(summary),
                    .postings = list_posting_lines(connection_, sealed->entry),
                    .before = std::move(before_),
                    .after = *std::move(after)};
  if (options_.dry_run) return recorded;
  for (const auto& action : before_commit_)
    action();
  transaction_.commit();
  return recorded;
}

std::string with_article(const std::string& kind) {
  const bool vowel = std::string_view("aeiou").find(kind.front()) != std::string_view::npos;
  return (vowel ? "an " : "a ") + kind;
}

std::vector<PostingLine> list_posting_lines(store::Connection& connection, EntryId entry) {
  std::vector<PostingLine> lines;
  store::Query row = connection.query(
      // An account of a loan's cost goes by its facility; which mineral bears it stands behind that.
      "SELECT iif(facility IS NULL OR mineral IS NULL, account, account || ':' || mineral), lot, mass_mg, amount_cents "
      "FROM v_journal WHERE entry_id = ? ORDER BY line");
  row.bind(entry);
  while (row.next())
    lines.push_back({row.text(0), row.text_or_empty(1), row.mass(2), row.money(3)});
  return lines;
}

} // namespace pvault::operations
