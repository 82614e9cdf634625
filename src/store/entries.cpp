#include "store/entries.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::store {

Expected<EntryHead> load_entry(Connection& connection, EntryId entry) {
  Query row = connection.query(
      "SELECT entry.entry_id, kind, entry.effective_on, recorded_at, hash, reversal.entry_id FROM entry "
      "JOIN seal USING (entry_id) LEFT JOIN reversal ON reversed_entry_id = entry.entry_id WHERE entry.entry_id = ?");
  if (!row.bind(entry).next()) {
    return refuse(Rule::entry_unknown,
                  fmt::format("there is no entry {}; the newest is {}", number_of(entry),
                              number_of(load_chain_head(connection).entry)),
                  "`pvault report journal` shows the entries");
  }
  return EntryHead{row.id<EntryId>(0), row.text(1), row.date(2), row.text(3), row.text(4), row.optional_id<EntryId>(5)};
}

Postings load_postings(Connection& connection, EntryId entry) {
  Postings postings;
  Query row = connection.query(
      "SELECT account_id, mineral_id, lot_id, party_id, facility_id, mass_mg, amount_cents FROM posting "
      "WHERE entry_id = ? ORDER BY line");
  row.bind(entry);
  while (row.next()) {
    postings.push_back({.account = Account{row.integer(0)},
                        .mineral = row.optional_id<MineralId>(1),
                        .lot = row.optional_id<LotId>(2),
                        .party = row.optional_id<PartyId>(3),
                        .facility = row.optional_id<FacilityId>(4),
                        .mass = row.mass(5),
                        .amount = row.money(6)});
  }
  return postings;
}

bool is_entry_kind(Connection& connection, const std::string& text) {
  return connection.query("SELECT 1 FROM entry_kind WHERE kind = ?").bind(text).next();
}

std::optional<RecordedRequest> find_request(Connection& connection, const std::string& request_id) {
  Query row = connection.query(
      "SELECT entry_id, kind, request_fingerprint, hash FROM entry JOIN seal USING (entry_id) WHERE request_id = ?");
  if (!row.bind(request_id).next()) return std::nullopt;
  return RecordedRequest{row.id<EntryId>(0), row.text(1), row.text(2), row.text(3)};
}

