// Write-downs: what stock is worth less than it cost. They stand beside the cost, lot by lot, and leave with the mass
// they belong to.
#pragma once

#include "stockpile/cost_method.hpp"
#include "stockpile/mineral.hpp"
#include "units/date.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pvault {

// What a lot holds, what that cost, and by how much it is written down: by at most its cost.
struct LotValue {
  LotId lot{};
  Mass mass;
  Money cost;
  Money written_down;
  [[nodiscard]] Money carrying() const { return cost - written_down; }
};

struct WriteDownRequest {
  Date on;
  std::string of; // "gallium", "lot G-1": for messages
  std::optional<Money> amount = {};
  std::optional<QuotedPrice> to = {}; // or what it is worth
};

// A change of what a lot is written down by; never zero.
struct LotWriteDown {
  LotId lot{};
  Money amount;
};

struct WriteDownPlan {
  Money amount;
  std::vector<LotWriteDown> lots;
  Postings postings;
};

// Decides a write-down; touches nothing. `lots` are those it is of, with mass left. It is shared among them in
// proportion to what they are carried at, by largest remainder. Rules, in this order: mineral_is_group, what
// basis_price refuses, amount_not_positive (no amount, or a price that is not below what they are carried at),
// write_down_above_cost.
Expected<WriteDownPlan> plan_write_down(const Mineral& mineral, const std::vector<LotValue>& lots,
                                        const WriteDownRequest& request);

// What an entry that moves mass out of lots does to their write-downs: of each lot leaves the part that its mass
// carries, half-even, all when it is emptied; by a transfer it goes to the lots that come out, by mass, else it is
// released with the mass. Neither what leaves nor what stays is ever written down by more than it cost. `before` has
// the lots that are written down, as they were; nothing happens to others.
struct CarriedWriteDowns {
  std::vector<LotWriteDown> lots;
  Postings postings;
};
enum class MassGoes { to_other_lots, away };
CarriedWriteDowns carry_write_downs(const Postings& postings, const std::map<LotId, LotValue>& before,
                                    MassGoes mass_goes);
// What a settlement does to them: of each lot whose cost it lowers leaves the part that this cost carried, half-even,
// so that what is left is written down by the same part of its cost. A settlement that adds cost leaves them as they
// are.
CarriedWriteDowns settle_write_downs(const Postings& postings, const std::map<LotId, LotValue>& before);

// A part of a lot that was lent, as it comes back: of what was lent of that lot at once, with the write-down that left
// with it.
struct LentBack {
  LotId lot{}; // as which it comes back
  Mass lent;
  Money written_down;
  Mass back_before;     // what of it is back already, and
  Money brought_before; // what of the write-down came with that
  Mass mass;
  Money cost;
};
// What comes back of a loan brings back the part of the write-down that left with it: half-even by all that is back
// then, less what came before, and never more than it costs. The part of what is given up stays released.
CarriedWriteDowns return_write_downs(const std::vector<LentBack>& parts, MineralId mineral);

// How write-downs shift among lots whose costs were evened out, so that they lie as the mass does.
std::vector<LotWriteDown> even_write_downs(const std::vector<LotValue>& lots);

} // namespace pvault
