#include "audit/stock_checks.hpp"

#include "audit/lot_holds.hpp"
#include "audit/sold_then.hpp"
#include "stockpile/cost_method.hpp"
#include "stockpile/write_down.hpp"
#include "store/names.hpp"
#include "store/write_downs.hpp"
#include "units/parsing.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace pvault::audit {

namespace {

// A posting to a lot, with what its entry was.
struct Movement { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  LotId lot{};
  Mass mass;
  Money cost;
};

struct MovingEntry { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  std::string kind;
  Date on;
  std::optional<EntryId> undoes;
  std::optional<Date> undone_on; // the date of what it undoes
  std::string undone_kind;
  std::vector<Movement> movements;
  std::vector<LotWriteDown> write_downs;
};

struct ReleaseRow { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  MineralId mineral{};
  ReleaseRequest request;
  Mass mass;
  std::optional<EntryId> sale; // that it ships
};

struct MethodRow { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  std::optional<MineralId> mineral;
  Date on;
  CostMethod method = CostMethod::fifo;
  std::optional<EntryId> undone_by;
};

// Age, purchase, lot: the order of drawing.
using Place = std::tuple<Date, LotId, LotId>;

struct LotThen { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  OpenLot lot;
  Place place;
  Date held_from; // its receipt, or the latest day on which a reversal gave mass back
  // Averagings, settlements and write-downs that stand, on their days.
  std::map<EntryId, Date> averaged;
  Money written_down;
};

// The lots as they were after the entries that were gone through.
class LotsThen {
public:
  explicit LotsThen(store::Connection& connection) {
    store::Query row = connection.query(
        "SELECT lot_id, lot.code, mineral_id, received_on, site_id, site.code, site.kind, coalesce(aged_from_on, "
        "received_on), coalesce(root_lot_id, lot_id) FROM lot JOIN site USING (site_id)");
    while (row.next()) {
      const auto id = row.id<LotId>(0);
      lots_.emplace(id, LotThen{.lot = {.id = id,
                                        .code = row.text(1),
                                        .mineral = row.id<MineralId>(2),
                                        .drawable_from = row.date(3),
                                        .mass = {},
                                        .cost = {},
                                        .site = row.id<SiteId>(4),
                                        .site_code = row.text(5),
                                        .site_kind = store::read_site_kind(row, 6)},
                                .place = {row.date(7), row.id<LotId>(8), id},
                                .held_from = row.date(3),
                                .averaged = {},
                                .written_down = {}});
    }
  }

  [[nodiscard]] const OpenLot& lot(LotId id) const { return lots_.at(id).lot; }
  [[nodiscard]] LotValue value(LotId id) const {
    const LotThen& then = lots_.at(id);
    return {.lot = id, .mass = then.lot.mass, .cost = then.lot.cost, .written_down = then.written_down};
  }

  // Shows the lots of a mineral with mass left, in the order of a method, until `take` has enough.
  template <class Take>
  void visit_open(MineralId mineral, CostMethod method, const Take& take) const {
    const auto found = open_.find(mineral);
    if (found == open_.end()) return;
    const auto visit = [&](auto first, auto last) {
      while (first != last && take(lot(std::get<2>(*first))))
        ++first;
    };
    if (method == CostMethod::lifo) {
      visit(found->second.rbegin(), found->second.rend());
    } else {
      visit(found->second.begin(), found->second.end());
    }
  }