namespace {

// Entries that stand and rest on entry ?1: entry, kind, date, and what they took of it (mass or money; 0 when neither
// tells).
constexpr const char* dependents_sql =
    "WITH dependent (entry_id, took_mg, took_cents) AS ("
    " SELECT posting.entry_id, -SUM(mass_mg), 0 FROM lot JOIN posting USING (lot_id) WHERE lot.entry_id = ?1 AND "
    "posting.entry_id <> ?1 "
    "  GROUP BY posting.entry_id HAVING SUM(mass_mg) < 0"
    " UNION ALL SELECT entry_id, 0, amount_cents FROM draw_use WHERE purchase_entry_id = ?1"
    " UNION ALL SELECT drawdown.entry_id, 0, amount_cents FROM facility CROSS JOIN drawdown USING (facility_id) WHERE "
    "facility.entry_id = ?1"
    " UNION ALL SELECT resting.entry_id, 0, 0 FROM facility CROSS JOIN (SELECT entry_id, facility_id FROM "
    "facility_terms "
    "UNION ALL SELECT entry_id, facility_id FROM cancellation UNION ALL SELECT entry_id, facility_id FROM "
    "condition_met "
    "UNION ALL SELECT entry_id, facility_id FROM financing_share UNION ALL SELECT entry_id, facility_id FROM accrual "
    "UNION ALL SELECT entry_id, facility_id FROM loan_payment UNION ALL SELECT entry_id, facility_id FROM "
    "borrowing_base "
    "UNION ALL SELECT entry_id, facility_id FROM borrowing_base_facility) AS resting USING (facility_id) "
    "WHERE facility.entry_id = ?1 AND resting.entry_id <> ?1"
    // An accrual posts what had not been posted before: later ones count on it, and so do payments of what it posted.
    " UNION ALL SELECT DISTINCT later.entry_id, 0, 0 FROM accrual AS undone CROSS JOIN accrual AS later USING "
    "(facility_id) "
    "WHERE undone.entry_id = ?1 AND later.entry_id > ?1"
    " UNION ALL SELECT DISTINCT later.entry_id, 0, 0 FROM accrual AS undone CROSS JOIN loan_payment AS later USING "
    "(facility_id) "
    "WHERE undone.entry_id = ?1 AND later.entry_id > ?1"
    " UNION ALL SELECT drawdown.entry_id, 0, 0 FROM condition_met CROSS JOIN drawdown USING (facility_id) "
    "WHERE condition_met.entry_id = ?1"
    " UNION ALL SELECT DISTINCT lot.entry_id, 0, 0 FROM site CROSS JOIN lot USING (site_id) WHERE site.entry_id = ?1"
    " UNION ALL SELECT purchase.entry_id, 0, 0 FROM party CROSS JOIN purchase ON supplier_id = party_id WHERE "
    "party.entry_id = ?1"
    " UNION ALL SELECT opening.entry_id, 0, 0 FROM party CROSS JOIN opening CROSS JOIN lot ON lot.entry_id = "
    "opening.entry_id AND supplier_id = party_id WHERE party.entry_id = ?1"
    " UNION ALL SELECT release.entry_id, 0, 0 FROM party CROSS JOIN release ON recipient_id = party_id WHERE "
    "party.entry_id = ?1"
    " UNION ALL SELECT payment.entry_id, 0, 0 FROM party CROSS JOIN payment USING (party_id) WHERE party.entry_id = ?1"
    " UNION ALL SELECT facility.entry_id, 0, 0 FROM party CROSS JOIN facility ON lender_id = party_id WHERE "
    "party.entry_id = ?1"
    " UNION ALL SELECT demand.entry_id, 0, 0 FROM party CROSS JOIN demand ON participant_id = party_id WHERE "
    "party.entry_id = ?1"
    " UNION ALL SELECT decided.entry_id, 0, 0 FROM disbursement CROSS JOIN disbursement_decision AS decided USING "
    "(disbursement_id) WHERE disbursement.entry_id = ?1"
    " UNION ALL SELECT entry_id, 0, amount_cents FROM live_invoice WHERE purchase_entry_id = ?1"
    " UNION ALL SELECT disbursement.entry_id, 0, 0 FROM facility CROSS JOIN disbursement USING (facility_id) WHERE "
    "facility.entry_id = ?1"
    " UNION ALL SELECT asked.entry_id, 0, 0 FROM party CROSS JOIN disbursement_invoice AS asked ON biller_id = "
    "party_id "
    "WHERE party.entry_id = ?1"
    " UNION ALL SELECT document.entry_id, 0, 0 FROM party CROSS JOIN document ON issuer_id = party_id WHERE "
    "party.entry_id = ?1"
    // What is said of a lot; and what was taken of it, or pledged anew, on a status that would be no more.
    " UNION ALL SELECT lot_quality.entry_id, 0, 0 FROM lot CROSS JOIN lot_quality USING (lot_id) WHERE lot.entry_id = "
    "?1"
    " UNION ALL SELECT pledge.entry_id, 0, 0 FROM lot CROSS JOIN pledge USING (lot_id) WHERE lot.entry_id = ?1"
    " UNION ALL SELECT pledge.entry_id, 0, 0 FROM facility CROSS JOIN pledge USING (facility_id) WHERE "
    "facility.entry_id = ?1"
    " UNION ALL SELECT entry_id, 0, 0 FROM pledge_release WHERE pledge_entry_id = ?1"
    " UNION ALL SELECT taking.entry_id, 0, 0 FROM lot_quality AS undone CROSS JOIN lot_taking AS taking USING (lot_id) "
    "WHERE undone.entry_id = ?1 AND taking.entry_id > ?1 AND taking.effective_on >= undone.effective_on"
    " UNION ALL SELECT taking.entry_id, 0, 0 FROM pledge_release AS undone JOIN pledge ON pledge.entry_id = "
    "pledge_entry_id CROSS JOIN lot_taking AS taking USING (lot_id) WHERE undone.entry_id = ?1 AND taking.entry_id > "
    "?1 AND (taking.effective_on >= undone.effective_on OR taking.effective_on < pledge.effective_on) AND "
    "(taking.kind = 'transfer' OR forbids_release = 1)"
    " UNION ALL SELECT later.entry_id, 0, 0 FROM pledge_release AS undone JOIN pledge ON pledge.entry_id = "
    "pledge_entry_id CROSS JOIN pledge AS later USING (lot_id) WHERE undone.entry_id = ?1 AND later.entry_id > ?1"
    " UNION ALL SELECT back.entry_id, 0, 0 FROM lot_quality AS undone CROSS JOIN quality_come_back AS back USING "
    "(lot_id) WHERE undone.entry_id = ?1 AND back.entry_id > ?1 AND back.effective_on >= undone.effective_on"
    " UNION ALL SELECT settled.entry_id, 0, 0 FROM loan_return_part AS part CROSS JOIN lot ON lot.lot_id = "
    "drawn_lot_id JOIN assay_settlement AS settled ON settled.lot_id = coalesce(root_lot_id, lot.lot_id) WHERE "
    "part.entry_id = ?1 AND settled.entry_id > ?1"
    // A settlement shares over where the metal was; what moved since has its part of it.
    " UNION ALL SELECT settled.entry_id, 0, 0 FROM posting JOIN lot_balance USING (lot_id) JOIN assay_settlement AS "
    "settled ON settled.lot_id = root_lot_id WHERE posting.entry_id = ?1 AND settled.entry_id > ?1"
    " UNION ALL SELECT posting.entry_id, 0, 0 FROM assay_settlement AS undone CROSS JOIN lot ON lot.lot_id = "
    "undone.lot_id OR lot.root_lot_id = undone.lot_id CROSS JOIN posting ON posting.lot_id = lot.lot_id WHERE "
    "undone.entry_id = ?1 AND posting.entry_id > ?1"
    " UNION ALL SELECT sale_entry_id, 0, 0 FROM assay_settlement AS undone CROSS JOIN lot ON lot.lot_id = "
    "undone.lot_id OR lot.root_lot_id = undone.lot_id CROSS JOIN sale_change ON sale_change.lot_id = lot.lot_id "
    "WHERE undone.entry_id = ?1 AND sale_entry_id > ?1 GROUP BY sale_entry_id HAVING SUM(change_mg) > 0"
    " UNION ALL SELECT release.entry_id, release.mass_mg, 0 FROM authority CROSS JOIN release USING (authority_id) "
    "WHERE authority.entry_id = ?1"
    " UNION ALL SELECT release.entry_id, release.mass_mg, 0 FROM emergency CROSS JOIN release USING (emergency_id) "
    "WHERE emergency.entry_id = ?1"
    " UNION ALL SELECT sale.entry_id, sale.mass_mg, 0 FROM authority CROSS JOIN sale USING (authority_id) WHERE "
    "authority.entry_id = ?1"
    " UNION ALL SELECT sale.entry_id, 0, 0 FROM party CROSS JOIN sale ON buyer_id = party_id WHERE party.entry_id = ?1"
    " UNION ALL SELECT entry_id, 0, 0 FROM rotation_inflow WHERE release_entry_id = ?1"
    " UNION ALL SELECT entry_id, mass_mg, 0 FROM release WHERE sale_entry_id = ?1"
    " UNION ALL SELECT entry_id, 0, 0 FROM sale_cancellation WHERE sale_entry_id = ?1"
    " UNION ALL SELECT sale_entry_id, SUM(change_mg), 0 FROM lot CROSS JOIN sale_change USING (lot_id) WHERE "
    "lot.entry_id = ?1 GROUP BY sale_entry_id HAVING SUM(change_mg) > 0"
    " UNION ALL SELECT entry_id, mass_mg + short_mg, 0 FROM loan_return WHERE release_entry_id = ?1"
    " UNION ALL SELECT ended.entry_id, 0, 0 FROM emergency CROSS JOIN emergency_end AS ended USING (emergency_id) "
    "WHERE emergency.entry_id = ?1"
    " UNION ALL SELECT DISTINCT later.entry_id, 0, 0 FROM carrying_accrual AS undone CROSS JOIN carrying_accrual AS "
    "later WHERE undone.entry_id = ?1 AND later.entry_id > ?1"
    " UNION ALL SELECT DISTINCT later.entry_id, 0, 0 FROM carrying_accrual AS undone CROSS JOIN payment AS later USING "
    "(party_id) WHERE undone.entry_id = ?1 AND later.entry_id > ?1 AND later.direction <> 'from-customer'"
    " UNION ALL SELECT rate.entry_id, 0, 0 FROM site CROSS JOIN carrying_rate AS rate USING (site_id) WHERE "
    "site.entry_id = ?1"
    " UNION ALL SELECT rate.entry_id, 0, 0 FROM party CROSS JOIN carrying_rate AS rate USING (party_id) WHERE "
    "party.entry_id = ?1"
    " UNION ALL SELECT DISTINCT accrued.entry_id, 0, 0 FROM party CROSS JOIN carrying_accrual AS accrued USING "
    "(party_id) WHERE party.entry_id = ?1"
    // An averaging counts on the cost of each lot it shifts, and what moved its lots since, and its release, count on
    // it.
    " UNION ALL SELECT DISTINCT averaging.entry_id, 0, 0 FROM lot CROSS JOIN posting USING (lot_id) CROSS JOIN "
    "averaging "
    "ON averaging.entry_id = posting.entry_id WHERE lot.entry_id = ?1"
    " UNION ALL SELECT DISTINCT later.entry_id, 0, 0 FROM averaging CROSS JOIN posting AS shift USING (entry_id) CROSS "
    "JOIN posting AS later ON later.lot_id = shift.lot_id WHERE averaging.entry_id = ?1 AND later.entry_id > ?1"
    " UNION SELECT release.entry_id, 0, 0 FROM averaging CROSS JOIN release ON release.entry_id = averaging.entry_id + "
    "1 "
    "WHERE averaging.entry_id = ?1"
    " UNION ALL SELECT went_by.entry_id, 0, 0 FROM cost_method CROSS JOIN release_method AS went_by ON method_entry_id "
    "= "
    "cost_method.entry_id WHERE cost_method.entry_id = ?1"
    " UNION ALL SELECT entry_id, 0, 0 FROM count_rests_on WHERE on_entry_id = ?1"
    // An import stands as long as something of it does.
    " UNION ALL SELECT * FROM (SELECT part.entry_id, 0, 0 FROM import_batch JOIN entry AS part ON part.entry_id "
    "BETWEEN "
    "first_entry_id AND last_entry_id WHERE import_batch.entry_id = ?1 AND NOT EXISTS (SELECT 1 FROM reversal WHERE "
    "reversed_entry_id = part.entry_id) LIMIT 100)"
    // A write-down counts on the cost of its lots, and what took a part of it along counts on it.
    " UNION SELECT later.entry_id, 0, 0 FROM lot CROSS JOIN write_down_lot AS later USING (lot_id) CROSS JOIN entry AS "
    "shifting ON shifting.entry_id = later.entry_id WHERE lot.entry_id = ?1 AND shifting.kind IN ('write-down', "
    "'averaging')"
    " UNION SELECT later.entry_id, 0, 0 FROM averaging CROSS JOIN write_down_lot AS shift USING (entry_id) CROSS JOIN "
    "posting AS later USING (lot_id) WHERE averaging.entry_id = ?1 AND later.entry_id > ?1"
    " UNION SELECT write_down.entry_id, 0, 0 FROM averaging CROSS JOIN posting AS shift USING (entry_id) CROSS JOIN "
    "write_down_lot AS later ON later.lot_id = shift.lot_id CROSS JOIN write_down ON write_down.entry_id = "
    "later.entry_id WHERE averaging.entry_id = ?1 AND later.entry_id > ?1"
    " UNION SELECT later.entry_id, 0, 0 FROM assay_settlement AS settled CROSS JOIN posting AS shift USING "
    "(entry_id) CROSS JOIN write_down_lot AS later ON later.lot_id = shift.lot_id CROSS JOIN entry AS shifting ON "
    "shifting.entry_id = later.entry_id WHERE settled.entry_id = ?1 AND later.entry_id > ?1 AND shifting.kind IN "
    "('write-down', 'averaging')"
    " UNION SELECT later.entry_id, 0, 0 FROM write_down_lot AS part CROSS JOIN entry AS made USING (entry_id) CROSS "
    "JOIN write_down_lot AS later USING (lot_id) WHERE part.entry_id = ?1 AND later.entry_id > ?1 AND (made.kind = "
    "'averaging' OR (made.kind = 'write-down' AND NOT EXISTS (SELECT 1 FROM write_down WHERE write_down.entry_id = "
    "later.entry_id))))"
    " SELECT entry_id, kind, effective_on, max(took_mg), max(took_cents) FROM dependent JOIN entry USING (entry_id)"
    " WHERE NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = dependent.entry_id) "
    // A reversal is of what it undid, and counts on nothing else; but an import is undone with all that is of it.
    "AND (kind <> 'reversal' OR EXISTS (SELECT 1 FROM import_batch WHERE import_batch.entry_id = ?1)) "
    "GROUP BY entry_id ORDER BY entry_id";

std::string describe_dependent(const Query& row, const EntryHead& of) {
  const std::string name = fmt::format("entry {} ({} on {})", row.integer(0), row.text(1), row.text(2));
  if (row.integer(3) > 0) return fmt::format("{} took {} kg of it", name, format_kilograms(row.mass(3)));
  if (row.integer(4) > 0) return fmt::format("{} counts on it with {}", name, format_money(row.money(4)));
  if (of.kind == "import") return fmt::format("{} is of it", name);
  if (of.kind == "cost-method") return fmt::format("{} went by it", name);
  const bool is_counted_on = of.kind.ends_with("accrual") || of.kind == "averaging" || of.kind == "write-down" ||
                             of.kind == "lot-quality" || of.kind == "pledge-release" || of.kind == "settlement" ||
                             row.text(1) == "averaging" || row.text(1) == "write-down" || row.text(1) == "settlement";
  return fmt::format("{} {} it", name, is_counted_on ? "counts on" : "names");
}

} // namespace

