#include "store/trails.hpp"

#include "store/names.hpp"
#include "store/record_words.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>

namespace pvault::store {

namespace {

void add_numbers(Query& row, std::size_t kind, Things& things) {
  while (row.next())
    things.push_back({kind, row.integer(0)});
}

// A name in two writings, or a lot and one that was reversed, cannot be in one table: codes are unique.
std::optional<std::int64_t> number_of_code(Connection& connection, const ThingKind& kind, const std::string& name,
                                           EntryId known_at) {
  Query row = connection.query(
      fmt::format("SELECT {} FROM {} WHERE code = ? COLLATE NOCASE AND entry_id <= ?", kind.number, kind.table));
  row.bind(spelled_in_book(connection, kind.table, "code", name)).bind(known_at);
  return row.next() ? std::optional(row.integer(0)) : std::nullopt;
}

std::optional<std::int64_t> number_of_mineral(Connection& connection, const std::string& name) {
  const auto mineral = load_mineral(connection, name);
  return mineral ? std::optional(number_of(mineral->id)) : std::nullopt;
}

std::optional<std::int64_t> number_of_entry(Connection& connection, const std::string& name, EntryId known_at) {
  const bool digits =
      !name.empty() && name.size() <= 18 && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
  Query row = connection.query("SELECT entry_id FROM entry WHERE (request_id = ?1 OR entry_id = ?2) AND entry_id <= ?3 "
                               "ORDER BY entry_id = ?2 DESC");
  row.bind(name).bind(digits ? std::stoll(name) : 0).bind(known_at);
  return row.next() ? std::optional(row.integer(0)) : std::nullopt;
}

// With what it was taken of and what was taken of it, however often.
void add_family(Connection& connection, std::size_t kind, std::int64_t lot, Things& things) {
  Query before = connection.query(
      "WITH RECURSIVE above (lot_id) AS (SELECT parent_lot_id FROM lot WHERE lot_id = ? UNION SELECT parent_lot_id "
      "FROM lot JOIN above USING (lot_id)) SELECT lot_id FROM above WHERE lot_id IS NOT NULL");
  add_numbers(before.bind(lot), kind, things);
  Query after =
      connection.query("WITH RECURSIVE below (lot_id) AS (SELECT lot_id FROM lot WHERE parent_lot_id = ? UNION "
                       "SELECT lot.lot_id FROM lot JOIN below ON parent_lot_id = below.lot_id) SELECT lot_id "
                       "FROM below");
  add_numbers(after.bind(lot), kind, things);
}

NamedThing make_thing(Connection& connection, const std::vector<ThingKind>& kinds, std::size_t kind,
                      std::int64_t number) {
  NamedThing named{.kind = kinds[kind].table, .code = std::to_string(number), .things = {{kind, number}}};
  if (named.kind != "entry") named.code = RecordWords::code_of(connection, kinds[kind], number);
  if (named.kind == "lot") add_family(connection, kind, number, named.things);
  if (named.kind == "mineral") {
    Query members = connection.query("SELECT mineral_id FROM mineral WHERE member_of = ?");
    add_numbers(members.bind(number), kind, named.things);
  }
  std::ranges::sort(named.things);
  return named;
}

class TrailRun {
public:
  TrailRun(Connection& connection, const NamedThing& thing, EntryId last)
      : connection_(connection), thing_(thing), last_(last), words_(connection),
        entry_kind_(kind_of(words_.kinds(), "entry")), accounts_(accounts_of_trail(thing.kind)) {}

  void visit(const TouchingEntry& entry, const std::function<void(const TrailLine&)>& take) {
    if (!any_among(thing_.things, entry.things)) return;
    TrailLine line = read_head(entry.entry);
    std::set<std::int64_t> postings;
    std::string rows;
    for (const TouchingRow& row : entry.rows) {
      if (!tells_of_it(row)) continue;
      if (row.table == "posting")
        postings.insert(row.line);
      else
        add_row(row, entry.entry, rows, line.reason);
    }
    line.did = add_postings(entry.entry, postings, line);
    if (!line.did.empty() && !rows.empty()) line.did += ". ";
    line.did += rows;
    take(line);
  }

private:
  // A row that names nothing is of its whole entry.
  [[nodiscard]] bool tells_of_it(const TouchingRow& row) const {
    const bool names_nothing =
        std::ranges::all_of(row.things, [&](const Thing& thing) { return thing.kind == entry_kind_; });
    return names_nothing || any_among(thing_.things, row.things);
  }

