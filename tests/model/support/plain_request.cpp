#include "tests/model/support/plain_request.hpp"

#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault::test {

namespace {

std::string of_component(const std::string& component) { return component.empty() ? "" : " of " + component; }

std::string cents(std::int64_t amount) { return fmt::format("{} cents", amount); }

std::string optional_words(const std::string& label, const std::string& text) {
  return text.empty() ? "" : fmt::format(", {} {}", label, text);
}

std::string words_of(const AskSite& ask) { return fmt::format("site {} in {}, {}", ask.code, ask.country, ask.kind); }

std::string words_of(const AskParty& ask) { return fmt::format("party {} as {}", ask.code, ask.role); }

std::string words_of(const AskFacility& ask) {
  return fmt::format("facility {} of {} from {}, available {} to {}, matures {}{}", ask.code,
                     cents(ask.commitment_cents), ask.lender, ask.available_from, ask.available_until, ask.matures_on,
                     optional_words("first payment", ask.first_payment_on));
}

std::string words_of(const AskPrice& ask) {
  return fmt::format("price of {}: {}{}", ask.mineral, text_of(ask.price), optional_words("published", ask.published));
}

std::string words_of(const AskDemand& ask) {
  return fmt::format("demand for {} in {}: {} ({}){}{}", ask.mineral, ask.year, text_of(ask.mass), ask.basis,
                     optional_words("participant", ask.participant), optional_words("published", ask.published));
}

std::string words_of(const AskTarget& ask) { return fmt::format("target of {} days for {}", ask.days, ask.mineral); }

std::string words_of(const AskPurchase& ask) {
  std::string words =
      fmt::format("purchase of {} {} from {} at {}", text_of(ask.mass), ask.mineral, ask.supplier, ask.site);
  if (ask.assay) words += ", assay " + text_of(*ask.assay);
  words += optional_words("moisture %", ask.moisture_percent);
  if (ask.price) words += ", price " + text_of(*ask.price);
  if (ask.cost_cents) words += ", cost " + cents(*ask.cost_cents);
  for (const auto& [what, amount] : ask.landed)
    words += fmt::format(", {} {}", what, cents(amount));
  words += optional_words("quality", ask.quality) + (ask.provisional ? ", provisional" : "");
  return words + optional_words("lot", ask.lot) +
         (ask.rotation == 0 ? "" : fmt::format(", of rotation {}", ask.rotation));
}

std::string words_of(const AskRelease& ask) {
  std::string words =
      fmt::format("{} of {} {}{}", ask.kind, text_of(ask.mass), ask.mineral, optional_words("to", ask.recipient));
  if (ask.price) words += ", price " + text_of(*ask.price);
  for (const std::string& lot : ask.lots)
    words += ", lot " + lot;
  return words + optional_words("at", ask.site) + optional_words("under", ask.authority) +
         optional_words("in", ask.emergency) + optional_words("back by", ask.return_by) +
         (ask.sale == 0 ? "" : fmt::format(", of sale {}", ask.sale));
}

std::string words_of(const AskTransfer& ask) {
  std::string words = fmt::format("{} of {} of lot {}", ask.kind, ask.mass ? text_of(*ask.mass) : "all", ask.lot);
  words += optional_words("from", ask.from_site) + optional_words("to", ask.to_site) + optional_words("as", ask.name);
  for (const AskOutput& output : ask.outputs)
    words += fmt::format(", output {}{}", text_of(output.mass), optional_words("lot", output.lot));
  return words + optional_words("because", ask.reason);
}

std::string words_of(const AskDrawdown& ask) {
  std::string words = fmt::format("drawdown of {} on {}", cents(ask.amount_cents), ask.facility);
  for (const auto& [purchase, amount] : ask.uses)
    words += fmt::format(", use {} for {}", cents(amount), purchase);
  return words;
}

std::string words_of(const AskPayment& ask) {
  return fmt::format("payment of {} {} {}", cents(ask.amount_cents), ask.to_supplier ? "to" : "from", ask.party);
}

std::string words_of(const AskQuality& ask) { return fmt::format("lot {} is {}: {}", ask.lot, ask.status, ask.reason); }

std::string words_of(const AskPledge& ask) {
  return fmt::format("pledge of lot {} to {}{}", ask.lot, ask.facility,
                     ask.forbids_release ? ", not to be released" : "");
}

std::string words_of(const AskPledgeRelease& ask) { return fmt::format("lot {} given back", ask.lot); }

std::string words_of(const AskSettlement& ask) {
  std::string words = "settlement of lot " + ask.lot + optional_words("moisture %", ask.moisture_percent);
  if (ask.mass) words += ", mass " + text_of(*ask.mass);
  if (ask.assay) words += ", assay " + text_of(*ask.assay);
  if (ask.price) words += ", price " + text_of(*ask.price);
  if (ask.cost_cents) words += ", cost " + cents(*ask.cost_cents);
  return words;
}

std::string words_of(const AskEmergency& ask) {
  std::string words = fmt::format("emergency {}{}", ask.code, optional_words("until", ask.until));
  for (const std::string& mineral : ask.minerals)
    words += ", " + mineral;
  return words + (ask.maximum ? ", at most " + text_of(*ask.maximum) : "");
}

std::string words_of(const AskEmergencyEnd& ask) {
  return fmt::format("end of emergency {}{}", ask.code, optional_words("because", ask.reason));
}

std::string words_of(const AskAuthority& ask) {
  std::string words = fmt::format("authority {} over {} of {}{}", ask.code, text_of(ask.quantity), ask.mineral,
                                  optional_words("until", ask.until));
  for (const std::string& kind : ask.kinds)
    words += ", for " + kind;
  return words + optional_words("rule", ask.rule);
}

std::string words_of(const AskAnnualPlan& ask) {
  return fmt::format("plan of {} for {}: buy {}, release {}", ask.year, ask.mineral, text_of(ask.buy_at_most),
                     text_of(ask.release_at_most));
}

std::string words_of(const AskSale& ask) {
  std::string words = fmt::format("sale of {} {} to {} at {} by {}", text_of(ask.mass), ask.mineral, ask.buyer,
                                  text_of(ask.price), ask.ship_by);
  for (const std::string& lot : ask.lots)
    words += ", lot " + lot;
  return words + optional_words("under", ask.authority);
}

std::string words_of(const AskSaleCancellation& ask) {
  return fmt::format("cancellation of sale {} because {}", ask.sale, ask.reason);
}

std::string words_of(const AskReturn& ask) {
  std::string words = fmt::format("return of entry {}", ask.release);
  if (ask.mass) words += ", " + text_of(*ask.mass);
  words += optional_words("at", ask.site);
  if (ask.short_mass) words += ", given up " + text_of(*ask.short_mass);
  return words + optional_words("because", ask.reason);
}

std::string words_of(const std::vector<CountedRowAsk>& rows) {
  std::string words;
  for (const CountedRowAsk& row : rows)
    words += fmt::format(", {} {}", row.lot, row.mass ? text_of(*row.mass) : "not found");
  return words;
}

std::string words_of(const AskCount& ask) {
  return fmt::format("count of {} by {}, tolerance {} ppb or {} mg{}", ask.site, ask.counted_by, ask.tolerance_ppb,
                     ask.tolerance_mg, words_of(ask.rows));
}

std::string words_of(const AskFinding& ask) {
  return fmt::format("finding about lot {} in count {}: {}", ask.lot, ask.count, ask.finding);
}

std::string words_of(const AskAdjustment& ask) {
  return fmt::format("adjustment of lot {} in count {}, approved by {}: {}", ask.lot, ask.count, ask.approved_by,
                     ask.reason);
}

std::string words_of(const AskConfirmation& ask) {
  return fmt::format("statement of {}, tolerance {} mg{}", ask.site, ask.tolerance_mg, words_of(ask.rows));
}

std::string words_of(const AskReversal& ask) {
  return fmt::format("reversal of entry {}{}", ask.entry, optional_words("on", ask.on));
}

std::string words_of(const AskCarryingRate& ask) {
  std::string words = fmt::format("carrying rate of {} at {} of {} to {}", ask.kind, ask.site, ask.mineral, ask.party);
  if (ask.per_month) words += ", " + text_of(*ask.per_month) + "-month";
  words += optional_words("% of cost", ask.percent);
  if (ask.for_in) words += ", in " + text_of(*ask.for_in);
  return words + (ask.for_out ? ", out " + text_of(*ask.for_out) : "");
}

std::string words_of(const AskAccrual& /*ask*/) { return "accrual of carrying cost"; }

std::string words_of(const AskCostMethod& ask) {
  return fmt::format("cost method of {} is {}{}", ask.mineral, ask.method, optional_words("because", ask.reason));
}

std::string words_of(const AskWriteDown& ask) {
  return fmt::format("write-down of {}{} by {} because {}", ask.mineral, optional_words("lot", ask.lot),
                     cents(ask.amount_cents), ask.reason);
}

std::string words_of(const AskOpening& ask) {
  return fmt::format("opening balance of {} {} from {} at {}, {} by {}", text_of(ask.mass), ask.mineral, ask.supplier,
                     ask.site, cents(ask.cost_cents), ask.authority);
}

} // namespace

