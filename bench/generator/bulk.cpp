#include "generator/bulk.hpp"

#include "generator/history.hpp"
#include "operations/add_figures.hpp"
#include "store/names.hpp"
#include "store/transaction.hpp"
#include "store/writer.hpp"

#include <fmt/format.h>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace pvault::bench {

namespace {

template <class T>
T known(Expected<T> answer) {
  if (!answer) throw std::logic_error(fmt::format("the history was refused: {}", answer.error().message));
  return *std::move(answer);
}

class BulkHistory {
public:
  BulkHistory(store::Connection& connection, const HistorySize& size)
      : connection_(connection), writer_(connection), events_(size) {
    for (Mineral& mineral : store::list_minerals(connection))
      minerals_.emplace(mineral.code, std::move(mineral));
    for (const store::Party& party : store::list_parties(connection))
      parties_.emplace(party.code, party.id);
    for (const store::Site& site : store::list_sites(connection))
      sites_.emplace(site.code, site.id);
    store::Query facility = connection.query("SELECT code, facility_id FROM facility");
    while (facility.next())
      facilities_.emplace(facility.text(0), facility.id<FacilityId>(1));
  }

  void run() {
    while (const auto event = events_.next())
      writer_.append(draft_of(*event));
  }

private:
  EntryDraft draft_of(const Event& event) {
    switch (event.kind) {
    case EventKind::purchase:
      return purchase(event);
    case EventKind::release:
      return release(event);
    case EventKind::drawdown:
      return drawdown(event);
    case EventKind::price:
      return price(event);
    default:
      return payment(event);
    }
  }

  EntryDraft purchase(const Event& event) {
    const Mineral& mineral = minerals_.at(event.mineral);
    const PartyId supplier = parties_.at(event.supplier);
    const LotId lot_id{static_cast<std::int64_t>(lots_.size()) + 1};
    const Mass mass = kilograms(event.mass_kg);
    lots_.emplace(event.number, lot_id);
    RecordRow purchase("purchase");
    purchase.set("mineral_id", mineral.id).set("supplier_id", supplier).set("metal_cents", event.amount);
    RecordRow lot("lot");
    lot.set("lot_id", lot_id).set("code", fmt::format("{}-{}", mineral.code, number_of(writer_.next_entry())));
    lot.set("mineral_id", mineral.id).set("site_id", sites_.at(event.site)).set("supplier_id", supplier);
    lot.set("received_on", event.on).set("mass_entered", mass_text(event)).set("received_mg", mass);
    return {
        .kind = "purchase",
        .header = header_of(event),
        .rows = {purchase, lot},
        .postings = {
            {.account = Account::inventory, .mineral = mineral.id, .lot = lot_id, .mass = mass, .amount = event.amount},
            {.account = Account::received_from, .mineral = mineral.id, .party = supplier, .mass = -mass},
            {.account = Account::payable, .party = supplier, .amount = -event.amount}}};
  }

  EntryDraft release(const Event& event) {
    const MineralId mineral = minerals_.at(event.mineral).id;
    const Mass mass = kilograms(event.mass_kg);
    const Money proceeds = Money::cents(event.mass_kg * release_price_cents);
    RecordRow row("release");
    row.set("mineral_id", mineral).set("kind", "sale").set("authority", "generated");
    row.set("mass_entered", mass_text(event)).set("price_entered", release_price).set("mass_mg", mass);
    row.set("proceeds_cents", proceeds).set("lots_named", std::int64_t{0});
    Money cost;
    Postings postings;
    for (const TakenFromLot& taken : event.taken) {
      postings.push_back({.account = Account::inventory,
                          .mineral = mineral,
                          .lot = lots_.at(taken.purchase),
                          .mass = -kilograms(taken.mass_kg),
                          .amount = -taken.cost});
      cost += taken.cost;
    }
    postings.push_back({.account = Account::released_to, .mineral = mineral, .mass = mass});
    if (cost != Money()) postings.push_back({.account = Account::cost_of_releases, .mineral = mineral, .amount = cost});
    postings.push_back({.account = Account::cash, .amount = proceeds});
    postings.push_back({.account = Account::sales, .mineral = mineral, .amount = -proceeds});
    return {.kind = "release", .header = header_of(event), .rows = {row}, .postings = std::move(postings)};
  }

  EntryDraft drawdown(const Event& event) const {
    const FacilityId facility = facilities_.at(event.facility);
    RecordRow row("drawdown");
    row.set("facility_id", facility).set("amount_cents", event.amount);
    row.set("financed_fee_cents", Money()).set("cash_fee_cents", Money());
    return {.kind = "drawdown",
            .header = header_of(event),
            .rows = {row},
            .postings = {{.account = Account::cash, .amount = event.amount},
                         {.account = Account::loan_principal, .facility = facility, .amount = -event.amount},
                         {.account = Account::commitment_undisbursed, .facility = facility, .amount = -event.amount},
                         {.account = Account::commitment_disbursed, .facility = facility, .amount = event.amount}}};
  }

  EntryDraft price(const Event& event) const {
    const Mineral& mineral = minerals_.at(event.mineral);
    const QuotedPrice quoted = known(parse_price(price_text(event)));
    RecordRow row = operations::price_row(mineral.id, event.on, quoted, known(basis_price(mineral, quoted)));
    row.set("source", "generated");
    return {.kind = "price", .header = header_of(event), .rows = {row}};
  }

  EntryDraft payment(const Event& event) const {
    const PartyId supplier = parties_.at(event.supplier);
    RecordRow row("payment");
    row.set("direction", "to-supplier").set("party_id", supplier).set("amount_cents", event.amount);
    return {.kind = "payment",
            .header = header_of(event),
            .rows = {row},
            .postings = {{.account = Account::cash, .amount = -event.amount},
                         {.account = Account::payable, .party = supplier, .amount = event.amount}}};
  }

  static EntryHeader header_of(const Event& event) {
    return {.effective_on = event.on, .recorded_at = std::string(recorded_at), .recorded_by = "generator"};
  }

  static Mass kilograms(std::int64_t mass_kg) { return Mass::milligrams(mass_kg * 1'000'000); }

  store::Connection& connection_;
  store::JournalWriter writer_;
  EventSource events_;
  std::unordered_map<std::string, Mineral> minerals_;
  std::unordered_map<std::string, PartyId> parties_;
  std::unordered_map<std::string, SiteId> sites_;
  std::unordered_map<std::string, FacilityId> facilities_;
  std::unordered_map<std::int64_t, LotId> lots_; // by the event that bought it
};

// By name, each with the statement that makes it, in the order in which they were made.
std::vector<std::pair<std::string, std::string>> list_triggers(store::Connection& connection) {
  std::vector<std::pair<std::string, std::string>> triggers;
  store::Query row = connection.query("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid");
  while (row.next())
    triggers.emplace_back(row.text(0), row.text(1));
  return triggers;
}

} // namespace

void make_history_in_bulk(const std::filesystem::path& path, const HistorySize& size) {
  store::Book book = begin_history(path, size);
  store::Connection& connection = book.connection();
  connection.execute("PRAGMA foreign_keys = OFF; PRAGMA cache_size = -262144;");
  store::WriteTransaction transaction(connection);
  const auto triggers = list_triggers(connection);
  for (const auto& [name, sql] : triggers)
    connection.execute("DROP TRIGGER " + name);
  BulkHistory(connection, size).run();
  for (const auto& [name, sql] : triggers)
    connection.execute(sql);
  transaction.commit();
}

} // namespace pvault::bench
