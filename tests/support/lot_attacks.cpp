#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

namespace {

const std::string of_bismuth = R"(
  INSERT INTO entry VALUES ($next, 'release', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO release VALUES ($new, 1, $bismuth, 'rotation', 'board', NULL, '1 g', NULL, 1000, 0, 1, NULL, NULL, NULL, NULL, NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $bismuth, $bi1, NULL, NULL, -1000, 0);
  INSERT INTO posting VALUES ($new, 2, 21, $bismuth, NULL, NULL, NULL, 1000, 0);
  $seal)";

// A gram of a lot is put apart where it lies, and keeps what the lot has.
const std::string repack = R"(
  INSERT INTO entry VALUES ($next, 'transfer', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO transfer VALUES ($new, 1, 'repack', $bi1, '1 g', 1000, 0, NULL);
  INSERT INTO lot VALUES ($new, 1, 900, 'BI-900', $bismuth, $reno, $hartree, '2026-05-01', '1 g', NULL, NULL, NULL, 1000, $bi1, $bi1, '2026-04-20');
  INSERT INTO lot_paper VALUES ($new, 1, 900, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'accepted', NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $bismuth, $bi1, NULL, NULL, -1000, 0);
  INSERT INTO posting VALUES ($new, 2, 2, $bismuth, 900, NULL, NULL, 1000, 0);
  $seal)";

// A gram of the lot that is still to be settled is lent; and given up.
const std::string lent = R"(
  INSERT INTO entry VALUES ($next, 'release', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO release VALUES ($new, 1, $bismuth, 'loan', 'board', $buyer, '1 g', NULL, 1000, 0, 1, NULL, NULL, NULL, '2026-09-30', NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $bismuth, $bi3, NULL, NULL, -1000, 0);
  INSERT INTO posting VALUES ($new, 2, 27, $bismuth, NULL, $buyer, NULL, 1000, 0);
  $seal)";
const std::string given_up = R"(
  INSERT INTO entry VALUES ($next, 'return', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO loan_return VALUES ($new, 1, (SELECT max(entry_id) FROM release), NULL, NULL, 0, '1 g', 1000, 'rusted');
  INSERT INTO loan_return_part VALUES ($new, 1, $bi3, NULL, 1000, 0);
  INSERT INTO posting VALUES ($new, 1, 27, $bismuth, NULL, $buyer, NULL, -1000, 0);
  INSERT INTO posting VALUES ($new, 2, 22, $bismuth, NULL, NULL, NULL, 1000, 0);
  $seal)";

} // namespace

std::vector<Attack> attacks_on_lot_papers() {
  const std::string sound = "lot_papers_in_order";
  return {
      {"a receipt used twice, in other letters", changed(papered, {{"'WR-B9'", "'wr-b1'"}}), "receipt_already_used",
       "receipts_stand_for_one_lot"},
      {"a receipt that is a document of another lot", changed(papered, {{"'WR-B9'", "'wr-1'"}}), "receipt_already_used",
       "receipts_stand_for_one_lot"},
      {"a document with the receipt of another lot",
       changed(evidence, {{"'invoice'", "'warehouse-receipt'"}, {"'I-1'", "'wr-b1'"}}), "receipt_already_used",
       "receipts_stand_for_one_lot"},
      {"a document with another receipt than the lot has",
       changed(evidence, {{"$purchase2, 'invoice'", "$bismuth_purchase, 'warehouse-receipt'"}, {"'I-1'", "'WR-B2'"}}),
       "receipt_already_used", "receipts_stand_for_one_lot"},
      {"papers of another entry's lot",
       changed(papered, {{"lot_paper VALUES ($new, 1, 900", "lot_paper VALUES ($new, 1, $ga2"}}), "paper_of_other_lot",
       sound},
      {"papers of a lot twice",
       with(papered, "INSERT INTO lot_paper SELECT entry_id, 2, lot_id, gross_entered, tare_entered, gross_mg, "
                     "tare_mg, form, grade, producer, ore_country, processing_country, contract, NULL, objective, "
                     "expires_on, rotate_by_on, quality, "
                     "provisional FROM lot_paper WHERE entry_id = $new"),
       "append_only"},
      {"papers twice in one place",
       with(papered, "INSERT OR REPLACE INTO lot_paper SELECT * FROM lot_paper WHERE entry_id = $new"), "append_only"},
      {"a lot that expired before it came", changed(papered, {{"'2030-01-01'", "'2026-04-30'"}}),
       "expires_before_receipt", sound},
      {"a lot to be rotated before it came", changed(papered, {{"'2029-01-01'", "'2026-04-30'"}}),
       "expires_before_receipt", sound},
      {"a tare as heavy as the gross mass", changed(papered, {{"1100000000, 100000000", "1100000000, 1100000000"}}),
       "CHECK"},
      {"a tare without a gross mass", changed(papered, {{"'1.1 t', '100 kg', 1100000000", "NULL, '100 kg', NULL"}}),
       "CHECK"},
      {"a country that is none", changed(papered, {{"'BO'", "'Bolivia'"}}), "CHECK"},
      {"a quality that is none", changed(papered, {{"'accepted'", "'good'"}}), "CHECK"},
      {"a producer of a lot that was taken of another",
       changed(repack,
               {{"NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'accepted'",
                 "NULL, NULL, NULL, NULL, NULL, NULL, 'Tasna', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'accepted'"}}),
       "paper_not_own", sound},
      {"a form that a repack changes",
       changed(repack,
               {{"NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'accepted'",
                 "NULL, NULL, NULL, NULL, 'ingot', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'accepted'"}}),
       "form_stays", sound},
      {"an assay of another lot",
       changed(papered, {{"lot_component VALUES ($new, 1, 900", "lot_component VALUES ($new, 1, $ga2"}}),
       "paper_of_other_lot", sound},
      {"an assay without a percent sign", changed(papered, {{"'0.02% As'", "'0.02'"}}), "CHECK"},
  };
}