std::vector<Dependent> list_dependents(Connection& connection, const EntryHead& entry) {
  std::vector<Dependent> dependents;
  Query row = connection.query(dependents_sql);
  row.bind(entry.entry);
  while (row.next())
    dependents.push_back({row.id<EntryId>(0), row.text(1), describe_dependent(row, entry)});
  return dependents;
}

std::optional<PaidBackBeyond> find_paid_back_beyond(Connection& connection, EntryId payment, Date on) {
  Query row = connection.query(
      "WITH undone AS (SELECT party_id, amount_cents FROM payment WHERE entry_id = ?1 AND direction = 'to-supplier'), "
      "paid AS (SELECT effective_on, amount_cents FROM paid_to_party WHERE party_id = (SELECT party_id FROM undone) "
      "UNION ALL SELECT ?2, -amount_cents FROM undone), "
      "day AS (SELECT effective_on, SUM(SUM(amount_cents)) OVER (ORDER BY effective_on) AS paid_cents FROM paid GROUP "
      "BY "
      "effective_on) "
      "SELECT code, day.effective_on, -paid_cents, (SELECT max(back.entry_id) FROM payment AS back JOIN entry USING "
      "(entry_id) WHERE back.party_id = party.party_id AND direction = 'from-supplier' AND entry.effective_on <= "
      "day.effective_on AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = back.entry_id)) "
      "FROM undone JOIN party USING (party_id) CROSS JOIN day WHERE paid_cents < 0 AND day.effective_on >= ?2 "
      "ORDER BY day.effective_on LIMIT 1");
  if (!row.bind(payment).bind(on).next()) return std::nullopt;
  return PaidBackBeyond{row.text(0), row.date(1), row.money(2), row.optional_id<EntryId>(3)};
}

