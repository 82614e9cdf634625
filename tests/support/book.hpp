// A small book in a folder of its own, gone when the test is over. What a test records must be allowed; a refusal fails
// the test and is shown. Entries are recorded one minute after the other, so that the same test makes the same bytes.
#pragma once

#include "operations/add_figures.hpp"
#include "operations/add_names.hpp"
#include "operations/change_facility.hpp"
#include "operations/init_book.hpp"
#include "operations/record_financing.hpp"
#include "operations/record_purchase.hpp"
#include "operations/record_release.hpp"
#include "operations/record_transfer.hpp"
#include "operations/reverse_entry.hpp"
#include "store/book.hpp"
#include "store/facilities.hpp"
#include "store/names.hpp"
#include "tests/support/values.hpp"
#include "units/text.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fmt/format.h>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace pvault::test {

class TemporaryFolder {
public:
  explicit TemporaryFolder(const std::filesystem::path& within = std::filesystem::temp_directory_path()) {
    std::string name = (within / "pvault-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder can be made");
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&&) = delete;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

// The book begins on 2025-01-01 with the minerals of the list, site DENVER, supplier TRAXYS, customer BUYER and lender
// EXIM.
class TemporaryBook {
public:
  TemporaryBook() : book_(make(folder_.path() / "vault.db")) {
    site("DENVER");
    party("TRAXYS", "supplier");
    party("BUYER", "other");
    party("EXIM", "lender");
  }

  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "vault.db"; }
  [[nodiscard]] store::Book open(store::Access access) const { return store::Book::open(path(), access); }
  [[nodiscard]] store::Book& book() { return book_; }
  [[nodiscard]] store::Connection& connection() { return book_.connection(); }
  [[nodiscard]] EntryId newest() { return store::load_chain_head(connection()).entry; }
  [[nodiscard]] MineralId mineral(std::string_view name) { return allowed(store::load_mineral(connection(), name)).id; }
  // Everything dated up to that day, as known now.
  [[nodiscard]] Moment moment(std::string_view as_of) { return {day(as_of), newest()}; }

  operations::RecordingOptions options(std::string_view on) {
    const int minute = minutes_++;
    const std::string at =
        fmt::format("2026-01-{:02}T{:02}:{:02}:00.000Z", 1 + minute / 1440, minute / 60 % 24, minute % 60);
    return {.header = {.effective_on = day(on), .recorded_at = at, .recorded_by = "tester"}};
  }

  EntryId site(const std::string& code) {
    return entry_of(operations::add_site(book_, options(first_day), {.code = code, .name = code, .country = "US"}));
  }
  EntryId site(const std::string& code, SiteKind kind) {
    return entry_of(
        operations::add_site(book_, options(first_day), {.code = code, .name = code, .country = "US", .kind = kind}));
  }
  EntryId party(const std::string& code, const std::string& role) {
    return entry_of(operations::add_party(book_, options(first_day), {.code = code, .name = code, .role = role}));
  }

  struct PurchaseDetails {
    std::string site = "DENVER";
    std::string supplier = "TRAXYS";
    std::string lot = {};
    std::vector<LandedCost> landed = {};
  };
  // purchase("gallium", "25 t", "580 USD/kg", "2025-03-01")
  EntryId purchase(const std::string& mineral, std::string_view mass, std::string_view price, std::string_view on) {
    return purchase(mineral, mass, price, on, PurchaseDetails{});
  }
  EntryId purchase(const std::string& mineral, std::string_view mass, std::string_view price, std::string_view on,
                   const PurchaseDetails& details) {
    const operations::PurchaseInput input{.mineral = mineral,
                                          .delivery = {.mass = allowed(parse_mass(mass))},
                                          .price = allowed(parse_price(price)),
                                          .landed = details.landed,
                                          .supplier = details.supplier,
                                          .site = details.site,
                                          .lot = details.lot};
    return entry_of(operations::record_purchase(book_, options(on), input));
  }

  // sale("gallium", "10 t", "600 USD/kg", "2026-04-01"): to BUYER, first in first out
  EntryId sale(const std::string& mineral, std::string_view mass, std::string_view price, std::string_view on) {
    const operations::ReleaseInput input{.mineral = mineral,
                                         .mass = allowed(parse_mass(mass)),
                                         .kind = ReleaseKind::sale,
                                         .authority = "board",
                                         .recipient = "BUYER",
                                         .price = allowed(parse_price(price))};
    return entry_of(operations::record_release(book_, options(on), input));
  }
  EntryId loss(const std::string& mineral, std::string_view mass, std::string_view on) {
    const operations::ReleaseInput input{
        .mineral = mineral, .mass = allowed(parse_mass(mass)), .kind = ReleaseKind::loss, .authority = "count"};
    return entry_of(operations::record_release(book_, options(on), input));
  }

