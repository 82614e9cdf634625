#include "cli/import_run.hpp"

#include "cli/errors.hpp"
#include "cli/import_difference.hpp"
#include "cli/progress.hpp"
#include "cli/run_record.hpp"
#include "journal/sha256.hpp"
#include "operations/record_import.hpp"
#include "store/closings_in_memory.hpp"
#include "store/transaction.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <stdexcept>

namespace pvault::cli {

namespace {

using operations::Recorded;

// Sets the option to what the row says, as a command line would.
struct SetTo {
  const std::string& text;
  void operator()(std::string* place) const { *place = text; }
  void operator()(std::vector<std::string>* place) const { place->push_back(text); }
  void operator()(bool* place) const { *place = true; }
};

// What a row is known by where it has no request id: what it says, whatever the order of the file's columns.
std::string content_identity(const ImportedRow& row, std::int64_t occurrence) {
  constexpr std::size_t digits = 32; // 128 bits
  std::string said = fmt::format("pvault import 1\n{}\n", row.kind->name);
  for (const ImportCell& cell : row.cells)
    fmt::format_to(std::back_inserter(said), "{}={}:{}\n", cell.column->name, cell.text.size(), cell.text);
  if (occurrence > 1) said += fmt::format("occurrence {}\n", occurrence);
  return "import:" + sha256_hex(said).substr(0, digits);
}

const std::string* request_id_of(const ImportedRow& row) {
  for (const ImportCell& cell : row.cells) {
    if (cell.column->name == "request-id") return &cell.text;
  }
  return nullptr;
}

// The column a refusal is about: the one it begins with, else the one whose text it quotes.
CellFault fault_of(const ImportedRow& row, Refusal refusal) {
  for (const ImportCell& cell : row.cells) {
    const std::string option = cell.column->target.option->get_name() + ": ";
    if (!refusal.message.starts_with(option)) continue;
    refusal.message.erase(0, option.size());
    return {cell.column->name, cell.text, std::move(refusal)};
  }
  for (const ImportCell& cell : row.cells) {
    if (refusal.message.find(in_quotes(cell.text)) != std::string::npos)
      return {cell.column->name, cell.text, std::move(refusal)};
  }
  return {"", "", std::move(refusal)};
}

class ImportRun {
public:
  ImportRun(Context& context, store::Book& book, ImportSource& source, const ImportRequest& request)
      : context_(context), source_(source), request_(request), session_{.book = book}, seen_(book.connection()),
        transaction_(book.connection()), closings_(book.connection()),
        text_(request.file, request.format, request.dry_run), totals_{.file = request.file,
                                                                      .sha256 = {},
                                                                      .dry_run = request.dry_run},
        progress_("importing") {
    session_.complete = [this](operations::RecordingOptions& options) {
      if (options.header.request_id.empty()) options.header.request_id = identity_;
      options.header.signer = request_.batch.header.signer;
    };
    totals_.first = EntryId{newest_entry() + 1};
    context_.session = &session_;
  }
  ImportRun(const ImportRun&) = delete;
  ImportRun& operator=(const ImportRun&) = delete;
  ImportRun(ImportRun&&) = delete;
  ImportRun& operator=(ImportRun&&) = delete;
  ~ImportRun() { context_.session = nullptr; }

  Expected<void> run(ImportRows& rows, CellReader& cells) {
    RawRow raw;
    ImportedRow row;
    Expected<bool> found = false;
    while ((found = rows.next(raw)) && *found) {
      cells.read(raw, rows.names(), row);
      place_ = {.line = raw.line, .row = raw.number};
      ++totals_.rows;
      take(row);
      show_progress();
    }
    if (!found) refuse_rest(found.error());
    return finish();
  }

private:
  [[nodiscard]] std::int64_t newest_entry() const {
    return session_.book.connection().integer_of("SELECT coalesce(max(entry_id), 0) FROM entry");
  }

  void add_fault(const CellFault& fault, const std::vector<ColumnSideBySide>& columns = {}) {
    progress_.clear();
    is_malformed_ = is_malformed_ || refusal_about(fault.refusal.rule) == RefusalAbout::input;
    text_.say_fault(place_, fault, columns);
  }

  void refuse_rest(const Refusal& refusal) {
    place_ = {.line = source_.line(), .row = 0};
    ++totals_.refused;
    is_cut_short_ = true;
    add_fault({"", "", refusal});
  }

  void take(const ImportedRow& row) {
    if (!row.faults.empty()) {
      ++totals_.refused;
      for (const CellFault& fault : row.faults)
        add_fault(fault);
      return;
    }
    if (const auto repeated = check_repeated(row)) {
      ++totals_.refused;
      add_fault(*repeated);
      return;
    }
    count(row, record_row(row));
  }

  // Sets the identity of the row. A row that is in the file already is a fault, unless it is meant.
  std::optional<CellFault> check_repeated(const ImportedRow& row) {
    const std::string* request_id = request_id_of(row);
    identity_ = request_id != nullptr ? *request_id : content_identity(row, 1);
    const auto before = seen_.add(identity_, static_cast<std::int64_t>(place_.line));
    if (!before) return std::nullopt;
    if (request_id != nullptr)
      return CellFault{"request-id",
                       *request_id,
                       {Rule::row_repeated, fmt::format("line {} has this request id as well", *before),
                        "an id of its own for each row"}};
    if (request_.keep_duplicates) {
      identity_ = content_identity(row, seen_.times(identity_));
      return std::nullopt;
    }
    return CellFault{"",
                     "",
                     {Rule::row_repeated, fmt::format("the row is the same as that of line {}", *before),
                      "leave one of them out, or --keep-duplicates where both are meant"}};
  }