Date load_whole_from(Connection& connection, const EntryHead& entry) {
  Query row = connection.query(
      "SELECT max(whole_from_on) FROM (SELECT drawable_from_on AS whole_from_on FROM lot JOIN lot_balance USING "
      "(lot_id) WHERE entry_id = ?1"
      // Of lots that it shifted cost between, wrote down or settled: the days on which something was given back.
      " UNION ALL SELECT reversal.effective_on FROM (SELECT lot_id FROM averaging JOIN posting USING (entry_id) WHERE "
      "averaging.entry_id = ?1 UNION SELECT lot_id FROM write_down_lot JOIN entry USING (entry_id) WHERE entry_id = ?1 "
      "AND kind IN ('averaging', 'write-down') UNION SELECT posting.lot_id FROM assay_settlement JOIN posting USING "
      "(entry_id) WHERE assay_settlement.entry_id = ?1) AS moved CROSS JOIN posting AS back ON back.lot_id = "
      "moved.lot_id"
      " JOIN reversal ON reversal.entry_id = back.entry_id JOIN entry AS undone ON undone.entry_id = reversed_entry_id"
      " WHERE reversal.effective_on > undone.effective_on"
      // A write-down that was undone counted on the cost that it had given them.
      " UNION ALL SELECT reversal.effective_on FROM (SELECT entry_id FROM averaging WHERE entry_id = ?1 UNION ALL "
      "SELECT entry_id FROM assay_settlement WHERE entry_id = ?1) AS moved JOIN posting USING (entry_id) CROSS JOIN "
      "write_down_lot AS part ON part.lot_id = posting.lot_id JOIN write_down ON write_down.entry_id = part.entry_id "
      "JOIN entry AS undone ON undone.entry_id = part.entry_id JOIN reversal ON reversed_entry_id = part.entry_id "
      "WHERE reversal.effective_on > undone.effective_on"
      " UNION ALL SELECT reversal.effective_on FROM facility CROSS JOIN drawdown USING (facility_id)"
      " JOIN entry ON entry.entry_id = drawdown.entry_id JOIN reversal ON reversed_entry_id = drawdown.entry_id"
      " WHERE facility.entry_id = ?1 AND reversal.effective_on > entry.effective_on"
      " UNION ALL SELECT reversal.effective_on FROM facility CROSS JOIN cancellation USING (facility_id)"
      " JOIN entry ON entry.entry_id = cancellation.entry_id JOIN reversal ON reversed_entry_id = cancellation.entry_id"
      " WHERE facility.entry_id = ?1 AND reversal.effective_on > entry.effective_on"
      " UNION ALL SELECT reversal.effective_on FROM draw_use JOIN entry ON entry.entry_id = draw_use.entry_id"
      " JOIN reversal ON reversed_entry_id = draw_use.entry_id"
      " WHERE purchase_entry_id = ?1 AND reversal.effective_on > entry.effective_on"
      " UNION ALL SELECT until_on FROM invoice_claim WHERE purchase_entry_id = ?1 AND until_on > from_on"
      " UNION ALL SELECT change.effective_on FROM lot CROSS JOIN sale_change AS change USING (lot_id) JOIN entry AS "
      "sold ON sold.entry_id = change.sale_entry_id WHERE lot.entry_id = ?1 AND change_mg < 0 AND "
      "change.effective_on > sold.effective_on"
      " UNION ALL SELECT change.effective_on FROM assay_settlement AS settled CROSS JOIN lot ON lot.lot_id = "
      "settled.lot_id OR lot.root_lot_id = settled.lot_id CROSS JOIN sale_change AS change ON change.lot_id = "
      "lot.lot_id JOIN entry AS sold ON sold.entry_id = change.sale_entry_id WHERE settled.entry_id = ?1 AND "
      "sold.entry_id > ?1 AND change_mg < 0 AND change.effective_on > sold.effective_on"
      " UNION ALL SELECT reversal.effective_on FROM release JOIN entry ON entry.entry_id = release.entry_id"
      " JOIN reversal ON reversed_entry_id = release.entry_id"
      " WHERE sale_entry_id = ?1 AND reversal.effective_on > entry.effective_on"
      " UNION ALL SELECT reversal.effective_on FROM loan_return JOIN entry ON entry.entry_id = loan_return.entry_id"
      " JOIN reversal ON reversed_entry_id = loan_return.entry_id"
      " WHERE release_entry_id = ?1 AND reversal.effective_on > entry.effective_on"
      " UNION ALL SELECT claim.until_on FROM authority CROSS JOIN authority_claim AS claim USING (authority_id) WHERE "
      "authority.entry_id = ?1 AND claim.until_on > claim.from_on"
      " UNION ALL SELECT claim.until_on FROM emergency CROSS JOIN authority_claim AS claim USING (emergency_id) WHERE "
      "emergency.entry_id = ?1 AND claim.until_on > claim.from_on"
      " UNION ALL SELECT reversal.effective_on FROM party CROSS JOIN carrying_rate AS rate USING (party_id)"
      " JOIN reversal ON reversed_entry_id = rate.entry_id"
      " WHERE party.entry_id = ?1 AND reversal.effective_on > rate.effective_on"
      " UNION ALL SELECT reversal.effective_on FROM count_rests_on JOIN entry USING (entry_id)"
      " JOIN reversal ON reversed_entry_id = count_rests_on.entry_id"
      " WHERE on_entry_id = ?1 AND reversal.effective_on > entry.effective_on)");
  row.bind(entry.entry).expect_row();
  return row.is_null(0) ? entry.effective_on : std::max(entry.effective_on, row.date(0));
}

