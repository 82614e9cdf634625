#include "audit/entered_lot_checks.hpp"

#include "audit/entered_again.hpp"
#include "stockpile/count.hpp"
#include "stockpile/lot_paper.hpp"
#include "store/counts.hpp"
#include "units/largest_remainder.hpp"

#include <fmt/format.h>
#include <numeric>
#include <optional>
#include <utility>

namespace pvault::audit {

namespace {

// "20 t, assay 65% WO3, moisture 2%"
std::string delivery_in_words(const DeliveryTexts& texts) {
  std::string words = texts.mass;
  if (!texts.assay.empty()) words += ", assay " + texts.assay;
  if (!texts.moisture.empty()) words += ", moisture " + texts.moisture;
  return words;
}

Expected<ContainedMass> contained_again(const Mineral& mineral, const DeliveryTexts& texts) {
  const auto delivery = parse_delivery(texts);
  if (!delivery) return tl::unexpected(delivery.error());
  return contained_mass(mineral, *delivery);
}

Expected<Mass> whole_mass(const Expected<ContainedMass>& contained) {
  if (!contained) return tl::unexpected(contained.error());
  return contained->mass;
}

// Of the five columns mass, moisture, assay, gross and tare.
DeliveryTexts read_texts(const store::Query& row, int first) {
  return {.mass = row.text(first),
          .moisture = row.text_or_empty(first + 1),
          .assay = row.text_or_empty(first + 2),
          .gross = row.text_or_empty(first + 3),
          .tare = row.text_or_empty(first + 4)};
}

void compare_factor(EnteredAgain& again, const EnteredText& entered, const ContainedMass& contained,
                    const std::string& stored) {
  if (contained.factor_text == stored) return;
  const auto shown = [](const std::string& factor) { return factor.empty() ? "none" : factor; };
  again.add(entered.entry, fmt::format("{} has the content factor {}; the book has {}", entered.what,
                                       shown(contained.factor_text), shown(stored)));
}

struct LotAgain {
  EnteredText entered;
  Exact exact_mg;
  Mass received;
};

// The lots that one entry made: outputs of a transfer share the sum of what they exactly are, as plan_transfer does it.
// What others were entered as is whole milligrams, or stands alone, and so is its own share.
void compare_received(EnteredAgain& again, std::vector<LotAgain>& lots) {
  if (lots.empty()) return;
  std::vector<Exact> parts_mg;
  parts_mg.reserve(lots.size());
  for (const LotAgain& lot : lots)
    parts_mg.push_back(lot.exact_mg);
  const Exact sum_mg = std::accumulate(parts_mg.begin(), parts_mg.end(), Exact(0));
  const auto whole_mg = round_to_integer(sum_mg, Rounding::half_even);
  if (whole_mg) {
    const std::vector<std::int64_t> masses_mg = whole_parts(*whole_mg, parts_mg);
    for (std::size_t i = 0; i < lots.size(); ++i)
      again.compare(lots[i].entered, Expected<Mass>(Mass::milligrams(masses_mg[i])), lots[i].received);
  } else {
    again.add(lots.front().entered.entry, "the lots come to more than the book can hold");
  }
  lots.clear();
}

void check_received(store::Connection& connection, EnteredAgain& again) {
  store::Query row = connection.query(
      "SELECT lot.entry_id, lot.code, mineral_id, received_mg, content_factor, mass_entered, moisture_entered, "
      "assay_entered, gross_entered, tare_entered FROM lot LEFT JOIN lot_paper USING (lot_id) ORDER BY lot.entry_id, "
      "lot.line");
  std::vector<LotAgain> lots; // of one entry
  while (row.next()) {
    const auto entry = row.id<EntryId>(0);
    if (!lots.empty() && lots.front().entered.entry != entry) compare_received(again, lots);
    const DeliveryTexts texts = read_texts(row, 5);
    EnteredText entered{entry, "lot " + row.text(1), delivery_in_words(texts)};
    const auto contained = contained_again(again.mineral(row.id<MineralId>(2)), texts);
    if (!contained) {
      again.refuse(entered, contained.error());
      continue;
    }
    compare_factor(again, entered, *contained, row.text_or_empty(4));
    lots.push_back({std::move(entered), contained->exact_mg, row.mass(3)});
  }
  compare_received(again, lots);
}

Expected<Mass> weight_of(std::string_view text) {
  const auto weight = parse_mass(text);
  if (!weight) return tl::unexpected(weight.error());
  // No larger mass can be read, so it fits.
  return Mass::milligrams(round_to_integer(weight->milligrams, Rounding::half_even).value_or(largest_mass_mg));
}

void check_papers(store::Connection& connection, EnteredAgain& again) {
  store::Query weight = connection.query(
      "SELECT entry_id, 'the gross weight', gross_entered, gross_mg FROM lot_paper WHERE gross_entered IS NOT NULL "
      "UNION ALL SELECT entry_id, 'the tare', tare_entered, tare_mg FROM lot_paper WHERE tare_entered IS NOT NULL "
      "ORDER BY 1");
  while (weight.next()) {
    const EnteredText entered{weight.id<EntryId>(0), weight.text(1), weight.text(2)};
    again.compare(entered, weight_of(entered.text), weight.mass(3));
  }
  store::Query component =
      connection.query("SELECT entry_id, component, assay_entered FROM lot_component ORDER BY entry_id, line");
  while (component.next()) {
    const std::string name = component.text(1);
    const EnteredText entered{component.id<EntryId>(0), "the assay of " + name, component.text(2)};
    const auto assay = parse_component_assay(entered.text);
    if (!assay) {
      again.refuse(entered, assay.error());
    } else if (assay->component != name) {
      again.add(entered.entry, fmt::format("{} is entered as of {}", entered.what, assay->component));
    }
  }
}

Expected<Money> amount_again(const Mineral& mineral, const std::string& price, const Expected<ContainedMass>& mass) {
  if (!mass) return tl::unexpected(mass.error());
  const auto quoted = parse_price(price);
  if (!quoted) return tl::unexpected(quoted.error());
  return amount_at(mineral, *quoted, mass->exact_mg, "it comes");
}

} // namespace

void check_lots_entered(store::Connection& connection, std::vector<Fault>& faults) {
  EnteredAgain again(connection, faults);
  check_received(connection, again);
  check_papers(connection, again);
}

void check_purchases_entered(store::Connection& connection, std::vector<Fault>& faults) {
  EnteredAgain again(connection, faults);
  store::Query row = connection.query(
      "SELECT purchase.entry_id, purchase.mineral_id, price_entered, metal_cents, mass_entered, moisture_entered, "
      "assay_entered, gross_entered, tare_entered FROM purchase JOIN lot USING (entry_id) LEFT JOIN lot_paper USING "
      "(lot_id) WHERE price_entered IS NOT NULL ORDER BY 1");
  while (row.next()) {
    const Mineral& mineral = again.mineral(row.id<MineralId>(1));
    const DeliveryTexts texts = read_texts(row, 4);
    const std::string price = row.text(2);
    again.compare({row.id<EntryId>(0), "the metal's cost", delivery_in_words(texts) + " at " + price},
                  amount_again(mineral, price, contained_again(mineral, texts)), row.money(3));
  }
}

// What is not said of mass, assay and moisture stays as it was bought.
void check_settlements_entered(store::Connection& connection, std::vector<Fault>& faults) {
  EnteredAgain again(connection, faults);
  store::Query row = connection.query(
      "SELECT settled.entry_id, lot.mineral_id, settled.price_entered, metal_cents, final_mg, settled.content_factor, "
      "coalesce(settled.mass_entered, lot.mass_entered), coalesce(settled.moisture_entered, lot.moisture_entered), "
      "coalesce(settled.assay_entered, lot.assay_entered), iif(settled.mass_entered IS NULL, gross_entered, NULL), "
      "iif(settled.mass_entered IS NULL, tare_entered, NULL), lot.code FROM assay_settlement AS settled JOIN lot "
      "USING (lot_id) LEFT JOIN lot_paper USING (lot_id) ORDER BY 1");
  while (row.next()) {
    const Mineral& mineral = again.mineral(row.id<MineralId>(1));
    const DeliveryTexts texts = read_texts(row, 6);
    const EnteredText entered{row.id<EntryId>(0), "lot " + row.text(11), delivery_in_words(texts)};
    const auto contained = contained_again(mineral, texts);
    if (!contained) {
      again.refuse(entered, contained.error());
      continue;
    }
    again.compare(entered, Expected<Mass>(contained->mass), row.mass(4));
    compare_factor(again, entered, *contained, row.text_or_empty(5));
    if (row.is_null(2)) continue;
    const std::string price = row.text(2);
    again.compare({entered.entry, "the metal's cost", entered.text + " at " + price},
                  amount_again(mineral, price, contained), row.money(3));
  }
}

void check_transfers_entered(store::Connection& connection, std::vector<Fault>& faults) {
  EnteredAgain again(connection, faults);
  store::Query row =
      connection.query("SELECT transfer.entry_id, mineral_id, transfer.mass_entered, mass_mg FROM "
                       "transfer JOIN lot ON lot.lot_id = transfer.parent_lot_id WHERE transfer.mass_entered <> "
                       "'all' ORDER BY 1");
  while (row.next()) {
    const EnteredText entered{row.id<EntryId>(0), "what was taken", row.text(2)};
    again.compare(entered, again.mass_of(row.id<MineralId>(1), entered.text), row.mass(3));
  }
}

void check_releases_entered(store::Connection& connection, std::vector<Fault>& faults) {
  EnteredAgain again(connection, faults);
  store::Query row = connection.query(
      "SELECT entry_id, mineral_id, mass_entered, mass_mg, price_entered, proceeds_cents FROM release ORDER BY 1");
  while (row.next()) {
    const Mineral& mineral = again.mineral(row.id<MineralId>(1));
    const EnteredText entered{row.id<EntryId>(0), "the mass released", row.text(2)};
    const auto contained = contained_again(mineral, {.mass = entered.text});
    again.compare(entered, whole_mass(contained), row.mass(3));
    if (row.is_null(4)) continue; // it brings nothing: the table lets it bring no more
    const std::string price = row.text(4);
    again.compare({entered.entry, "the proceeds", entered.text + " at " + price},
                  amount_again(mineral, price, contained), row.money(5));
  }
}

// The price is for its shipments, each of which is computed as a release.
void check_sales_entered(store::Connection& connection, std::vector<Fault>& faults) {
  EnteredAgain again(connection, faults);
  store::Query row =
      connection.query("SELECT entry_id, mineral_id, mass_entered, mass_mg, price_entered FROM sale ORDER BY 1");
  while (row.next()) {
    const Mineral& mineral = again.mineral(row.id<MineralId>(1));
    const EnteredText entered{row.id<EntryId>(0), "the mass sold", row.text(2)};
    const auto contained = contained_again(mineral, {.mass = entered.text});
    again.compare(entered, whole_mass(contained), row.mass(3));
    const std::string price = row.text(4);
    const auto amount = amount_again(mineral, price, contained);
    if (!amount) again.refuse({entered.entry, "the sale", entered.text + " at " + price}, amount.error());
  }
}

void check_returns_entered(store::Connection& connection, std::vector<Fault>& faults) {
  EnteredAgain again(connection, faults);
  store::Query row = connection.query(
      "SELECT entry_id, mineral_id, what, entered, mg FROM (SELECT entry_id, release_entry_id, 'what came back' AS "
      "what, mass_entered AS entered, mass_mg AS mg FROM loan_return UNION ALL SELECT entry_id, release_entry_id, "
      "'what was given up', short_entered, short_mg FROM loan_return) AS given JOIN (SELECT entry_id AS lent_entry_id, "
      "mineral_id FROM release) AS lent ON lent_entry_id = release_entry_id WHERE entered IS NOT NULL ORDER BY 1");
  while (row.next()) {
    const EnteredText entered{row.id<EntryId>(0), row.text(2), row.text(3)};
    again.compare(entered, again.mass_of(row.id<MineralId>(1), entered.text), row.mass(4));
  }
}

// In the form the lot had for who counted: as known when the count was recorded.
void check_counts_entered(store::Connection& connection, std::vector<Fault>& faults) {
  EnteredAgain again(connection, faults);
  store::Query row = connection.query(
      "SELECT looked.entry_id, lot_id, mineral_id, code, looked.entered, mg, effective_on FROM (SELECT entry_id, "
      "lot_id, "
      "mass_entered AS entered, counted_mg AS mg FROM stock_count_line WHERE mass_entered IS NOT NULL UNION ALL SELECT "
      "entry_id, lot_id, mass_entered, stated_mg FROM warehouse_confirmation_lot) AS looked JOIN entry USING "
      "(entry_id) "
      "JOIN lot USING (lot_id) ORDER BY 1");
  while (row.next()) {
    const EnteredText entered{row.id<EntryId>(0), "what was found of lot " + row.text(3), row.text(4)};
    const auto mass = parse_mass(entered.text);
    if (!mass) {
      again.refuse(entered, mass.error());
      continue;
    }
    const Moment moment{row.date(6), EntryId{number_of(entered.entry) - 1}};
    const LotForm form = store::load_lot_form(connection, row.id<LotId>(1), moment);
    again.compare(entered, mass_in_form(again.mineral(row.id<MineralId>(2)), form, *mass), row.mass(5));
  }
}

} // namespace pvault::audit
