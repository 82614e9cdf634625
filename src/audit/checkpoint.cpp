#include "audit/checkpoint.hpp"

#include "journal/account.hpp"
#include "store/book.hpp"
#include "store/schema_check.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>

namespace pvault::audit {

namespace {

using CheckpointJson = nlohmann::ordered_json; // an object keeps the order its members are added in

constexpr std::string_view checkpoint_schema = "pvault.checkpoint/1";

void read_entry_and_book(store::Connection& connection, Checkpoint& checkpoint) {
  store::Query first = connection.query("SELECT name, hash FROM book JOIN seal USING (entry_id) WHERE entry_id = 1");
  first.expect_row();
  checkpoint.book = first.text(0);
  checkpoint.first_hash = first.text(1);
  store::Query entry = connection.query("SELECT hash, recorded_at FROM entry JOIN seal USING (entry_id) WHERE "
                                        "entry_id = ?");
  entry.bind(checkpoint.entry).expect_row();
  checkpoint.hash = entry.text(0);
  checkpoint.recorded_at = entry.text(1);
  checkpoint.schema_version = connection.integer_of("PRAGMA user_version");
}

void count_rows(store::Connection& connection, Checkpoint& checkpoint) {
  const auto count = [&](const std::string& table) {
    store::Query row = connection.query(fmt::format("SELECT count(*) FROM {} WHERE entry_id <= ?", table));
    row.bind(checkpoint.entry).expect_row();
    if (row.integer(0) != 0) checkpoint.rows[table] = row.integer(0);
  };
  count("entry");
  for (const std::string& table : store::list_record_tables_in_file(connection))
    count(table);
}

// Balances as the trial balance has them: one of each facility, else of each mineral, else of each party.
void add_up_balances(store::Connection& connection, Checkpoint& checkpoint) {
  store::Query totals = connection.query(
      "SELECT coalesce(SUM(max(balance, 0)), 0), coalesce(SUM(max(-balance, 0)), 0) FROM (SELECT SUM(amount_cents) AS "
      "balance FROM posting JOIN account USING (account_id) WHERE counts_money = 'yes' AND entry_id <= ? GROUP BY "
      "account_id, facility_id, iif(facility_id IS NULL, mineral_id, NULL), iif(facility_id IS NULL AND mineral_id IS "
      "NULL, party_id, NULL))");
  totals.bind(checkpoint.entry).expect_row();
  checkpoint.debit_usd = format_scaled(totals.integer(0), 2, 2);
  checkpoint.credit_usd = format_scaled(totals.integer(1), 2, 2);
  store::Query held = connection.query(
      "SELECT code, SUM(mass_mg) FROM posting JOIN mineral USING (mineral_id) WHERE account_id = ? AND "
      "posting.entry_id <= ? GROUP BY code HAVING SUM(mass_mg) <> 0");
  held.bind(static_cast<std::int64_t>(Account::inventory)).bind(checkpoint.entry);
  while (held.next())
    checkpoint.on_hand_kg[held.text(0)] = format_scaled(held.integer(1), 6, 0);
}

// get<> would make a whole number of 2e20, too. Throws a nlohmann exception.
std::int64_t whole_number(const CheckpointJson& value) {
  return value.get_ref<const CheckpointJson::number_integer_t&>();
}

// Throws a nlohmann exception when a member is missing or of another type.
Checkpoint from_json(const CheckpointJson& object) {
  Checkpoint checkpoint;
  checkpoint.book = object.at("book").get<std::string>();
  checkpoint.first_hash = object.at("first_hash").get<std::string>();
  checkpoint.entry = EntryId{whole_number(object.at("entry"))};
  checkpoint.hash = object.at("hash").get<std::string>();
  checkpoint.recorded_at = object.at("recorded_at").get<std::string>();
  checkpoint.schema_version = whole_number(object.at("schema_version"));
  for (const auto& [table, count] : object.at("rows").items())
    checkpoint.rows[table] = whole_number(count);
  checkpoint.debit_usd = object.at("debit_usd").get<std::string>();
  checkpoint.credit_usd = object.at("credit_usd").get<std::string>();
  for (const auto& [mineral, mass] : object.at("on_hand_kg").items())
    checkpoint.on_hand_kg[mineral] = mass.get<std::string>();
  return checkpoint;
}

std::optional<Checkpoint> read_json(std::string_view bytes) {
  try {
    return from_json(CheckpointJson::parse(bytes));
  } catch (const CheckpointJson::exception&) {
    return std::nullopt;
  }
}

} // namespace

Checkpoint make_checkpoint(store::Connection& connection, EntryId entry) {
  Checkpoint checkpoint;
  checkpoint.entry = entry;
  read_entry_and_book(connection, checkpoint);
  count_rows(connection, checkpoint);
  add_up_balances(connection, checkpoint);
  return checkpoint;
}

std::string format_checkpoint(const Checkpoint& checkpoint) {
  CheckpointJson object;
  object["schema"] = checkpoint_schema;
  object["book"] = checkpoint.book;
  object["first_hash"] = checkpoint.first_hash;
  object["entry"] = number_of(checkpoint.entry);
  object["hash"] = checkpoint.hash;
  object["recorded_at"] = checkpoint.recorded_at;
  object["schema_version"] = checkpoint.schema_version;
  object["rows"] = CheckpointJson::object();
  for (const auto& [table, count] : checkpoint.rows)
    object["rows"][table] = count;
  object["debit_usd"] = checkpoint.debit_usd;
  object["credit_usd"] = checkpoint.credit_usd;
  object["on_hand_kg"] = CheckpointJson::object();
  for (const auto& [mineral, mass] : checkpoint.on_hand_kg)
    object["on_hand_kg"][mineral] = mass;
  return object.dump(2, ' ', false, CheckpointJson::error_handler_t::replace) + "\n";
}

Expected<Checkpoint> parse_checkpoint(std::string_view bytes, std::string_view file) {
  auto checkpoint = read_json(bytes);
  if (checkpoint && format_checkpoint(*checkpoint) == bytes) return *std::move(checkpoint);
  return refuse(Rule::checkpoint_malformed,
                checkpoint ? fmt::format("{} is not written as pvault writes a checkpoint: it was edited", file)
                           : fmt::format("{} is no checkpoint of pvault", file),
                "name a file that `pvault audit checkpoint --output FILE` made");
}

} // namespace pvault::audit