std::vector<Attack> attacks_on_lot_status() {
  const std::string accepted = "released_when_accepted";
  return {
      {"a release of what is rejected", quality + ";" + of_bismuth, "lot_not_accepted", accepted},
      {"a rejection before a release", of_bismuth + ";" + quality, "quality_before_draw", accepted},
      {"a change of quality before a transfer",
       changed(quality, {{"'lot-quality', '2026-05-01'", "'lot-quality', '2026-04-23'"},
                         {"$bi1, '2026-05-01'", "$bi1, '2026-04-23'"}}),
       "quality_before_draw"},
      {"a change of quality before some of the lot came back",
       changed(quality, {{"'lot-quality', '2026-05-01'", "'lot-quality', '2026-04-24'"},
                         {"$bi1, '2026-05-01'", "$ti1, '2026-04-24'"}}),
       "quality_before_draw"},
      {"a lot that came back better than it is",
       changed(quality, {{"$bi1, '2026-05-01'", "$ti1, '2026-05-01'"}}) + ";" + loan_return, "quality_not_inherited",
       accepted},
      {"a change of quality before the lot came",
       changed(quality, {{"'lot-quality', '2026-05-01'", "'lot-quality', '2026-04-19'"},
                         {"$bi1, '2026-05-01'", "$bi1, '2026-04-19'"}}),
       "lot_not_yet_received", accepted},
      {"a change of quality on another day than its entry",
       changed(quality, {{"$bi1, '2026-05-01'", "$bi1, '2026-05-02'"}}), "date_differs_from_entry",
       "lot_status_in_its_entries"},
      {"a change of quality without a reason", changed(quality, {{"'wet'", "' '"}}), "CHECK"},
      {"a change of quality without its row",
       changed(quality, {{"INSERT INTO lot_quality", "-- INSERT INTO lot_quality"}}), "entry_incomplete",
       "entries_complete"},
      {"a lot better than the one it was taken of", quality + ";" + repack, "quality_not_inherited", accepted},
      {"a lot that misses what is said of a later day",
       changed(quality, {{"'lot-quality', '2026-05-01'", "'lot-quality', '2026-05-02'"},
                         {"$bi1, '2026-05-01'", "$bi1, '2026-05-02'"}}) +
           ";" + repack,
       "quality_before_draw", accepted},
      {"a quality undone that a transfer took over", undoing("$quality2"), "something_depends_on_it"},
  };
}

