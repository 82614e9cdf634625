#include "tests/simulator/support/loan_history.hpp"

#include "tests/support/values.hpp"
#include "units/date.hpp"

#include <array>
#include <cstddef>
#include <fmt/format.h>
#include <fstream>
#include <numeric>
#include <stdexcept>

namespace pvault::test {

namespace {

constexpr int longest_pause = 12; // days between two commands
constexpr int longest_back = 90;  // that something is dated back
constexpr const char* first_day = "2024-02-01";

std::string day_behind_first(int days) { return format_date(add_days(day(first_day), days)); }

} // namespace

std::vector<std::string> LoanHistory::beginning() const {
  std::vector<std::string> commands = {
      "party add BANK --name Bank --role lender --on 2024-01-02",
      "party add TRADER --name Trader --role supplier --on 2024-01-02",
      "site add EAST --name \"East depot\" --country US --on 2024-01-02",
      "fixing add SOFR --on 2024-01-02 --rate 5.3% --source seen",
      "facility add F-1 --lender BANK --commitment \"3000000 USD\" --index SOFR --margin 1% --day-count 30/360 "
      "--available-from 2024-01-10 --available-until 2025-06-30 --maturity 2030-01-31 --payments semiannual "
      "--commitment-fee 0.5% --exposure-fee 1%:each-draw:cash --condition \"legal opinion\"",
      "facility add F-2 --lender BANK --commitment \"2000000 USD\" --rate 4.63% --day-count act/360 "
      "--available-from 2024-01-10 --available-until 2026-01-31 --maturity 2029-01-31 --payments quarterly "
      "--repayment annuity --default-margin 2%",
      "purchase record --mineral tin --mass \"30 t\" --price \"30 USD/kg\" --supplier TRADER --site EAST --lot T-1 "
      "--on 2024-01-15",
      "purchase record --mineral gallium --mass \"2 t\" --price \"500 USD/kg\" --supplier TRADER --site EAST --lot "
      "T-2 --on 2024-01-20"};
  if (!is_controlled_) return commands;
  commands.insert(commands.end(),
                  {"person add adams --name Adams --role administrator --role approver --public-key adams.pub "
                   "--on 2024-01-21",
                   "person add chen --name Chen --role operator --public-key chen.pub --on 2024-01-21 --key adams.key",
                   "policy set --signed yes --approve drawdown=\"60000 USD\" --approve amendment "
                   "--approve reversal --on 2024-01-22 --key adams.key"});
  return commands;
}

std::string LoanHistory::command_of_any_kind() {
  struct Kind {
    std::uint64_t weight;
    std::string (LoanHistory::*make)();
  };
  static constexpr std::array kinds = {
      Kind{2, &LoanHistory::facility},  Kind{3, &LoanHistory::amendment}, Kind{2, &LoanHistory::cancellation},
      Kind{4, &LoanHistory::condition}, Kind{3, &LoanHistory::shares},    Kind{3, &LoanHistory::borrowing_base},
      Kind{5, &LoanHistory::fixing},    Kind{14, &LoanHistory::drawdown}, Kind{12, &LoanHistory::payment},
      Kind{8, &LoanHistory::accrual},   Kind{8, &LoanHistory::decision},  Kind{6, &LoanHistory::disbursement},
      Kind{5, &LoanHistory::purchase},  Kind{5, &LoanHistory::evidence},  Kind{2, &LoanHistory::requirement},
      Kind{7, &LoanHistory::reversal},  Kind{8, &LoanHistory::import}};
  const std::uint64_t all = std::accumulate(kinds.begin(), kinds.end(), std::uint64_t{0},
                                            [](std::uint64_t sum, const Kind& kind) { return sum + kind.weight; });
  std::uint64_t drawn = random_.below(all);
  const Kind* kind = kinds.data();
  for (; drawn >= kind->weight; ++kind)
    drawn -= kind->weight;
  return (this->*kind->make)();
}

std::string LoanHistory::next() {
  when_recorded_ = {};
  takes_request_id_ = true;
  if (!repeatable_.empty() && random_.one_in(15)) return random_.pick(repeatable_);
  day_ += static_cast<int>(random_.below(longest_pause + 1));
  if (!proposals_.empty() && random_.one_in(5)) return proposal_decision();
  if (!undone_loans_.empty() && random_.one_in(5)) return with_key(undone_loan());
  std::string words = with_key(command_of_any_kind());
  if (!takes_request_id_ || !random_.one_in(3)) return words;
  words += fmt::format(" --request-id R-{}", ++named_);
  repeatable_.push_back(words);
  return words;
}

std::string LoanHistory::with_key(const std::string& words) {
  if (!is_controlled_ || random_.one_in(25)) return words;
  return words + " --key chen.key";
}

void LoanHistory::begin_behind(std::int64_t newest) {
  first_ = newest;
  newest_ = newest;
}

void LoanHistory::was_recorded(std::int64_t newest, const std::string& kind) {
  newest_ = newest;
  if (kind == "proposal")
    proposals_.push_back(newest);
  else if (when_recorded_)
    when_recorded_();
}

std::string LoanHistory::some_day() { return day_behind_first(static_cast<int>(random_.between(0, day_ + 400))); }

std::string LoanHistory::day_of_entry() {
  const int back = random_.one_in(6) ? static_cast<int>(random_.between(1, longest_back)) : 0;
  return day_behind_first(day_ - back);
}

std::string LoanHistory::on() { return "--on " + day_of_entry(); }

std::string LoanHistory::money(std::int64_t least_usd, std::int64_t most_usd) {
  if (random_.one_in(40)) return "0 USD";
  const std::int64_t cents = random_.one_in(3) ? random_.between(0, 99) : 0;
  return fmt::format("{}.{:02} USD", random_.between(least_usd, most_usd), cents);
}

std::string LoanHistory::facility_or_wrong() { return random_.one_in(30) ? "F-99" : some_facility(); }

std::string LoanHistory::document() { return fmt::format("document-{}.txt", random_.between(1, documents)); }

std::string LoanHistory::later(std::int64_t least_days, std::int64_t most_days) {
  return day_behind_first(day_ + static_cast<int>(random_.between(least_days, most_days)));
}

std::string LoanHistory::facility() {
  const std::string name = random_.one_in(5) ? some_facility() : fmt::format("F-{}", facilities_.size() + 1);
  when_recorded_ = [this, name] {
    facilities_.push_back(name);
    undone_loans_.push_back({.facility = name, .amount = fmt::format("{} USD", random_.between(5'000, 50'000))});
  };
  std::string words = "facility add " + name;
  words += random_.one_in(6) ? " --lender TRADER" : " --lender BANK";
  words += fmt::format(" --commitment \"{}\"", money(500'000, 4'000'000));
  words += fmt::format(" --rate {}.25%", random_.between(1, 9));
  words += " --day-count " + random_.pick({"30/360", "30e/360", "act/360", "act/365f", "act/act-isda"});
  words += " --available-from " + day_behind_first(day_);
  words += " --available-until " + later(100, 700);
  words += " --maturity " + later(400, 2000);
  return words + " --payments " + random_.pick({"monthly", "quarterly", "semiannual", "annual"});
}

std::string LoanHistory::amendment() {
  std::string words = "facility amend " + facility_or_wrong() + " --source letter";
  switch (random_.below(4)) {
  case 0:
    words += " --maturity " + later(200, 2500);
    break;
  case 1:
    words += fmt::format(" --commitment-fee 0.{}%", random_.between(1, 9));
    break;
  case 2:
    words += fmt::format(" --default-margin {}%", random_.between(1, 4));
    break;
  default:
    words += " --available-until " + later(-30, 700);
  }
  return words + " " + on();
}

std::string LoanHistory::cancellation() {
  std::string words = "facility cancel " + facility_or_wrong();
  words += fmt::format(" --amount \"{}\" ", money(1'000, 300'000));
  return words + on();
}

std::string LoanHistory::condition() {
  std::string words = "facility condition " + (random_.one_in(4) ? facility_or_wrong() : "F-1");
  words += random_.one_in(5) ? " \"clean audit\" " : " \"legal opinion\" ";
  return words + on();
}

std::string LoanHistory::borrowing_base() {
  std::string words = "facility borrowing-base " + facility_or_wrong() + " --source letter";
  words += random_.one_in(3) ? " --none " : fmt::format(" --advance-rate {}% ", random_.between(40, 100));
  return words + on();
}

std::string LoanHistory::shares() {
  const std::int64_t first = random_.between(0, 100);
  const std::int64_t second = random_.one_in(8) ? 7 : 100 - first;
  const std::string other = random_.one_in(10) ? "F-1" : "F-2";
  return fmt::format("share set F-1={}% {}={}% {}", first, other, second, on());
}

std::string LoanHistory::fixing() {
  const std::int64_t whole = random_.between(2, 6);
  const std::int64_t hundredths = random_.between(0, 99);
  return fmt::format("fixing add SOFR --rate {}.{:02}% --source seen {}", whole, hundredths, on());
}

std::string LoanHistory::drawdown() {
  const std::string amount = money(2'000, random_.one_in(10) ? 5'000'000 : 250'000);
  const bool is_of_all = random_.one_in(5);
  std::string words = "drawdown record " + (is_of_all ? "--pro-rata" : "--facility " + facility_or_wrong());
  words += fmt::format(" --amount \"{}\"", amount);
  if (random_.one_in(2)) words += fmt::format(" --use \"{}={}\"", random_.pick(lots_), amount);
  return words + " " + on();
}

std::string LoanHistory::payment() {
  std::string words = "payment record";
  if (random_.one_in(5)) {
    words += fmt::format(" --supplier TRADER --amount \"{}\" ", money(1'000, 400'000));
    return words + on();
  }
  const std::string amount = money(100, random_.one_in(8) ? 2'000'000 : 60'000);
  words += fmt::format(" --facility {} --amount \"{}\"", facility_or_wrong(), amount);
  if (random_.one_in(4))
    words += fmt::format(" --apply \"{}={}\"", random_.pick({"principal", "interest", "fees"}), amount);
  return words + " " + on();
}

std::string LoanHistory::accrual() {
  std::string words = "accrue --until " + day_of_entry();
  if (random_.one_in(3)) words += " --facility " + facility_or_wrong();
  return words;
}

std::string LoanHistory::disbursement() {
  const bool is_known = !requests_.empty() && random_.one_in(8);
  const std::string name = is_known ? random_.pick(requests_) : fmt::format("D-{}", ++named_);
  when_recorded_ = [this, name] { requests_.push_back(name); };
  const bool is_of_all = random_.one_in(4);
  std::string words =
      "disbursement request " + name + (is_of_all ? " --pro-rata" : " --facility " + facility_or_wrong());
  words += fmt::format(" --invoice \"INV-{}=", random_.one_in(8) ? 1 : ++named_);
  words += fmt::format("{} USD\"", random_.between(1'000, 90'000));
  words += random_.one_in(12) ? " --biller NOBODY" : " --biller TRADER";
  words += " --purchase " + random_.pick(lots_) + " ";
  return words + on();
}

std::string LoanHistory::decision() {
  const std::string name = requests_.empty() || random_.one_in(20) ? "D-0" : random_.pick(requests_);
  if (random_.one_in(5)) return "disbursement refuse " + name + " --reason incomplete " + on();
  const std::string what = random_.pick({"approve", "pay"});
  return "disbursement " + what + " " + name + " " + on();
}

std::string LoanHistory::purchase() {
  const std::string lot = random_.one_in(10) ? random_.pick(lots_) : fmt::format("T-{}", lots_.size() + 1);
  when_recorded_ = [this, lot] { lots_.push_back(lot); };
  std::string words = "purchase record --mineral tin --supplier TRADER --site EAST --lot " + lot;
  words += fmt::format(" --mass \"{} t\"", random_.between(1, 9));
  words += fmt::format(" --price \"{}.5 USD/kg\" ", random_.between(25, 35));
  if (random_.one_in(2)) words += "--evidence invoice=" + document() + " ";
  return words + on();
}

std::string LoanHistory::evidence() {
  std::string words = "evidence add --of ";
  words += random_.one_in(3) ? std::to_string(random_.between(first_ - 2, newest_ + 1)) : random_.pick(lots_);
  words += " --kind " + random_.pick({"warehouse-receipt", "assay", "proof-of-payment", "other"});
  words += " --file " + (random_.one_in(20) ? "nothing.txt" : document());
  words += fmt::format(" --number N-{} ", random_.between(1, 99));
  return words + on();
}

std::string LoanHistory::requirement() {
  const std::string what = random_.pick({"--none", "assay", "contract,warehouse-receipt"});
  return "evidence require " + what + " " + on();
}

std::string LoanHistory::reversal() {
  constexpr std::int64_t looked_back = 25;
  std::string words = fmt::format("reverse {} --reason mistaken", random_.between(newest_ - looked_back, newest_ + 1));
  if (random_.one_in(3)) words += " " + on();
  return words;
}

std::string LoanHistory::row_of_import(const std::string& kind) {
  const std::string on_day = day_of_entry();
  if (kind == "fixing") return fmt::format("SOFR,{}.{:02}%,seen,{}\n", random_.between(2, 6), ++named_ % 100, on_day);
  const std::string facility = facility_or_wrong();
  return fmt::format("{},{},{}\n", facility, money(2'000, 60'000), on_day);
}

// Each file is written once: a command that is typed again finds what it found before.
std::string LoanHistory::import() {
  takes_request_id_ = false; // its rows could have some
  if (!imports_.empty() && random_.one_in(4)) return random_.pick(imports_);
  const std::string kind = random_.pick({"drawdown", "payment", "fixing", "fixing"});
  const std::string file = fmt::format("import-{}.csv", ++named_);
  std::string rows = kind == "fixing" ? "index,rate,source,on\n" : "facility,amount,on\n";
  for (std::int64_t row = random_.between(1, 3); row > 0; --row)
    rows += row_of_import(kind);
  std::ofstream written(file);
  written << rows;
  if (!written.flush()) throw std::runtime_error(file + " cannot be written");
  imports_.push_back(fmt::format("import {} --kind {}", file, kind));
  return imports_.back();
}

// Mostly of one that waits; one that was decided stays now and then.
std::string LoanHistory::proposal_decision() {
  const auto at = static_cast<std::size_t>(random_.below(proposals_.size()));
  const std::int64_t proposal = proposals_[at];
  if (!random_.one_in(6)) proposals_.erase(proposals_.begin() + static_cast<std::ptrdiff_t>(at));
  const std::string key = random_.one_in(12) ? "chen.key" : "adams.key";
  if (random_.one_in(3)) return fmt::format("proposal reject {} --reason unneeded --key {}", proposal, key);
  return fmt::format("proposal approve {} --key {}", proposal, key);
}

// One step of it: the drawdown, the repayment, and the reversal, which is refused as long as the repayment stands.
std::string LoanHistory::undone_loan() {
  UndoneLoan& loan = undone_loans_.front();
  const std::string of_it = fmt::format("--facility {} --amount \"{}\"", loan.facility, loan.amount);
  const std::string today = day_behind_first(day_);
  std::string words = fmt::format("reverse {} --reason mistaken", loan.drawdown);
  if (loan.drawdown == 0) {
    words = fmt::format("drawdown record {} --on {}", of_it, today);
    when_recorded_ = [this] { undone_loans_.front().drawdown = newest_; };
  } else if (!loan.is_repaid) {
    words = fmt::format("payment record {} --apply \"principal={}\" --on {}", of_it, loan.amount, today);
    when_recorded_ = [this] { undone_loans_.front().is_repaid = true; };
  } else {
    loan.steps_left = 1;
  }
  if (--loan.steps_left > 0) return words;
  undone_loans_.erase(undone_loans_.begin());
  when_recorded_ = {};
  return words;
}

} // namespace pvault::test
