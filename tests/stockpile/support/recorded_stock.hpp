// One mineral's lots as they are recorded, entry by entry, each by the decision that the program makes: with the
// history that is left behind, and what each release drew. A value: an entry that is refused leaves a copy that is
// thrown away.
#pragma once

#include "stockpile/cost_method.hpp"
#include "stockpile/loan_return.hpp"
#include "stockpile/redraw.hpp"
#include "stockpile/sale.hpp"
#include "stockpile/settlement.hpp"
#include "stockpile/transfer.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pvault::test {

struct RecordedEntry { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  Date on;
};

class RecordedStock {
public:
  explicit RecordedStock(CostMethod method) : method_(method) {}

  // Each answers whether it was allowed.
  bool purchase(RecordedEntry made, Mass mass, Money cost);
  bool release(RecordedEntry made, ReleaseKind kind, Mass mass, const std::vector<std::string>& named = {});
  bool transfer(RecordedEntry made, const std::string& lot, SiteId to_site, Mass mass,
                const std::vector<Mass>& outputs);
  bool settle(RecordedEntry made, const std::string& lot, Mass mass, Money cost);
  bool sell(RecordedEntry made, Mass mass, const std::vector<std::string>& named = {});
  bool ship(RecordedEntry made, EntryId sale, Mass mass);
  bool cancel(RecordedEntry made, EntryId sale);
  bool come_back(RecordedEntry made, EntryId loan, Mass mass, Mass given_up);
  // Of a release that is no loan of which something came back, and whose lots were not settled since.
  bool undo(RecordedEntry made, EntryId release);

  [[nodiscard]] const std::vector<StockEvent>& history() const { return history_; }
  // Releases that stand.
  [[nodiscard]] const std::map<EntryId, std::vector<LotDraw>>& drawn() const { return drawn_; }
  [[nodiscard]] std::vector<std::string> open_lots() const;

private:
  struct Lot { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
    OpenLot open;
    Date aged_from;
    LotId root{};
  };
  struct Gone {
    Mass mass;
    Money cost;
  };
  struct Delivered { // what was bought, and what became of it
    Mass received;
    Money metal;
    Gone released;
    Gone lost;
    Mass yield_lost;
    std::optional<EntryId> settled_by = {};
  };

  Lot& lot(LotId id) { return lots_[static_cast<std::size_t>(number_of(id)) - 1]; }
  Lot* find_lot(const std::string& code);
  LotArrival add(OpenLot open, Date aged_from, std::optional<LotId> root);
  [[nodiscard]] std::vector<OpenLot> in_order(CostMethod order) const;
  std::optional<std::vector<OpenLot>> candidates(const std::vector<std::string>& named);
  [[nodiscard]] ReleaseRequest request(Date on, ReleaseKind kind, Mass mass, bool named) const;
  bool draw(RecordedEntry made, ReleaseRequest request, const std::vector<OpenLot>& from, std::optional<EntryId> sale);
  void take(const LotDraw& draw, ReleaseKind kind, int sign);
  [[nodiscard]] ProvisionalLot provisional(const Lot& bought) const;

  CostMethod method_;
  std::vector<Lot> lots_ = {};
  std::map<LotId, Delivered> delivered_ = {};
  std::map<EntryId, Loan> loans_ = {};
  std::map<EntryId, std::vector<SoldLot>> sales_ = {};
  std::vector<StockEvent> history_ = {};
  std::map<EntryId, std::vector<LotDraw>> drawn_ = {};
};

} // namespace pvault::test
