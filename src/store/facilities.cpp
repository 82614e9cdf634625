#include "store/facilities.hpp"

#include "store/balances.hpp"
#include "store/book.hpp"
#include "store/moment_sql.hpp"
#include "store/names.hpp"
#include "store/read_again.hpp"
#include "units/text.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

std::optional<Rate> optional_rate(const Query& row, int column) {
  const auto ppb = row.optional_integer(column);
  return ppb ? std::optional(Rate::parts_per_billion(*ppb)) : std::nullopt;
}

constexpr const char* terms_columns =
    "terms.commitment_cents, terms.rate_ppb, terms.index_name, terms.margin_ppb, terms.day_count, "
    "terms.available_from_on, "
    "terms.available_until_on, terms.matures_on, terms.payments, terms.first_payment_on, terms.business_days, "
    "terms.capitalise_until_on, terms.commitment_fee_ppb, terms.commitment_fee_from_on, "
    "terms.commitment_fee_day_count, "
    "terms.repayment, terms.first_repayment_on, terms.prepayment, terms.default_margin_ppb, terms.source";

// `at` is the first of terms_columns.
FacilityTerms read_terms(const Query& row, int at, Date signed_on) {
  FacilityTerms terms{.signed_on = signed_on,
                      .commitment = row.money(at),
                      .rate = optional_rate(row, at + 1),
                      .day_count = read_again(parse_day_count(row.text(at + 4))),
                      .available_from = row.date(at + 5),
                      .available_until = row.date(at + 6),
                      .matures_on = row.date(at + 7),
                      .payments = read_again(parse_payment_days(row.text(at + 8))),
                      .first_payment_on = row.optional_date(at + 9),
                      .business_days = read_again(parse_business_day_rule(row.text(at + 10))),
                      .capitalise_until = row.optional_date(at + 11),
                      .commitment_fee = optional_rate(row, at + 12),
                      .commitment_fee_from = row.optional_date(at + 13),
                      .repayment = read_again(parse_repayment(row.text(at + 15))),
                      .first_repayment_on = row.optional_date(at + 16),
                      .prepayment = read_again(parse_prepayment(row.text(at + 17))),
                      .default_margin = optional_rate(row, at + 18),
                      .source = row.text_or_empty(at + 19)};
  if (!row.is_null(at + 2))
    terms.floating = FloatingRate{row.text(at + 2), Rate::parts_per_billion(row.integer(at + 3))};
  if (!row.is_null(at + 14)) terms.commitment_fee_day_count = read_again(parse_day_count(row.text(at + 14)));
  return terms;
}

// The lists that belong to the terms of one entry; exposure fees are those of the entry that made the facility.
void load_lists(Connection& connection, EntryId facility_entry, EntryId terms_entry, FacilityTerms& terms) {
  Query fee = connection.query(
      "SELECT percentage_ppb, due, settled, base, base_cents FROM exposure_fee WHERE entry_id = ? ORDER BY line");
  fee.bind(facility_entry);
  while (fee.next()) {
    const auto base_cents = fee.optional_integer(4);
    terms.exposure_fees.push_back(
        {.percentage = Rate::parts_per_billion(fee.integer(0)),
         .due = fee.text(1),
         .settled = fee.text(2),
         .base = fee.text(3),
         .base_amount = base_cents ? std::optional(Money::cents(*base_cents)) : std::nullopt});
  }
  Query instalment = connection.query("SELECT due_on, amount_cents FROM instalment WHERE entry_id = ? ORDER BY due_on");
  instalment.bind(terms_entry);
  while (instalment.next())
    terms.instalments.push_back({instalment.date(0), instalment.money(1)});
  Query condition = connection.query("SELECT name FROM draw_condition WHERE entry_id = ? ORDER BY line");
  condition.bind(terms_entry);
  while (condition.next())
    terms.conditions.push_back(condition.text(0));
}

