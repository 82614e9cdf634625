// What the model test asks of a book, in plain texts and whole numbers, as an operator would type it. The generator
// makes requests, the model and the real book answer them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pvault::test {

// Dates and moments are ISO text, which sorts as time does.

struct PlainMass {
  std::string number = {}; // digits, perhaps with a decimal point
  std::string unit = {};
  std::string component = {}; // empty: none named
  bool operator==(const PlainMass&) const = default;
};

struct PlainPrice {
  std::string number = {};
  std::string currency = {}; // USD or USc
  std::string unit = {};
  std::string component = {};
  bool operator==(const PlainPrice&) const = default;
};

struct PlainAssay {
  std::string percent = {};
  std::string component = {};
  bool operator==(const PlainAssay&) const = default;
};

std::string text_of(const PlainMass& mass);   // 300 mtu of WO3
std::string text_of(const PlainPrice& price); // 380 USD/mtu of WO3
std::string text_of(const PlainAssay& assay); // 65% WO3

struct AskSite {
  std::string code = {};
  std::string country = {};
  std::string kind = "storage"; // or in-transit, in-process
  bool operator==(const AskSite&) const = default;
};

struct AskParty {
  std::string code = {};
  std::string role = {};
  bool operator==(const AskParty&) const = default;
};

struct AskFacility {
  std::string code = {};
  std::string lender = {};
  std::int64_t commitment_cents = 0;
  std::string available_from = {};
  std::string available_until = {};
  std::string matures_on = {};
  std::string first_payment_on = {}; // empty: none
  bool operator==(const AskFacility&) const = default;
};

struct AskPrice {
  std::string mineral = {};
  PlainPrice price = {};
  std::string published = {};
  bool operator==(const AskPrice&) const = default;
};

struct AskDemand {
  std::string mineral = {};
  int year = 0;
  PlainMass mass = {};
  std::string basis = {};
  std::string participant = {};
  std::string published = {};
  bool operator==(const AskDemand&) const = default;
};

struct AskTarget {
  std::string mineral = {}; // or "all"
  int days = 0;
  bool operator==(const AskTarget&) const = default;
};

struct AskPurchase {
  std::string mineral = {};
  PlainMass mass = {};
  std::optional<PlainAssay> assay = {};
  std::string moisture_percent = {}; // empty: none given
  std::optional<PlainPrice> price = {};
  std::optional<std::int64_t> cost_cents = {};
  std::vector<std::pair<std::string, std::int64_t>> landed = {}; // what, cents
  std::string supplier = {};
  std::string site = {};
  std::string lot = {}; // empty: the book names it
  std::string quality = {};
  bool provisional = false;
  std::int64_t rotation = 0; // whose place it takes; 0: none
  bool operator==(const AskPurchase&) const = default;
};

struct AskRelease {
  std::string mineral = {};
  PlainMass mass = {};
  std::string kind = {}; // sale, emergency, sample, loss
  std::string authority = {};
  std::string recipient = {}; // empty: none
  std::optional<PlainPrice> price = {};
  std::vector<std::string> lots = {}; // empty: first in, first out
  std::string site = {};              // empty: any storage site
  std::string emergency = {};         // empty: none
  std::string return_by = {};         // empty: none
  std::int64_t sale = 0;              // that it ships; 0: none
  bool operator==(const AskRelease&) const = default;
};

struct AskOutput {
  PlainMass mass = {};
  std::string lot = {}; // empty: the book names it
  bool operator==(const AskOutput&) const = default;
};

struct AskTransfer {
  std::string kind = "transfer"; // repack, upgrade, processing
  std::string lot = {};
  std::optional<PlainMass> mass = {}; // missing: all of it
  std::string from_site = {};         // empty: wherever it lies
  std::string to_site = {};           // empty: where it lies
  std::string name = {};              // of the lot that comes out, when outputs do not say
  std::vector<AskOutput> outputs = {};
  std::string reason = {};
  bool operator==(const AskTransfer&) const = default;
};

struct AskDrawdown {
  std::string facility = {};
  std::int64_t amount_cents = 0;
  std::vector<std::pair<std::string, std::int64_t>> uses = {}; // a purchase by its entry or lot, cents
  bool operator==(const AskDrawdown&) const = default;
};

struct AskPayment {
  bool to_supplier = true;
  std::string party = {};
  std::int64_t amount_cents = 0;
  bool operator==(const AskPayment&) const = default;
};

