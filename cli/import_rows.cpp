#include "cli/import_rows.hpp"

#include "cli/json.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <csv.h>
#include <deque>
#include <fmt/format.h>
#include <new>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace pvault::cli {

namespace {

tl::unexpected<Refusal> refuse_rest(std::size_t line, std::string_view why, std::string next_step) {
  return refuse(Rule::import_malformed, fmt::format("line {}: {}; nothing behind it can be read", line, why),
                std::move(next_step));
}

struct CsvRow {
  std::size_t line = 0;
  std::vector<std::string> cells;
};

// libcsv calls back for each cell and row; it is given a line at a time, so that a row knows the line it begins in.
class CsvReader : public ImportRows {
public:
  CsvReader(ImportSource& source, std::string first_line, char delimiter)
      : source_(source), line_(std::move(first_line)) {
    if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
    csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
    constexpr std::size_t grown_by = 64 << 10; // a long cell, else copied every 128 bytes
    csv_set_blk_size(&parser_, grown_by);
  }
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;
  CsvReader(CsvReader&&) = delete;
  CsvReader& operator=(CsvReader&&) = delete;
  ~CsvReader() override { csv_free(&parser_); }

  Expected<void> read_header() {
    CsvRow header;
    const auto found = next_csv_row(header);
    if (!found) return tl::unexpected(found.error());
    if (!*found)
      return refuse(Rule::import_malformed, "there is no header line", "`pvault import --template KIND` makes one");
    for (const std::string& cell : header.cells)
      names_.emplace_back(trim(cell));
    return check_header(header.line);
  }

  Expected<bool> next(RawRow& row) override {
    for (;;) {
      const auto found = next_csv_row(current_);
      if (!found) return tl::unexpected(found.error());
      if (!*found) return false;
      fill(row);
      if (row.cells.empty() && !row.fault) continue;
      row.number = ++rows_;
      return true;
    }
  }

private:
  static void take_cell(void* text, std::size_t length, void* reader) {
    auto& self = *static_cast<CsvReader*>(reader);
    self.open_.cells.emplace_back(static_cast<const char*>(text), length);
  }
  static void end_row(int /*terminator*/, void* reader) {
    auto& self = *static_cast<CsvReader*>(reader);
    self.open_.line = self.begins_at_;
    self.done_.push_back(std::exchange(self.open_, {}));
  }

  Expected<void> check_header(std::size_t line) const {
    const auto refuse_header = [&](const std::string& why, std::string next_step) {
      return refuse(Rule::import_malformed, fmt::format("line {}: {}", line, why), std::move(next_step));
    };
    if (names_.size() == 1 && names_.front().find_first_of(";\t|") != std::string::npos) {
      const char other = names_.front()[names_.front().find_first_of(";\t|")];
      return refuse_header(fmt::format("the header is one column, {}", in_quotes(names_.front())),
                           fmt::format("--delimiter {}", other == '\t' ? "tab" : fmt::format("\"{}\"", other)));
    }
    std::unordered_set<std::string> seen;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const std::string name = lower(names_[i]);
      if (name.empty()) return refuse_header(fmt::format("column {} has no name", i + 1), "a name for each column");
      if (name.find('\0') != std::string::npos)
        return refuse_header(fmt::format("the header is no text: {}", in_quotes(name)),
                             "save it as UTF-8; UTF-16 needs a byte-order mark");
      if (!seen.insert(name).second)
        return refuse_header(fmt::format("the column {} stands twice", printable(name)),
                             "what may be given several times is numbered: lot.1, lot.2");
    }
    return {};
  }

  void fill(RawRow& row) {
    row.line = current_.line;
    row.cells.clear();
    row.fault.reset();
    for (std::size_t i = 0; i < current_.cells.size(); ++i) {
      if (!current_.cells[i].empty()) row.cells.push_back({i, std::move(current_.cells[i])});
    }
    const std::size_t found = current_.cells.size();
    if (found == names_.size()) return;
    row.fault =
        Refusal{Rule::row_malformed,
                fmt::format("the row has {} cell{}, the header {}", found, found == 1 ? "" : "s", names_.size()),
                found > names_.size() ? "a cell with a comma in it stands in quotes: \"1,500 lb\""
                                      : "a cell for each column, empty where there is nothing to say"};
  }

  Expected<bool> next_csv_row(CsvRow& row) {
    while (done_.empty()) {
      if (is_at_end_) return false;
      if (auto fed = feed(); !fed) return tl::unexpected(fed.error());
    }
    row = std::move(done_.front());
    done_.pop_front();
    return true;
  }

  Expected<void> feed() {
    if (!is_line_there_ && !source_.read_line(line_)) return finish();
    is_line_there_ = false;
    constexpr int row_not_begun = 0; // of libcsv
    if (parser_.pstate == row_not_begun) {
      begins_at_ = source_.line();
      row_bytes_ = 0;
    }
    row_bytes_ += line_.size();
    if (row_bytes_ > ImportSource::longest_line) throw LineTooLong(begins_at_);
    const std::size_t read = csv_parse(&parser_, line_.data(), line_.size(), take_cell, end_row, this);
    if (line_.size() == read) return {};
    if (csv_error(&parser_) == CSV_ENOMEM) throw std::bad_alloc();
    return refuse_rest(source_.line(), fmt::format("{}: a quote stands where none can", column_of_open_cell()),
                       "a cell with quotes in it is written as \"drum \"\"7\"\"\"");
  }