namespace {

std::string recorded_at_of(Connection& connection, std::int64_t entry) {
  Query row = connection.query("SELECT recorded_at FROM entry WHERE entry_id = ?");
  row.bind(entry).expect_row();
  return row.text(0);
}

// recorded_at never runs back, so the newest entry recorded by a moment is found by halving.
std::int64_t newest_by(Connection& connection, const std::string& moment_at, std::int64_t newest) {
  std::int64_t low = 0; // recorded by then, or nothing
  std::int64_t high = newest + 1;
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (recorded_at_of(connection, middle) <= moment_at ? low : high) = middle;
  }
  return low;
}

// The last millisecond that a moment in text covers, as the book writes moments; empty when it is none.
std::string end_of_moment(std::string_view text) {
  const bool whole_day = text.size() == 10;
  if (!parse_iso_date(text.substr(0, 10))) return {};
  if (whole_day) return fmt::format("{}T23:59:59.999Z", text);
  const std::string_view form = "0000-00-00T00:00:00.000Z";
  const bool with_fraction = text.size() == form.size();
  if (!with_fraction && text.size() != form.size() - 4) return {};
  for (std::size_t i = 10; i < text.size(); ++i) {
    const char wanted = with_fraction || i < 19 ? form[i] : 'Z';
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (wanted == '0' ? !digit : text[i] != wanted) return {};
  }
  if (text.substr(11, 2) > "23" || text.substr(14, 2) > "59" || text.substr(17, 2) > "59") return {};
  return with_fraction ? std::string(text) : fmt::format("{}.999Z", text.substr(0, 19));
}

} // namespace

