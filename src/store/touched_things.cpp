#include "store/touched_things.hpp"

#include "store/schema_check.hpp"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace pvault::store {

namespace {

constexpr std::string_view entry_table = "entry";
constexpr std::string_view entry_number = "entry_id";
// Follows from the lots in between: taking mass of a lot does nothing to the one that it was bought as.
constexpr std::string_view root_of_lot = "root_lot_id";

// The column that numbers the rows of a table by itself; empty when they are named by entry and line.
std::string own_number_of(Connection& connection, const std::string& table) {
  Query row = connection.query("SELECT name FROM pragma_table_info(?) WHERE pk > 0");
  row.bind(table);
  std::vector<std::string> key;
  while (row.next())
    key.push_back(row.text(0));
  return key.size() == 1 && key.front() != entry_number ? key.front() : std::string();
}

struct KeyPart {
  std::string table;
  std::string from;
  std::string to; // empty: the primary key
};

std::vector<std::vector<KeyPart>> list_foreign_keys(Connection& connection, const std::string& table) {
  std::map<std::int64_t, std::vector<KeyPart>> keys;
  Query row =
      connection.query("SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?) ORDER BY id, seq");
  row.bind(table);
  while (row.next())
    keys[row.integer(0)].push_back({row.text(1), row.text(2), row.text_or_empty(3)});
  std::vector<std::vector<KeyPart>> list;
  list.reserve(keys.size());
  std::ranges::transform(keys, std::back_inserter(list), [](const auto& key) { return key.second; });
  return list;
}

// One that names a line says more than one of the same column that names the entry alone.
void keep_most_exact(std::vector<Reference>& references) {
  std::set<std::string> exact;
  for (const Reference& reference : references)
    if (!reference.line.empty()) exact.insert(reference.column);
  std::erase_if(references, [&](const Reference& reference) {
    return reference.to_entry && reference.line.empty() && exact.contains(reference.column);
  });
}

ReferringTable read_referring_table(Connection& connection, const std::string& name,
                                    const std::set<std::string>& records) {
  ReferringTable table{.name = name, .own_number = own_number_of(connection, name)};
  for (const auto& key : list_foreign_keys(connection, name)) {
    const KeyPart& first = key.front();
    // Its own entry, and what is fixed (accounts, kinds), is nothing that can be touched; nor is a key, which goes by a
    // text and is a person's.
    if (first.from == entry_number || first.to == "key_number" || !records.contains(first.table)) continue;
    table.references.push_back({.column = first.from,
                                .table = first.table,
                                .to_entry = first.to == entry_number || first.table == entry_table,
                                .line = key.size() > 1 ? key[1].from : std::string()});
  }
  keep_most_exact(table.references);
  return table;
}

void sort_once(Things& things) {
  std::ranges::sort(things);
  things.erase(std::unique(things.begin(), things.end()), things.end());
}

bool has_kind(const Things& things, std::size_t kind) {
  return std::ranges::any_of(things, [&](const Thing& thing) { return thing.kind == kind; });
}

// The rows of one table, in the order of entries and lines.
struct RecordCursor {
  RecordCursor(Connection& connection, const std::string& sql, const ReferringTable& of, EntryId last)
      : rows(connection.query(sql)), table(&of) {
    rows.bind(last);
    there = rows.next();
  }
  Query rows; // entry, line, own number, then each reference and its line
  const ReferringTable* table;
  bool there = false;
};

std::string cursor_sql(const ReferringTable& table) {
  std::string columns = fmt::format("entry_id, line, {}", table.own_number.empty() ? "NULL" : table.own_number);
  for (const Reference& reference : table.references)
    columns += fmt::format(", {}, {}", reference.column, reference.line.empty() ? "NULL" : reference.line);
  return fmt::format("SELECT {} FROM {} WHERE entry_id <= ? ORDER BY entry_id, line", columns, table.name);
}

// A row while its entry is read.
struct NamingRow {
  const ReferringTable* table = nullptr;
  std::int64_t line = 0;
  std::optional<std::int64_t> own = {};
  Things named = {};
  struct Further {
    const Reference* reference = nullptr;
    std::int64_t entry = 0;
    std::int64_t line = 0;
  };
  std::vector<Further> further = {}; // to other entries
  Things things = {};
};

class TouchRun {
public:
  TouchRun(Connection& connection, EntryId last)
      : connection_(connection), last_(last), tables_(list_referring_tables(connection)),
        kinds_(list_thing_kinds(connection)), entry_kind_(kind_of(kinds_, entry_table)),
        lot_kind_(kind_of(kinds_, "lot")), party_kind_(kind_of(kinds_, "party")) {
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind)
      kind_by_table_[kinds_[kind].table] = kind;
    note_what_is_referred_to();
  }

