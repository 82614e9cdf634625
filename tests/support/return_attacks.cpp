// Loans of metal and their return.
#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

namespace {

std::string undo_lent(const std::string& entry, const std::string& on, const std::string& postings) {
  return "INSERT INTO entry VALUES ($next, 'reversal', '" + on +
         "', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);"
         "INSERT INTO reversal VALUES ($new, 1, " +
         entry + ", '" + on + "', 'gone');" + postings + "$seal";
}

const std::string undo_loan = undo_lent("$loan", "2026-05-01", R"(
  INSERT INTO posting VALUES ($new, 1, 2, $titanium, $ti1, NULL, NULL, 1000000000, 100000);
  INSERT INTO posting VALUES ($new, 2, 2, $titanium, $ti2, NULL, NULL, 1000000000, 100000);
  INSERT INTO posting VALUES ($new, 3, 27, $titanium, NULL, $buyer, NULL, -2000000000, 0);
  INSERT INTO posting VALUES ($new, 4, 19, $titanium, NULL, $buyer, NULL, 0, -200000);)");

std::vector<Attack> attacks_on_loan_terms() {
  const std::string check = "loans_match_terms";
  const std::string differ = "rows_differ_from_postings";
  return {
      {"a loan to nobody", changed(loan, {{"'board', $buyer", "'board', NULL"}}), "recipient_missing", check},
      {"a loan without a day", changed(loan, {{"'2026-09-30'", "NULL"}}), "return_date_missing", check},
      {"a loan that is owed back before it leaves", changed(loan, {{"'2026-09-30'", "'2026-04-30'"}}),
       "period_ends_before_it_begins", check},
      {"a loss that is owed back",
       changed(loss, {{"1, NULL, NULL, NULL, NULL, NULL)", "1, NULL, NULL, NULL, '2026-09-30', NULL)"}}),
       "return_date_not_applicable", check},
      {"a loan that is gone for good", changed(loan, {{"2, 27,", "2, 21,"}}), differ, "releases_match_postings"},
      {"a loan whose cost is a cost of releases",
       changed(loan, {{"3, 19, $titanium, NULL, $buyer,", "3, 7, $titanium, NULL, NULL,"}}), differ,
       "releases_match_postings"},
      {"a loan that another owes", changed(loan, {{"27, $titanium, NULL, $buyer", "27, $titanium, NULL, $traxys"}}),
       differ, "releases_match_postings"},
      {"a sale that is owed back", changed(release, {{"2, 21,", "2, 27,"}}), differ, "releases_match_postings"},
  };
}

std::vector<Attack> attacks_on_returns() {
  const std::string check = "returns_match_postings";
  const std::string differ = "rows_differ_from_postings";
  const std::string within = "returns_within_loans";
  return {
      {"a return without its row",
       changed(loan_return, {{"INSERT INTO loan_return VALUES", "-- INSERT INTO loan_return VALUES"}}),
       "entry_incomplete", "release_entries_complete"},
      {"a return of a sale", changed(loan_return, {{"1, $loan,", "1, $sale,"}}), "loan_unknown", check},
      {"a return of what is no release", changed(loan_return, {{"1, $loan,", "1, $purchase1,"}}), "loan_unknown",
       check},
      {"a return before the loan", changed(loan_return, {{"'return', '2026-05-01'", "'return', '2026-04-21'"}}),
       "return_before_release"},
      {"a milligram more than was booked", changed(loan_return, {{"'800 kg', 800000000", "'800 kg', 800000001"}}),
       differ, check},
      {"a milligram more given up than was booked",
       changed(loan_return, {{"'100 kg', 100000000", "'100 kg', 100000001"}}), differ, check},
      {"a part that is of another lot than its lot", changed(loan_return, {{"$ti1, 900,", "$ti2, 900,"}}), "", check},
      {"a part with a cent more than its lot",
       changed(loan_return, {{"500000000, 50000);\n  INSERT INTO loan_return_part VALUES ($new, 2",
                              "500000000, 50001);\n  INSERT INTO loan_return_part VALUES ($new, 2"}}),
       "", check},
      {"a lot of which no part tells",
       changed(loan_return,
               {{"INSERT INTO loan_return_part VALUES ($new, 2", "-- INSERT INTO loan_return_part VALUES ($new, 2"}}),
       differ, check},
      {"a lot at another site than the return",
       changed(loan_return, {{"'TI-900', $titanium, $denver", "'TI-900', $titanium, $reno"}}), differ, check},
      {"a lot of another origin", changed(loan_return, {{"500000000, $ti1, $ti1", "500000000, $ti1, $ti2"}}),
       "lineage_broken", "lots_inherit"},
      {"a lot younger than it was",
       changed(loan_return, {{"500000000, $ti1, $ti1, '2026-04-20'", "500000000, $ti1, $ti1, '2026-04-21'"}}),
       "lineage_broken", "lots_inherit"},
      {"back from another than the borrower",
       changed(loan_return, {{"27, $titanium, NULL, $buyer", "27, $titanium, NULL, $traxys"}}), differ, check},
      {"more of a lot than is out of it",
       changed(loan_return, {{"$ti1, 900, 500000000", "$ti1, 900, 600000000"},
                             {"$ti2, 901, 300000000", "$ti2, 901, 200000000"},
                             {"NULL, NULL, NULL, 500000000", "NULL, NULL, NULL, 600000000"},
                             {"NULL, NULL, NULL, 300000000", "NULL, NULL, NULL, 200000000"},
                             {"900, NULL, NULL, 500000000", "900, NULL, NULL, 600000000"},
                             {"901, NULL, NULL, 300000000", "901, NULL, NULL, 200000000"}}),
       "above_owed_back", within},
      {"the last of a lot without its last cent",
       changed(loan_return, {{"$ti1, 900, 500000000, 50000", "$ti1, 900, 500000000, 49999"},
                             {"$ti2, 901, 300000000, 30000", "$ti2, 901, 300000000, 30001"},
                             {"900, NULL, NULL, 500000000, 50000", "900, NULL, NULL, 500000000, 49999"},
                             {"901, NULL, NULL, 300000000, 30000", "901, NULL, NULL, 300000000, 30001"}}),
       "above_owed_back", within},
      {"a return of nothing", changed(loan_return, {{"'800 kg', 800000000", "'800 kg', 0"}}),
       "CHECK constraint failed"},
      {"something given up without a reason", changed(loan_return, {{"'rusted'", "NULL"}}), "CHECK constraint failed"},
      {"a loan undone of which something is back", undo_loan, "something_depends_on_it", within},
  };
}

} // namespace

std::vector<Attack> attacks_on_lent_metal() {
  std::vector<Attack> all = attacks_on_loan_terms();
  const auto returns = attacks_on_returns();
  all.insert(all.end(), returns.begin(), returns.end());
  return all;
}

} // namespace pvault::test
