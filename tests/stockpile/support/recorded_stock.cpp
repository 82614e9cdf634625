#include "tests/stockpile/support/recorded_stock.hpp"

#include "tests/support/minerals.hpp"

#include <algorithm>
#include <tuple>

namespace pvault::test {

namespace {

constexpr SiteId in_transit{3};

EnteredMass entered(Mass mass) { return {.text = "x", .milligrams = Exact(mass.milligrams()), .component = ""}; }

} // namespace

std::vector<std::string> RecordedStock::open_lots() const {
  std::vector<std::string> codes;
  for (const Lot& each : lots_) {
    if (each.open.mass > Mass()) codes.push_back(each.open.code);
  }
  return codes;
}

RecordedStock::Lot* RecordedStock::find_lot(const std::string& code) {
  const auto found = std::ranges::find_if(lots_, [&](const Lot& each) { return each.open.code == code; });
  return found == lots_.end() ? nullptr : &*found;
}

LotArrival RecordedStock::add(OpenLot open, Date aged_from, std::optional<LotId> root) {
  open.id = LotId{static_cast<std::int64_t>(lots_.size()) + 1};
  open.site_kind = open.site == in_transit ? SiteKind::in_transit : SiteKind::storage;
  lots_.push_back({open, aged_from, root.value_or(open.id)});
  return {open, aged_from, lots_.back().root};
}

std::vector<OpenLot> RecordedStock::in_order(CostMethod order) const {
  std::vector<Lot> lots = lots_;
  std::ranges::stable_sort(lots, {},
                           [](const Lot& each) { return std::tuple(each.aged_from, each.root, each.open.id); });
  if (order == CostMethod::lifo) std::ranges::reverse(lots);
  std::vector<OpenLot> open;
  for (const Lot& each : lots) {
    if (each.open.mass > Mass()) open.push_back(each.open);
  }
  return open;
}

std::optional<std::vector<OpenLot>> RecordedStock::candidates(const std::vector<std::string>& named) {
  if (named.empty()) return in_order(method_);
  std::vector<OpenLot> lots;
  for (const std::string& code : named) {
    const Lot* found = find_lot(code);
    if (found == nullptr) return std::nullopt;
    lots.push_back(found->open);
  }
  return lots;
}

ReleaseRequest RecordedStock::request(Date on, ReleaseKind kind, Mass mass, bool named) const {
  return {.on = on,
          .kind = kind,
          .mass = entered(mass),
          .authority = "board",
          .recipient = {},
          .price = {},
          .lots_named = named};
}

bool RecordedStock::purchase(RecordedEntry made, Mass mass, Money cost) {
  const LotArrival arrival = add({.id = {},
                                  .code = fmt::format("L{}", number_of(made.entry)),
                                  .mineral = gallium().id,
                                  .drawable_from = made.on,
                                  .mass = mass,
                                  .cost = cost,
                                  .site = SiteId{1}},
                                 made.on, std::nullopt);
  delivered_[arrival.lot.id] = {.received = mass, .metal = cost, .released = {}, .lost = {}, .yield_lost = {}};
  history_.push_back({made.entry, made.on, arrival});
  return true;
}

// Of what was delivered as its root.
void RecordedStock::take(const LotDraw& draw, ReleaseKind kind, int sign) {
  OpenLot& from = lot(draw.lot).open;
  const Mass mass = sign > 0 ? draw.mass : -draw.mass;
  const Money cost = sign > 0 ? draw.cost : -draw.cost;
  from.mass -= mass;
  from.cost -= cost;
  if (is_loan(kind)) return;
  Delivered& delivery = delivered_.at(lot(draw.lot).root);
  Gone& gone = kind == ReleaseKind::loss ? delivery.lost : delivery.released;
  gone.mass += mass;
  gone.cost += cost;
}

bool RecordedStock::draw(RecordedEntry made, ReleaseRequest request, const std::vector<OpenLot>& from,
                         std::optional<EntryId> sale) {
  const std::vector<OpenLot> all = in_order(CostMethod::average);
  if (method_ == CostMethod::average) request.average = average_of(all);
  if (request.kind == ReleaseKind::sale) request.price = price("1 USD/kg");
  const auto plan = plan_release(gallium(), from, request);
  if (!plan) return false;
  if (method_ == CostMethod::average) {
    for (const CostShift& shift : plan_averaging(all, plan->draws))
      lot(shift.lot).open.cost += shift.amount;
  }
  Loan loan{.release = made.entry, .kind = request.kind, .lent_on = made.on};
  for (const LotDraw& draw : plan->draws) {
    take(draw, request.kind, 1);
    loan.lots.push_back({draw.lot, draw.code, draw.mass, draw.cost});
    if (!sale) continue;
    std::ranges::find(sales_.at(*sale), draw.lot, &SoldLot::lot)->left -= draw.mass;
    lot(draw.lot).open.sold -= draw.mass;
  }
  if (is_loan(request.kind)) loans_.emplace(made.entry, loan);
  drawn_.emplace(made.entry, plan->draws);
  request.average.reset();
  history_.push_back(
      {made.entry, made.on,
       LotRelease{.request = request, .mass = plan->mass, .method = method_, .drawn = plan->draws, .sale = sale}});
  return true;
}

bool RecordedStock::release(RecordedEntry made, ReleaseKind kind, Mass mass, const std::vector<std::string>& named) {
  const auto from = candidates(named);
  return from && draw(made, request(made.on, kind, mass, !named.empty()), *from, std::nullopt);
}

bool RecordedStock::transfer(RecordedEntry made, const std::string& code, SiteId to_site, Mass mass,
                             const std::vector<Mass>& outputs) {
  const Lot* found = find_lot(code);
  if (found == nullptr) return false;
  const Lot parent = *found;
  TransferRequest asked{.on = made.on, .kind = TransferKind::processing, .mass = entered(mass), .to_site = to_site};
  for (const Mass output : outputs)
    asked.outputs.push_back(entered(output));
  const auto plan = plan_transfer(gallium(), parent.open, asked, LotId{static_cast<std::int64_t>(lots_.size()) + 1});
  if (!plan) return false;
  lot(parent.open.id).open.mass -= plan->mass;
  lot(parent.open.id).open.cost -= plan->cost;
  delivered_.at(parent.root).yield_lost += plan->loss;
  LotMove moved{parent.open.id, plan->mass, {}};
  for (const TransferOutput& output : plan->outputs) {
    OpenLot child = parent.open;
    child.code = fmt::format("T{}.{}", number_of(made.entry), moved.to.size());
    child.drawable_from = made.on;
    child.mass = output.mass;
    child.cost = output.cost;
    child.sold = {};
    child.site = to_site;
    moved.to.push_back(add(child, parent.aged_from, parent.root));
  }
  history_.push_back({made.entry, made.on, moved});
  return true;
}

ProvisionalLot RecordedStock::provisional(const Lot& bought) const {
  const Delivered& delivery = delivered_.at(bought.open.id);
  ProvisionalLot provisional{.id = bought.open.id,
                             .code = bought.open.code,
                             .received_on = bought.open.drawable_from,
                             .is_provisional = true,
                             .settled_by = delivery.settled_by,
                             .received = delivery.received,
                             .metal = delivery.metal,
                             .delivery = {.mass = entered(delivery.received)},
                             .released = delivery.released.mass,
                             .released_cost = delivery.released.cost,
                             .lost = delivery.lost.mass,
                             .lost_cost = delivery.lost.cost,
                             .yield_lost = delivery.yield_lost};
  for (const Lot& each : lots_) {
    const OpenLot& open = each.open;
    if (each.root != bought.open.id || open.mass == Mass()) continue;
    provisional.lots.push_back({open.id, open.code, open.drawable_from, open.mass, open.cost, open.sold});
  }
  for (const auto& [release, loan] : loans_) {
    for (const LentLot& lent : loan.lots) {
      const Lot& drawn = lots_[static_cast<std::size_t>(number_of(lent.lot)) - 1];
      if (drawn.root == bought.open.id && lent.left > Mass()) provisional.lent = LentOut{release, lent.code, lent.left};
    }
  }
  return provisional;
}

bool RecordedStock::settle(RecordedEntry made, const std::string& code, Mass mass, Money cost) {
  const Lot* bought = find_lot(code);
  if (bought == nullptr || bought->root != bought->open.id) return false;
  const ProvisionalLot before = provisional(*bought);
  const auto plan = plan_settlement(gallium(), before, {.on = made.on, .mass = entered(mass), .cost = cost});
  if (!plan) return false;
  for (const Posting& posting : plan->postings) {
    if (!posting.lot) continue;
    lot(*posting.lot).open.mass += posting.mass;
    lot(*posting.lot).open.cost += posting.amount;
  }
  delivered_.at(before.id).settled_by = made.entry;
  history_.push_back({made.entry, made.on, LotSettlement{before.id, plan->delta, plan->delta_cost}});
  return true;
}

bool RecordedStock::sell(RecordedEntry made, Mass mass, const std::vector<std::string>& named) {
  const auto from = candidates(named);
  if (!from) return false;
  ReleaseRequest asked = request(made.on, ReleaseKind::sale, mass, !named.empty());
  asked.price = price("1 USD/kg");
  const auto plan = plan_release(gallium(), *from, asked);
  if (!plan) return false;
  for (const LotDraw& held : plan->draws) {
    sales_[made.entry].push_back({held.lot, held.mass});
    lot(held.lot).open.sold += held.mass;
  }
  history_.push_back(
      {made.entry, made.on, LotSale{{.request = asked, .mass = plan->mass, .method = method_, .drawn = plan->draws}}});
  return true;
}

bool RecordedStock::ship(RecordedEntry made, EntryId sale, Mass mass) {
  const auto sold = sales_.find(sale);
  if (sold == sales_.end()) return false;
  std::vector<OpenLot> from;
  for (const SoldLot& each : sold->second) {
    from.push_back(lot(each.lot).open);
    from.back().sold = from.back().mass - each.left;
  }
  return draw(made, request(made.on, ReleaseKind::sale, mass, true), from, sale);
}

bool RecordedStock::cancel(RecordedEntry made, EntryId sale) {
  const auto sold = sales_.find(sale);
  if (sold == sales_.end()) return false;
  Mass left;
  for (SoldLot& each : sold->second) {
    left += each.left;
    lot(each.lot).open.sold -= each.left;
    each.left = {};
  }
  if (left > Mass()) history_.push_back({made.entry, made.on, LotSaleCancellation{.sale = sale, .mass = left}});
  return left > Mass();
}

bool RecordedStock::come_back(RecordedEntry made, EntryId release, Mass mass, Mass given_up) {
  const auto found = loans_.find(release);
  if (found == loans_.end()) return false;
  ReturnRequest asked{.on = made.on};
  if (mass > Mass()) asked.mass = entered(mass);
  if (given_up > Mass()) asked.short_mass = entered(given_up);
  const auto plan = plan_return(gallium(), found->second, asked, LotId{static_cast<std::int64_t>(lots_.size()) + 1});
  if (!plan) return false;
  LotReturn returned{.release = release, .mass = mass, .given_up = given_up};
  for (const ReturnPart& part : plan->parts) {
    LentLot& lent = *std::ranges::find(found->second.lots, part.drawn, &LentLot::lot);
    lent.left -= part.mass;
    lent.cost -= part.cost;
    const Lot drawn = lot(part.drawn);
    if (!part.lot) {
      Gone& lost = delivered_.at(drawn.root).lost;
      lost.mass += part.mass;
      lost.cost += part.cost;
      continue;
    }
    OpenLot back = drawn.open;
    back.code = fmt::format("{} (back by entry {})", part.drawn_code, number_of(made.entry));
    back.drawable_from = made.on;
    back.mass = part.mass;
    back.cost = part.cost;
    back.sold = {};
    back.site = SiteId{2};
    returned.parts.push_back({part.drawn, add(back, drawn.aged_from, drawn.root)});
  }
  history_.push_back({made.entry, made.on, returned});
  return true;
}

bool RecordedStock::undo(RecordedEntry made, EntryId release) {
  const auto undone = drawn_.find(release);
  const auto recorded = std::ranges::find_if(history_, [&](const StockEvent& event) { return event.entry == release; });
  if (undone == drawn_.end() || method_ == CostMethod::average) return false;
  const LotRelease was = std::get<LotRelease>(recorded->what);
  if (is_loan(was.request.kind)) return false;
  for (const LotDraw& draw : undone->second) {
    const auto settled_by = delivered_.at(lot(draw.lot).root).settled_by;
    if (settled_by && *settled_by > release) return false;
  }
  for (const LotDraw& draw : undone->second) {
    take(draw, was.request.kind, -1);
    if (!was.sale) continue;
    std::ranges::find(sales_.at(*was.sale), draw.lot, &SoldLot::lot)->left += draw.mass;
    lot(draw.lot).open.sold += draw.mass;
  }
  drawn_.erase(undone);
  history_.push_back({made.entry, made.on, LotUndoing{.undone = release}});
  return true;
}

} // namespace pvault::test