  void run(const std::function<void(const TouchingEntry&)>& take) {
    std::deque<RecordCursor> cursors; // a query cannot be moved
    for (const ReferringTable& table : tables_)
      cursors.emplace_back(connection_, cursor_sql(table), table, last_);
    for (std::int64_t entry = 1; entry <= number_of(last_); ++entry) {
      std::vector<NamingRow> rows;
      for (RecordCursor& cursor : cursors)
        read_rows(cursor, entry, rows);
      take(finish(entry, std::move(rows)));
    }
  }

private:
  void note_what_is_referred_to() {
    for (const ReferringTable& table : tables_) {
      for (const Reference& reference : table.references) {
        if (!reference.to_entry) continue;
        if (!reference.line.empty()) line_tables_.insert(reference.table);
        Query row = connection_.query(
            fmt::format("SELECT DISTINCT {0} FROM {1} WHERE {0} IS NOT NULL", reference.column, table.name));
        while (row.next())
          kept_[row.integer(0)];
      }
    }
  }

  void read_rows(RecordCursor& cursor, std::int64_t entry, std::vector<NamingRow>& rows) const {
    while (cursor.there && cursor.rows.integer(0) == entry) {
      rows.push_back(read_row(cursor));
      cursor.there = cursor.rows.next();
    }
  }

  [[nodiscard]] NamingRow read_row(const RecordCursor& cursor) const {
    NamingRow row{.table = cursor.table, .line = cursor.rows.integer(1), .own = cursor.rows.optional_integer(2)};
    if (row.own) row.named.push_back({kind_by_table_.at(row.table->name), *row.own});
    int column = 3;
    for (const Reference& reference : row.table->references) {
      const auto number = cursor.rows.optional_integer(column);
      if (number && !reference.to_entry && reference.column != root_of_lot)
        row.named.push_back({kind_by_table_.at(reference.table), *number});
      else if (number && reference.to_entry)
        row.further.push_back({&reference, *number, cursor.rows.optional_integer(column + 1).value_or(0)});
      column += 2;
    }
    sort_once(row.named);
    return row;
  }

  // Rule 1.
  void add_what_belongs(NamingRow& row) const {
    row.things = row.named;
    for (const Thing& named : row.named) {
      const auto found = belongings_.find(named);
      if (found == belongings_.end()) continue;
      std::ranges::copy_if(found->second, std::back_inserter(row.things),
                           [&](const Thing& thing) { return !has_kind(row.named, thing.kind); });
    }
    sort_once(row.things);
  }

  // What belongs to the thing that a row of this entry made. Rule 2.
  void define(const NamingRow& row, const Things& others) {
    const Thing own{kind_by_table_.at(row.table->name), *row.own};
    Things& belonging = belongings_[own];
    const auto add = [&](const Thing& thing) {
      const bool supplier = own.kind == lot_kind_ && thing.kind == party_kind_;
      if (thing.kind != own.kind && thing.kind != entry_kind_ && !supplier) belonging.push_back(thing);
    };
    std::ranges::for_each(row.things, add);
    if (own.kind != lot_kind_) {
      for (const Thing& thing : others)
        if (!has_kind(row.things, thing.kind)) add(thing);
    }
    sort_once(belonging);
  }