struct CountedRowAsk {
  std::string lot = {};
  std::optional<PlainMass> mass = {}; // missing: not found
  bool operator==(const CountedRowAsk&) const = default;
};

struct AskCount {
  std::string site = {};
  std::string counted_by = {};
  std::int64_t tolerance_ppb = 0;
  std::int64_t tolerance_mg = 0;
  std::vector<CountedRowAsk> rows = {};
  bool operator==(const AskCount&) const = default;
};

struct AskFinding {
  std::int64_t count = 0;
  std::string lot = {};
  std::string finding = {};
  bool operator==(const AskFinding&) const = default;
};

struct AskAdjustment {
  std::int64_t count = 0;
  std::string lot = {};
  std::string approved_by = {};
  std::string reason = {};
  bool operator==(const AskAdjustment&) const = default;
};

// A warehouse's statement; its rows are the bytes of its file, so their spelling counts.
struct AskConfirmation {
  std::string site = {};
  std::int64_t tolerance_mg = 0;
  std::vector<CountedRowAsk> rows = {};
  bool operator==(const AskConfirmation&) const = default;
};

struct AskReversal {
  std::int64_t entry = 0;
  std::string reason = {};
  std::string on = {}; // empty: the date of the entry
  bool operator==(const AskReversal&) const = default;
};

struct AskQuality {
  std::string lot = {};
  std::string status = {};
  std::string reason = {};
  bool operator==(const AskQuality&) const = default;
};

struct AskPledge {
  std::string lot = {};
  std::string facility = {};
  bool forbids_release = false;
  bool operator==(const AskPledge&) const = default;
};

struct AskPledgeRelease {
  std::string lot = {};
  bool operator==(const AskPledgeRelease&) const = default;
};

struct AskSettlement {
  std::string lot = {};
  std::optional<PlainMass> mass = {};
  std::optional<PlainAssay> assay = {};
  std::string moisture_percent = {};
  std::optional<PlainPrice> price = {};
  std::optional<std::int64_t> cost_cents = {};
  bool operator==(const AskSettlement&) const = default;
};

// Its first day is that of the request.
struct AskEmergency {
  std::string code = {};
  std::string until = {};                 // empty: none
  std::vector<std::string> minerals = {}; // empty: all
  std::optional<PlainMass> maximum = {};
  bool operator==(const AskEmergency&) const = default;
};

struct AskEmergencyEnd {
  std::string code = {};
  std::string reason = {};
  bool operator==(const AskEmergencyEnd&) const = default;
};

// Its first day is that of the request.
struct AskAuthority {
  std::string code = {};
  std::string mineral = {};
  PlainMass quantity = {};
  std::string until = {};              // empty: none
  std::vector<std::string> kinds = {}; // empty: all
  std::string rule = {};
  bool operator==(const AskAuthority&) const = default;
};

// Of a loan by its entry.
struct AskReturn {
  std::int64_t release = 0;
  std::optional<PlainMass> mass = {};
  std::string site = {};
  std::optional<PlainMass> short_mass = {};
  std::string reason = {};
  bool operator==(const AskReturn&) const = default;
};

struct AskSale {
  std::string mineral = {};
  PlainMass mass = {};
  PlainPrice price = {};
  std::string buyer = {};
  std::string ship_by = {};
  std::string authority = {};
  std::vector<std::string> lots = {}; // empty: the oldest
  bool operator==(const AskSale&) const = default;
};

struct AskAnnualPlan {
  std::string mineral = {};
  int year = 0;
  PlainMass buy_at_most = {};
  PlainMass release_at_most = {};
  std::string reason = {};
  bool operator==(const AskAnnualPlan&) const = default;
};

struct AskSaleCancellation {
  std::int64_t sale = 0;
  std::string reason = {};
  bool operator==(const AskSaleCancellation&) const = default;
};

struct AskCarryingRate {
  std::string kind = {};
  std::string site = {};                    // empty: all storage sites
  std::string mineral = {};                 // empty: all minerals
  std::string party = {};                   // empty: it ends
  std::optional<PlainPrice> per_month = {}; // "12 USD/kg-month"
  std::string percent = {};                 // of cost a year; empty: none
  std::optional<PlainPrice> for_in = {};
  std::optional<PlainPrice> for_out = {};
  bool operator==(const AskCarryingRate&) const = default;
};

// Of carrying cost, up to the date of the request.
struct AskAccrual {
  bool operator==(const AskAccrual&) const = default;
};