// ?1 and ?2 are the moment. Entries in force at it, each with the terms of its day.
std::string facilities_sql(std::string_view condition = "") {
  return fmt::format(
      "SELECT facility.facility_id, facility.code, lender_id, party.code, entry.entry_id, entry.effective_on, "
      "terms.entry_id, {} "
      "FROM facility JOIN party ON party_id = lender_id JOIN entry ON entry.entry_id = facility.entry_id "
      "JOIN facility_terms AS terms ON terms.entry_id = (SELECT newest.entry_id FROM facility_terms AS newest "
      "WHERE newest.facility_id = facility.facility_id AND newest.effective_on <= ?1 AND newest.entry_id <= ?2 "
      "ORDER BY newest.effective_on DESC, newest.entry_id DESC LIMIT 1) "
      "WHERE {} {} ORDER BY facility.facility_id",
      terms_columns, stands_at_moment("entry"), condition);
}

std::vector<Facility> read_facilities(Connection& connection, Query& row) {
  std::vector<Facility> facilities;
  std::vector<EntryId> terms_entries;
  while (row.next()) {
    facilities.push_back({.id = row.id<FacilityId>(0),
                          .code = row.text(1),
                          .lender = row.id<PartyId>(2),
                          .lender_code = row.text(3),
                          .entry = row.id<EntryId>(4),
                          .terms = read_terms(row, 7, row.date(5))});
    terms_entries.push_back(row.id<EntryId>(6));
  }
  for (std::size_t i = 0; i < facilities.size(); ++i)
    load_lists(connection, facilities[i].entry, terms_entries[i], facilities[i].terms);
  return facilities;
}

} // namespace

Moment end_of_time(Connection& connection) {
  return {Date::of(date::year{2199} / 12 / 31), load_chain_head(connection).entry};
}

std::vector<Facility> list_facilities(Connection& connection, const Moment& moment) {
  Query row = connection.query(facilities_sql());
  row.bind(moment.as_of).bind(moment.known_at);
  return read_facilities(connection, row);
}

std::vector<Facility> list_facilities(Connection& connection) {
  return list_facilities(connection, end_of_time(connection));
}

std::optional<Date> find_first_signing(Connection& connection, const Moment& moment) {
  Query row = connection.query("SELECT effective_on FROM facility JOIN entry USING (entry_id) WHERE effective_on <= ?1 "
                               "AND entry_id <= ?2 ORDER BY effective_on LIMIT 1");
  row.bind(moment.as_of).bind(moment.known_at);
  return row.next() ? std::optional(row.date(0)) : std::nullopt;
}

Expected<Facility> load_facility(Connection& connection, std::string_view code) {
  const Moment moment = end_of_time(connection);
  Query spelled = connection.query(facilities_sql("AND facility.code = ?3 COLLATE NOCASE"));
  spelled.bind(moment.as_of).bind(moment.known_at).bind(std::string(code));
  if (auto found = read_facilities(connection, spelled); !found.empty()) return std::move(found.front());
  std::vector<std::string> known;
  for (Facility& facility : list_facilities(connection)) {
    if (lower(facility.code) == lower(code)) return std::move(facility);
    known.push_back(facility.code);
  }
  const std::string nearest = nearest_name(code, known);
  return refuse(Rule::facility_unknown, fmt::format("there is no facility \"{}\"", code),
                nearest.empty() ? "`pvault report facilities` shows what there is" : nearest);
}

Expected<Facility> load_facility(Connection& connection, std::string_view code, const Moment& moment) {
  auto known = load_facility(connection, code);
  if (!known) return known;
  for (Facility& facility : list_facilities(connection, moment)) {
    if (facility.id == known->id) return std::move(facility);
  }
  return refuse(Rule::facility_not_in_force,
                fmt::format("{} is in force from {}, not on {} as known at entry {}", known->code,
                            format_date(known->terms.signed_on), format_date(moment.as_of), number_of(moment.known_at)),
                "ask about a later day or moment");
}