  // Rule 3. `named`: all that the rows of the entry name.
  void add_further(NamingRow& row, const Things& named) const {
    for (const NamingRow::Further& further : row.further) {
      row.things.push_back({entry_kind_, further.entry});
      if (!further.reference->line.empty()) {
        const auto line = lines_.find({further.reference->table, further.entry, further.line});
        if (line != lines_.end()) row.things.insert(row.things.end(), line->second.begin(), line->second.end());
        continue;
      }
      const Things& other = kept_.at(further.entry);
      const bool all = further.reference->table == entry_table;
      std::ranges::copy_if(other, std::back_inserter(row.things), [&](const Thing& thing) {
        return all || (thing.kind != entry_kind_ && !has_kind(named, thing.kind));
      });
    }
    sort_once(row.things);
  }

  TouchingEntry finish(std::int64_t entry, std::vector<NamingRow> rows) {
    Things named;
    // What is made comes before what is said of it: a posting may come before its lot.
    for (NamingRow& row : rows) {
      named.insert(named.end(), row.named.begin(), row.named.end());
      if (!row.own) continue;
      add_what_belongs(row);
      define(row, {});
    }
    sort_once(named);
    TouchingEntry touching{.entry = EntryId{entry}, .things = {{entry_kind_, entry}}};
    touching.rows.reserve(rows.size());
    for (NamingRow& row : rows) {
      add_what_belongs(row);
      add_further(row, named);
      touching.things.insert(touching.things.end(), row.things.begin(), row.things.end());
    }
    sort_once(touching.things);
    for (NamingRow& row : rows) {
      if (row.own) define(row, touching.things);
      row.things.push_back({entry_kind_, entry});
      sort_once(row.things);
      if (line_tables_.contains(row.table->name)) lines_[{row.table->name, entry, row.line}] = row.things;
      touching.rows.push_back({row.table->name, row.line, std::move(row.things)});
    }
    if (const auto kept = kept_.find(entry); kept != kept_.end()) kept->second = touching.things;
    return touching;
  }

  Connection& connection_;
  EntryId last_;
  std::vector<ReferringTable> tables_;
  std::vector<ThingKind> kinds_;
  std::size_t entry_kind_;
  std::size_t lot_kind_;
  std::size_t party_kind_;
  std::map<std::string, std::size_t> kind_by_table_;
  std::map<Thing, Things> belongings_;
  std::map<std::int64_t, Things> kept_; // of the entries that others refer to
  std::set<std::string> line_tables_;   // whose lines others refer to
  std::map<std::tuple<std::string, std::int64_t, std::int64_t>, Things> lines_;
};

} // namespace

std::vector<ReferringTable> list_referring_tables(Connection& connection) {
  const std::vector<std::string> names = list_record_tables_in_file(connection);
  std::set<std::string> records(names.begin(), names.end());
  records.emplace(entry_table);
  std::vector<ReferringTable> tables;
  tables.reserve(names.size());
  std::ranges::transform(names, std::back_inserter(tables),
                         [&](const std::string& name) { return read_referring_table(connection, name, records); });
  return tables;
}

std::vector<ThingKind> list_thing_kinds(Connection& connection) {
  std::vector<ThingKind> kinds;
  for (const std::string& table : list_record_tables_in_file(connection)) {
    std::string number = own_number_of(connection, table);
    if (!number.empty()) kinds.push_back({table, std::move(number)});
  }
  kinds.push_back({std::string(entry_table), std::string(entry_number)});
  return kinds;
}

std::size_t kind_of(const std::vector<ThingKind>& kinds, std::string_view table) {
  const auto found = std::ranges::find(kinds, table, &ThingKind::table);
  if (found == kinds.end()) throw std::logic_error(fmt::format("no record table {} numbers its rows", table));
  return static_cast<std::size_t>(found - kinds.begin());
}

void visit_touching_entries(Connection& connection, EntryId last,
                            const std::function<void(const TouchingEntry&)>& take) {
  TouchRun(connection, last).run(take);
}

bool any_among(const Things& some, const Things& things) {
  return std::ranges::any_of(some, [&](const Thing& thing) { return std::ranges::binary_search(things, thing); });
}

} // namespace pvault::store