  void apply(const MovingEntry& entry) {
    for (const Movement& movement : entry.movements) {
      LotThen& then = lots_.at(movement.lot);
      then.lot.mass += movement.mass;
      then.lot.cost += movement.cost;
      hold(then, entry, movement);
      std::set<Place>& open = open_[then.lot.mineral];
      if (then.lot.mass > Mass()) {
        open.insert(then.place);
      } else {
        open.erase(then.place);
      }
    }
    for (const LotWriteDown& part : entry.write_downs) {
      LotThen& then = lots_.at(part.lot);
      then.written_down += part.amount;
      if (entry.undoes) {
        then.averaged.erase(*entry.undoes);
        const bool held = entry.undone_kind == "write-down" || entry.undone_kind == "averaging";
        if (held && entry.on > *entry.undone_on) then.held_from = std::max(then.held_from, entry.on);
      } else if (entry.kind == "write-down" || entry.kind == "averaging") {
        then.averaged.emplace(entry.entry, entry.on);
      }
      follow(then);
    }
  }

private:
  // From when on the lot can be drawn.
  static void hold(LotThen& then, const MovingEntry& entry, const Movement& movement) {
    if (entry.undoes) {
      then.averaged.erase(*entry.undoes);
      const bool gives_back = movement.mass >= Mass() || entry.undone_kind == "settlement";
      if (gives_back && entry.on > *entry.undone_on) then.held_from = std::max(then.held_from, entry.on);
    } else if (movement.mass == Mass() || entry.kind == "settlement") {
      then.averaged.emplace(entry.entry, entry.on);
    }
    follow(then);
  }

  static void follow(LotThen& then) {
    then.lot.drawable_from = then.held_from;
    for (const auto& averaging : then.averaged)
      then.lot.drawable_from = std::max(then.lot.drawable_from, averaging.second);
  }

  std::map<LotId, LotThen> lots_;
  std::map<MineralId, std::set<Place>> open_;
};

std::vector<MethodRow> list_methods(store::Connection& connection) {
  std::vector<MethodRow> methods;
  store::Query row = connection.query(
      "SELECT cost_method.entry_id, mineral_id, cost_method.effective_on, method, reversal.entry_id FROM cost_method "
      "LEFT JOIN reversal ON reversed_entry_id = cost_method.entry_id ORDER BY cost_method.effective_on DESC, "
      "cost_method.entry_id DESC");
  while (row.next())
    methods.push_back({row.id<EntryId>(0), row.optional_id<MineralId>(1), row.date(2),
                       parse_cost_method(row.text(3)).value_or(CostMethod::fifo), row.optional_id<EntryId>(4)});
  return methods;
}

// As known when the release was recorded.
CostMethod method_of(const std::vector<MethodRow>& methods, const ReleaseRow& release) {
  for (const MethodRow& row : methods) {
    const bool known = row.entry < release.entry && (!row.undone_by || *row.undone_by > release.entry);
    const bool fits = (!row.mineral || *row.mineral == release.mineral) && row.on <= release.request.on;
    if (known && fits) return row.method;
  }
  return CostMethod::fifo;
}

std::map<EntryId, ReleaseRow> list_releases(store::Connection& connection) {
  std::map<EntryId, ReleaseRow> releases;
  store::Query row =
      connection.query("SELECT release.entry_id, mineral_id, release.kind, effective_on, lots_named, "
                       "site_id, mass_mg, mass_entered, sale_entry_id FROM release JOIN entry USING (entry_id)");
  while (row.next()) {
    const auto entry = row.id<EntryId>(0);
    const auto kind = parse_release_kind(row.text(2));
    releases.emplace(entry, ReleaseRow{.entry = entry,
                                       .mineral = row.id<MineralId>(1),
                                       .request = {.on = row.date(3),
                                                   .kind = kind.value_or(ReleaseKind::sale),
                                                   .mass = {.text = row.text(7), .milligrams = 0, .component = ""},
                                                   .authority = {},
                                                   .recipient = {},
                                                   .price = {},
                                                   .lots_named = row.integer(4) != 0,
                                                   .site = row.optional_id<SiteId>(5)},
                                       .mass = row.mass(6),
                                       .sale = row.optional_id<EntryId>(8)});
  }
  return releases;
}

// A write-down to what a price comes to.
struct PricedWriteDown {
  MineralId mineral{};
  std::optional<LotId> lot;
  std::string price;
  Money amount;
};

std::map<EntryId, PricedWriteDown> list_priced_write_downs(store::Connection& connection) {
  std::map<EntryId, PricedWriteDown> priced;
  store::Query row = connection.query("SELECT entry_id, mineral_id, lot_id, price_entered, amount_cents FROM "
                                      "write_down WHERE price_entered IS NOT NULL");
  while (row.next())
    priced.emplace(row.id<EntryId>(0),
                   PricedWriteDown{row.id<MineralId>(1), row.optional_id<LotId>(2), row.text(3), row.money(4)});
  return priced;
}

std::string in_words(const LotDraw& draw) {
  return fmt::format("{} kg of lot {} at {}", format_kilograms(draw.mass), draw.code, format_money(draw.cost));
}

class DrawCheck {
public:
  // Faults of draws go to the one, of write-downs to the other.
  DrawCheck(store::Connection& connection, std::vector<Fault>& faults, std::vector<Fault>& carried_faults)
      : connection_(connection), lots_(connection), sold_(connection), holds_(connection),
        methods_(list_methods(connection)), releases_(list_releases(connection)),
        priced_(list_priced_write_downs(connection)), faults_(faults), carried_faults_(carried_faults) {}