std::string text_of(const PlainMass& mass) {
  return fmt::format("{} {}{}", mass.number, mass.unit, of_component(mass.component));
}

std::string text_of(const PlainPrice& price) {
  return fmt::format("{} {}/{}{}", price.number, price.currency, price.unit, of_component(price.component));
}

std::string text_of(const PlainAssay& assay) {
  return assay.component.empty() ? assay.percent + "%" : fmt::format("{}% {}", assay.percent, assay.component);
}

namespace {

std::string words_of(const AskClosing& ask) { return "closing of " + ask.month; }

std::string words_of(const AskReopening& ask) {
  return fmt::format("opening of {} because {}, approved by {}", ask.month, ask.reason, ask.approved_by);
}

std::string words_of(const AskPerson& ask) {
  return fmt::format("person {}: {}", ask.code, fmt::join(ask.roles, ", "));
}

std::string words_of(const AskRole& ask) {
  return fmt::format("{} is {} {}", ask.person, ask.given ? "now" : "no longer", ask.role);
}

std::string words_of(const AskKey& ask) { return fmt::format("key {} of {}", ask.key, ask.person); }

std::string words_of(const AskRevocation& ask) { return fmt::format("key {} revoked because {}", ask.key, ask.reason); }

std::string words_of(const AskPolicy& ask) {
  std::string words =
      fmt::format("policy: {}, proposals stand {} days", ask.is_signed ? "signed" : "not signed", ask.proposal_days);
  for (const auto& [kind, above] : ask.limits)
    words += fmt::format(", {} above {}", kind, above);
  return words;
}

std::string words_of(const AskRejection& ask) {
  return fmt::format("rejection of proposal {} because {}", ask.proposal, ask.reason);
}

} // namespace

