// The generator's sales that are shipped later.
#include "tests/model/support/history_generator.hpp"

#include <algorithm>

namespace pvault::test {

Ask HistoryGenerator::make_sale() {
  std::vector<std::string> held;
  for (const LotFacts& lot : book_.lots(book_.everything())) {
    if (lot.on_hand_mg > 0) held.push_back(lot.mineral);
  }
  const std::string mineral = held.empty() || random_.one_in(12) ? some_mineral() : random_.pick(held);
  AskSale ask{.mineral = spelling_of(mineral), .price = some_price(mineral), .buyer = some_name("party")};
  if (random_.one_in(3)) ask.lots = some_lots(mineral);
  std::vector<std::string> lots = ask.lots.empty() ? book_.drawable_lots(mineral, on_) : ask.lots;
  std::erase_if(lots, [&](const std::string& lot) { return book_.find_lot(lot) == nullptr; });
  std::int64_t free_mg = 0;
  for (const std::string& lot : lots) {
    const std::string& code = book_.find_lot(lot)->code;
    if (!random_.one_in(8)) on_ = std::max(on_, book_.drawable_from(code));
    free_mg += book_.free_in_lot(code, on_);
  }
  ask.mass = some_part_of(random_.one_in(2) ? free_mg / 3 : free_mg, mineral);
  ask.ship_by = day_near(on_, random_.one_in(12) ? -9 : 0, 90);
  ask.authority = some_authority(mineral);
  return ask;
}

// Mostly one of which something is not shipped.
std::int64_t HistoryGenerator::some_sale() {
  std::vector<std::int64_t> sales;
  for (const Event& event : book_.events()) {
    const bool open = event.kind == "sale" && book_.stands(event) && book_.unshipped_of(event.number) > 0;
    if (open || (event.kind == "sale" && random_.one_in(9)) || random_.one_in(300)) sales.push_back(event.number);
  }
  return sales.empty() || random_.one_in(40) ? book_.newest() + 1 : random_.pick(sales);
}

Ask HistoryGenerator::make_sale_cancellation() {
  AskSaleCancellation ask{.sale = some_sale(), .reason = "withdrew"};
  if (ask.sale <= book_.newest() && !random_.one_in(6)) on_ = std::max(on_, book_.event(ask.sale).on);
  return ask;
}

Ask HistoryGenerator::make_shipment() {
  AskRelease ask{.mineral = "gallium", .kind = random_.one_in(30) ? "sample" : "sale", .authority = "order"};
  ask.sale = some_sale();
  const auto* sale = ask.sale <= book_.newest() ? std::get_if<AskSale>(&book_.event(ask.sale).request.ask) : nullptr;
  if (sale == nullptr) {
    ask.mass = some_mass("gallium");
    return ask;
  }
  if (!random_.one_in(20)) ask.mineral = spelling_of(sale->mineral);
  if (random_.one_in(6)) ask.recipient = random_.one_in(4) ? some_name("party") : sale->buyer;
  if (random_.one_in(6)) ask.price = random_.one_in(4) ? some_price(sale->mineral) : sale->price;
  if (random_.one_in(40)) ask.site = some_name("site");
  if (!random_.one_in(8)) on_ = std::max(on_, book_.event(ask.sale).on);
  std::int64_t left_mg = 0;
  for (const std::string& lot : book_.event(ask.sale).lots_sold)
    left_mg += book_.unshipped(ask.sale, lot, on_);
  ask.mass = some_part_of(left_mg, sale->mineral);
  return ask;
}

Ask HistoryGenerator::make_annual_plan() {
  const std::string mineral = some_mineral();
  return AskAnnualPlan{.mineral = spelling_of(mineral),
                       .year = static_cast<int>(random_.one_in(20) ? 2200 : random_.between(2027, 2029)),
                       .buy_at_most = random_.one_in(4) ? PlainMass{"0", "kg"} : some_mass(mineral),
                       .release_at_most = some_mass(mineral),
                       .reason = "board"};
}

// Mostly none; else mostly one of the mineral.
std::int64_t HistoryGenerator::some_rotation(const std::string& mineral) {
  if (!random_.one_in(6)) return 0;
  std::vector<std::int64_t> rotations;
  for (const Event& event : book_.events()) {
    const auto* release = std::get_if<AskRelease>(&event.request.ask);
    const bool rotates = release != nullptr && release->kind == "rotation" && book_.stands(event);
    if ((rotates && (event.mineral == mineral || random_.one_in(9))) || random_.one_in(400))
      rotations.push_back(event.number);
  }
  return rotations.empty() ? 0 : random_.pick(rotations);
}

} // namespace pvault::test