struct AskCostMethod {
  std::string mineral = {}; // or "all"
  std::string method = {};
  std::string reason = {};
  bool operator==(const AskCostMethod&) const = default;
};

struct AskWriteDown {
  std::string mineral = {}; // all its lots; or
  std::string lot = {};
  std::int64_t amount_cents = 0;
  std::string reason = {};
  bool operator==(const AskWriteDown&) const = default;
};

struct AskOpening {
  std::string mineral = {};
  PlainMass mass = {};
  std::int64_t cost_cents = 0;
  std::string supplier = {};
  std::string site = {};
  std::string authority = {};
  bool operator==(const AskOpening&) const = default;
};

struct AskClosing {
  std::string month = {}; // 2027-03
  bool operator==(const AskClosing&) const = default;
};

struct AskReopening {
  std::string month = {};
  std::string reason = {};
  std::string approved_by = {};
  bool operator==(const AskReopening&) const = default;
};

// Their key has the name of its first letter.
struct AskPerson {
  std::string code = {};
  std::vector<std::string> roles = {};
  bool operator==(const AskPerson&) const = default;
};

struct AskRole {
  std::string person = {};
  std::string role = {};
  bool given = true;
  bool operator==(const AskRole&) const = default;
};

struct AskKey {
  std::string person = {};
  std::string key = {};
  bool operator==(const AskKey&) const = default;
};

struct AskRevocation {
  std::string key = {};
  std::string reason = {};
  bool operator==(const AskRevocation&) const = default;
};

struct AskPolicy {
  bool is_signed = false;
  std::vector<std::pair<std::string, std::int64_t>> limits = {}; // kind, cents above which it waits; below 0: all do
  int proposal_days = 30;
  bool operator==(const AskPolicy&) const = default;
};

struct AskRejection {
  std::int64_t proposal = 0;
  std::string reason = {};
  bool operator==(const AskRejection&) const = default;
};

using Ask = std::variant<AskSite, AskParty, AskFacility, AskPrice, AskDemand, AskTarget, AskPurchase, AskRelease,
                         AskTransfer, AskDrawdown, AskPayment, AskReversal, AskCarryingRate, AskAccrual, AskCostMethod,
                         AskCount, AskFinding, AskAdjustment, AskConfirmation, AskQuality, AskPledge, AskPledgeRelease,
                         AskSettlement, AskEmergency, AskEmergencyEnd, AskAuthority, AskReturn, AskSale,
                         AskSaleCancellation, AskAnnualPlan, AskWriteDown, AskOpening, AskClosing, AskReopening,
                         AskPerson, AskRole, AskKey, AskRevocation, AskPolicy, AskRejection>;

struct Request {
  std::string on = {};
  std::string recorded_at = {};
  std::string request_id = {}; // empty: none
  std::string reference = {};
  std::string memo = {};
  bool dry_run = false;
  bool date_is_default = false; // nobody gave the date: it is no part of what is asked
  Ask ask = {};
  std::string signer = {};      // the name of a key; empty: nobody signs
  std::int64_t carries_out = 0; // the proposal that is approved; 0: none
  bool operator==(const Request&) const = default;
};

// The rows of a file, recorded together by who signs, and as a batch of that day.
struct PlainImport {
  std::string recorded_at = {};
  std::string signer = {}; // of every row and of the batch
  std::vector<Request> rows = {};
};

// The kind of entry it would make: purchase, drawdown, ...
std::string kind_of(const Ask& ask);
// "2027-03-01, request R7: purchase 12.5 lb of tungsten ..."
std::string in_words(const Request& request);
std::string in_words(const PlainImport& file);

std::string lower_case(std::string text);
// Whether its loans cost nothing.
bool is_without_interest(const std::string& facility);
// What makes two requests the same: not when they are made, nor whether they are tried first, nor how names are
// spelled.
Request content_of(const Request& request);

// What came of a request; nothing but `said` when it was refused.
struct Answer {
  // recorded, proposed, repeated, tried (a dry run that would be recorded or proposed), or the rule that refuses it
  std::string said = {};
  std::int64_t entry = 0; // that was recorded, or would be
  std::string on = {};    // its date
  // "inventory:gallium L-7: -5 mg, -12 cents", in the order of the alphabet; of an import: what each row came to
  std::vector<std::string> postings = {};
  bool operator==(const Answer&) const = default;
};
std::string in_words(const Answer& answer);

} // namespace pvault::test
