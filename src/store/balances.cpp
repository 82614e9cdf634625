#include "store/balances.hpp"

#include "store/moment_sql.hpp"
#include "store/names.hpp"
#include "store/read_again.hpp"
#include "store/sales.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace pvault::store {

namespace {

// Entries that a moment has not seen; both halves use an index.
constexpr const char* unseen_entries =
    "(SELECT entry_id FROM entry WHERE effective_on > ?1 UNION SELECT entry_id FROM entry WHERE entry_id > ?2)";

std::string posted_by(const char* entries) {
  return fmt::format("SELECT account_id, coalesce(mineral_id, 0), coalesce(party_id, 0), coalesce(facility_id, 0), "
                     "SUM(mass_mg), SUM(amount_cents) FROM posting WHERE entry_id IN {} GROUP BY 1, 2, 3, 4",
                     entries);
}

template <class Id>
std::optional<Id> id_or_none(std::int64_t number) {
  return number == 0 ? std::nullopt : std::optional(Id{number});
}

void add_balances(Balances& balances, Query& row, bool take_away) {
  while (row.next()) {
    const BalanceKey key{Account{row.integer(0)}, id_or_none<MineralId>(row.integer(1)),
                         id_or_none<PartyId>(row.integer(2)), id_or_none<FacilityId>(row.integer(3))};
    Balance& balance = balances[key];
    balance.mass += take_away ? -row.mass(4) : row.mass(4);
    balance.amount += take_away ? -row.money(5) : row.money(5);
  }
}

} // namespace

Balances load_balances(Connection& connection, const Moment& moment) {
  Balances balances;
  Query all = connection.query(
      "SELECT account_id, mineral_id, party_id, facility_id, mass_mg, amount_cents FROM account_balance");
  add_balances(balances, all, false);
  Query unseen = connection.query(posted_by(unseen_entries));
  unseen.bind(moment.as_of).bind(moment.known_at);
  add_balances(balances, unseen, true);
  return balances;
}

void take_off_later(Connection& connection, Date day, const Moment& moment, Balances& balances) {
  Query later = connection.query(posted_by(later_entries));
  later.bind(day).bind(moment.as_of).bind(moment.known_at);
  add_balances(balances, later, true);
}

Balance balance_of(const Balances& balances, Account account, MineralId mineral) {
  Balance total;
  const BalanceKey first{.account = account, .mineral = mineral}; // no party comes before any party
  for (auto at = balances.lower_bound(first); at != balances.end(); ++at) {
    if (at->first.account != account || at->first.mineral != mineral) break;
    total.mass += at->second.mass;
    total.amount += at->second.amount;
  }
  return total;
}

Money balance_of(const Balances& balances, Account account, FacilityId facility) {
  Money total;
  for (auto at = balances.lower_bound({.account = account}); at != balances.end() && at->first.account == account;
       ++at) {
    if (at->first.facility == facility) total += at->second.amount;
  }
  return total;
}

namespace {

Money charged_to(const Balances& balances, MineralId mineral, const std::array<Account, 3>& accounts) {
  Money sum;
  for (const Account account : accounts)
    sum += balance_of(balances, account, mineral).amount;
  return sum;
}

} // namespace

Money carrying_cost_of(const Balances& balances, MineralId mineral) {
  return charged_to(balances, mineral, {Account::storage, Account::insurance, Account::handling});
}

Money financing_cost_of(const Balances& balances, MineralId mineral) {
  return charged_to(balances, mineral, {Account::interest, Account::commitment_fee, Account::exposure_fee});
}

namespace {

template <class Id>
std::map<Id, std::string> load_codes(Connection& connection, const char* table) {
  std::map<Id, std::string> codes;
  Query row = connection.query(fmt::format("SELECT {0}_id, code FROM {0}", table));
  while (row.next())
    codes.emplace(row.id<Id>(0), row.text(1));
  return codes;
}

// What stands behind the account's name. An account of a loan's cost goes by its facility, whichever mineral bears it.
class DimensionNames {
public:
  explicit DimensionNames(Connection& connection)
      : minerals_(load_codes<MineralId>(connection, "mineral")), parties_(load_codes<PartyId>(connection, "party")),
        facilities_(load_codes<FacilityId>(connection, "facility")) {}

