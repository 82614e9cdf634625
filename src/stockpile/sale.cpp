#include "stockpile/sale.hpp"

#include <fmt/format.h>

namespace pvault {

Mass Sale::left() const {
  Mass sum;
  for (const SoldLot& lot : lots)
    sum += lot.left;
  return sum;
}

Expected<void> check_ship_by(Date on, Date ship_by) {
  if (ship_by >= on) return {};
  return refuse(Rule::period_ends_before_it_begins,
                fmt::format("it is sold on {} and would be shipped by {}, {} earlier", format_date(on),
                            format_date(ship_by), format_days(days_between(ship_by, on))),
                fmt::format("give a day of shipment of {} or later", format_date(on)));
}

namespace {

tl::unexpected<Refusal> refuse_different(const Sale& sale, const std::string& what) {
  return refuse(Rule::sale_differs, fmt::format("sale {} is {}", number_of(sale.entry), what),
                "leave out what the sale says already; `pvault report sales` shows it");
}

tl::unexpected<Refusal> refuse_before(const Sale& sale, Date on, std::string_view what) {
  return refuse(Rule::shipped_before_sale,
                fmt::format("sale {} is dated {}, the {} {}, {} earlier", number_of(sale.entry), format_date(sale.on),
                            what, format_date(on), format_days(days_between(on, sale.on))),
                fmt::format("date it {} or later", format_date(sale.on)));
}

} // namespace

Expected<void> check_shipment(const Sale& sale, const Mineral& mineral, const ReleaseRequest& request, Mass asked) {
  if (request.kind != ReleaseKind::sale)
    return refuse_different(
        sale, fmt::format("shipped by a sale, and this is of the kind {}", release_kind_name(request.kind)));
  if (mineral.id != sale.mineral)
    return refuse_different(sale, fmt::format("of {}, not of {}", sale.mineral_code, mineral.code));
  if (request.recipient && *request.recipient != sale.buyer)
    return refuse_different(sale, fmt::format("to {}, and another recipient is given", sale.buyer_code));
  if (request.price && request.price->text != sale.price.text)
    return refuse_different(sale, fmt::format("at \"{}\", and \"{}\" is given", sale.price.text, request.price->text));
  if (request.lots_named || request.site)
    return refuse_different(sale, "shipped from the lots that it holds, and lots or a site are given");
  if (request.on < sale.on) return refuse_before(sale, request.on, "shipment");
  if (asked <= sale.left()) return {};
  return refuse(
      Rule::above_sold,
      fmt::format(
          "asked for {} kg of {}, {} kg are sold with sale {} and not shipped on {} and later, above it by {} kg",
          format_kilograms(asked), mineral.code, format_kilograms(sale.left()), number_of(sale.entry),
          format_date(request.on), format_kilograms(asked - sale.left())),
      "`pvault report sales` shows what is left; ship what is beyond it as a sale of its own");
}

Expected<void> check_cancellation_of(const Sale& sale, Date on) {
  if (on < sale.on) return refuse_before(sale, on, "cancellation");
  if (sale.left() > Mass()) return {};
  return refuse(
      Rule::above_sold,
      fmt::format("of sale {} 0 kg are sold and not shipped on {} and later", number_of(sale.entry), format_date(on)),
      "`pvault report sales` shows what is left of each");
}

} // namespace pvault
