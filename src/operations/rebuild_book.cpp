#include "operations/rebuild_book.hpp"

#include "journal/chain.hpp"
#include "store/book.hpp"
#include "store/writer.hpp"
#include "units/date.hpp"
#include "units/parsing.hpp"

#include <exception>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

namespace pvault::operations {

namespace {

// Columns keep the order they have in the file: their hash counts on it.
using Json = nlohmann::ordered_json;

// What a line says. Names of tables and columns are views into the pool, which outlives it.
struct ExportedEntry {
  std::int64_t entry = 0;
  std::string previous_hash;
  std::string hash;
  std::string signature; // empty: nobody signed it
  std::vector<RecordRow> rows;
};

// Names of tables and columns, of which a book has a few hundred.
class NamePool {
public:
  std::string_view keep(const std::string& name) { return *names_.insert(name).first; }

private:
  std::set<std::string> names_;
};

std::optional<Value> read_json_value(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number_integer()) return std::nullopt;
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > largest) return std::nullopt;
  return value.get<std::int64_t>();
}

bool is_row(const Json& row) {
  return row.is_object() && row.contains("table") && row["table"].is_string() && row.contains("values") &&
         row["values"].is_object();
}

std::optional<RecordRow> read_row(const Json& row, NamePool& names) {
  if (!is_row(row)) return std::nullopt;
  RecordRow read(names.keep(row["table"].get<std::string>()));
  for (const auto& [column, content] : row["values"].items()) {
    const auto value = read_json_value(content);
    if (!value) return std::nullopt;
    const std::string_view name = names.keep(column);
    if (const auto* number = std::get_if<std::int64_t>(&*value)) read.set(name, *number);
    if (const auto* text = std::get_if<std::string>(&*value)) read.set(name, *text);
  }
  return read;
}

bool is_entry(const Json& line) {
  return line.is_object() && line.contains("entry") && line["entry"].is_number_integer() &&
         line.contains("previous_hash") && line["previous_hash"].is_string() && line.contains("hash") &&
         line["hash"].is_string() && (!line.contains("signature") || line["signature"].is_string()) &&
         line.contains("rows") && line["rows"].is_array() && !line["rows"].empty();
}

std::optional<ExportedEntry> read_entry(const std::string& text, NamePool& names) {
  const Json line = Json::parse(text, nullptr, false);
  if (line.is_discarded() || !is_entry(line)) return std::nullopt;
  ExportedEntry read{.entry = line["entry"].get<std::int64_t>(),
                     .previous_hash = line["previous_hash"].get<std::string>(),
                     .hash = line["hash"].get<std::string>(),
                     .signature = line.value("signature", std::string()),
                     .rows = {}};
  read.rows.reserve(line["rows"].size());
  for (const Json& row : line["rows"]) {
    auto values = read_row(row, names);
    if (!values) return std::nullopt;
    read.rows.push_back(*std::move(values));
  }
  if (read.rows.front().table() != "entry") return std::nullopt;
  return read;
}

std::string text_of(const RecordRow& row, std::string_view column) {
  const auto* text = std::get_if<std::string>(&row.value(column));
  return text == nullptr ? std::string() : *text;
}

std::int64_t number_at(const RecordRow& row, std::string_view column) {
  const auto* number = std::get_if<std::int64_t>(&row.value(column));
  return number == nullptr ? 0 : *number;
}

template <class Id>
std::optional<Id> id_in(const RecordRow& row, std::string_view column) {
  const auto* number = std::get_if<std::int64_t>(&row.value(column));
  return number == nullptr ? std::nullopt : std::optional(Id{*number});
}

Posting posting_of(const RecordRow& row) {
  return {.account = Account{number_at(row, "account_id")},
          .mineral = id_in<MineralId>(row, "mineral_id"),
          .lot = id_in<LotId>(row, "lot_id"),
          .party = id_in<PartyId>(row, "party_id"),
          .facility = id_in<FacilityId>(row, "facility_id"),
          .mass = Mass::milligrams(number_at(row, "mass_mg")),
          .amount = Money::cents(number_at(row, "amount_cents"))};
}

// The writer numbers rows itself; where the line numbered them otherwise, the hash differs.
RecordRow without_numbers(const RecordRow& row) {
  RecordRow plain(row.table());
  for (const auto& [column, value] : row.values()) {
    if (column == "entry_id" || column == "line") continue;
    if (const auto* number = std::get_if<std::int64_t>(&value)) plain.set(column, *number);
    if (const auto* text = std::get_if<std::string>(&value)) plain.set(column, *text);
  }
  return plain;
}

// Nothing when the entry has no date.
std::optional<EntryDraft> draft_of(const ExportedEntry& exported) {
  const RecordRow& own = exported.rows.front();
  const auto on = parse_iso_date(text_of(own, "effective_on"));
  if (!on) return std::nullopt;
  EntryDraft draft{.kind = text_of(own, "kind"),
                   .header = {.effective_on = *on,
                              .recorded_at = text_of(own, "recorded_at"),
                              .recorded_by = text_of(own, "recorded_by"),
                              .request_id = text_of(own, "request_id"),
                              .reference = text_of(own, "reference"),
                              .memo = text_of(own, "memo")},
                   .request_fingerprint = text_of(own, "request_fingerprint"),
                   .signature = exported.signature};
  for (std::size_t i = 1; i < exported.rows.size(); ++i) {
    const RecordRow& row = exported.rows[i];
    if (row.table() == "posting")
      draft.postings.push_back(posting_of(row));
    else
      draft.rows.push_back(without_numbers(row));
  }
  return draft;
}

