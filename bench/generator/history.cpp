#include "generator/history.hpp"

#include "operations/add_figures.hpp"
#include "operations/add_names.hpp"
#include "operations/change_facility.hpp"
#include "operations/init_book.hpp"
#include "operations/record_financing.hpp"
#include "operations/record_purchase.hpp"
#include "operations/record_release.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace pvault::bench {

namespace {

template <class T>
T accepted(Expected<T> answer) {
  if (!answer) throw std::logic_error(fmt::format("the history was refused: {}", answer.error().message));
  return *std::move(answer);
}

operations::RecordingOptions on(Date day) {
  return {.header = {.effective_on = day, .recorded_at = std::string(recorded_at), .recorded_by = "generator"},
          .dry_run = false};
}

class History {
public:
  explicit History(store::Book& book) : book_(book) {}

  void add_names(const HistorySize& size) {
    const auto start = on(accepted(parse_iso_date(first_day)));
    for (int site = 0; site < site_count; ++site)
      accepted(operations::add_site(book_, start, {site_name(site), "Generated site", "US"}));
    for (std::int64_t supplier = 0; supplier < supplier_count(size); ++supplier) {
      accepted(operations::add_party(book_, start, {supplier_name(supplier), "Generated supplier", "supplier", false}));
    }
    accepted(operations::add_party(book_, start, {"lender", "Generated lender", "lender", false}));
    for (std::int64_t facility = 0; facility < facility_count(size); ++facility) {
      const FacilityTerms terms{.signed_on = start.header.effective_on,
                                .commitment = Money::cents(largest_money_cents),
                                .rate = accepted(parse_rate("4.63%")),
                                .day_count = DayCount::thirty_360,
                                .available_from = start.header.effective_on,
                                .available_until = accepted(parse_iso_date("2034-12-31")),
                                .matures_on = accepted(parse_iso_date("2039-12-31")),
                                .payments = PaymentDays{.months = 6}};
      accepted(operations::add_facility(book_, start, {facility_name(facility), "lender", terms}));
    }
  }

  void record(const Event& event) {
    switch (event.kind) {
    case EventKind::purchase:
      return purchase(event);
    case EventKind::release:
      return release(event);
    case EventKind::drawdown:
      accepted(operations::record_drawdown(book_, on(event.on), {event.facility, event.amount, {}}));
      return;
    case EventKind::price:
      return price(event);
    case EventKind::payment:
      accepted(operations::record_payment(book_, on(event.on),
                                          {PaymentDirection::to_supplier, event.supplier, event.amount}));
    }
  }

private:
  void purchase(const Event& event) {
    const operations::PurchaseInput input{.mineral = event.mineral,
                                          .delivery = {.mass = mass_of(event)},
                                          .cost = event.amount,
                                          .supplier = event.supplier,
                                          .site = event.site};
    accepted(operations::record_purchase(book_, on(event.on), input));
  }

  void release(const Event& event) {
    const operations::ReleaseInput input{.mineral = event.mineral,
                                         .mass = mass_of(event),
                                         .kind = ReleaseKind::sale,
                                         .authority = "generated",
                                         .price = accepted(parse_price(release_price))};
    accepted(operations::record_release(book_, on(event.on), input));
  }

  void price(const Event& event) {
    const auto quoted =
        accepted(parse_price(fmt::format("{}.{:02} USD/kg", event.amount.cents() / 100, event.amount.cents() % 100)));
    accepted(operations::add_price(book_, on(event.on), {event.mineral, quoted, "generated", ""}));
  }

  static EnteredMass mass_of(const Event& event) { return accepted(parse_mass(mass_text(event))); }

  store::Book& book_;
};

} // namespace

store::Book begin_history(const std::filesystem::path& path, const HistorySize& size) {
  operations::init_book(path, on(accepted(parse_iso_date(first_day))), "Generated history");
  store::Book book = store::Book::open(path, store::Access::write);
  book.connection().execute("PRAGMA synchronous = OFF");
  History(book).add_names(size);
  return book;
}

void make_history(const std::filesystem::path& path, const HistorySize& size) {
  store::Book book = begin_history(path, size);
  History history(book);
  EventSource events(size);
  while (const auto event = events.next())
    history.record(*event);
}

} // namespace pvault::bench