namespace {

struct RecordedVersion {
  EntryId entry{};
  TermsVersion version;
};

// One a day: of two of one day the later entry.
std::vector<RecordedVersion> list_versions(Connection& connection, const Facility& facility, const Moment& moment) {
  std::vector<RecordedVersion> recorded;
  Query row = connection.query(fmt::format(
      "SELECT terms.effective_on, terms.entry_id, {} FROM facility_terms AS terms WHERE terms.facility_id = ?3 "
      "AND terms.effective_on <= ?1 AND terms.entry_id <= ?2 ORDER BY terms.effective_on, terms.entry_id",
      terms_columns));
  row.bind(moment.as_of).bind(moment.known_at).bind(facility.id);
  while (row.next()) {
    if (!recorded.empty() && recorded.back().version.from == row.date(0)) recorded.pop_back();
    recorded.push_back({row.id<EntryId>(1), {row.date(0), read_terms(row, 2, facility.terms.signed_on)}});
  }
  return recorded;
}

} // namespace

std::vector<TermsVersion> load_terms(Connection& connection, const Facility& facility, const Moment& moment) {
  std::vector<TermsVersion> versions;
  for (RecordedVersion& recorded : list_versions(connection, facility, moment)) {
    load_lists(connection, facility.entry, recorded.entry, recorded.version.terms);
    versions.push_back(std::move(recorded.version));
  }
  return versions;
}

std::vector<RecordedFixing> list_fixings(Connection& connection) {
  std::vector<RecordedFixing> fixings;
  Query row = connection.query(
      "SELECT index_name, effective_on, rate_ppb, source, entry_id, EXISTS (SELECT 1 FROM rate_fixing AS later WHERE "
      "later.index_name = rate_fixing.index_name AND later.effective_on = rate_fixing.effective_on AND later.entry_id "
      "> rate_fixing.entry_id) FROM rate_fixing ORDER BY index_name, effective_on DESC, entry_id DESC");
  while (row.next())
    fixings.push_back({row.text(0), row.date(1), Rate::parts_per_billion(row.integer(2)), row.text(3),
                       row.id<EntryId>(4), row.integer(5) != 0});
  return fixings;
}

std::vector<RecordedShare> list_recorded_shares(Connection& connection) {
  std::vector<RecordedShare> shares;
  Query row = connection.query(
      "SELECT effective_on, facility.code, share_ppb, entry.entry_id, EXISTS (SELECT 1 FROM financing_share AS other "
      "JOIN entry AS later ON later.entry_id = other.entry_id WHERE later.effective_on = entry.effective_on AND "
      "later.entry_id > entry.entry_id) FROM financing_share JOIN entry ON entry.entry_id = financing_share.entry_id "
      "JOIN facility USING (facility_id) ORDER BY effective_on DESC, entry.entry_id DESC, financing_share.line");
  while (row.next())
    shares.push_back(
        {row.date(0), row.text(1), Rate::parts_per_billion(row.integer(2)), row.id<EntryId>(3), row.integer(4) != 0});
  return shares;
}

bool is_followed(Connection& connection, const std::string& index) {
  Query terms = connection.query("SELECT 1 FROM facility_terms WHERE index_name = ? LIMIT 1");
  return terms.bind(index).next();
}

std::string spelled_index(Connection& connection, const std::string& index) {
  return spelled_in_book(connection, "rate_fixing", "index_name",
                         spelled_in_book(connection, "facility_terms", "index_name", index));
}

bool has_fixing(Connection& connection, const std::string& index, Date on) {
  Query fixing = connection.query("SELECT 1 FROM rate_fixing WHERE index_name = ? AND effective_on <= ? LIMIT 1");
  return fixing.bind(index).bind(on).next();
}

namespace {

Money load_undisbursed(Connection& connection, FacilityId facility, Date on) {
  constexpr Account account = Account::commitment_undisbursed;
  if (const auto last = find_last_balance(connection, account, facility, on)) return *last;
  Query row = connection.query(
      "SELECT min(undisbursed_cents) FROM (SELECT effective_on, SUM(amount_cents) OVER (ORDER BY effective_on) AS "
      "undisbursed_cents, "
      "lead(effective_on) OVER (ORDER BY effective_on) AS until_on FROM "
      "(SELECT effective_on, SUM(amount_cents) AS amount_cents FROM posting JOIN entry USING (entry_id) "
      "WHERE facility_id = ?1 AND account_id = ?3 GROUP BY effective_on)) WHERE until_on IS NULL OR until_on > ?2");
  row.bind(facility).bind(on).bind(static_cast<std::int64_t>(account)).expect_row();
  return row.money(0);
}

std::vector<std::string> list_open_conditions(Connection& connection, FacilityId facility, const FacilityTerms& terms,
                                              Date on) {
  std::vector<std::string> open;
  for (const std::string& condition : terms.conditions) {
    Query met =
        connection.query("SELECT 1 FROM condition_met JOIN entry USING (entry_id) WHERE facility_id = ? AND name = ? "
                         "AND effective_on <= ? "
                         "AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = condition_met.entry_id)");
    if (!met.bind(facility).bind(condition).bind(on).next()) open.push_back(condition);
  }
  return open;
}

// Empty when there is one, or the rate is fixed.
std::string index_without_fixing(Connection& connection, const FacilityTerms& terms, Date on) {
  return terms.floating && !has_fixing(connection, terms.floating->index, on) ? terms.floating->index : std::string();
}

} // namespace

