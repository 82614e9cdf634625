#include "tests/support/entry_attacks.hpp"

#include <stdexcept>

namespace pvault::test {

using namespace honest;

namespace {

// Each place where the first text stands.
std::string everywhere(std::string entry, const std::string& from, const std::string& to) {
  if (entry.find(from) == std::string::npos) throw std::logic_error("does not stand in the entry: " + from);
  for (std::size_t at = entry.find(from); at != std::string::npos; at = entry.find(from, at + to.size()))
    entry.replace(at, from.size(), to);
  return entry;
}

const std::string first_lot = "600000000, $in1, $in1, '2026-04-20'";

// What the transfer of the sample book put on its way leaves it again.
const std::string from_sea = R"(
  INSERT INTO entry VALUES ($next, 'release', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO release VALUES ($new, 1, $indium, 'emergency', 'board', NULL, '2 t', NULL, 2000000000, 0, 1, NULL, NULL, $e1, NULL, NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $indium, $in2, NULL, NULL, -2000000000, -200000);
  INSERT INTO posting VALUES ($new, 2, 21, $indium, NULL, NULL, NULL, 2000000000, 0);
  INSERT INTO posting VALUES ($new, 3, 7, $indium, NULL, NULL, NULL, 0, 200000);
  $seal)";

const std::string undo_transfer = R"(
  INSERT INTO entry VALUES ($next, 'reversal', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO reversal VALUES ($new, 1, $transfer, '2026-05-01', 'gone');
  INSERT INTO posting VALUES ($new, 1, 2, $indium, $in1, NULL, NULL, 2000000000, 200000);
  INSERT INTO posting VALUES ($new, 2, 2, $indium, $in2, NULL, NULL, -2000000000, -200000);
  $seal)";

std::vector<Attack> attacks_on_lineage() {
  const std::string broken = "lineage_broken";
  const auto lot_row = [](const std::string& lineage) { return changed(transfer, {{first_lot, lineage}}); };
  return {
      {"a lot of another mineral than its parent", changed(transfer, {{"'IN-900', $indium", "'IN-900', $gallium"}}),
       broken, "lots_inherit"},
      {"a lot of another supplier than its parent",
       changed(transfer, {{"'IN-900', $indium, $reno, $hartree", "'IN-900', $indium, $reno, $traxys"}}), broken,
       "lots_inherit"},
      {"a lot of another origin than its parent", lot_row("600000000, $in1, $ga1, '2026-04-20'"), broken,
       "lots_inherit"},
      {"a lot a day younger than its parent", lot_row("600000000, $in1, $in1, '2026-04-21'"), broken, "lots_inherit"},
      {"a lot as old as its parent's transfer", lot_row("600000000, $in2, $in1, '2026-04-25'"), broken, "lots_inherit"},
      {"a lot out of nowhere", lot_row("600000000, NULL, NULL, NULL"), broken, "lots_inherit"},
      {"a lot out of one that the same transfer makes",
       changed(transfer, {{"300000000, $in1, $in1, '2026-04-20'", "300000000, 900, $in1, '2026-04-20'"}}), broken,
       "lots_inherit"},
      {"a lot out of itself", lot_row("600000000, 900, $in1, '2026-04-20'"), broken, "lots_inherit"},
      {"a purchase of a lot that has a parent",
       changed(purchase, {{"1000000000, NULL, NULL, NULL)", "1000000000, $ga1, $ga1, '2026-02-01')"}}), broken,
       "lots_inherit"},
      {"half a lineage", lot_row("600000000, $in1, NULL, '2026-04-20'"), ""},
      {"no age", lot_row("600000000, $in1, $in1, NULL"), ""},
      {"a lot out of another than the one the transfer took from", lot_row("600000000, $in2, $in1, '2026-04-20'"),
       "rows_differ_from_postings", "lots_inherit"},
  };
}

std::vector<Attack> attacks_on_moves() {
  const std::string differ = "rows_differ_from_postings";
  const std::string check = "transfers_match_postings";
  return {
      {"a transfer without its row",
       changed(transfer, {{"INSERT INTO transfer VALUES", "-- INSERT INTO transfer VALUES"}}), "entry_incomplete",
       "entries_complete"},
      {"a milligram more taken than was booked", changed(transfer, {{"'1 t', 1000000000", "'1 t', 1000000001"}}),
       differ, check},
      {"a milligram more lost than was booked", changed(transfer, {{"100000000, 'refined'", "100000001, 'refined'"}}),
       differ, check},
      {"a milligram more received than was booked",
       changed(transfer, {{"NULL, NULL, NULL, 600000000", "NULL, NULL, NULL, 600000001"},
                          {"100000000, 'refined'", "99999999, 'refined'"}}),
       differ, check},
      {"mass of a further lot on the way",
       with(transfer, "INSERT INTO posting VALUES ($new, 5, 2, $indium, $in2, NULL, NULL, -5, 0); INSERT INTO posting "
                      "VALUES ($new, 6, 2, $indium, 900, NULL, NULL, 5, 0)"),
       differ, check},
      {"mass into an old lot", changed(transfer, {{"$indium, 901, NULL, NULL", "$indium, $in2, NULL, NULL"}}), differ,
       check},
      {"cost that a lot gives instead of getting it",
       changed(transfer, {{"600000000, 66667)", "600000000, 100001)"}, {"300000000, 33333)", "300000000, -1)"}}), "",
       check},
      {"a cent is lost on the way", changed(transfer, {{"600000000, 66667)", "600000000, 66666)"}}), "",
       "money_balanced"},
      {"more comes out than went in",
       changed(transfer, {{"'1 t', 1000000000, 100000000", "'1 t', 800000000, 0"},
                          {"-1000000000, -100000", "-800000000, -100000"},
                          {"NULL, 100000000, 0)", "NULL, -100000000, 0)"}}),
       "outputs_above_mass", check},
      {"a repack that loses", changed(transfer, {{"'processing'", "'repack'"}}), "yield_loss_not_allowed",
       "transfers_sound"},
      {"a transfer that loses", changed(transfer, {{"'processing'", "'transfer'"}}), "yield_loss_not_allowed",
       "transfers_sound"},
      {"a transfer to where it lies",
       everywhere(changed(transfer, {{"'processing'", "'transfer'"}}), "$reno", "$denver"), "transfer_changes_nothing",
       "transfers_sound"},
      {"all of it lost", changed(transfer, {{"1000000000, 100000000, 'ref", "1000000000, 1000000000, 'ref"}}),
       "CHECK constraint failed: loss_mg < mass_mg", "transfers_sound"},
      {"a kind of one's own", changed(transfer, {{"'processing'", "'alchemy'"}}), "CHECK constraint failed: kind IN"},
      {"a site of a kind of its own", changed(site, {{"'US', NULL", "'US', 'lost'"}}),
       "CHECK constraint failed: kind IN"},
      {"more than the lot holds",
       changed(transfer, {{"'1 t', 1000000000, 100000000", "'1 t', 3000000001, 2100000001"},
                          {"-1000000000, -100000", "-3000000001, -100000"},
                          {"NULL, 100000000, 0)", "NULL, 2100000001, 0)"}}),
       "lot_mass_insufficient", "lots_never_negative"},
      {"before the lot was received", everywhere(transfer, "'2026-05-01'", "'2026-04-19'"), "lot_mass_insufficient",
       "lots_never_negative"},
  };
}

std::vector<Attack> attacks_on_places() {
  const std::string place = "releases_from_their_place";
  return {
      {"a release of what is on its way", from_sea, "lot_not_in_storage", place},
      {"a release from another site than it names",
       changed(loss, {{"0, 1, NULL, NULL, NULL, NULL, NULL)", "0, 1, $reno, NULL, NULL, NULL, NULL)"}}),
       "lot_at_other_site", place},
      {"a transfer undone after what it moved had left",
       changed(from_sea, {{"'emergency'", "'sample'"}, {"NULL, $e1, NULL, NULL)", "NULL, NULL, NULL, NULL)"}}) + ";" +
           undo_transfer,
       "lot_mass_insufficient", "lots_never_negative"},
      {"a transfer undone in its mass alone",
       changed(undo_transfer,
               {{"2000000000, 200000)", "2000000000, 0)"}, {"-2000000000, -200000)", "-2000000000, 0)"}}),
       "", "reversals_whole"},
      {"a purchase undone that was transferred", changed(undo_transfer, {{"$transfer", "$purchase5"}}), "",
       "reversals_whole"},
  };
}

} // namespace

std::vector<Attack> attacks_on_transfers() {
  std::vector<Attack> all = attacks_on_lineage();
  for (const auto& attacks : {attacks_on_moves(), attacks_on_places()})
    all.insert(all.end(), attacks.begin(), attacks.end());
  return all;
}

} // namespace pvault::test
