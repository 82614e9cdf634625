#include "store/period_changes.hpp"

#include "store/read_again.hpp"

namespace pvault::store {

namespace {

CalendarMonth month_in(const Query& row, int column) { return read_again(parse_calendar_month(row.text(column))); }

PeriodChange read_change(const Query& row) {
  return {.entry = row.id<EntryId>(0), .month = month_in(row, 1), .open_from = row.date(2), .reopens = !row.is_null(3)};
}

// The first that opened the month of a closing again, by the moment.
constexpr const char* closings_sql =
    "SELECT closing.entry_id, closing.month, made.effective_on, made.recorded_by, opening.entry_id, "
    "opened.effective_on, opening.reason, opening.approved_by FROM period_change AS closing JOIN entry AS made ON "
    "made.entry_id = closing.entry_id LEFT JOIN period_change AS opening ON opening.entry_id = (SELECT "
    "min(later.entry_id) FROM period_change AS later JOIN entry AS dated ON dated.entry_id = later.entry_id WHERE "
    "later.entry_id > closing.entry_id AND later.reason IS NOT NULL AND later.month <= closing.month AND "
    "dated.effective_on <= ?1 AND later.entry_id <= ?2) LEFT JOIN entry AS opened ON opened.entry_id = "
    "opening.entry_id WHERE closing.reason IS NULL AND made.effective_on <= ?1 AND made.entry_id <= ?2 ORDER BY "
    "closing.entry_id";

// An entry that posts nothing has one row.
constexpr const char* prior_period_sql =
    "SELECT adjustment.entry_id, adjustment.kind, adjustment.effective_on, adjustment.recorded_at, "
    "corrected_entry_id, corrected_kind, corrected_effective_on, account.name, posting.mineral_id, mineral.code, "
    "coalesce(SUM(mass_mg), 0), coalesce(SUM(amount_cents), 0) FROM v_prior_period_adjustment AS adjustment LEFT JOIN "
    "posting ON posting.entry_id = adjustment.entry_id LEFT JOIN account ON account.account_id = posting.account_id "
    "LEFT JOIN mineral ON mineral.mineral_id = posting.mineral_id WHERE adjustment.effective_on BETWEEN ?3 AND ?1 AND "
    "adjustment.entry_id <= ?2 GROUP BY adjustment.entry_id, posting.account_id, posting.mineral_id ORDER BY "
    "adjustment.entry_id, posting.account_id, posting.mineral_id";

} // namespace

std::optional<PeriodChange> load_period_change(Connection& connection) {
  Query row = connection.query("SELECT entry_id, month, open_from_on, reason FROM period_change ORDER BY entry_id DESC "
                               "LIMIT 1");
  if (!row.next()) return std::nullopt;
  return read_change(row);
}

std::optional<PeriodChange> find_period_change(Connection& connection, const Moment& moment) {
  Query row = connection.query("SELECT period_change.entry_id, month, open_from_on, reason FROM period_change JOIN "
                               "entry USING (entry_id) WHERE effective_on <= ?1 AND period_change.entry_id <= ?2 ORDER "
                               "BY period_change.entry_id DESC LIMIT 1");
  row.bind(moment.as_of).bind(moment.known_at);
  if (!row.next()) return std::nullopt;
  return read_change(row);
}

std::vector<PeriodClosing> list_period_closings(Connection& connection, const Moment& moment) {
  std::vector<PeriodClosing> closings;
  Query row = connection.query(closings_sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    PeriodClosing& closing = closings.emplace_back(PeriodClosing{
        .entry = row.id<EntryId>(0), .month = month_in(row, 1), .on = row.date(2), .recorded_by = row.text(3)});
    if (row.is_null(4)) continue;
    closing.reopened = PeriodReopening{
        .entry = row.id<EntryId>(4), .on = row.date(5), .reason = row.text(6), .approved_by = row.text(7)};
  }
  return closings;
}

std::vector<PriorPeriodLine> list_prior_period_lines(Connection& connection, const Moment& moment,
                                                     const std::optional<Date>& from) {
  std::vector<PriorPeriodLine> lines;
  Query row = connection.query(prior_period_sql);
  row.bind(moment.as_of).bind(moment.known_at).bind(from ? format_date(*from) : std::string());
  while (row.next()) {
    lines.push_back({.entry = row.id<EntryId>(0),
                     .kind = row.text(1),
                     .on = row.date(2),
                     .recorded_at = row.text(3),
                     .corrected = row.id<EntryId>(4),
                     .corrected_kind = row.text(5),
                     .corrected_on = row.date(6),
                     .account = row.text_or_empty(7),
                     .mineral = row.optional_id<MineralId>(8),
                     .mineral_code = row.text_or_empty(9),
                     .mass = row.mass(10),
                     .amount = row.money(11)});
  }
  return lines;
}

} // namespace pvault::store