Expected<EntryId> resolve_known_at(Connection& connection, std::string_view text) {
  const std::int64_t newest = number_of(load_chain_head(connection).entry);
  if (text.empty()) return EntryId{newest};
  const std::string next_step =
      fmt::format("give an entry from 1 to {}, or a moment such as 2026-03-31T17:00:00Z", newest);
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (digits) {
    const auto number = text.size() <= 18 ? std::stoll(std::string(text)) : 0;
    if (number >= 1 && number <= newest) return EntryId{number};
    return refuse(Rule::known_at_unknown, fmt::format("there is no entry {}; the newest is {}", text, newest),
                  next_step);
  }
  const std::string moment_at = end_of_moment(text);
  if (moment_at.empty()) {
    return refuse(Rule::option_malformed,
                  fmt::format("--known-at: {} is neither an entry nor a moment", in_quotes(text)), next_step);
  }
  const std::int64_t entry = newest_by(connection, moment_at, newest);
  if (entry >= 1) return EntryId{entry};
  return refuse(
      Rule::known_at_unknown,
      fmt::format("nothing had been recorded by {}; the first entry is of {}", text, recorded_at_of(connection, 1)),
      next_step);
}

std::optional<Date> find_last_day(Connection& connection, EntryId up_to) {
  Query row = connection.query("SELECT max(effective_on) FROM entry WHERE entry_id <= ?");
  row.bind(up_to).expect_row();
  return row.optional_date(0);
}

} // namespace pvault::store