std::string kind_of(const Ask& ask) {
  static constexpr std::array<const char*, std::variant_size_v<Ask>> kinds = {"site",
                                                                              "party",
                                                                              "facility",
                                                                              "price",
                                                                              "demand",
                                                                              "target",
                                                                              "purchase",
                                                                              "release",
                                                                              "transfer",
                                                                              "drawdown",
                                                                              "payment",
                                                                              "reversal",
                                                                              "carrying-rate",
                                                                              "carrying-accrual",
                                                                              "cost-method",
                                                                              "count",
                                                                              "count-finding",
                                                                              "count-adjustment",
                                                                              "warehouse-confirmation",
                                                                              "lot-quality",
                                                                              "pledge",
                                                                              "pledge-release",
                                                                              "settlement",
                                                                              "emergency",
                                                                              "emergency-end",
                                                                              "authority",
                                                                              "return",
                                                                              "sale",
                                                                              "sale-cancellation",
                                                                              "annual-plan",
                                                                              "write-down",
                                                                              "opening",
                                                                              "period-close",
                                                                              "period-reopen",
                                                                              "person",
                                                                              "person-role",
                                                                              "person-key",
                                                                              "key-revocation",
                                                                              "policy",
                                                                              "proposal-rejection"};
  return kinds.at(ask.index());
}

std::string in_words(const Request& request) {
  const std::string date = request.on + (request.date_is_default ? " by default" : "");
  std::string words = date + optional_words("request", request.request_id) +
                      optional_words("reference", request.reference) + optional_words("memo", request.memo) +
                      optional_words("signed by", request.signer) + (request.dry_run ? ", dry run" : "") +
                      (request.carries_out == 0 ? "" : fmt::format(", approves {}", request.carries_out));
  return words + ": " + std::visit([](const auto& ask) { return words_of(ask); }, request.ask);
}

bool is_without_interest(const std::string& facility) { return facility.back() < '5'; }

std::string in_words(const PlainImport& file) {
  std::string words = fmt::format("import of {} rows{}", file.rows.size(), optional_words("signed by", file.signer));
  for (const Request& row : file.rows)
    words += "\n    " + in_words(row);
  return words;
}

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

