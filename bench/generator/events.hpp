// A deterministic history of any length as plain values, which each writer turns into what it writes: a book, tables
// for `pvault import`, journals of other programs. 60 minerals, 12 sites, 10 years; of the events 55 % purchases, 25 %
// releases, 10 % drawdowns, 5 % prices, 5 % payments. The same count and seed give the same events on any machine.
#pragma once

#include "journal/entry.hpp"
#include "units/date.hpp"
#include "units/mass.hpp"
#include "units/money.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::bench {

struct HistorySize {
  std::int64_t events = 0;
  std::uint64_t seed = 1;
  // 0: as many as so many events would have, so that each has some 300 purchases, and each loan some 500 drawdowns.
  std::int64_t suppliers = 0;
  std::int64_t facilities = 0;
};
std::int64_t supplier_count(const HistorySize& size);
std::int64_t facility_count(const HistorySize& size);

inline constexpr int site_count = 12;
inline constexpr std::string_view first_day = "2015-01-01";
inline constexpr std::string_view recorded_at = "2026-01-01T00:00:00.000Z";
inline constexpr std::string_view release_price = "45.5 USD/kg";
inline constexpr std::int64_t release_price_cents = 4550; // the same, a kilogram

std::string site_name(std::int64_t site);
std::string supplier_name(std::int64_t supplier);
std::string facility_name(std::int64_t facility);
// Those that the program carries, groups left out.
std::vector<std::string> mineral_names();

enum class EventKind { purchase, release, drawdown, price, payment };

// What a release takes of one purchase, first in first out, as the book does.
struct TakenFromLot {
  std::int64_t purchase = 0; // the event
  std::int64_t mass_kg = 0;
  Money cost;
};

struct Event {
  std::int64_t number = 0; // from 1
  EventKind kind{};
  Date on;
  std::string mineral = {};  // of a purchase, a release, a price
  std::string supplier = {}; // of a purchase, a payment
  std::string site = {};
  std::string facility = {};
  std::int64_t mass_kg = 0;
  Money amount = {}; // a purchase's cost, what is drawn or paid; of a price, for a kilogram
  std::vector<TakenFromLot> taken = {};
};

// As somebody would type them: "25000 kg", "640.25 USD/kg".
std::string mass_text(const Event& event);
std::string price_text(const Event& event);

class EventSource {
public:
  explicit EventSource(const HistorySize& size);
  std::optional<Event> next();

private:
  struct Lot {
    std::int64_t purchase;
    Mass mass;
    Money cost;
  };
  struct Stock {
    std::string mineral;
    std::int64_t mass_kg = 0;
    std::deque<Lot> lots = {}; // the oldest first
  };

  std::int64_t draw(std::int64_t bound);
  Stock& pick_stock();
  void purchase(Event& event);
  void release(Event& event);
  void drawdown(Event& event);
  void price(Event& event);
  void payment(Event& event);
  static std::vector<TakenFromLot> take(Stock& stock, std::int64_t mass_kg);

  HistorySize size_;
  std::mt19937_64 random_;
  std::int64_t made_ = 0;
  std::vector<Stock> stocks_;
  std::vector<std::int64_t> payable_cents_; // by supplier
};

} // namespace pvault::bench