std::vector<std::string> list_open_conditions(Connection& connection, const Facility& facility, const Moment& moment) {
  std::vector<std::string> open;
  for (const std::string& condition : facility.terms.conditions) {
    Query met = connection.query(fmt::format("SELECT 1 FROM condition_met JOIN entry USING (entry_id) "
                                             "WHERE facility_id = ?3 AND name = ?4 AND {}",
                                             stands_at_moment("entry")));
    met.bind(moment.as_of).bind(moment.known_at).bind(facility.id).bind(condition);
    if (!met.next()) open.push_back(condition);
  }
  return open;
}

DrawableFacility load_drawable(Connection& connection, const Facility& facility, Date on) {
  const std::vector<TermsVersion> versions = load_terms(connection, facility, end_of_time(connection));
  const FacilityTerms& terms = terms_on(versions, on);
  return {.id = facility.id,
          .code = facility.code,
          .in_force_from = terms.signed_on,
          .available_from = terms.available_from,
          .available_until = terms.available_until,
          .undisbursed = load_undisbursed(connection, facility.id, on),
          .conditions_open = list_open_conditions(connection, facility.id, terms, on),
          .index_without_fixing = index_without_fixing(connection, terms, on)};
}

std::vector<ShareOfFacility> list_shares(Connection& connection, Date on, EntryId known_at) {
  std::vector<ShareOfFacility> shares;
  Query row = connection.query(
      "WITH given AS (SELECT DISTINCT entry.entry_id, effective_on FROM financing_share CROSS JOIN entry USING "
      "(entry_id) WHERE entry.entry_id <= ?2), "
      "shares AS (SELECT entry_id, effective_on FROM given WHERE effective_on <= ?1 "
      "ORDER BY effective_on DESC, entry_id DESC LIMIT 1) "
      "SELECT financing_share.facility_id, facility.code, share_ppb, "
      "coalesce((SELECT SUM(amount_cents) FROM drawdown JOIN entry AS drawn ON drawn.entry_id = drawdown.entry_id "
      "WHERE drawdown.facility_id = financing_share.facility_id AND drawn.entry_id <= ?2 AND drawn.effective_on >= "
      "shares.effective_on "
      "AND NOT EXISTS (SELECT 1 FROM given AS later WHERE later.effective_on > ?1 AND later.effective_on <= "
      "drawn.effective_on) "
      "AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = drawdown.entry_id AND reversal.entry_id <= "
      "?2)), 0) "
      "FROM financing_share JOIN shares USING (entry_id) JOIN facility ON facility.facility_id = "
      "financing_share.facility_id "
      "ORDER BY financing_share.line");
  row.bind(on).bind(known_at);
  while (row.next())
    shares.push_back({row.id<FacilityId>(0), row.text(1), Rate::parts_per_billion(row.integer(2)), row.money(3)});
  return shares;
}

std::vector<Date> list_draw_days(Connection& connection, FacilityId facility) {
  std::vector<Date> days;
  Query row = connection.query(
      "SELECT DISTINCT effective_on FROM drawdown JOIN entry USING (entry_id) WHERE facility_id = ? "
      "AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = drawdown.entry_id) ORDER BY effective_on");
  row.bind(facility);
  while (row.next())
    days.push_back(row.date(0));
  return days;
}

} // namespace pvault::store
