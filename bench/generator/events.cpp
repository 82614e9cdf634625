#include "generator/events.hpp"

#include "operations/csv_rows.hpp"
#include "store/embedded.hpp"
#include "units/exact.hpp"

#include <algorithm>
#include <date/date.h>
#include <fmt/format.h>

namespace pvault::bench {

namespace {

constexpr int first_year = 2015;
constexpr int days_of_history = 3650;
constexpr std::int64_t mg_per_kg = 1'000'000;

} // namespace

std::int64_t supplier_count(const HistorySize& size) {
  constexpr std::int64_t events_each = 500;
  return size.suppliers > 0 ? size.suppliers : std::max<std::int64_t>(20, size.events / events_each);
}

std::int64_t facility_count(const HistorySize& size) {
  constexpr std::int64_t events_each = 5000;
  return size.facilities > 0 ? size.facilities : std::max<std::int64_t>(2, size.events / events_each);
}

std::string site_name(std::int64_t site) { return fmt::format("site-{}", site); }

std::string supplier_name(std::int64_t supplier) { return fmt::format("supplier-{}", supplier); }

std::string facility_name(std::int64_t facility) { return fmt::format("facility-{}", facility); }

std::vector<std::string> mineral_names() {
  const operations::CsvRows minerals(store::minerals_csv());
  std::vector<std::string> names;
  for (std::size_t row = 0; row < minerals.size(); ++row) {
    if (minerals.at(row, "kind") != "group") names.push_back(minerals.at(row, "id"));
  }
  return names;
}

std::string mass_text(const Event& event) { return fmt::format("{} kg", event.mass_kg); }

std::string price_text(const Event& event) {
  return fmt::format("{}.{:02} USD/kg", event.amount.cents() / 100, event.amount.cents() % 100);
}

EventSource::EventSource(const HistorySize& size)
    : size_(size), random_(size.seed), payable_cents_(static_cast<std::size_t>(supplier_count(size)), 0) {
  for (const std::string& mineral : mineral_names())
    stocks_.push_back({mineral});
}

std::optional<Event> EventSource::next() {
  if (made_ == size_.events) return std::nullopt;
  const auto day = date::sys_days{date::year{first_year} / 1 / 1} + date::days{made_ * days_of_history / size_.events};
  Event event{.number = ++made_, .on = Date::of(date::year_month_day{day})};
  const std::int64_t kind = draw(100);
  if (kind < 55) {
    purchase(event);
  } else if (kind < 80) {
    release(event);
  } else if (kind < 90) {
    drawdown(event);
  } else if (kind < 95) {
    price(event);
  } else {
    payment(event);
  }
  return event;
}

// From 0 to below `bound`. The standard's distributions differ between libraries.
std::int64_t EventSource::draw(std::int64_t bound) {
  return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
}

EventSource::Stock& EventSource::pick_stock() {
  return stocks_[static_cast<std::size_t>(draw(static_cast<std::int64_t>(stocks_.size())))];
}

void EventSource::purchase(Event& event) {
  Stock& stock = pick_stock();
  event.kind = EventKind::purchase;
  event.mineral = stock.mineral;
  event.mass_kg = 1 + draw(100'000);
  const std::int64_t supplier = draw(supplier_count(size_));
  event.supplier = supplier_name(supplier);
  event.amount = Money::cents(100 + draw(1'000'000'000));
  event.site = site_name(draw(site_count));
  stock.mass_kg += event.mass_kg;
  stock.lots.push_back({event.number, Mass::milligrams(event.mass_kg * mg_per_kg), event.amount});
  payable_cents_[static_cast<std::size_t>(supplier)] += event.amount.cents();
}

void EventSource::release(Event& event) {
  Stock& stock = pick_stock();
  if (stock.mass_kg == 0) return purchase(event);
  event.kind = EventKind::release;
  event.mineral = stock.mineral;
  event.mass_kg = 1 + draw(std::min<std::int64_t>(stock.mass_kg, 150'000));
  event.taken = take(stock, event.mass_kg);
  stock.mass_kg -= event.mass_kg;
}

std::vector<TakenFromLot> EventSource::take(Stock& stock, std::int64_t mass_kg) {
  std::vector<TakenFromLot> taken;
  for (Mass wanted = Mass::milligrams(mass_kg * mg_per_kg); wanted > Mass();) {
    Lot& lot = stock.lots.front();
    const Mass mass = std::min(wanted, lot.mass);
    const Money cost =
        Money::cents(share_of(lot.cost.cents(), mass.milligrams(), lot.mass.milligrams(), Rounding::half_even));
    taken.push_back({lot.purchase, mass.milligrams() / mg_per_kg, cost});
    wanted -= mass;
    lot.mass -= mass;
    lot.cost -= cost;
    if (lot.mass == Mass()) stock.lots.pop_front();
  }
  return taken;
}

void EventSource::drawdown(Event& event) {
  event.kind = EventKind::drawdown;
  event.facility = facility_name(draw(facility_count(size_)));
  event.amount = Money::cents(1 + draw(100'000'000));
}

void EventSource::price(Event& event) {
  event.kind = EventKind::price;
  const std::int64_t dollars = 1 + draw(5000);
  event.amount = Money::cents(dollars * 100 + draw(100));
  event.mineral = pick_stock().mineral;
}

void EventSource::payment(Event& event) {
  const std::int64_t supplier = draw(supplier_count(size_));
  std::int64_t& owed_cents = payable_cents_[static_cast<std::size_t>(supplier)];
  if (owed_cents == 0) return purchase(event);
  event.kind = EventKind::payment;
  event.supplier = supplier_name(supplier);
  event.amount = Money::cents(1 + draw(owed_cents));
  owed_cents -= event.amount.cents();
}

} // namespace pvault::bench