  void take(const MovingEntry& entry) {
    sold_.go_before(entry.entry);
    const auto release = releases_.find(entry.entry);
    if (release != releases_.end()) check(release->second, entry);
    check_carried(entry);
    const auto priced = priced_.find(entry.entry);
    if (priced != priced_.end()) check_priced(priced->second, entry);
    lots_.apply(entry);
    for (const Movement& movement : entry.movements)
      sold_.move(movement.lot, entry.on, movement.mass);
  }

private:
  void add_fault(EntryId entry, const std::string& what) { faults_.push_back({entry, what}); }

  void check(const ReleaseRow& release, const MovingEntry& entry) {
    const CostMethod method = method_of(methods_, release);
    if (method == CostMethod::specific && !release.request.lots_named) {
      add_fault(release.entry, "names no lots, and goes by specific lots");
      return;
    }
    std::vector<LotDraw> draws;
    for (const Movement& movement : entry.movements)
      draws.push_back({movement.lot, lots_.lot(movement.lot).code, -movement.mass, -movement.cost});
    std::vector<LotDraw> turns = whose_turn(release, method, draws);
    if (method != CostMethod::average) {
      compare(release, method, draws, turns);
      return;
    }
    const std::vector<OpenLot> averaged = averaged_lots(release.mineral, release.request.on);
    if (!turns.empty()) {
      const std::vector<Money> costs = costs_at_average(average_of(averaged), turns);
      for (std::size_t i = 0; i < turns.size(); ++i)
        turns[i].cost = costs[i];
    }
    if (!compare(release, method, draws, turns)) return;
    for (const LotWriteDown& shift : even_write_downs(values_of(averaged))) {
      carried_faults_.push_back({release.entry, fmt::format("the write-down of lot {} was {} off before it",
                                                            lots_.lot(shift.lot).code, format_money(-shift.amount))});
    }
    for (const CostShift& shift : plan_averaging(averaged, draws)) {
      add_fault(release.entry, fmt::format("lot {} was {} off the average before it", lots_.lot(shift.lot).code,
                                           format_money(-shift.amount)));
    }
  }

  [[nodiscard]] std::vector<LotValue> values_of(const std::vector<OpenLot>& lots) const {
    std::vector<LotValue> values;
    values.reserve(lots.size());
    for (const OpenLot& lot : lots)
      values.push_back(lots_.value(lot.id));
    return values;
  }

  CarriedWriteDowns carried_by(const MovingEntry& entry, const Postings& postings,
                               const std::map<LotId, LotValue>& before) const {
    if (entry.kind == "return") return return_write_downs(store::load_lent_back(connection_, entry.entry), {});
    if (entry.kind == "settlement") return settle_write_downs(postings, before);
    return carry_write_downs(postings, before, entry.kind == "transfer" ? MassGoes::to_other_lots : MassGoes::away);
  }