std::vector<Attack> attacks_on_pledges() {
  const std::string once = "pledged_once";
  return {
      {"a second pledge of a lot", changed(pledge, {{"$bi1", "$bi2"}}), "lot_already_pledged", once},
      {"a pledge before the facility was signed",
       changed(pledge, {{"'pledge', '2026-05-01'", "'pledge', '2026-03-15'"},
                        {"$bi1, $facility2, '2026-05-01'", "$ga1, $facility4, '2026-03-15'"}}),
       "facility_not_in_force", once},
      {"a pledge before the lot came",
       changed(pledge, {{"'pledge', '2026-05-01'", "'pledge', '2026-04-19'"},
                        {"$facility2, '2026-05-01'", "$facility2, '2026-04-19'"}}),
       "lot_not_yet_received", once},
      {"a pledge before a transfer of the lot",
       changed(pledge, {{"'pledge', '2026-05-01'", "'pledge', '2026-04-23'"},
                        {"$facility2, '2026-05-01'", "$facility2, '2026-04-23'"}}),
       "pledge_before_draw", once},
      {"a pledge without its row", changed(pledge, {{"INSERT INTO pledge", "-- INSERT INTO pledge"}}),
       "entry_incomplete", "entries_complete"},
      {"a transfer of a pledged lot", pledge + ";" + repack, "lot_pledged", once},
      {"a transfer as of a day before the lot was pledged",
       changed(pledge, {{"'pledge', '2026-05-01'", "'pledge', '2026-05-02'"},
                        {"$facility2, '2026-05-01'", "$facility2, '2026-05-02'"}}) +
           ";" + repack,
       "lot_pledged", once},
      {"a release that a pledge forbids", pledge + ";" + of_bismuth, "lot_pledged", once},
      {"a pledge given back that was given back", changed(pledge_release, {{"$pledge2", "$pledge1"}}), "pledge_unknown",
       once},
      {"a pledge given back before it was given",
       changed(pledge_release, {{"'pledge-release', '2026-05-01'", "'pledge-release', '2026-04-25'"},
                                {"$pledge2, '2026-05-01'", "$pledge2, '2026-04-25'"}}),
       "pledge_unknown", once},
      {"no pledge given back",
       changed(pledge_release, {{"INSERT INTO pledge_release", "-- INSERT INTO pledge_release"}}), "entry_incomplete",
       "entries_complete"},
      {"a pledge that holds again beside another", undoing("$given_back"), "something_depends_on_it", once},
      {"a pledge undone that was given back", undoing("$pledge1"), "something_depends_on_it", "lot_status_stands"},
  };
}

std::vector<Attack> attacks_on_settlements() {
  const std::string match = "settlements_match_postings";
  const std::string differ = "rows_differ_from_postings";
  return {
      {"a settlement of a lot that was final", changed(settlement, {{"$new, 1, $bi3, NULL", "$new, 1, $ga2, NULL"}}),
       "lot_not_provisional", match},
      {"a second settlement", changed(settlement, {{"$new, 1, $bi3, NULL", "$new, 1, $bi1, NULL"}}),
       "lot_already_settled", match},
      {"a settlement of more than its postings",
       changed(settlement, {{"1100000000, 110000, 100000000", "1100000001, 110000, 100000001"}}), differ, match},
      {"a settlement of less than what it says is final",
       changed(settlement, {{"1100000000, 110000", "1200000000, 110000"}}), differ, match},
      {"a settlement at another cost than its postings",
       changed(settlement, {{"110000, 100000000, 10000)", "110001, 100000000, 10001)"}}), differ, match},
      {"a settlement that fills another lot", changed(settlement, {{"2, $bismuth, $bi3", "2, $bismuth, $bi1"}}), differ,
       match},
      {"a settlement with another supplier",
       changed(settlement, {{"20, $bismuth, NULL, $hartree", "20, $bismuth, NULL, $traxys"},
                            {"4, NULL, NULL, $hartree", "4, NULL, NULL, $traxys"}}),
       differ, match},
      {"a settlement before the lot came",
       changed(settlement, {{"'settlement', '2026-05-01'", "'settlement', '2026-04-27'"}}), "lot_", match},
      {"a settlement of what is lent", lent + ";" + settlement, "lot_lent", match},
      {"what was given up undone after a settlement",
       lent + ";" + given_up + ";" + settlement + ";" + undoing("(SELECT max(entry_id) FROM loan_return)"),
       "something_depends_on_it", match},
      {"a settlement without its row",
       changed(settlement, {{"INSERT INTO assay_settlement", "-- INSERT INTO assay_settlement"}}), "",
       "entries_complete"},
      {"a transfer undone that a settlement counted on", undoing("$transfer2"), "", match},
      {"a purchase undone that was settled", settlement + ";" + undoing("$open_purchase"), "something_depends_on_it",
       match},
      {"a settlement undone after more was taken", of_bismuth + ";" + undoing("$settlement1"),
       "something_depends_on_it"},
  };
}

} // namespace pvault::test