  void add_row(const TouchingRow& row, EntryId entry, std::string& rows, std::string& reason) {
    RowInWords said = words_.describe(row.table, entry, row.line);
    if (!rows.empty()) rows += ". ";
    rows += said.words;
    if (said.reason.empty() || reason == said.reason) return;
    reason += reason.empty() ? said.reason : "; " + said.reason;
  }

  TrailLine read_head(EntryId entry) {
    Query row = connection_.query(
        fmt::format("SELECT kind, effective_on, recorded_at, recorded_by, request_id, reference, memo, "
                    "(SELECT reversed_entry_id FROM reversal WHERE reversal.entry_id = ?1), (SELECT "
                    "entry_id FROM reversal WHERE reversed_entry_id = ?1 AND reversal.entry_id <= ?2), {} FROM "
                    "entry WHERE entry_id = ?1",
                    who_signed_sql));
    row.bind(entry).bind(last_).expect_row();
    return {.entry = entry,
            .kind = row.text(0),
            .effective_on = row.date(1),
            .recorded_at = row.text(2),
            .recorded_by = row.text(3),
            .request_id = row.text_or_empty(4),
            .reference = row.text_or_empty(5),
            .memo = row.text_or_empty(6),
            .reverses = row.optional_id<EntryId>(7),
            .reversed_by = row.optional_id<EntryId>(8),
            .did = {},
            .reason = {},
            .who = read_who_signed(row, 9)};
  }

  // Their sums by account, in words: "inventory 5,000 kg, 2,900,000.00 USD".
  std::string add_postings(EntryId entry, const std::set<std::int64_t>& lines, TrailLine& to) {
    struct Sum {
      Mass mass;
      Money amount;
    };
    std::map<std::int64_t, std::pair<std::string, Sum>> sums;
    Query row =
        connection_.query("SELECT line, account_id, account.name, mass_mg, amount_cents FROM posting JOIN account "
                          "USING (account_id) WHERE entry_id = ? ORDER BY line");
    row.bind(entry);
    while (row.next()) {
      if (!lines.contains(row.integer(0))) continue;
      auto& [name, sum] = sums[row.integer(1)];
      name = row.text(2);
      sum.mass = sum.mass + row.mass(3);
      sum.amount = sum.amount + row.money(4);
      if (name == "inventory") to.mass = to.mass + row.mass(3);
      if (std::ranges::find(accounts_, name) != accounts_.end()) to.amount = to.amount + row.money(4);
    }
    std::string words;
    for (const auto& [account, named] : sums) {
      const Sum& sum = named.second;
      words += fmt::format("{}{}", words.empty() ? "" : "; ", named.first);
      if (sum.mass != Mass()) words += fmt::format(" {} kg", format_kilograms(sum.mass));
      if (sum.amount != Money()) words += fmt::format("{} {}", sum.mass != Mass() ? "," : "", format_money(sum.amount));
    }
    return words;
  }

  Connection& connection_;
  const NamedThing& thing_;
  EntryId last_;
  RecordWords words_;
  std::size_t entry_kind_;
  std::vector<std::string_view> accounts_;
};

} // namespace

std::vector<NamedThing> find_things(Connection& connection, const std::string& name, EntryId known_at) {
  const std::vector<ThingKind> kinds = list_thing_kinds(connection);
  std::vector<NamedThing> found;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    std::optional<std::int64_t> number;
    if (kinds[kind].table == "mineral")
      number = number_of_mineral(connection, name);
    else if (kinds[kind].table == "entry")
      number = number_of_entry(connection, name, known_at);
    else
      number = number_of_code(connection, kinds[kind], name, known_at);
    if (number) found.push_back(make_thing(connection, kinds, kind, *number));
  }
  return found;
}

std::vector<std::string_view> accounts_of_trail(std::string_view kind) {
  if (kind == "facility" || kind == "disbursement") return {"loan_principal"};
  if (kind == "party") return {"payable", "receivable"};
  return {"inventory"};
}

void visit_trail(Connection& connection, const NamedThing& thing, EntryId last,
                 const std::function<void(const TrailLine&)>& take) {
  TrailRun run(connection, thing, last);
  visit_touching_entries(connection, last, [&](const TouchingEntry& entry) { run.visit(entry, take); });
}

} // namespace pvault::store