  // What leaves lots takes their write-downs along.
  void check_carried(const MovingEntry& entry) {
    if (entry.undoes || entry.kind == "write-down" || entry.kind == "averaging") return;
    Postings postings;
    std::map<LotId, LotValue> before;
    for (const Movement& movement : entry.movements) {
      postings.push_back(
          {.account = Account::inventory, .lot = movement.lot, .mass = movement.mass, .amount = movement.cost});
      const LotValue value = lots_.value(movement.lot);
      const bool is_drawn = movement.mass < Mass() && value.mass > Mass() && -movement.mass <= value.mass;
      const bool is_settled = movement.cost < Money() && -movement.cost <= value.cost;
      const bool loses = entry.kind == "settlement" ? is_settled : is_drawn;
      if (loses && value.written_down > Money()) before.emplace(movement.lot, value);
    }
    std::map<LotId, Money> off; // what went with it, less what had to
    for (const LotWriteDown& part : entry.write_downs)
      off[part.lot] += part.amount;
    for (const LotWriteDown& part : carried_by(entry, postings, before).lots)
      off[part.lot] -= part.amount;
    for (const auto& [lot, amount] : off) {
      if (amount != Money())
        carried_faults_.push_back({entry.entry, fmt::format("the write-down of lot {} is {} off after it",
                                                            lots_.lot(lot).code, format_money(amount))});
    }
  }

  // What is written down to a price is what the lots were carried at, less what they come to at it.
  void check_priced(const PricedWriteDown& priced, const MovingEntry& entry) {
    const auto to = parse_price(priced.price);
    if (!to) {
      carried_faults_.push_back({entry.entry, "its price cannot be read: " + to.error().message});
      return;
    }
    const std::vector<LotValue> values = priced.lot ? std::vector<LotValue>{lots_.value(*priced.lot)}
                                                    : values_of(averaged_lots(priced.mineral, entry.on));
    const Mineral mineral = store::load_mineral(connection_, priced.mineral);
    const auto plan = plan_write_down(mineral, values, {.on = entry.on, .of = mineral.code, .to = *to});
    if (!plan) {
      carried_faults_.push_back({entry.entry, plan.error().message});
    } else if (plan->amount != priced.amount) {
      carried_faults_.push_back(
          {entry.entry, fmt::format("a write-down to {} comes to {}; the book has {}", printable(priced.price),
                                    format_money(plan->amount), format_money(priced.amount))});
    }
  }

  [[nodiscard]] std::vector<OpenLot> averaged_lots(MineralId mineral, Date on) const {
    std::vector<OpenLot> averaged;
    lots_.visit_open(mineral, CostMethod::average, [&](const OpenLot& lot) {
      if (lot.drawable_from <= on) averaged.push_back(lot);
      return true;
    });
    return averaged;
  }

  // What the release would draw now.
  [[nodiscard]] std::vector<LotDraw> whose_turn(const ReleaseRow& release, CostMethod method,
                                                const std::vector<LotDraw>& draws) const {
    std::vector<LotDraw> turns;
    Mass left = release.mass;
    const auto take = [&](OpenLot lot) {
      if (left <= Mass()) return false;
      holds_.set(lot, release.request.on, release.entry);
      if (lot.drawable_from > release.request.on || lot.mass <= Mass() || !can_be_taken(lot, release.request))
        return true;
      const Mass mass = std::min(left, sold_.free_for(release.sale, lot, release.request.on));
      if (mass <= Mass()) return true;
      const std::int64_t cents =
          share_of(lot.cost.cents(), mass.milligrams(), lot.mass.milligrams(), Rounding::half_even);
      turns.push_back({lot.id, lot.code, mass, Money::cents(cents)});
      left -= mass;
      return true;
    };
    if (release.sale) {
      for (const LotId lot : sold_.lots_of(*release.sale))
        take(lots_.lot(lot));
    } else if (release.request.lots_named) {
      for (const LotDraw& draw : draws)
        take(lots_.lot(draw.lot));
    } else {
      lots_.visit_open(release.mineral, method, take);
    }
    return turns;
  }

