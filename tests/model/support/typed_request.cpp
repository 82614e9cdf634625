#include "tests/model/support/typed_request.hpp"

#include "journal/sha256.hpp"
#include "operations/add_figures.hpp"
#include "operations/add_names.hpp"
#include "operations/change_facility.hpp"
#include "operations/change_period.hpp"
#include "operations/confirm_warehouse.hpp"
#include "operations/grant_release.hpp"
#include "operations/keep_people.hpp"
#include "operations/lot_status.hpp"
#include "operations/record_count.hpp"
#include "operations/record_financing.hpp"
#include "operations/record_opening.hpp"
#include "operations/record_purchase.hpp"
#include "operations/record_release.hpp"
#include "operations/record_return.hpp"
#include "operations/record_sale.hpp"
#include "operations/record_transfer.hpp"
#include "operations/record_write_down.hpp"
#include "operations/reverse_entry.hpp"
#include "operations/service_loan.hpp"
#include "operations/set_annual_plan.hpp"
#include "operations/set_carrying_rate.hpp"
#include "operations/set_cost_method.hpp"
#include "operations/settle_assay.hpp"
#include "tests/support/people.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace pvault::test {

namespace {

using operations::Recorded;
using operations::RecordingOptions;

// The generator writes only what can be read.
template <class T>
T readable(const Expected<T>& parsed) {
  if (!parsed)
    throw std::logic_error(fmt::format("the generator wrote what cannot be read: {}", parsed.error().message));
  return *parsed;
}

Date date_of(const std::string& text) { return readable(parse_iso_date(text)); }
EnteredMass mass_of(const PlainMass& mass) { return readable(parse_mass(text_of(mass))); }

std::optional<QuotedPrice> price_of(const std::optional<PlainPrice>& price) {
  return price ? std::optional(readable(parse_price(text_of(*price)))) : std::nullopt;
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskSite& ask) {
  return operations::add_site(book, options,
                              {.code = ask.code,
                               .name = "Site " + ask.code,
                               .country = ask.country,
                               .kind = readable(parse_site_kind(ask.kind))});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskParty& ask) {
  return operations::add_party(book, options, {.code = ask.code, .name = "Party " + ask.code, .role = ask.role});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskFacility& ask) {
  FacilityTerms terms{.signed_on = options.header.effective_on,
                      .commitment = Money::cents(ask.commitment_cents),
                      // Some cost nothing, so that a month may be closed without accruing them.
                      .rate = readable(parse_rate(is_without_interest(ask.code) ? "0%" : "4.63%")),
                      .day_count = DayCount::thirty_360,
                      .available_from = date_of(ask.available_from),
                      .available_until = date_of(ask.available_until),
                      .matures_on = date_of(ask.matures_on),
                      .payments = PaymentDays{.months = 6}};
  if (!ask.first_payment_on.empty()) terms.first_payment_on = date_of(ask.first_payment_on);
  return operations::add_facility(book, options, {.code = ask.code, .lender = ask.lender, .terms = terms});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskPrice& ask) {
  return operations::add_price(
      book, options,
      {.mineral = ask.mineral, .price = *price_of(ask.price), .source = "model", .published = ask.published});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskDemand& ask) {
  return operations::add_demand(book, options,
                                {.mineral = ask.mineral,
                                 .year = ask.year,
                                 .mass = mass_of(ask.mass),
                                 .basis = ask.basis,
                                 .source = "model",
                                 .published = ask.published,
                                 .participant = ask.participant});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskTarget& ask) {
  return operations::set_target(book, options, {.mineral = ask.mineral, .days = ask.days});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskCostMethod& ask) {
  return operations::set_cost_method(
      book, options, {.mineral = ask.mineral, .method = readable(parse_cost_method(ask.method)), .reason = ask.reason});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskWriteDown& ask) {
  return operations::record_write_down(
      book, options,
      {.mineral = ask.mineral, .lot = ask.lot, .amount = Money::cents(ask.amount_cents), .reason = ask.reason});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskOpening& ask) {
  return operations::record_opening(book, options,
                                    {.mineral = ask.mineral,
                                     .delivery = {.mass = mass_of(ask.mass)},
                                     .deemed_cost = Money::cents(ask.cost_cents),
                                     .supplier = ask.supplier,
                                     .site = ask.site,
                                     .authority = ask.authority});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskPurchase& ask) {
  operations::PurchaseInput input{.mineral = ask.mineral,
                                  .delivery = {.mass = mass_of(ask.mass)},
                                  .price = price_of(ask.price),
                                  .supplier = ask.supplier,
                                  .site = ask.site,
                                  .lot = ask.lot};
  if (ask.rotation != 0) input.rotation = EntryId{ask.rotation};
  if (ask.assay) input.delivery.assay = readable(parse_assay(text_of(*ask.assay)));
  if (!ask.moisture_percent.empty()) {
    input.delivery.moisture_text = ask.moisture_percent + "%";
    input.delivery.moisture = readable(parse_moisture(input.delivery.moisture_text));
  }
  if (ask.cost_cents) input.cost = Money::cents(*ask.cost_cents);
  if (!ask.quality.empty()) input.paper.quality = readable(parse_quality(ask.quality));
  input.paper.provisional = ask.provisional;
  for (const auto& [what, cents] : ask.landed)
    input.landed.push_back({what, Money::cents(cents)});
  return operations::record_purchase(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskRelease& ask) {
  operations::ReleaseInput input{.mineral = ask.mineral,
                                 .mass = mass_of(ask.mass),
                                 .kind = readable(parse_release_kind(ask.kind)),
                                 .authority = ask.authority,
                                 .recipient = ask.recipient,
                                 .price = price_of(ask.price),
                                 .lots = ask.lots,
                                 .site = ask.site,
                                 .emergency = ask.emergency};
  if (!ask.return_by.empty()) input.return_by = date_of(ask.return_by);
  if (ask.sale != 0) input.sale = EntryId{ask.sale};
  return operations::record_release(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskSale& ask) {
  return operations::record_sale(book, options,
                                 {.mineral = ask.mineral,
                                  .mass = mass_of(ask.mass),
                                  .price = *price_of(ask.price),
                                  .buyer = ask.buyer,
                                  .ship_by = date_of(ask.ship_by),
                                  .authority = ask.authority,
                                  .lots = ask.lots});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskAnnualPlan& ask) {
  return operations::set_annual_plan(book, options,
                                     {.mineral = ask.mineral,
                                      .year = ask.year,
                                      .buy_at_most = mass_of(ask.buy_at_most),
                                      .release_at_most = mass_of(ask.release_at_most),
                                      .reason = ask.reason});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskSaleCancellation& ask) {
  return operations::cancel_sale(book, options, {.sale = EntryId{ask.sale}, .reason = ask.reason});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskReturn& ask) {
  operations::ReturnInput input{.release = EntryId{ask.release}, .site = ask.site, .reason = ask.reason};
  if (ask.mass) input.mass = mass_of(*ask.mass);
  if (ask.short_mass) input.short_mass = mass_of(*ask.short_mass);
  return operations::record_return(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskEmergency& ask) {
  operations::EmergencyInput input{
      .code = ask.code, .declared_by = "president", .rule = "section 1", .minerals = ask.minerals};
  if (!ask.until.empty()) input.until = date_of(ask.until);
  if (ask.maximum) input.maximum = mass_of(*ask.maximum);
  return operations::declare_emergency(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskEmergencyEnd& ask) {
  return operations::end_emergency(book, options, {.code = ask.code, .reason = ask.reason});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskAuthority& ask) {
  operations::AuthorityInput input{.code = ask.code,
                                   .mineral = ask.mineral,
                                   .quantity = mass_of(ask.quantity),
                                   .granted_by = "board",
                                   .rule = ask.rule};
  if (!ask.until.empty()) input.until = date_of(ask.until);
  for (const std::string& kind : ask.kinds)
    input.kinds.push_back(readable(parse_release_kind(kind)));
  return operations::add_authority(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskTransfer& ask) {
  operations::TransferInput input{.lot = ask.lot,
                                  .kind = readable(parse_transfer_kind(ask.kind)),
                                  .from_site = ask.from_site,
                                  .to_site = ask.to_site,
                                  .name = ask.name,
                                  .reason = ask.reason};
  if (ask.mass) input.mass = mass_of(*ask.mass);
  for (const AskOutput& output : ask.outputs)
    input.outputs.push_back({mass_of(output.mass), output.lot});
  return operations::record_transfer(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskDrawdown& ask) {
  operations::DrawdownInput input{.facility = ask.facility, .amount = Money::cents(ask.amount_cents)};
  for (const auto& [purchase, cents] : ask.uses)
    input.uses.push_back({purchase, Money::cents(cents)});
  return operations::record_drawdown(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskPayment& ask) {
  return operations::record_payment(
      book, options,
      {.direction = ask.to_supplier ? PaymentDirection::to_supplier : PaymentDirection::from_customer,
       .party = ask.party,
       .amount = Money::cents(ask.amount_cents)});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskQuality& ask) {
  return operations::set_lot_quality(book, options, {ask.lot, readable(parse_quality(ask.status)), ask.reason});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskPledge& ask) {
  return operations::record_pledge(book, options, {{.lot = ask.lot}, ask.facility, ask.forbids_release});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskPledgeRelease& ask) {
  return operations::release_pledge(book, options, {.lot = ask.lot});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskSettlement& ask) {
  operations::SettlementInput input{.lot = ask.lot, .price = price_of(ask.price)};
  if (ask.mass) input.mass = mass_of(*ask.mass);
  if (ask.assay) input.assay = readable(parse_assay(text_of(*ask.assay)));
  if (!ask.moisture_percent.empty()) {
    input.moisture_text = ask.moisture_percent + "%";
    input.moisture = readable(parse_moisture(input.moisture_text));
  }
  if (ask.cost_cents) input.cost = Money::cents(*ask.cost_cents);
  return operations::settle_assay(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskCount& ask) {
  operations::CountInput input{
      .site = ask.site,
      .counted_by = ask.counted_by,
      .tolerance = {.part = Rate::parts_per_billion(ask.tolerance_ppb), .mass = Mass::milligrams(ask.tolerance_mg)},
      .file = "counts.csv"};
  for (const CountedRowAsk& row : ask.rows) {
    input.rows.push_back({.row = input.rows.size() + 2, .lot = row.lot});
    if (row.mass) input.rows.back().mass = mass_of(*row.mass);
  }
  return operations::record_count(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskFinding& ask) {
  return operations::explain_count(book, options, {EntryId{ask.count}, ask.lot, ask.finding});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskAdjustment& ask) {
  return operations::adjust_count(book, options, {EntryId{ask.count}, ask.lot, ask.approved_by, ask.reason});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskConfirmation& ask) {
  operations::StatementInput input{
      .site = ask.site, .tolerance = {.mass = Mass::milligrams(ask.tolerance_mg)}, .file = "statement.csv"};
  std::string bytes;
  for (const CountedRowAsk& row : ask.rows) {
    input.rows.push_back({.row = input.rows.size() + 2, .lot = row.lot, .mass = mass_of(*row.mass)});
    bytes += row.lot + "," + text_of(*row.mass) + "\n";
  }
  input.sha256 = sha256_hex(bytes);
  return operations::confirm_warehouse(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskReversal& ask) {
  operations::ReversalInput input{.entry = EntryId{ask.entry}, .reason = ask.reason};
  if (!ask.on.empty()) input.on = date_of(ask.on);
  return operations::reverse_entry(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskCarryingRate& ask) {
  operations::CarryingRateInput input{
      .kind = readable(parse_carrying_kind(ask.kind)), .site = ask.site, .mineral = ask.mineral, .party = ask.party};
  if (ask.per_month) input.rate = readable(parse_carrying_rate(text_of(*ask.per_month) + "-month"));
  if (!ask.percent.empty()) input.rate = readable(parse_carrying_rate(ask.percent + "%"));
  if (ask.for_in) input.for_in = readable(parse_handling(text_of(*ask.for_in)));
  if (ask.for_out) input.for_out = readable(parse_handling(text_of(*ask.for_out)));
  return operations::set_carrying_rate(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskAccrual& /*ask*/) {
  return operations::accrue(book, options, {.carrying = true});
}

CalendarMonth month_of(const std::string& text) { return CalendarMonth::of(date_of(text + "-01")); }

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskClosing& ask) {
  return operations::close_period(book, options, month_of(ask.month));
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskReopening& ask) {
  return operations::reopen_period(
      book, options, {.month = month_of(ask.month), .reason = ask.reason, .approved_by = ask.approved_by});
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskPerson& ask) {
  operations::PersonInput input{.code = ask.code, .name = ask.code, .roles = {}, .key = key_of(ask.code).public_key()};
  for (const std::string& role : ask.roles)
    input.roles.push_back(readable(parse_role(role)));
  return operations::add_person(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskRole& ask) {
  const operations::RoleInput input{.person = ask.person, .role = readable(parse_role(ask.role)), .reason = "as it is"};
  return ask.given ? operations::give_role(book, options, input) : operations::take_role(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskKey& ask) {
  return operations::add_key(book, options, ask.person, key_of(ask.key).public_key());
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskRevocation& ask) {
  return operations::revoke_key(book, options, key_of(ask.key).public_key().number, ask.reason);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskPolicy& ask) {
  operations::PolicyInput input{.is_signed = ask.is_signed, .proposal_days = ask.proposal_days, .limits = {}};
  for (const auto& [kind, above] : ask.limits)
    input.limits.push_back({.kind = kind, .above = above < 0 ? std::nullopt : std::optional(Money::cents(above))});
  return operations::set_policy(book, options, input);
}

Expected<Recorded> record_it(store::Book& book, const RecordingOptions& options, const AskRejection& ask) {
  return operations::reject_proposal(book, options, EntryId{ask.proposal}, ask.reason);
}

} // namespace

RecordingOptions options_of(const Request& request) {
  RecordingOptions options{.header = {.effective_on = date_of(request.on),
                                      .recorded_at = request.recorded_at,
                                      .recorded_by = "tester",
                                      .request_id = request.request_id,
                                      .reference = request.reference,
                                      .memo = request.memo},
                           .dry_run = request.dry_run,
                           .date_is_default = request.date_is_default};
  if (!request.signer.empty()) options.header.signer = signer_of(request.signer);
  return options;
}

Expected<Recorded> record(store::Book& book, const Request& request, const RecordingOptions& options) {
  return std::visit([&](const auto& ask) { return record_it(book, options, ask); }, request.ask);
}

} // namespace pvault::test
