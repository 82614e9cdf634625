// Random command lines about loans and documents, as operators type them who make mistakes: some are refused, some are
// dated back, some are typed twice, and some entries are reversed. One seed gives one history, with every compiler:
// what is drawn stands in statements of its own, since the order of arguments is left open.
#pragma once

#include "tests/model/support/random.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace pvault::test {

class LoanHistory {
public:
  static constexpr int documents = 5; // files document-1.txt and so on, which must be there

  explicit LoanHistory(std::uint64_t seed) : random_(seed), is_controlled_(seed % 2 == 0) {}

  // What all others name: a lender, a supplier, a site, two facilities and two lots; and, where it is controlled, two
  // people, whose keys must be there (make_keys), and a policy.
  [[nodiscard]] std::vector<std::string> beginning() const;
  // The words of a command, which tests/faults/support/scenario.hpp takes apart. The file of an import is written into
  // the current folder.
  std::string next();
  // Those of beginning() are in the book, whose newest entry is that.
  void begin_behind(std::int64_t newest);
  // So is the one that next() gave last; the newest entry is of this kind.
  void was_recorded(std::int64_t newest, const std::string& kind);
  std::string some_day(); // for a report
  const std::string& some_facility() { return random_.pick(facilities_); }

private:
  std::string facility();
  std::string amendment();
  std::string cancellation();
  std::string condition();
  std::string borrowing_base();
  std::string shares();
  std::string fixing();
  std::string drawdown();
  std::string payment();
  std::string accrual();
  std::string disbursement();
  std::string decision();
  std::string purchase();
  std::string evidence();
  std::string requirement();
  std::string reversal();
  std::string import();
  std::string row_of_import(const std::string& kind);
  std::string proposal_decision();
  std::string undone_loan();
  std::string command_of_any_kind();

  [[nodiscard]] std::string with_key(const std::string& words);
  std::string day_of_entry(); // sometimes dated back
  std::string on();           // "--on 2025-03-01"
  std::string later(std::int64_t least_days, std::int64_t most_days);
  std::string money(std::int64_t least_usd, std::int64_t most_usd);
  std::string facility_or_wrong();
  std::string document();

  Random random_;
  bool is_controlled_;
  int day_ = 0;            // since the first one
  std::int64_t first_ = 0; // entry behind those of beginning()
  std::int64_t newest_ = 0;
  int named_ = 0;
  std::vector<std::string> facilities_ = {"F-1", "F-2"};
  std::vector<std::string> lots_ = {"T-1", "T-2"};
  std::vector<std::string> requests_;   // for disbursement
  std::vector<std::string> repeatable_; // with a request id
  std::vector<std::string> imports_;
  std::vector<std::int64_t> proposals_;
  // What is drawn first on a new facility, repaid, and then found to be a mistake.
  struct UndoneLoan {
    std::string facility;
    std::string amount;
    int steps_left = 10;       // some are refused
    std::int64_t drawdown = 0; // its entry, 0 before it is recorded
    bool is_repaid = false;
  };
  std::vector<UndoneLoan> undone_loans_; // without those that are undone
  bool takes_request_id_ = true;
  std::function<void()> when_recorded_; // what is there then
};

} // namespace pvault::test