  // What the command answers; nothing it would have printed is.
  Expected<Recorded> carry_out(const ImportedRow& row) {
    const CommandParts& parts = parts_of(*row.kind->command);
    for (const OptionTarget& target : parts.options)
      target.reset();
    for (const ImportCell& cell : row.cells)
      std::visit(SetTo{cell.text}, cell.column->target.place);
    session_.answer.reset();
    const KeptRefusal kept;
    try {
      parts.action();
    } catch (const std::overflow_error& error) {
      return refuse(Rule::total_too_large, error.what(),
                    "check the masses and amounts of this row and of those before it");
    }
    if (kept.refusal()) return tl::unexpected(*kept.refusal());
    if (!session_.answer) throw std::logic_error(fmt::format("{} left no answer", row.kind->name));
    return *std::move(session_.answer);
  }

  static tl::unexpected<Refusal> refuse_again(const std::string& request_id, const Recorded& before) {
    return refuse(
        Rule::reversed_already,
        fmt::format("the request id {} is that of entry {}, which entry {} reversed, and stands for nothing else",
                    in_quotes(request_id), number_of(before.entry), number_of(*before.reversed_by)),
        "give the row another request id");
  }

  // Where it was recorded and reversed, and is to be recorded again, under an identity that was not used yet.
  Expected<Recorded> record_row(const ImportedRow& row) {
    auto recorded = carry_out(row);
    if (!request_.again) return recorded;
    if (const std::string* request_id = request_id_of(row)) {
      if (recorded && recorded->repeated && recorded->reversed_by) return refuse_again(*request_id, *recorded);
      return recorded;
    }
    const std::string first = identity_;
    for (int time = 2; recorded && recorded->repeated && recorded->reversed_by; ++time) {
      identity_ = fmt::format("{}-{}", first, time);
      recorded = carry_out(row);
    }
    return recorded;
  }

  void count(const ImportedRow& row, const Expected<Recorded>& recorded) {
    if (!recorded) {
      ++totals_.refused;
      const bool differs = recorded.error().rule == Rule::request_id_reused;
      return add_fault(fault_of(row, recorded.error()),
                       differs ? list_side_by_side(session_.book.connection(), identity_, row)
                               : std::vector<ColumnSideBySide>());
    }
    if (recorded->repeated) {
      ++totals_.repeated;
      if (recorded->reversed_by) ++totals_.reversed;
    } else if (recorded->nothing) {
      ++totals_.nothing;
    } else {
      ++totals_.recorded;
    }
    text_.say_row(place_, *recorded);
    for (const std::string& note : recorded->notes)
      say_note(note);
  }

  void say_note(const std::string& note) {
    constexpr std::int64_t most = 20;
    if (++notes_ <= most) print_note(fmt::format("line {}: {}", place_.line, note));
  }

  void show_progress() {
    progress_.show_rate(request_.file, static_cast<std::uint64_t>(totals_.rows), source_.bytes_read(), source_.size());
  }

  Expected<void> finish() {
    totals_.sha256 = is_cut_short_ ? "" : source_.sha256();
    totals_.last = EntryId{newest_entry()};
    std::optional<Recorded> batch;
    if (totals_.refused == 0 && totals_.recorded > 0 && !request_.dry_run) {
      auto recorded = operations::record_import(session_.book, request_.batch,
                                                {.file = totals_.file,
                                                 .sha256 = totals_.sha256,
                                                 .rows = totals_.rows,
                                                 .recorded = totals_.recorded,
                                                 .first = totals_.first});
      if (!recorded) return tl::unexpected(recorded.error());
      batch = *std::move(recorded);
      transaction_.commit();
      run_record().entry = batch->entry;
    }
    progress_.clear();
    if (notes_ > 20) print_note(fmt::format("{} further notes on rows", notes_ - 20));
    text_.finish(totals_, batch);
    return answer();
  }

  [[nodiscard]] Expected<void> answer() const {
    if (totals_.refused == 0) return {};
    const std::string message =
        is_cut_short_
            ? fmt::format("{}: it cannot be read to its end, and {} at fault before that; nothing was recorded",
                          printable(totals_.file), in_words(totals_.refused - 1))
            : fmt::format("{}: {} of {} at fault; nothing was recorded", printable(totals_.file), totals_.refused,
                          totals_.rows == 1 ? "1 row is" : fmt::format("{} rows are", totals_.rows));
    return refuse(is_malformed_ ? Rule::import_malformed : Rule::import_refused, message,
                  "repair them, and import the whole file again");
  }

  static std::string in_words(std::int64_t rows) { return rows == 1 ? "1 row is" : fmt::format("{} rows are", rows); }

  Context& context_;
  ImportSource& source_;
  const ImportRequest& request_;
  RecordingSession session_;
  // Its table is made before the transaction begins: where a transaction changed a schema, each rollback of a row in it
  // makes SQLite read the whole schema of the book again.
  store::SeenRows seen_;
  store::WriteTransaction transaction_;
  store::ClosingsInMemory closings_; // the commit writes them
  ImportText text_;
  ImportTotals totals_;
  Progress progress_;
  RowPlace place_ = {};
  std::string identity_ = {};
  std::int64_t notes_ = 0;
  bool is_malformed_ = false;
  bool is_cut_short_ = false;
};

} // namespace

Expected<void> run_import(Context& context, store::Book& book, ImportSource& source, ImportRows& rows,
                          CellReader& cells, const ImportRequest& request) {
  return ImportRun(context, book, source, request).run(rows, cells);
}

} // namespace pvault::cli