namespace {

// Names are found without regard to case, and do not make two requests differ by it.
void level_names(AskSite& ask) {
  for (char& c : ask.country)
    c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}
void level_names(AskParty& /*ask*/) {}
void level_names(AskReversal& /*ask*/) {}
void level_names(AskFacility& ask) { ask.lender = lower_case(ask.lender); }
void level_names(AskPrice& ask) { ask.mineral = lower_case(ask.mineral); }
void level_names(AskDemand& ask) {
  ask.mineral = lower_case(ask.mineral);
  ask.participant = lower_case(ask.participant);
}
void level_names(AskCostMethod& ask) { ask.mineral = lower_case(ask.mineral); }
void level_names(AskWriteDown& ask) {
  ask.mineral = lower_case(ask.mineral);
  ask.lot = lower_case(ask.lot);
}
void level_names(AskOpening& ask) {
  for (std::string* name : {&ask.mineral, &ask.supplier, &ask.site})
    *name = lower_case(*name);
}
void level_names(AskTarget& ask) { ask.mineral = lower_case(ask.mineral); }
void level_names(AskPurchase& ask) {
  for (std::string* name : {&ask.mineral, &ask.supplier, &ask.site})
    *name = lower_case(*name);
}
void level_names(AskRelease& ask) {
  for (std::string* name : {&ask.mineral, &ask.recipient, &ask.site, &ask.emergency})
    *name = lower_case(*name);
  for (std::string& lot : ask.lots)
    lot = lower_case(lot);
}
void level_names(AskTransfer& ask) {
  for (std::string* name : {&ask.lot, &ask.from_site, &ask.to_site})
    *name = lower_case(*name);
}
void level_names(AskDrawdown& ask) {
  ask.facility = lower_case(ask.facility);
  for (auto& use : ask.uses)
    use.first = lower_case(use.first);
}
void level_names(AskEmergency& ask) {
  for (std::string& mineral : ask.minerals)
    mineral = lower_case(mineral);
}
void level_names(AskEmergencyEnd& ask) { ask.code = lower_case(ask.code); }
void level_names(AskAuthority& ask) { ask.mineral = lower_case(ask.mineral); }
void level_names(AskSale& ask) {
  for (std::string* name : {&ask.mineral, &ask.buyer})
    *name = lower_case(*name);
  for (std::string& lot : ask.lots)
    lot = lower_case(lot);
}
void level_names(AskAnnualPlan& ask) { ask.mineral = lower_case(ask.mineral); }
void level_names(AskSaleCancellation& /*ask*/) {}
void level_names(AskReturn& ask) { ask.site = lower_case(ask.site); }
void level_names(AskAccrual& /*ask*/) {}
void level_names(AskCarryingRate& ask) {
  for (std::string* name : {&ask.site, &ask.mineral, &ask.party})
    *name = lower_case(*name);
}
void level_names(AskCount& ask) {
  ask.site = lower_case(ask.site);
  for (CountedRowAsk& row : ask.rows)
    row.lot = lower_case(row.lot);
}
void level_names(AskFinding& ask) { ask.lot = lower_case(ask.lot); }
void level_names(AskAdjustment& ask) { ask.lot = lower_case(ask.lot); }
void level_names(AskConfirmation& ask) { ask.site = lower_case(ask.site); }
void level_names(AskPayment& ask) { ask.party = lower_case(ask.party); }
void level_names(AskQuality& ask) { ask.lot = lower_case(ask.lot); }
void level_names(AskPledge& ask) {
  ask.lot = lower_case(ask.lot);
  ask.facility = lower_case(ask.facility);
}
void level_names(AskPledgeRelease& ask) { ask.lot = lower_case(ask.lot); }
void level_names(AskSettlement& ask) { ask.lot = lower_case(ask.lot); }

void level_names(AskClosing& /*ask*/) {}
void level_names(AskReopening& /*ask*/) {}
void level_names(AskPerson& /*ask*/) {}
void level_names(AskRole& ask) { ask.person = lower_case(ask.person); }
void level_names(AskKey& ask) { ask.person = lower_case(ask.person); }
void level_names(AskRevocation& /*ask*/) {}
void level_names(AskPolicy& /*ask*/) {}
void level_names(AskRejection& /*ask*/) {}

// The date that a request gives; empty when it leaves it to a default.
std::string date_given(const Request& request) {
  if (const auto* demand = std::get_if<AskDemand>(&request.ask)) return std::to_string(demand->year) + "-01-01";
  if (const auto* reversal = std::get_if<AskReversal>(&request.ask)) return reversal->on;
  return request.date_is_default ? "" : request.on;
}

} // namespace

Request content_of(const Request& request) {
  Request content{.on = date_given(request),
                  .request_id = request.request_id,
                  .reference = request.reference,
                  .memo = request.memo,
                  .ask = request.ask};
  std::visit([](auto& ask) { level_names(ask); }, content.ask);
  return content;
}

std::string in_words(const Answer& answer) {
  std::string words = answer.said;
  if (answer.entry != 0) words += fmt::format(", entry {} on {}", answer.entry, answer.on);
  for (const std::string& posting : answer.postings)
    words += "\n    " + posting;
  return words;
}

} // namespace pvault::test
