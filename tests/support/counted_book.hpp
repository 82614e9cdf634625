// A book with counts: what tests of counts and of their reports begin with.
#pragma once

#include "operations/confirm_warehouse.hpp"
#include "operations/record_count.hpp"
#include "tests/support/book.hpp"

#include <string>
#include <utility>
#include <vector>

namespace pvault::test {

// GA-1 (1,000 kg) and GA-2 (200 kg) at DENVER since 2026-02-01, W-1 (10 t at 65% WO3, 2% moisture) since 2026-02-10.
class CountedBook : public TemporaryBook {
public:
  CountedBook() {
    site("RENO");
    purchase("gallium", "1 t", "500 USD/kg", "2026-02-01", {.lot = "GA-1"});
    purchase("gallium", "200 kg", "500 USD/kg", "2026-02-01", {.lot = "GA-2"});
    const operations::PurchaseInput tungsten{.mineral = "tungsten",
                                             .delivery = {.mass = mass("10 t"),
                                                          .assay = allowed(parse_assay("65% WO3")),
                                                          .moisture = allowed(parse_moisture("2%")),
                                                          .moisture_text = "2%"},
                                             .price = test::price("380 USD/mtu of WO3"),
                                             .supplier = "TRAXYS",
                                             .site = "DENVER",
                                             .lot = "W-1"};
    allowed(operations::record_purchase(book(), options("2026-02-10"), tungsten));
  }

  // "not found" is no mass.
  using Found = std::vector<std::pair<std::string, std::string>>;
  static operations::CountInput input(const Found& found, const std::vector<std::string>& tolerances = {"0.5%"},
                                      const std::string& site = "DENVER") {
    operations::CountInput input{.site = site,
                                 .counted_by = "A. Miller",
                                 .tolerance = allowed(parse_count_tolerance(tolerances)),
                                 .file = "counts.csv"};
    for (const auto& [lot, text] : found) {
      CountedRow row{.row = input.rows.size() + 2, .lot = lot};
      if (text != "not found") row.mass = mass(text);
      input.rows.push_back(row);
    }
    return input;
  }
  EntryId count(std::string_view on, const Found& found) {
    return allowed(operations::record_count(book(), options(on), input(found))).entry;
  }
  EntryId explain(EntryId count, const std::string& lot, std::string_view on) {
    return allowed(operations::explain_count(book(), options(on), {count, lot, "looked into"})).entry;
  }
  Expected<operations::Recorded> try_adjust(EntryId count, const std::string& lot, std::string_view on) {
    return operations::adjust_count(book(), options(on), {count, lot, "B. Chen", "report 7"});
  }
  EntryId adjust(EntryId count, const std::string& lot, std::string_view on) {
    return allowed(try_adjust(count, lot, on)).entry;
  }
  EntryId confirm(std::string_view on, const Found& stated) {
    operations::StatementInput statement{.site = "DENVER", .file = "june.csv", .sha256 = std::string(64, 'd')};
    for (const auto& [lot, text] : stated)
      statement.rows.push_back({.row = statement.rows.size() + 2, .lot = lot, .mass = mass(text)});
    return allowed(operations::confirm_warehouse(book(), options(on), statement)).entry;
  }
};

} // namespace pvault::test