  [[nodiscard]] std::string of(const BalanceKey& key) const {
    if (key.facility) return ":" + facilities_.at(*key.facility);
    if (key.mineral) return ":" + minerals_.at(*key.mineral);
    return key.party ? ":" + parties_.at(*key.party) : std::string();
  }

private:
  std::map<MineralId, std::string> minerals_;
  std::map<PartyId, std::string> parties_;
  std::map<FacilityId, std::string> facilities_;
};

} // namespace

std::vector<NamedBalance> list_money_balances(Connection& connection, const Moment& moment) {
  const Balances balances = load_balances(connection, moment);
  const DimensionNames names(connection);
  std::map<Account, std::map<std::string, Money>> by_name;
  for (const auto& [key, balance] : balances)
    by_name[key.account][names.of(key)] += balance.amount;
  std::vector<NamedBalance> named;
  Query account = connection.query(
      "SELECT account_id, name, counts_money = 'memo' FROM account WHERE counts_money <> 'no' ORDER BY account_id");
  while (account.next()) {
    for (const auto& [name, amount] : by_name[Account{account.integer(0)}]) {
      if (amount != Money()) named.push_back({account.text(1) + name, amount, account.integer(2) != 0});
    }
  }
  return named;
}

namespace {

struct Unseen {
  Mass mass;
  Money cost;
};

std::map<LotId, Unseen> load_unseen_of_lots(Connection& connection, const Moment& moment) {
  std::map<LotId, Unseen> unseen;
  Query row = connection.query(fmt::format("SELECT lot_id, SUM(mass_mg), SUM(amount_cents) FROM posting "
                                           "WHERE entry_id IN {} AND lot_id IS NOT NULL GROUP BY lot_id",
                                           unseen_entries));
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    unseen[row.id<LotId>(0)] = {row.mass(1), row.money(2)};
  return unseen;
}

} // namespace

std::vector<LotState> list_lots(Connection& connection, const Moment& moment, bool only_open) {
  // Lots that can be open at the moment: those that are now, and those that entries it has not seen drew from.
  static const std::string perhaps_open = fmt::format("AND lot.lot_id IN (SELECT lot_id FROM lot_balance WHERE mass_mg "
                                                      "> 0 UNION SELECT lot_id FROM posting WHERE entry_id IN {} "
                                                      "AND lot_id IS NOT NULL)",
                                                      unseen_entries);
  const auto unseen = load_unseen_of_lots(connection, moment);
  std::vector<LotState> lots;
  Query row = connection.query(fmt::format(
      "SELECT lot.lot_id, lot.code, lot.mineral_id, mineral.code, site.code, party.code, lot.received_on, "
      "lot.received_mg, mass_mg, cost_cents, reversal.entry_id, site.kind, parent.code, root.code, "
      "lot_balance.aged_from_on FROM lot JOIN lot_balance USING (lot_id) "
      "JOIN mineral ON mineral.mineral_id = lot.mineral_id "
      "JOIN site ON site.site_id = lot.site_id JOIN party ON party_id = lot.supplier_id "
      "JOIN lot AS root ON root.lot_id = lot_balance.root_lot_id "
      "LEFT JOIN lot AS parent ON parent.lot_id = lot.parent_lot_id "
      "LEFT JOIN reversal ON reversed_entry_id = lot.entry_id AND reversal.effective_on <= ?1 AND reversal.entry_id <= "
      "?2 "
      "WHERE lot.received_on <= ?1 AND lot.entry_id <= ?2 {} "
      "ORDER BY lot_balance.aged_from_on, lot_balance.root_lot_id, lot.lot_id",
      only_open ? perhaps_open : ""));
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    const auto id = row.id<LotId>(0);
    const auto later = unseen.find(id);
    const Unseen not_seen = later == unseen.end() ? Unseen{} : later->second;
    LotState lot{.id = id,
                 .code = row.text(1),
                 .mineral = row.id<MineralId>(2),
                 .mineral_code = row.text(3),
                 .site_code = row.text(4),
                 .supplier_code = row.text(5),
                 .received_on = row.date(6),
                 .aged_from = row.date(14),
                 .received = row.mass(7),
                 .on_hand = row.mass(8) - not_seen.mass,
                 .cost = row.money(9) - not_seen.cost,
                 .reversed = !row.is_null(10),
                 .site_kind = read_site_kind(row, 11),
                 .parent_code = row.text_or_empty(12),
                 .origin_code = row.text(13)};
    if (!only_open || lot.on_hand > Mass()) lots.push_back(std::move(lot));
  }
  return lots;
}

