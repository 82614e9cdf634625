#include "store/lent_metal.hpp"

#include "store/moment_sql.hpp"
#include "store/read_again.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

// A return that is undone on a later day counts until then, so that on no day more is back than was lent.
std::vector<LentLot> list_lent_lots(Connection& connection, EntryId release, Date on) {
  std::vector<LentLot> lots;
  Query row = connection.query(
      "SELECT posting.lot_id, lot.code, -SUM(posting.mass_mg) - coalesce((SELECT SUM(part.mass_mg) FROM loan_return "
      "CROSS JOIN loan_return_part AS part USING (entry_id) LEFT JOIN reversal ON reversed_entry_id = "
      "loan_return.entry_id WHERE release_entry_id = ?1 AND drawn_lot_id = posting.lot_id AND (reversal.entry_id IS "
      "NULL OR reversal.effective_on > ?2)), 0), -SUM(posting.amount_cents) - coalesce((SELECT SUM(part.cost_cents) "
      "FROM loan_return CROSS JOIN loan_return_part AS part USING (entry_id) LEFT JOIN reversal ON reversed_entry_id = "
      "loan_return.entry_id WHERE release_entry_id = ?1 AND drawn_lot_id = posting.lot_id AND (reversal.entry_id IS "
      "NULL OR reversal.effective_on > ?2)), 0) FROM posting JOIN lot USING (lot_id) WHERE posting.entry_id = ?1 GROUP "
      "BY posting.lot_id ORDER BY min(posting.line)");
  row.bind(release).bind(on);
  while (row.next())
    lots.push_back({row.id<LotId>(0), row.text(1), row.mass(2), row.money(3)});
  return lots;
}

} // namespace

Expected<LoanToReturn> load_loan(Connection& connection, EntryId release, Date on) {
  Query row =
      connection.query("SELECT kind, mineral_id, recipient_id, effective_on FROM release JOIN release_kind USING "
                       "(kind) JOIN (SELECT entry_id, effective_on FROM entry) USING (entry_id) WHERE entry_id "
                       "= ? AND return_by_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reversal WHERE "
                       "reversed_entry_id = release.entry_id)");
  if (!row.bind(release).next()) {
    return refuse(Rule::loan_unknown, fmt::format("entry {} is no loan or exchange that stands", number_of(release)),
                  "`pvault report owed-back` shows what is owed back, and by which entry");
  }
  return LoanToReturn{.loan = {.release = release,
                               .kind = read_again(parse_release_kind(row.text(0))),
                               .borrower = row.id<PartyId>(2),
                               .lent_on = row.date(3),
                               .lots = list_lent_lots(connection, release, on)},
                      .mineral = row.id<MineralId>(1)};
}

std::vector<LoanState> list_loans(Connection& connection, const Moment& moment) {
  std::vector<LoanState> loans;
  const std::string returned = fmt::format(
      "coalesce((SELECT SUM({{}}) FROM loan_return CROSS JOIN loan_return_part AS part USING (entry_id) JOIN entry AS "
      "back ON back.entry_id = loan_return.entry_id WHERE release_entry_id = release.entry_id AND {}{{}}), 0)",
      stands_at_moment("back"));
  Query row = connection.query(fmt::format(
      "SELECT release.entry_id, lent.effective_on, release.kind, release.mineral_id, mineral.code, party.code, "
      "return_by_on, release.mass_mg, {}, {}, -(SELECT SUM(amount_cents) FROM posting WHERE posting.entry_id = "
      "release.entry_id AND account_id = 2) - {} FROM release JOIN entry AS lent ON lent.entry_id = release.entry_id "
      "JOIN mineral ON mineral.mineral_id = release.mineral_id JOIN party ON party.party_id = release.recipient_id "
      "WHERE return_by_on IS NOT NULL AND {} ORDER BY release.entry_id",
      fmt::format(fmt::runtime(returned), "part.mass_mg", " AND part.lot_id IS NOT NULL"),
      fmt::format(fmt::runtime(returned), "part.mass_mg", " AND part.lot_id IS NULL"),
      fmt::format(fmt::runtime(returned), "part.cost_cents", ""), stands_at_moment("lent")));
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    loans.push_back({.release = row.id<EntryId>(0),
                     .on = row.date(1),
                     .kind = row.text(2),
                     .mineral = row.id<MineralId>(3),
                     .mineral_code = row.text(4),
                     .borrower = row.text(5),
                     .return_by = row.date(6),
                     .lent = row.mass(7),
                     .returned = row.mass(8),
                     .given_up = row.mass(9),
                     .cost = row.money(10)});
  }
  return loans;
}

} // namespace pvault::store