  bool compare(const ReleaseRow& release, CostMethod method, const std::vector<LotDraw>& draws,
               const std::vector<LotDraw>& turns) {
    for (std::size_t i = 0; i < std::max(draws.size(), turns.size()); ++i) {
      const std::string drawn = i < draws.size() ? in_words(draws[i]) : "nothing more";
      const std::string due = i < turns.size() ? in_words(turns[i]) : "nothing more";
      if (drawn == due) continue;
      add_fault(release.entry, fmt::format("draws {}; by {} it is {}", drawn, cost_method_name(method), due));
      return false;
    }
    return true;
  }

  store::Connection& connection_;
  LotsThen lots_;
  SoldThen sold_;
  LotHolds holds_;
  std::vector<MethodRow> methods_;
  std::map<EntryId, ReleaseRow> releases_;
  std::map<EntryId, PricedWriteDown> priced_;
  std::vector<Fault>& faults_;
  std::vector<Fault>& carried_faults_;
};

// Goes through all that ever happened to lots.
void go_through(store::Connection& connection, std::vector<Fault>& faults, std::vector<Fault>& carried_faults) {
  DrawCheck check(connection, faults, carried_faults);
  const auto write_downs = store::list_write_downs(connection);
  store::Query row = connection.query(
      "SELECT entry.entry_id, entry.kind, entry.effective_on, reversed_entry_id, undone.effective_on, undone.kind, "
      "lot_id, mass_mg, amount_cents FROM (SELECT entry_id, line, lot_id, mass_mg, amount_cents FROM posting WHERE "
      "lot_id IS NOT NULL UNION ALL SELECT entry_id, 0, NULL, 0, 0 FROM write_down_lot GROUP BY entry_id) AS moved "
      "JOIN entry USING (entry_id) LEFT JOIN reversal ON reversal.entry_id = entry.entry_id LEFT JOIN entry AS undone "
      "ON undone.entry_id = reversed_entry_id ORDER BY entry.entry_id, moved.line");
  std::optional<MovingEntry> moving;
  while (row.next()) {
    const auto entry = row.id<EntryId>(0);
    if (moving && moving->entry != entry) {
      check.take(*moving);
      moving.reset();
    }
    if (!moving) {
      moving = MovingEntry{.entry = entry,
                           .kind = row.text(1),
                           .on = row.date(2),
                           .undoes = row.optional_id<EntryId>(3),
                           .undone_on = row.optional_date(4),
                           .undone_kind = row.text_or_empty(5),
                           .movements = {},
                           .write_downs = {}};
      const auto found = write_downs.find(entry);
      if (found != write_downs.end()) moving->write_downs = found->second;
    }
    if (!row.is_null(6)) moving->movements.push_back({row.id<LotId>(6), row.mass(7), row.money(8)});
  }
  if (moving) check.take(*moving);
}

void check_draws(store::Connection& connection, std::vector<Fault>& faults) {
  std::vector<Fault> others;
  go_through(connection, faults, others);
}

void check_write_downs(store::Connection& connection, std::vector<Fault>& faults) {
  if (!store::has_write_downs(connection)) return;
  std::vector<Fault> others;
  go_through(connection, others, faults);
}

constexpr auto all_stock_checks = std::to_array<StockCheck>({
    {"releases_drawn_by_method",
     "a release draws the lots whose turn it was when it was recorded, or those it names, at what its method says",
     check_draws},
    {"write_downs_carried",
     "the write-down of a lot goes with its mass, to the cent; one to a price is what the price comes to",
     check_write_downs},
});

} // namespace

std::span<const StockCheck> stock_checks() { return all_stock_checks; }

} // namespace pvault::audit
