// The lots of a mineral while its history is gone through in order of date: what each holds, what of it is sold and not
// shipped, and what is out on loan.
#pragma once

#include "stockpile/loan_return.hpp"
#include "stockpile/redraw.hpp"
#include "stockpile/sale.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

namespace pvault {

class LotsInOrder {
public:
  // What a release draws; nothing of any other event.
  std::optional<Redrawn> take(const StockEvent& event);

private:
  // The order of drawing: by age, by the arrival of the lot it was bought as, by its own.
  using Place = std::tuple<Date, std::int64_t, std::int64_t>;
  struct Kept {
    OpenLot lot;
    LotId delivery{}; // the lot that came from outside, which a settlement names
  };
  // What an event did, for a reversal to undo it.
  struct Change {
    Place place;
    Mass mass;
    Money cost;
  };
  struct Evened { // at average cost, before the draws
    Place place;
    Mass mass;
    Money cost;
    Money shift;
  };
  struct Left { // a delivery for good
    Mass mass;
    Money cost;
  };
  struct Delivered {
    Left released;
    Left lost;
    Mass yield_lost;
  };
  struct LentChange { // of what is on loan
    EntryId loan{};
    LotId lot{};
    Mass mass;
    Money cost;
  };
  struct Effects {
    std::vector<Change> lots = {};
    std::map<LotId, Delivered> left = {}; // by delivery
    std::vector<Evened> evened = {};
    std::optional<EntryId> shipped = {}; // the sale
    std::optional<EntryId> loan = {};    // of which came back
    std::vector<ReturnPart> back = {};
    std::vector<LentChange> settled = {};
  };

  void arrive(const LotArrival& arrival);
  void keep(Kept kept, const Place& like, LotId known_as);
  void move(const LotMove& move);
  void settle(const LotSettlement& settlement);
  Redrawn release(const StockEvent& event, const LotRelease& release);
  void sell(EntryId entry, const LotRelease& asked);
  void cancel(const LotSaleCancellation& cancelled);
  void come_back(EntryId entry, const LotReturn& returned);
  void undo(EntryId entry);

  [[nodiscard]] std::vector<Place> turns(const LotRelease& release) const;
  [[nodiscard]] std::vector<LotDraw> draw(const LotRelease& release) const;
  [[nodiscard]] Mass free_for(const LotRelease& release, const OpenLot& lot) const;
  [[nodiscard]] Kept in_place_of(const LotReturn& returned, const ReturnPart& part, EntryId entry) const;
  void even_out(std::vector<LotDraw>& draws);
  void change(const Place& place, Mass mass, Money cost);
  void leave(LotId delivery, const Delivered& left);
  void hold(EntryId sale, LotId lot, Mass mass);
  void undo_lots(const std::vector<Change>& changes);
  void undo_evening(const std::vector<Evened>& evened);
  void undo_left(const std::map<LotId, Delivered>& left);
  void undo_return(EntryId loan, const std::vector<ReturnPart>& back);
  void undo_lent(const std::vector<LentChange>& settled);

  std::map<LotId, Place> places_ = {}; // of one that came back in another's place, by the number of that as well
  std::map<Place, Kept> lots_ = {};
  std::set<Place> open_ = {};            // those with mass
  std::map<LotId, Delivered> left_ = {}; // by delivery
  std::map<EntryId, std::vector<SoldLot>> sales_ = {};
  std::map<EntryId, std::vector<LentLot>> loans_ = {};
  std::map<EntryId, Effects> effects_ = {};
  Effects* now_ = nullptr; // of the event in hand
  std::int64_t arrived_ = 0;
};

} // namespace pvault