namespace {

OpenLot read_open_lot(const Query& row) {
  return {.id = row.id<LotId>(0),
          .code = row.text(1),
          .mineral = row.id<MineralId>(2),
          .drawable_from = row.date(3),
          .mass = row.mass(4),
          .cost = row.money(5),
          .site = row.id<SiteId>(6),
          .site_code = row.text(7),
          .site_kind = read_site_kind(row, 8),
          .quality = row.is_null(9) ? std::nullopt : std::optional(read_again(parse_quality(row.text(9)))),
          .pledged_to = row.text_or_empty(10),
          .release_forbidden = !row.is_null(11)};
}

// With the quality of day ?1, and the pledge of that day or the one that holds now, of both the one that forbids
// releases: what is pledged is not taken as of an earlier day either.
constexpr const char* open_lot_columns =
    "SELECT lot_balance.lot_id, lot.code, lot_balance.mineral_id, drawable_from_on, mass_mg, cost_cents, lot.site_id, "
    "site.code, site.kind, coalesce((SELECT status FROM lot_quality AS changed WHERE changed.lot_id = lot.lot_id AND "
    "changed.effective_on <= ?1 AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = changed.entry_id AND "
    "reversal.effective_on <= ?1) ORDER BY changed.effective_on DESC, changed.entry_id DESC LIMIT 1), "
    "(SELECT quality FROM lot_paper WHERE lot_paper.lot_id = lot.lot_id)), "
    "(SELECT facility.code FROM pledge_span JOIN facility USING (facility_id) WHERE pledge_span.lot_id = lot.lot_id "
    "AND (until_on IS NULL OR (from_on <= ?1 AND until_on > ?1)) ORDER BY forbids_release DESC, from_on DESC LIMIT 1), "
    "(SELECT max(forbids_release) FROM pledge_span WHERE pledge_span.lot_id = lot.lot_id AND (until_on IS NULL OR "
    "(from_on <= ?1 AND until_on > ?1))) FROM lot_balance JOIN lot USING (lot_id) JOIN site USING (site_id) ";

} // namespace

std::vector<OpenLot> list_drawable_lots(Connection& connection, MineralId mineral, const ReleaseRequest& request,
                                        Mass asked, CostMethod method) {
  std::vector<OpenLot> lots;
  Mass found;
  const char* way = method == CostMethod::lifo ? "DESC" : "ASC";
  Query row = connection.query(
      fmt::format("{0} WHERE lot_balance.mineral_id = ?2 AND mass_mg > 0 AND lot_balance.aged_from_on <= ?1 "
                  "ORDER BY lot_balance.aged_from_on {1}, lot_balance.root_lot_id {1}, lot_balance.lot_id {1}",
                  open_lot_columns, way));
  row.bind(request.on).bind(mineral);
  while (found < asked && row.next()) {
    lots.push_back(read_open_lot(row));
    mark_sold(connection, lots.back(), request.on);
    if (lots.back().drawable_from <= request.on && can_be_taken(lots.back(), request)) found += lots.back().free();
  }
  return lots;
}

std::vector<OpenLot> list_averaged_lots(Connection& connection, MineralId mineral, Date on) {
  std::vector<OpenLot> lots;
  Query row =
      connection.query(fmt::format("{} WHERE lot_balance.mineral_id = ?2 AND mass_mg > 0 AND drawable_from_on <= ?1 "
                                   "ORDER BY lot_balance.aged_from_on, lot_balance.root_lot_id, lot_balance.lot_id",
                                   open_lot_columns));
  row.bind(on).bind(mineral);
  while (row.next())
    lots.push_back(read_open_lot(row));
  return lots;
}

namespace {

tl::unexpected<Refusal> refuse_unknown_lot(Connection& connection, const std::string& code) {
  std::vector<std::string> known;
  Query all = connection.query("SELECT code FROM lot");
  while (all.next())
    known.push_back(all.text(0));
  const std::string nearest = nearest_name(code, known);
  return refuse(Rule::lot_unknown, fmt::format("there is no lot \"{}\"", code),
                nearest.empty() ? "`pvault report lots` shows what there is" : nearest);
}

} // namespace