  // transfer("GA-1", "5 t", "RENO", "2026-04-01", "GA-2"): all of the lot where no mass is given
  EntryId transfer(const std::string& lot, std::string_view mass, const std::string& to_site, std::string_view on,
                   const std::string& name) {
    operations::TransferInput input{.lot = lot, .to_site = to_site, .name = name};
    if (!mass.empty()) input.mass = allowed(parse_mass(mass));
    return entry_of(operations::record_transfer(book_, options(on), input));
  }

  EntryId reverse(EntryId entry) { return reverse(entry, std::nullopt); }
  EntryId reverse(EntryId entry, std::string_view on) { return reverse(entry, day(on)); }

  EntryId price(const std::string& mineral, std::string_view price, std::string_view on) {
    return entry_of(operations::add_price(
        book_, options(on), {.mineral = mineral, .price = allowed(parse_price(price)), .source = "test"}));
  }
  EntryId demand(const std::string& mineral, int year, std::string_view mass, bool is_upper_bound = false) {
    return entry_of(operations::add_demand(book_, options(first_day),
                                           {.mineral = mineral,
                                            .year = year,
                                            .mass = allowed(parse_mass(mass)),
                                            .basis = "apparent-consumption",
                                            .is_upper_bound = is_upper_bound,
                                            .source = "test"}));
  }
  // Only known to be above the mass.
  EntryId demand_above(const std::string& mineral, int year, std::string_view mass) {
    return entry_of(operations::add_demand(book_, options(first_day),
                                           {.mineral = mineral,
                                            .year = year,
                                            .mass = allowed(parse_mass(mass)),
                                            .basis = "apparent-consumption",
                                            .source = "test",
                                            .is_lower_bound = true}));
  }
  EntryId target(const std::string& mineral, int days, std::string_view on) {
    return entry_of(operations::set_target(book_, options(on), {.mineral = mineral, .days = days}));
  }

  // 4.63%, 30/360, to be drawn from that day to the end of 2035, lender EXIM
  EntryId facility(const std::string& code, std::string_view commitment, std::string_view on) {
    const FacilityTerms terms{.signed_on = day(on),
                              .commitment = allowed(parse_money(commitment)),
                              .rate = allowed(parse_rate("4.63%")),
                              .day_count = DayCount::thirty_360,
                              .available_from = day(on),
                              .available_until = day("2035-12-31"),
                              .matures_on = day("2045-12-31"),
                              .payments = PaymentDays{.months = 6}};
    return entry_of(operations::add_facility(book_, options(on), {.code = code, .lender = "EXIM", .terms = terms}));
  }
  using Uses = std::vector<std::pair<EntryId, std::string>>;
  // drawdown("EXIM-1", "10e6 USD", "2026-03-01", {{purchase, "4e6 USD"}})
  EntryId drawdown(const std::string& facility, std::string_view amount, std::string_view on, const Uses& uses = {}) {
    operations::DrawdownInput input{.facility = facility, .amount = allowed(parse_money(amount))};
    for (const auto& [purchase, part] : uses)
      input.uses.push_back({std::to_string(number_of(purchase)), allowed(parse_money(part))});
    return entry_of(operations::record_drawdown(book_, options(on), input));
  }
  EntryId pay_supplier(const std::string& party, std::string_view amount, std::string_view on) {
    return entry_of(operations::record_payment(
        book_, options(on),
        {.direction = PaymentDirection::to_supplier, .party = party, .amount = allowed(parse_money(amount))}));
  }

private:
  static constexpr const char* first_day = "2025-01-01";

  // Every book begins alike, so that one is made and copied.
  store::Book make(const std::filesystem::path& path) {
    static const TemporaryFolder made;
    const std::filesystem::path first = made.path() / "vault.db";
    const operations::RecordingOptions beginning = options(first_day);
    if (!std::filesystem::exists(first)) operations::init_book(first, beginning, "Test reserve");
    std::filesystem::copy_file(first, path);
    return store::Book::open(path, store::Access::write);
  }
  static EntryId entry_of(const Expected<operations::Recorded>& recorded) { return allowed(recorded).entry; }
  EntryId reverse(EntryId entry, std::optional<Date> on) {
    return entry_of(operations::reverse_entry(book_, options(first_day), {.entry = entry, .reason = "test", .on = on}));
  }

  TemporaryFolder folder_;
  int minutes_ = 0;
  store::Book book_;
};

} // namespace pvault::test
