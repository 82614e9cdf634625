#include "generator/history.hpp"

#include "operations/add_figures.hpp"
#include "operations/add_names.hpp"
#include "operations/change_facility.hpp"
#include "operations/init_book.hpp"
#include "operations/record_financing.hpp"
#include "operations/record_purchase.hpp"
#include "operations/record_release.hpp"
#include "store/names.hpp"

#include <array>
#include <fmt/format.h>
#include <random>
#include <stdexcept>
#include <vector>

namespace pvault::bench {

namespace {

constexpr int site_count = 12;
constexpr int first_year = 2015;
constexpr int days_of_history = 3650;
constexpr std::array<const char*, 2> facilities = {"exim", "private"};

template <class T>
T accepted(Expected<T> answer) {
  if (!answer) throw std::logic_error(fmt::format("the history was refused: {}", answer.error().message));
  return *std::move(answer);
}

class History {
public:
  History(store::Book& book, const HistorySize& size) : book_(book), size_(size), random_(size.seed) {}

  void run() {
    add_names();
    for (std::int64_t event = 0; event < size_.events; ++event) {
      const auto day =
          date::sys_days{date::year{first_year} / 1 / 1} + date::days{event * days_of_history / size_.events};
      record_event(Date::of(date::year_month_day{day}));
    }
  }

private:
  // From 0 to below `bound`. The standard's distributions differ between libraries.
  std::int64_t draw(std::int64_t bound) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
  }

  operations::RecordingOptions on(Date day) const {
    return {.header = {.effective_on = day, .recorded_at = "2026-01-01T00:00:00.000Z", .recorded_by = "generator"},
            .dry_run = false};
  }

  void add_names() {
    const auto start = on(accepted(parse_iso_date("2015-01-01")));
    for (int i = 0; i < site_count; ++i)
      accepted(operations::add_site(book_, start, {fmt::format("site-{}", i), "Generated site", "US"}));
    for (int i = 0; i < size_.suppliers; ++i) {
      accepted(operations::add_party(book_, start,
                                     {fmt::format("supplier-{}", i), "Generated supplier", "supplier", false}));
    }
    accepted(operations::add_party(book_, start, {"lender", "Generated lender", "lender", false}));
    for (const char* facility : facilities) {
      const FacilityTerms terms{.signed_on = start.header.effective_on,
                                .commitment = Money::cents(largest_money_cents),
                                .rate = accepted(parse_rate("4.63%")),
                                .day_count = DayCount::thirty_360,
                                .available_from = start.header.effective_on,
                                .available_until = accepted(parse_iso_date("2034-12-31")),
                                .matures_on = accepted(parse_iso_date("2039-12-31")),
                                .payments = PaymentDays{.months = 6}};
      accepted(operations::add_facility(book_, start, {facility, "lender", terms}));
    }
    for (const Mineral& mineral : store::list_minerals(book_.connection())) {
      if (!mineral.is_group) minerals_.push_back({mineral.code, 0});
    }
    payable_cents_.resize(static_cast<std::size_t>(size_.suppliers), 0);
  }

  void record_event(Date day) {
    const std::int64_t kind = draw(100);
    if (kind < 55) return purchase(day);
    if (kind < 80) return release(day);
    if (kind < 90) return drawdown(day);
    return kind < 95 ? price(day) : payment(day);
  }

  void purchase(Date day) {
    Stock& stock = pick_mineral();
    const std::int64_t mass_kg = 1 + draw(100'000);
    const std::int64_t supplier = draw(size_.suppliers);
    const std::int64_t cost_cents = 100 + draw(1'000'000'000);
    const operations::PurchaseInput input{.mineral = stock.mineral,
                                          .delivery = {.mass = accepted(parse_mass(fmt::format("{} kg", mass_kg)))},
                                          .cost = Money::cents(cost_cents),
                                          .supplier = fmt::format("supplier-{}", supplier),
                                          .site = fmt::format("site-{}", draw(site_count))};
    accepted(operations::record_purchase(book_, on(day), input));
    stock.mass_kg += mass_kg;
    payable_cents_[static_cast<std::size_t>(supplier)] += cost_cents;
  }

  void release(Date day) {
    Stock& stock = pick_mineral();
    if (stock.mass_kg == 0) return purchase(day);
    const std::int64_t mass_kg = 1 + draw(std::min<std::int64_t>(stock.mass_kg, 150'000));
    const operations::ReleaseInput input{.mineral = stock.mineral,
                                         .mass = accepted(parse_mass(fmt::format("{} kg", mass_kg))),
                                         .kind = ReleaseKind::sale,
                                         .authority = "generated",
                                         .price = accepted(parse_price("45.5 USD/kg"))};
    accepted(operations::record_release(book_, on(day), input));
    stock.mass_kg -= mass_kg;
  }

  void drawdown(Date day) {
    const auto* facility = facilities.at(static_cast<std::size_t>(draw(facilities.size())));
    accepted(operations::record_drawdown(book_, on(day), {facility, Money::cents(1 + draw(100'000'000)), {}}));
  }

  void price(Date day) {
    const auto quoted = accepted(parse_price(fmt::format("{}.{:02} USD/kg", 1 + draw(5000), draw(100))));
    accepted(operations::add_price(book_, on(day), {pick_mineral().mineral, quoted, "generated", ""}));
  }

  void payment(Date day) {
    const std::int64_t supplier = draw(size_.suppliers);
    std::int64_t& owed_cents = payable_cents_[static_cast<std::size_t>(supplier)];
    if (owed_cents == 0) return purchase(day);
    const std::int64_t amount_cents = 1 + draw(owed_cents);
    accepted(operations::record_payment(
        book_, on(day),
        {PaymentDirection::to_supplier, fmt::format("supplier-{}", supplier), Money::cents(amount_cents)}));
    owed_cents -= amount_cents;
  }

  struct Stock {
    std::string mineral;
    std::int64_t mass_kg = 0;
  };
  Stock& pick_mineral() {
    return minerals_[static_cast<std::size_t>(draw(static_cast<std::int64_t>(minerals_.size())))];
  }

  store::Book& book_;
  HistorySize size_;
  std::mt19937_64 random_;
  std::vector<Stock> minerals_;
  std::vector<std::int64_t> payable_cents_;
};

} // namespace

void make_history(const std::filesystem::path& path, const HistorySize& size) {
  const EntryHeader header{.effective_on = accepted(parse_iso_date("2015-01-01")),
                           .recorded_at = "2026-01-01T00:00:00.000Z",
                           .recorded_by = "generator"};
  operations::init_book(path, {.header = header, .dry_run = false}, "Generated history");
  store::Book book = store::Book::open(path, store::Access::write);
  book.connection().execute("PRAGMA synchronous = OFF");
  History(book, size).run();
}

} // namespace pvault::bench