  Expected<void> finish() {
    is_at_end_ = true;
    if (csv_fini(&parser_, take_cell, end_row, this) == 0) return {};
    return refuse_rest(begins_at_, fmt::format("{}: its quote is not closed", column_of_open_cell()),
                       "a quote at the end of the cell");
  }

  [[nodiscard]] std::string column_of_open_cell() const {
    const std::size_t column = open_.cells.size();
    return column < names_.size() ? fmt::format("column {}", printable(names_[column]))
                                  : fmt::format("column {}", column + 1);
  }

  ImportSource& source_;
  std::string line_;
  csv_parser parser_ = {};
  CsvRow open_ = {};
  CsvRow current_ = {};
  std::deque<CsvRow> done_ = {};
  std::size_t rows_ = 0;
  std::size_t begins_at_ = 0;
  std::size_t row_bytes_ = 0; // of the row that begins there, over all its lines
  bool is_line_there_ = true; // the first was read to see what the file is
  bool is_at_end_ = false;
};

class JsonReader : public ImportRows {
public:
  JsonReader(ImportSource& source, std::string first_line) : source_(source), line_(std::move(first_line)) {}

  Expected<bool> next(RawRow& row) override {
    for (;;) {
      if (!is_line_there_ && !source_.read_line(line_)) return false;
      is_line_there_ = false;
      if (trim(line_).empty()) continue;
      row.line = source_.line();
      row.number = ++rows_;
      row.cells.clear();
      row.fault.reset();
      fill(row);
      return true;
    }
  }

private:
  void fill(RawRow& row) {
    std::unordered_set<std::string> keys;
    const auto check_key = [&](int depth, Json::parse_event_t event, const Json& parsed) {
      if (event != Json::parse_event_t::key || depth != 1) return true;
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys.insert(lower(key)).second && !row.fault)
        row.fault = fault(fmt::format("{} stands twice in the object", in_quotes(key)), "each name once");
      return true;
    };
    try {
      const Json object = Json::parse(line_, check_key);
      if (!object.is_object()) {
        row.fault =
            fault(fmt::format("{} is no JSON object", in_quotes(trim(line_))), R"({"record": "purchase", ...})");
        return;
      }
      for (const auto& [key, value] : object.items())
        add(row, key, value);
    } catch (const Json::parse_error& error) {
      row.fault = fault(fmt::format("it is no JSON: at byte {} of the line", error.byte), "one object on each line");
    }
  }

  static Refusal fault(std::string message, std::string next_step) {
    return {Rule::row_malformed, std::move(message), std::move(next_step)};
  }

  std::size_t column_of(const std::string& key) {
    const auto [found, is_new] = columns_.emplace(key, names_.size());
    if (is_new) names_.push_back(key);
    return found->second;
  }

  void add(RawRow& row, const std::string& key, const Json& value) {
    if (value.is_array()) {
      for (const Json& each : value)
        add_scalar(row, key, each);
    } else {
      add_scalar(row, key, value);
    }
  }

  void add_scalar(RawRow& row, const std::string& key, const Json& value) {
    if (value.is_null()) return;
    const std::size_t column = column_of(key);
    if (value.is_string()) {
      const auto& text = value.get_ref<const std::string&>();
      if (!text.empty()) row.cells.push_back({column, text});
    } else if (value.is_boolean()) {
      row.cells.push_back({column, value.get<bool>() ? "yes" : "no"});
    } else if (value.is_number_integer()) {
      row.cells.push_back({column, value.dump()});
    } else if (!row.fault) {
      // A number with a fraction may have lost digits by now.
      const bool is_number = value.is_number();
      row.fault =
          fault(fmt::format("{}: {} is {}", printable(key), printable(value.dump()),
                            is_number ? "a number with a fraction" : "no text"),
                is_number ? "write it in quotes, with its unit" : "a text, a whole number, true, false or null");
    }
  }

  ImportSource& source_;
  std::string line_;
  std::size_t rows_ = 0;
  bool is_line_there_ = true;
  std::unordered_map<std::string, std::size_t> columns_ = {};
};

} // namespace

Expected<std::unique_ptr<ImportRows>> open_import_rows(ImportSource& source, char delimiter) {
  std::string line;
  do {
    if (!source.read_line(line))
      return refuse(Rule::import_malformed, "there is nothing in it", "`pvault import --template KIND` makes a header");
  } while (trim(line).empty());
  if (trim(line).starts_with('{')) return std::make_unique<JsonReader>(source, std::move(line));
  auto reader = std::make_unique<CsvReader>(source, std::move(line), delimiter);
  if (auto header = reader->read_header(); !header) return tl::unexpected(header.error());
  return reader;
}

} // namespace pvault::cli
