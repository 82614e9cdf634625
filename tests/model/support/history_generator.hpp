// Makes up what operators might ask of a book, one request after the other: mostly sensible, often on the edge,
// sometimes wrong. It looks at the model to know what is on the edge. One seed gives one history.
#pragma once

#include "tests/model/support/model_book.hpp"
#include "tests/model/support/random.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace pvault::test {

constexpr std::int64_t largest_mass_mg = 100'000'000'000'000'000; // of one figure: 100 million tonnes

class HistoryGenerator {
public:
  // A heavy history buys the largest masses there are, mostly of gallium, so that totals come to the end of 64 bits. It
  // has one supplier, and what it undoes never was: the book guards the totals of today, account by account, not those
  // over parties or of a past day.
  // In a controlled one there are people with keys, policies, proposals, and months that are closed and opened again.
  HistoryGenerator(std::uint64_t seed, const ModelBook& book, bool heavy, bool controlled);

  Request next();

private:
  Request draft();
  void advance_clock();
  [[nodiscard]] std::string now_at() const;
  [[nodiscard]] std::size_t latest_day() const { return day_ + 15; }
  std::string some_day();
  std::string day_near(const std::string& day, std::int64_t least, std::int64_t most);

  Ask make_ask();
  Ask make_site();
  Ask make_party();
  Ask make_facility();
  Ask make_price();
  Ask make_demand();
  Ask make_target();
  Ask make_cost_method();
  Ask make_write_down();
  Ask make_opening();
  Ask make_purchase();
  Ask make_release();
  Ask make_transfer();
  Ask make_drawdown();
  Ask make_payment();
  Ask make_reversal();
  Ask make_quality();
  Ask make_pledge();
  Ask make_pledge_release();
  Ask make_settlement();
  Ask make_emergency();
  Ask make_emergency_end();
  Ask make_authority();
  Ask make_return();
  Ask make_sale();
  Ask make_annual_plan();
  std::int64_t some_rotation(const std::string& mineral);
  Ask make_sale_cancellation();
  Ask make_shipment();
  std::int64_t some_sale();
  Ask make_carrying_rate();
  Ask make_accrual();
  Ask make_count();
  Ask make_finding();
  Ask make_adjustment();
  Ask make_confirmation();
  Ask make_control(); // history_controls.cpp, as those that follow
  Ask make_closing();
  Ask make_reopening();
  Ask make_policy();
  Ask make_role();
  Ask make_key();
  Ask make_revocation();
  Ask make_rejection();
  Ask make_rival();
  Request approve(const Event& proposal);
  std::string some_key();
  std::string some_signer(const std::string& role);
  // Who signs it, and who is named as its approver.
  void sign(Request& request);
  std::int64_t some_proposal(); // 0: there is none
  Request repeat_one();

  std::string some_mineral();
  std::string some_name(const std::string& kind, const std::string& role = {});
  std::string some_debtor(bool to_supplier);
  std::string spelling_of(const std::string& mineral);
  PlainMass some_mass(const std::string& mineral);
  PlainMass some_part_of(std::int64_t available_mg, const std::string& mineral);
  std::string some_component(const std::string& mineral);
  PlainPrice some_price(const std::string& mineral);
  std::int64_t some_cents();
  std::int64_t some_part_of(std::int64_t cents);
  std::vector<std::string> some_lots(const std::string& mineral);
  std::vector<AskOutput> some_outputs(std::int64_t taken_mg, const std::string& mineral, bool may_lose);
  std::string some_lot_name();
  std::string some_lot(bool with_mass);
  void date_drawdown(const std::string& facility);
  std::vector<std::pair<std::string, std::int64_t>> some_uses(std::int64_t can_be_drawn_cents);
  std::vector<std::int64_t> once_drawn_on();
  std::int64_t some_entry();
  std::string some_authority(const std::string& mineral);
  std::string some_emergency(const std::string& mineral);
  PlainMass some_count_of(std::int64_t mass_mg, const std::string& mineral);
  void plan_adjustment(std::int64_t count, const CountedFact& line, const std::string& counted_on);
  void plan_settlement(const AskCount& ask);
  std::vector<CountedRowAsk> some_rows(const std::string& site);

  Random random_;
  const ModelBook& book_;
  bool heavy_;
  bool controlled_;
  std::vector<Ask> prologue_asks_;
  std::int64_t
      named_first_; // the last entry of the prologue; what it names is seldom undone, as a name is gone for ever
  std::size_t prologue_ = 0;
  std::size_t day_ = 365; // in the calendar: 2027-01-01
  std::int64_t minute_ = 540;
  std::string on_; // the date of the request in the making
  std::vector<Request> with_id_;
  std::vector<std::pair<std::string, Ask>> planned_; // what comes next, and its date
};

} // namespace pvault::test