Expected<std::vector<OpenLot>> load_named_lots(Connection& connection, const std::vector<std::string>& codes,
                                               std::optional<Date> on) {
  std::vector<OpenLot> lots;
  for (const std::string& code : codes) {
    Query row = connection.query(fmt::format("{} WHERE lot.code = ?2", open_lot_columns));
    if (!row.bind(on ? Value(format_date(*on)) : Value()).bind(spelled_in_book(connection, "lot", "code", code)).next())
      return refuse_unknown_lot(connection, code);
    lots.push_back(read_open_lot(row));
  }
  return lots;
}

LotOrigin load_lot_origin(Connection& connection, LotId lot) {
  Query row = connection.query("SELECT supplier_id, lot_balance.root_lot_id, lot_balance.aged_from_on FROM lot JOIN "
                               "lot_balance USING (lot_id) WHERE lot.lot_id = ?");
  row.bind(lot).expect_row();
  return {row.id<PartyId>(0), row.id<LotId>(1), row.date(2)};
}

std::int64_t count_children(Connection& connection, LotId lot) {
  Query row = connection.query("SELECT count(*) FROM lot WHERE parent_lot_id = ?");
  row.bind(lot).expect_row();
  return row.integer(0);
}

Expected<EntryId> load_entry_of_lot(Connection& connection, const std::string& code) {
  Query row = connection.query("SELECT coalesce(root.entry_id, lot.entry_id) FROM lot LEFT JOIN lot AS root ON "
                               "root.lot_id = lot.root_lot_id WHERE lot.code = ?");
  if (!row.bind(spelled_in_book(connection, "lot", "code", code)).next()) return refuse_unknown_lot(connection, code);
  return row.id<EntryId>(0);
}

namespace {

// Money that runs from a day to another.
struct Span {
  Money amount;
  Date from;
  std::optional<Date> until; // the first day on which it does not
  [[nodiscard]] bool holds(Date on) const { return from <= on && (!until || on < *until); }
};

std::vector<Span> read_spans(Query& row) {
  std::vector<Span> spans;
  while (row.next())
    spans.push_back({row.money(0), row.date(1), row.optional_date(2)});
  return spans;
}

Money sum_on(const std::vector<Span>& spans, Date on) {
  Money sum;
  for (const Span& span : spans) {
    if (span.holds(on)) sum += span.amount;
  }
  return sum;
}

void load_claims(Connection& connection, Date on, std::optional<EntryId> except, FinancedPurchase& purchase) {
  Query claim = connection.query("SELECT amount_cents, from_on, until_on FROM purchase_claim WHERE purchase_entry_id = "
                                 "?1 AND entry_id <> ?2");
  claim.bind(purchase.entry).bind(except.value_or(EntryId{0}));
  const std::vector<Span> claims = read_spans(claim);
  Query use = connection.query("SELECT amount_cents, entry.effective_on, (SELECT effective_on FROM reversal WHERE "
                               "reversed_entry_id = entry.entry_id) FROM draw_use JOIN entry USING (entry_id) WHERE "
                               "purchase_entry_id = ?");
  use.bind(purchase.entry);
  const std::vector<Span> uses = read_spans(use);
  // Claims grow on the day asked about or on one on which another begins.
  std::vector<Date> days = {on};
  for (const Span& span : claims) {
    if (span.from > on) days.push_back(span.from);
  }
  for (const Date day : days) {
    const Money claimed = sum_on(claims, day);
    if (claimed < purchase.financed + purchase.requested) continue;
    purchase.financed = std::min(sum_on(uses, day), claimed);
    purchase.requested = claimed - purchase.financed;
  }
}

} // namespace

FinancedPurchase load_financed_purchase(Connection& connection, EntryId entry, Date on, std::optional<EntryId> except) {
  FinancedPurchase purchase{.entry = entry};
  Query row = connection.query(
      "SELECT metal_cents + (SELECT coalesce(SUM(amount_cents), 0) FROM landed_cost WHERE entry_id = ?1), "
      "(SELECT entry_id FROM reversal WHERE reversed_entry_id = ?1) FROM purchase WHERE entry_id = ?1");
  if (!row.bind(entry).next()) return purchase;
  purchase.is_purchase = true;
  purchase.cost = row.money(0);
  purchase.reversed_by = row.optional_id<EntryId>(1);
  load_claims(connection, on, except, purchase);
  return purchase;
}

