// What the sample book releases, and under what.
#include "operations/grant_release.hpp"
#include "operations/record_return.hpp"
#include "operations/record_sale.hpp"
#include "operations/set_annual_plan.hpp"
#include "tests/support/attacked_book.hpp"

namespace pvault::test {

// A mineral that is released under an authority and an emergency, and an emergency that is over.
void SampleBook::record_grants() {
  name("purchase_cobalt", purchase("cobalt", "5 t", "1 USD/kg", "2026-04-20", {.supplier = "HARTREE", .lot = "CO-1"}));
  const operations::AuthorityInput authority{.code = "A-1",
                                             .mineral = "cobalt",
                                             .quantity = mass("3 t"),
                                             .granted_by = "the board",
                                             .rule = "resolution 1",
                                             .until = day("2026-12-31"),
                                             .kinds = {ReleaseKind::sale, ReleaseKind::emergency}};
  name("authority", allowed(operations::add_authority(book(), options("2026-04-21"), authority)).entry);
  const auto declare = [&](const operations::EmergencyInput& input) {
    return allowed(operations::declare_emergency(book(), options("2026-04-21"), input)).entry;
  };
  name("emergency", declare({.code = "E-1",
                             .declared_by = "the President",
                             .rule = "section 98f",
                             .until = day("2026-12-31"),
                             .minerals = {"cobalt", "indium"},
                             .maximum = mass("2 t")}));
  const operations::ReleaseInput release{
      .mineral = "cobalt", .mass = mass("1 t"), .kind = ReleaseKind::emergency, .authority = "A-1", .emergency = "E-1"};
  name("emergency_release", allowed(operations::record_release(book(), options("2026-04-22"), release)).entry);
  name("over", declare({.code = "E-2", .declared_by = "the President", .rule = "section 98f"}));
  name("emergency_end", allowed(operations::end_emergency(book(), options("2026-04-23"), {.code = "E-2"})).entry);
}

// Two tonnes of two lots are lent; a half of one is back.
void SampleBook::record_lent_metal() {
  for (const char* lot : {"TI-1", "TI-2"})
    name(lot, purchase("titanium", "1 t", "1 USD/kg", "2026-04-20", {.supplier = "HARTREE", .lot = lot}));
  name("more_titanium", purchase("titanium", "4 t", "1 USD/kg", "2026-04-20", {.supplier = "HARTREE", .lot = "TI-3"}));
  const operations::ReleaseInput lent{.mineral = "titanium",
                                      .mass = mass("2 t"),
                                      .kind = ReleaseKind::loan,
                                      .authority = "board",
                                      .recipient = "BUYER",
                                      .return_by = day("2026-09-30")};
  name("loan", allowed(operations::record_release(book(), options("2026-04-22"), lent)).entry);
  const operations::ReturnInput back{.release = entry("loan"), .mass = mass("500 kg"), .site = "DENVER"};
  name("loan_return", allowed(operations::record_return(book(), options("2026-04-24"), back)).entry);
}

// Three tonnes are sold, of which one is shipped; another sale was cancelled.
void SampleBook::record_sales() {
  name("zinc1", purchase("zinc", "5 t", "1 USD/kg", "2026-04-20", {.supplier = "HARTREE", .lot = "ZN-1"}));
  name("zinc2", purchase("zinc", "5 t", "1 USD/kg", "2026-04-20", {.supplier = "HARTREE", .lot = "ZN-2"}));
  operations::SaleInput sold{.mineral = "zinc",
                             .mass = mass("3 t"),
                             .price = allowed(parse_price("2 USD/kg")),
                             .buyer = "BUYER",
                             .ship_by = day("2026-06-30"),
                             .authority = "board"};
  name("future_sale", allowed(operations::record_sale(book(), options("2026-04-22"), sold)).entry);
  const operations::ReleaseInput shipped{.mineral = "zinc",
                                         .mass = mass("1 t"),
                                         .kind = ReleaseKind::sale,
                                         .authority = "order",
                                         .sale = entry("future_sale")};
  name("shipment", allowed(operations::record_release(book(), options("2026-04-24"), shipped)).entry);
  sold.lots = {"ZN-2"};
  name("cancelled_sale", allowed(operations::record_sale(book(), options("2026-04-25"), sold)).entry);
  name("sale_cancellation",
       allowed(operations::cancel_sale(book(), options("2026-04-26"), {entry("cancelled_sale"), "withdrew"})).entry);
}

// One tonne leaves, a half of it is replaced; and a plan.
void SampleBook::record_rotation() {
  name("nickel1", purchase("nickel", "2 t", "1 USD/kg", "2026-04-20", {.supplier = "HARTREE", .lot = "NI-1"}));
  const operations::ReleaseInput out{
      .mineral = "nickel", .mass = mass("1 t"), .kind = ReleaseKind::rotation, .authority = "board"};
  name("rotation", allowed(operations::record_release(book(), options("2026-04-22"), out)).entry);
  const operations::PurchaseInput in{.mineral = "nickel",
                                     .delivery = {.mass = mass("500 kg")},
                                     .price = allowed(parse_price("1 USD/kg")),
                                     .supplier = "HARTREE",
                                     .site = "DENVER",
                                     .lot = "NI-2",
                                     .rotation = entry("rotation")};
  name("inflow", allowed(operations::record_purchase(book(), options("2026-04-23"), in)).entry);
  const operations::AnnualPlanInput plan{
      .mineral = "nickel", .year = 2026, .buy_at_most = mass("2 t"), .release_at_most = mass("1 t"), .reason = "board"};
  name("annual_plan", allowed(operations::set_annual_plan(book(), options("2026-04-24"), plan)).entry);
}

} // namespace pvault::test
