#include "operations/change_period.hpp"
#include "operations/lot_status.hpp"
#include "operations/settle_assay.hpp"
#include "tests/support/attacked_book.hpp"

namespace pvault::test {

// Lots with papers: one was quarantined for a day, moved in part, and is settled; what moved was pledged, given back
// and pledged again. Another is still to be settled.
void SampleBook::record_lots() {
  const operations::PurchaseInput papered{.mineral = "bismuth",
                                          .delivery = {.mass = allowed(parse_mass("10 t")),
                                                       .assay = allowed(parse_assay("80%")),
                                                       .moisture = allowed(parse_moisture("1%")),
                                                       .moisture_text = "1%"},
                                          .price = allowed(parse_price("1 USD/kg")),
                                          .supplier = "HARTREE",
                                          .site = "RENO",
                                          .lot = "BI-1",
                                          .paper = {.gross = allowed(parse_mass("10.5 t")),
                                                    .tare = allowed(parse_mass("500 kg")),
                                                    .components = {allowed(parse_assay("0.02% As"))},
                                                    .form = "concentrate",
                                                    .grade = "C",
                                                    .producer = "Tasna",
                                                    .ore_country = "BO",
                                                    .processing_country = "MX",
                                                    .contract = "C-7",
                                                    .receipt = "WR-B1",
                                                    .objective = LotObjective::emergency,
                                                    .expires_on = day("2030-01-01"),
                                                    .rotate_by = day("2029-01-01"),
                                                    .quality = LotQuality::unassayed,
                                                    .provisional = true}};
  name("bismuth_purchase", allowed(operations::record_purchase(book(), options("2026-04-20"), papered)).entry);
  const auto judge = [&](LotQuality status, std::string_view on) {
    return allowed(operations::set_lot_quality(book(), options(on), {"BI-1", status, "assay"})).entry;
  };
  name("quality1", judge(LotQuality::quarantined, "2026-04-21"));
  name("quality2", judge(LotQuality::accepted, "2026-04-22"));
  name("transfer2", transfer("BI-1", "1 t", "DENVER", "2026-04-23", "BI-2"));
  const auto pledge = [&](std::string_view on) {
    return allowed(operations::record_pledge(book(), options(on), {{.lot = "BI-2"}, "EXIM-2", true})).entry;
  };
  name("pledge1", pledge("2026-04-24"));
  name("given_back", allowed(operations::release_pledge(book(), options("2026-04-25"), {.lot = "BI-2"})).entry);
  name("pledge2", pledge("2026-04-26"));
  const operations::SettlementInput final{.lot = "BI-1",
                                          .mass = allowed(parse_mass("9.9 t")),
                                          .assay = allowed(parse_assay("81%")),
                                          .moisture = allowed(parse_moisture("1.1%")),
                                          .moisture_text = "1.1%",
                                          .components = {allowed(parse_assay("0.03% As"))},
                                          .price = allowed(parse_price("1.01 USD/kg"))};
  name("settlement1", allowed(operations::settle_assay(book(), options("2026-04-27"), final)).entry);
  const operations::PurchaseInput open{
      .mineral = "bismuth",
      .delivery = {.mass = allowed(parse_mass("1.25 t")), .assay = allowed(parse_assay("80%"))},
      .cost = money("1000 USD"),
      .supplier = "HARTREE",
      .site = "RENO",
      .lot = "BI-3",
      .paper = {.provisional = true}};
  name("open_purchase", allowed(operations::record_purchase(book(), options("2026-04-28"), open)).entry);
}

// Years before anything else: what was closed until June 2010 is closed until May.
void SampleBook::record_periods() {
  const CalendarMonth june = CalendarMonth::of(day("2010-06-15"));
  name("period_close", allowed(operations::close_period(book(), options("2026-04-28"), june)).entry);
  const operations::ReopeningInput again{.month = june, .reason = "left out", .approved_by = "B. Chen"};
  name("period_reopen", allowed(operations::reopen_period(book(), options("2026-04-28"), again)).entry);
}

} // namespace pvault::test