namespace {

// To the party and not back from it: the least on the day or a later one.
Money load_paid(Connection& connection, PartyId party, Date on) {
  Query row = connection.query(
      "SELECT coalesce(min(paid_cents), 0) FROM (SELECT SUM(amount_cents) OVER by_date AS paid_cents, "
      "lead(effective_on) OVER by_date AS until_on FROM (SELECT effective_on, SUM(amount_cents) AS amount_cents FROM "
      "paid_to_party WHERE party_id = ?2 GROUP BY effective_on UNION ALL SELECT '', 0) WINDOW by_date AS (ORDER BY "
      "effective_on)) WHERE until_on IS NULL OR until_on > ?1");
  row.bind(on).bind(party).expect_row();
  return row.money(0);
}

struct BalanceKey {
  Account account{}; // which names no mineral
  std::int64_t party = 0;
  std::int64_t facility = 0;
};

// That nothing at all is dated later is found at once.
bool changes_after(Connection& connection, const BalanceKey& key, Date on) {
  Query entry = connection.query("SELECT 1 FROM entry WHERE effective_on > ? LIMIT 1");
  if (!entry.bind(on).next()) return false;
  Query posting = connection.query(fmt::format("SELECT 1 FROM posting CROSS JOIN entry USING (entry_id) WHERE {} = ? "
                                               "AND account_id = ? AND effective_on > ? LIMIT 1",
                                               key.party != 0 ? "party_id" : "facility_id"));
  posting.bind(key.party != 0 ? key.party : key.facility).bind(static_cast<std::int64_t>(key.account)).bind(on);
  return posting.next();
}

std::optional<Money> find_last_balance(Connection& connection, const BalanceKey& key, Date on) {
  if (changes_after(connection, key, on)) return std::nullopt;
  Query balance =
      connection.query("SELECT coalesce(SUM(amount_cents), 0) FROM account_balance WHERE account_id = ? AND "
                       "mineral_id = 0 AND party_id = ? AND facility_id = ?");
  balance.bind(static_cast<std::int64_t>(key.account)).bind(key.party).bind(key.facility).expect_row();
  return balance.money(0);
}

} // namespace

std::optional<Money> find_last_balance(Connection& connection, Account account, FacilityId facility, Date on) {
  return find_last_balance(connection, {.account = account, .facility = number_of(facility)}, on);
}

Money load_owed(Connection& connection, PaymentDirection direction, PartyId party, Date on) {
  const Account account = direction == PaymentDirection::from_customer ? Account::receivable : Account::payable;
  const int sign = direction == PaymentDirection::to_supplier ? -1 : 1;
  if (direction != PaymentDirection::from_supplier) {
    const auto last = find_last_balance(connection, {.account = account, .party = number_of(party)}, on);
    if (last) return std::max(sign < 0 ? -*last : *last, Money());
  }
  // What was bought after a payment back is owed anew, and lessens nothing that was owed to us on its day.
  const std::string_view later =
      direction == PaymentDirection::from_supplier
          ? "effective_on IN (SELECT back_entry.effective_on FROM posting CROSS JOIN payment AS back USING (entry_id) "
            "CROSS JOIN entry AS back_entry USING (entry_id) WHERE posting.party_id = ?2 AND posting.account_id = ?3 "
            "AND back.direction = 'from-supplier' AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = "
            "back.entry_id))"
          : "effective_on > ?1";
  Query row = connection.query(fmt::format(
      "SELECT min(owed_cents) FROM ({}) WHERE (until_on IS NULL OR until_on > ?1) AND (effective_on <= ?1 OR {})",
      "SELECT effective_on, SUM(owed_cents) OVER by_date AS owed_cents, lead(effective_on) OVER by_date AS until_on "
      "FROM (SELECT effective_on, SUM(amount_cents) * ?4 AS owed_cents FROM posting JOIN entry USING (entry_id) "
      "WHERE party_id = ?2 AND account_id = ?3 GROUP BY effective_on "
      "UNION ALL SELECT '', 0) WINDOW by_date AS (ORDER BY effective_on)",
      later));
  row.bind(on).bind(party).bind(static_cast<std::int64_t>(account)).bind(std::int64_t{sign}).expect_row();
  Money owed = row.money(0);
  if (direction == PaymentDirection::from_supplier) owed = std::min(owed, load_paid(connection, party, on));
  return std::max(owed, Money());
}

} // namespace pvault::store
