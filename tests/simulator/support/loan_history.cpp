#include "tests/simulator/support/loan_history.hpp"

#include "tests/support/values.hpp"
#include "units/date.hpp"

#include <array>
#include <fmt/format.h>
#include <numeric>

namespace pvault::test {

namespace {

constexpr int longest_pause = 12; // days between two commands
constexpr int longest_back = 90;  // that something is dated back
constexpr const char* first_day = "2024-02-01";

std::string day_behind_first(int days) { return format_date(add_days(day(first_day), days)); }

} // namespace

std::vector<std::string> LoanHistory::beginning() {
  return {"party add BANK --name Bank --role lender --on 2024-01-02",
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
}

std::string LoanHistory::next() {
  struct Kind {
    std::uint64_t weight;
    std::string (LoanHistory::*make)();
  };
  static constexpr std::array kinds = {
      Kind{1, &LoanHistory::facility},  Kind{3, &LoanHistory::amendment}, Kind{2, &LoanHistory::cancellation},
      Kind{4, &LoanHistory::condition}, Kind{3, &LoanHistory::shares},    Kind{3, &LoanHistory::borrowing_base},
      Kind{5, &LoanHistory::fixing},    Kind{14, &LoanHistory::drawdown}, Kind{12, &LoanHistory::payment},
      Kind{8, &LoanHistory::accrual},   Kind{8, &LoanHistory::decision},  Kind{6, &LoanHistory::disbursement},
      Kind{5, &LoanHistory::purchase},  Kind{5, &LoanHistory::evidence},  Kind{2, &LoanHistory::requirement},
      Kind{5, &LoanHistory::reversal}};
  when_recorded_ = {};
  if (!repeatable_.empty() && random_.one_in(15)) return random_.pick(repeatable_);
  day_ += static_cast<int>(random_.below(longest_pause + 1));
  const std::uint64_t all = std::accumulate(kinds.begin(), kinds.end(), std::uint64_t{0},
                                            [](std::uint64_t sum, const Kind& kind) { return sum + kind.weight; });
  std::uint64_t drawn = random_.below(all);
  const Kind* kind = kinds.data();
  for (; drawn >= kind->weight; ++kind)
    drawn -= kind->weight;
  std::string words = (this->*kind->make)();
  if (!random_.one_in(3)) return words;
  words += fmt::format(" --request-id R-{}", ++named_);
  repeatable_.push_back(words);
  return words;
}

void LoanHistory::was_recorded(std::int64_t newest) {
  newest_ = newest;
  if (when_recorded_) when_recorded_();
}

std::string LoanHistory::some_day() { return day_behind_first(static_cast<int>(random_.between(0, day_ + 400))); }

std::string LoanHistory::on() {
  const bool is_back = random_.one_in(6);
  return "--on " + day_behind_first(day_ - (is_back ? static_cast<int>(random_.between(1, longest_back)) : 0));
}

std::string LoanHistory::money(std::int64_t least_usd, std::int64_t most_usd) {
  if (random_.one_in(40)) return "\"0 USD\"";
  const std::int64_t cents = random_.one_in(3) ? random_.between(0, 99) : 0;
  return fmt::format("\"{}.{:02} USD\"", random_.between(least_usd, most_usd), cents);
}

std::string LoanHistory::facility_or_wrong() { return random_.one_in(30) ? "F-99" : some_facility(); }

std::string LoanHistory::facility() {
  const std::string name = random_.one_in(5) ? some_facility() : fmt::format("F-{}", facilities_.size() + 1);
  when_recorded_ = [this, name] { facilities_.push_back(name); };
  return fmt::format("facility add {} --lender {} --commitment {} --rate {}.25% --day-count {} --available-from {} "
                     "--available-until {} --maturity {} --payments {}",
                     name, random_.one_in(6) ? "TRADER" : "BANK", money(500'000, 4'000'000), random_.between(1, 9),
                     random_.pick({"30/360", "30e/360", "act/360", "act/365f", "act/act-isda"}), day_behind_first(day_),
                     day_behind_first(day_ + static_cast<int>(random_.between(100, 700))),
                     day_behind_first(day_ + static_cast<int>(random_.between(400, 2000))),
                     random_.pick({"monthly", "quarterly", "semiannual", "annual"}));
}

std::string LoanHistory::amendment() {
  std::string change;
  switch (random_.below(4)) {
  case 0:
    change = fmt::format("--maturity {}", day_behind_first(day_ + static_cast<int>(random_.between(200, 2500))));
    break;
  case 1:
    change = fmt::format("--commitment-fee 0.{}%", random_.between(1, 9));
    break;
  case 2:
    change = fmt::format("--default-margin {}%", random_.between(1, 4));
    break;
  default:
    change = fmt::format("--available-until {}", day_behind_first(day_ + static_cast<int>(random_.between(-30, 700))));
  }
  return fmt::format("facility amend {} {} --source letter {}", facility_or_wrong(), change, on());
}

std::string LoanHistory::cancellation() {
  return fmt::format("facility cancel {} --amount {} {}", facility_or_wrong(), money(1'000, 300'000), on());
}

std::string LoanHistory::condition() {
  return fmt::format("facility condition {} {} {}", random_.one_in(4) ? facility_or_wrong() : "F-1",
                     random_.one_in(5) ? "\"clean audit\"" : "\"legal opinion\"", on());
}

std::string LoanHistory::borrowing_base() {
  const std::string terms = random_.one_in(3) ? "--none" : fmt::format("--advance-rate {}%", random_.between(40, 100));
  return fmt::format("facility borrowing-base {} {} --source letter {}", facility_or_wrong(), terms, on());
}

std::string LoanHistory::shares() {
  const std::int64_t first = random_.between(0, 100);
  const std::int64_t second = random_.one_in(8) ? 7 : 100 - first;
  return fmt::format("share set F-1={}% {}={}% {}", first, random_.one_in(10) ? "F-1" : "F-2", second, on());
}

std::string LoanHistory::fixing() {
  return fmt::format("fixing add SOFR --rate {}.{:02}% --source seen {}", random_.between(2, 6), random_.between(0, 99),
                     on());
}

std::string LoanHistory::drawdown() {
  const std::string amount = money(2'000, random_.one_in(10) ? 5'000'000 : 250'000);
  std::string words =
      random_.one_in(5) ? "drawdown record --pro-rata" : "drawdown record --facility " + facility_or_wrong();
  words += " --amount " + amount;
  if (random_.one_in(2))
    words += fmt::format(" --use \"{}={}\"", random_.pick(lots_), amount.substr(1, amount.size() - 2));
  return words + " " + on();
}

std::string LoanHistory::payment() {
  if (random_.one_in(5))
    return fmt::format("payment record --supplier TRADER --amount {} {}", money(1'000, 400'000), on());
  const std::string amount = money(100, random_.one_in(8) ? 2'000'000 : 60'000);
  std::string words = fmt::format("payment record --facility {} --amount {}", facility_or_wrong(), amount);
  if (random_.one_in(4))
    words += fmt::format(" --apply \"{}={}\"", random_.pick({"principal", "interest", "fees"}),
                         amount.substr(1, amount.size() - 2));
  return words + " " + on();
}

std::string LoanHistory::accrual() {
  std::string words = "accrue --until " + on().substr(5);
  if (random_.one_in(3)) words += " --facility " + facility_or_wrong();
  return words;
}

std::string LoanHistory::disbursement() {
  const bool is_known = !requests_.empty() && random_.one_in(8);
  const std::string name = is_known ? random_.pick(requests_) : fmt::format("D-{}", ++named_);
  when_recorded_ = [this, name] { requests_.push_back(name); };
  return fmt::format("disbursement request {} {} --invoice \"INV-{}={} USD\" --biller {} --purchase {} {}", name,
                     random_.one_in(4) ? "--pro-rata" : "--facility " + facility_or_wrong(),
                     random_.one_in(8) ? 1 : ++named_, random_.between(1'000, 90'000),
                     random_.one_in(12) ? "NOBODY" : "TRADER", random_.pick(lots_), on());
}

std::string LoanHistory::decision() {
  const std::string name = requests_.empty() || random_.one_in(20) ? "D-0" : random_.pick(requests_);
  if (random_.one_in(5)) return fmt::format("disbursement refuse {} --reason incomplete {}", name, on());
  return fmt::format("disbursement {} {} {}", random_.pick({"approve", "pay"}), name, on());
}

std::string LoanHistory::purchase() {
  const std::string lot = random_.one_in(10) ? random_.pick(lots_) : fmt::format("T-{}", lots_.size() + 1);
  when_recorded_ = [this, lot] { lots_.push_back(lot); };
  return fmt::format(
      "purchase record --mineral tin --mass \"{} t\" --price \"{}.5 USD/kg\" --supplier TRADER --site EAST "
      "--lot {}{} {}",
      random_.between(1, 9), random_.between(25, 35), lot, random_.one_in(2) ? " --evidence invoice=invoice.txt" : "",
      on());
}

std::string LoanHistory::evidence() {
  return fmt::format("evidence add --of {} --kind {} --file {} --number N-{} {}",
                     random_.one_in(3) ? std::to_string(random_.between(160, newest_ + 1)) : random_.pick(lots_),
                     random_.pick({"warehouse-receipt", "assay", "proof-of-payment", "other"}),
                     random_.one_in(20) ? "nothing.txt" : "invoice.txt", random_.between(1, 99), on());
}

std::string LoanHistory::requirement() {
  return fmt::format("evidence require {} {}", random_.pick({"--none", "assay", "contract,warehouse-receipt"}), on());
}

std::string LoanHistory::reversal() {
  std::string words = fmt::format("reverse {} --reason mistaken", random_.between(newest_ - 25, newest_ + 1));
  if (random_.one_in(3)) words += " " + on();
  return words;
}

} // namespace pvault::test