// What `pvault export` writes of it. A line has no other form: what one reader takes and another does not (a member
// twice, one more than there are, blanks) has no place in it.
std::string line_of(const ExportedEntry& exported) {
  Json line = {{"entry", exported.entry}, {"previous_hash", exported.previous_hash}, {"hash", exported.hash}};
  if (!exported.signature.empty()) line["signature"] = exported.signature;
  line["rows"] = Json::array();
  for (const RecordRow& row : exported.rows) {
    Json values = Json::object();
    for (const auto& [column, value] : row.values()) {
      if (const auto* number = std::get_if<std::int64_t>(&value)) values[std::string(column)] = *number;
      if (const auto* text = std::get_if<std::string>(&value)) values[std::string(column)] = *text;
    }
    line["rows"].push_back({{"table", std::string(row.table())}, {"values", std::move(values)}});
  }
  return line.dump();
}

std::string hash_of(const ExportedEntry& exported) {
  EntryBytes bytes(exported.previous_hash);
  for (const RecordRow& row : exported.rows) {
    bytes.begin_row(row.table());
    for (const auto& [column, value] : row.values())
      bytes.add(column, value);
  }
  return bytes.hash();
}

tl::unexpected<Refusal> refuse_difference(std::int64_t entry, std::string_view what) {
  return refuse(Rule::export_differs, fmt::format("entry {} {}", entry, what),
                "export the book again with `pvault export --to jsonl`, after `pvault audit verify`");
}

// Names in a line may hold anything, and SQLite says them again. At full length: it is the book's own words that count.
std::string harmless(std::string_view words) {
  std::string shown;
  while (!words.empty()) {
    const std::string_view character = words.substr(0, first_character(words).bytes);
    shown += printable(character);
    words.remove_prefix(character.size());
  }
  return shown;
}

// Everything the law of the book says against an entry is a broken promise when the program itself wrote it, and an
// answer when a file says so.
Expected<store::SealedEntry> append_exported(store::JournalWriter& writer, std::int64_t entry, EntryDraft draft) {
  try {
    return writer.append(std::move(draft));
  } catch (const std::logic_error& error) {
    return refuse_difference(entry, fmt::format("is not accepted by the book: {}", harmless(error.what())));
  }
}

class Rebuilding {
public:
  Rebuilding(std::istream& lines, std::string_view name, const std::function<void()>& at_each_line)
      : lines_(lines), name_(name), at_each_line_(at_each_line) {}

  // Writes all lines into an empty book.
  Expected<EntryId> fill(store::Connection& connection) {
    store::JournalWriter writer(connection);
    for (std::string text; next(text);) {
      ++line_;
      if (lines_.eof()) return refuse_line("ends before its line does");
      const auto written = write_line(writer, text);
      if (!written) return tl::unexpected(written.error());
    }
    if (line_ == 0) return refuse_line("holds no entry");
    return EntryId{line_};
  }

private:
  bool next(std::string& text) {
    std::getline(lines_, text);
    if (at_each_line_) at_each_line_();
    return !lines_.fail();
  }

  Expected<void> write_line(store::JournalWriter& writer, const std::string& text) {
    const auto exported = read_entry(text, names_);
    if (!exported || line_of(*exported) != text)
      return refuse_line("is not an entry as `pvault export --to jsonl` writes it");
    auto draft = draft_of(*exported);
    if (!draft) return refuse_line("is an entry without a date");
    if (exported->entry != line_ || exported->previous_hash != head_)
      return refuse_difference(exported->entry, "does not follow the line before it");
    if (hash_of(*exported) != exported->hash)
      return refuse_difference(exported->entry, "does not have the content it was sealed with");
    const auto sealed = append_exported(writer, exported->entry, *std::move(draft));
    if (!sealed) return tl::unexpected(sealed.error());
    if (sealed->hash != exported->hash)
      return refuse_difference(exported->entry, "says something that this program's books have no place for");
    head_ = sealed->hash;
    return {};
  }

  [[nodiscard]] tl::unexpected<Refusal> refuse_line(std::string_view what) const {
    return refuse(Rule::export_malformed, fmt::format("{}, line {}: it {}", name_, line_, what),
                  "make the file with `pvault export --to jsonl --output FILE`");
  }

  std::istream& lines_;
  std::string_view name_;
  const std::function<void()>& at_each_line_;
  NamePool names_;
  std::int64_t line_ = 0;
  std::string head_{first_previous_hash};
};

// Leaves Book::create without a book.
class NotRebuilt : public std::exception {
public:
  explicit NotRebuilt(Refusal why) : why_(std::move(why)) {}
  [[nodiscard]] const char* what() const noexcept override { return why_.message.c_str(); }
  [[nodiscard]] const Refusal& why() const { return why_; }

private:
  Refusal why_;
};

} // namespace

Expected<EntryId> rebuild_book(std::istream& lines, std::string_view name, const std::filesystem::path& path,
                               const RebuildSteps& steps) {
  Rebuilding rebuilding(lines, name, steps.at_each_line);
  EntryId newest{};
  const auto fill = [&](store::Connection& connection) {
    auto filled = rebuilding.fill(connection);
    if (!filled) throw NotRebuilt(filled.error());
    newest = *filled;
    if (steps.look_at) steps.look_at(connection);
  };
  try {
    store::Book::create(path, fill, true);
  } catch (const NotRebuilt& refused) {
    return tl::unexpected(refused.why());
  }
  return newest;
}

} // namespace pvault::operations
