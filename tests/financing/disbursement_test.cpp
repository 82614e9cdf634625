// The rules of a request for disbursement, in their order. Each refusal comes although all later rules are broken, too.
#include "financing/disbursement.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace financing_disbursement_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr PartyId traxys{1};
constexpr PartyId maersk{2};
constexpr EntryId gallium_purchase{180};

Invoice metal(std::string_view amount) {
  return {.cost_type = CostType::metal,
          .biller = traxys,
          .biller_code = "TRAXYS",
          .number = "I-1",
          .amount = money(amount),
          .purchase = gallium_purchase,
          .receipt = "WR-1",
          .proof = ProofOfPayment{day("2026-03-01"), "SWIFT 1"}};
}

Invoice freight(std::string_view amount) {
  return {.cost_type = CostType::freight,
          .biller = maersk,
          .biller_code = "MAERSK",
          .number = "I-1",
          .amount = money(amount),
          .purchase = gallium_purchase};
}

// Gallium for 1,000 USD from TRAXYS, 300 USD of it financed and 200 USD requested.
InvoiceFacts bought() {
  return {.purchase = {.entry = gallium_purchase,
                       .is_purchase = true,
                       .cost = money("1000 USD"),
                       .financed = money("300 USD"),
                       .requested = money("200 USD")},
          .supplier = traxys,
          .supplier_code = "TRAXYS"};
}

Expected<void> request(const std::vector<Invoice>& invoices, const std::vector<InvoiceFacts>& facts,
                       std::string_view on = "2026-03-10") {
  return check_disbursement_request(
      {.on = day(on),
       .facility = AskedFacility{"EXIM-1", day("2026-02-01"), day("2026-12-31"), money("1000 USD")},
       .invoices = invoices},
      facts);
}

RequestedDisbursement asked(DisbursementStatus status, std::string_view last_on = "2026-03-10") {
  return {.code = "D-1", .status = status, .last_on = day(last_on)};
}

} // namespace

TEST_CASE("a request may take what is left of a purchase, over several invoices") {
  CHECK(request({metal("400 USD"), freight("100 USD")}, {bought(), bought()}).has_value());
  CHECK(request({metal("500 USD")}, {bought()}).has_value());
  CHECK(request({metal("1 USD")}, {bought()}, "2026-02-01").has_value() == false); // paid after that day
  Invoice unpaid = metal("1 USD");
  unpaid.proof.reset();
  CHECK(request({unpaid}, {bought()}, "2026-02-01").has_value());
}

TEST_CASE("a request to all lenders waits for no facility") {
  CHECK(check_disbursement_request({.on = day("2026-03-10"), .invoices = {metal("1 USD")}}, {bought()}).has_value());
}

TEST_CASE("the rules of a request come in their order") {
  Invoice bad = metal("0 USD");
  bad.proof->paid_on = day("2026-12-31");
  bad.biller = maersk;
  bad.biller_code = "MAERSK";
  InvoiceFacts facts{.invoice_claim = OtherClaim{"D-7"},
                     .receipt_claim = OtherClaim{"D-8", day("2026-03-12")},
                     .purchase = {.entry = gallium_purchase}};
  Invoice before = metal("10 USD");
  before.biller = maersk;
  before.biller_code = "MAERSK";
  before.proof.reset();
  before.cost_type = CostType::other;
  before.receipt = "";
  const auto ask = [&](std::string_view on) { return request({before, bad}, {bought(), facts}, on); };

  check_refusal(ask("2026-01-31"), Rule::facility_not_in_force,
                "EXIM-1 is in force from 2026-02-01, the request is dated 2026-01-31, 1 day earlier",
                "date it 2026-02-01 or later");
  check_refusal(ask("2026-03-10"), Rule::amount_not_positive, "invoice I-1 of MAERSK is of 0.00 USD",
                "give an amount above zero");
  check_refusal(ask("2027-01-01"), Rule::outside_availability,
                "EXIM-1 can be drawn until 2026-12-31, the request is dated 2027-01-01, 1 day too late",
                "check --on; `pvault report facilities` shows the terms");
  bad.amount = money("991 USD");
  check_refusal(ask("2026-03-10"), Rule::above_undisbursed,
                "asked for 1,001.00 USD on EXIM-1, 1,000.00 USD undisbursed at 2026-03-10, short by 1.00 USD",
                "`pvault report facilities` shows what can be drawn");
  bad.amount = money("501 USD");
  check_refusal(ask("2026-03-10"), Rule::invoice_named_twice, "invoice I-1 of MAERSK is named twice",
                "name each invoice once");
  bad.number = "i-2";
  check_refusal(ask("2026-03-10"), Rule::invoice_already_financed, "invoice i-2 of MAERSK is in request D-7 already",
                "an invoice is financed once; `pvault report disbursements` shows the requests");
  facts.invoice_claim.reset();
  check_refusal(
      ask("2026-03-10"), Rule::receipt_already_financed,
      "warehouse receipt WR-1 of invoice i-2 of MAERSK was in request D-8 until 2026-03-12, the new request is dated "
      "2026-03-10, 2 days earlier",
      "a receipt is financed once: name it with the invoice of the metal; `pvault report disbursements` shows it");
  facts.receipt_claim.reset();
  check_refusal(ask("2026-03-10"), Rule::proof_after_request,
                "invoice i-2 of MAERSK was paid on 2026-12-31, the request is dated 2026-03-10, 296 days earlier",
                "leave the proof out of what is not paid yet, or date the request later");
  bad.proof->paid_on = day("2026-03-10");
  check_refusal(ask("2026-03-10"), Rule::use_not_a_purchase, "entry 180 is not a purchase",
                "`pvault report journal` shows the entries and their kinds");
  facts = bought();
  check_refusal(ask("2026-03-10"), Rule::invoice_of_other_supplier,
                "invoice i-2 of MAERSK is for the metal of purchase 180, which TRAXYS supplied",
                "check the purchase, or name another cost type");
  bad.cost_type = CostType::freight;
  check_refusal(ask("2026-03-10"), Rule::purchase_already_financed,
                "asked for 501.00 USD of purchase 180, which cost 1,000.00 USD and has 300.00 USD financed and 210.00 "
                "USD requested, over by 11.00 USD",
                "`pvault report sources-and-uses` shows what financed it, `pvault report disbursements` what is asked");
  bad.amount = money("490 USD");
  CHECK(ask("2026-03-10").has_value());
}

TEST_CASE("a warehouse receipt stands once in a request, whatever its case") {
  Invoice other = metal("1 USD");
  other.number = "I-9";
  other.receipt = "wr-1";
  check_refusal(request({metal("1 USD"), other}, {bought(), bought()}), Rule::receipt_already_financed,
                "warehouse receipt wr-1 is named with invoice I-1 of TRAXYS and with invoice I-9 of TRAXYS",
                "a receipt is financed once: name it with the invoice of the metal");
}

TEST_CASE("a reversed purchase is not financed") {
  InvoiceFacts facts = bought();
  facts.purchase.reversed_by = EntryId{190};
  check_refusal(request({metal("1 USD")}, {facts}), Rule::use_not_a_purchase, "purchase 180 was reversed by entry 190",
                "name a purchase that stands");
}

TEST_CASE("which decisions a status allows") {
  using enum DisbursementStatus;
  for (const auto status : {requested, approved, paid_in_part, paid, refused}) {
    CAPTURE(disbursement_status_name(status));
    const auto decide = [&](Decision decision) {
      return check_decision(asked(status), decision, day("2026-03-10"), money("1 USD")).has_value();
    };
    CHECK_EQ(decide(Decision::approved), status == requested);
    CHECK_EQ(decide(Decision::refused), status == requested || status == approved);
    CHECK_EQ(check_disbursement_payment(asked(status), day("2026-03-10")).has_value(),
             status == approved || status == paid_in_part);
  }
}

TEST_CASE("the rules of a decision come in their order") {
  RequestedDisbursement paid = asked(DisbursementStatus::paid);
  paid.paid_by = {"entry 183", "entry 184"};
  check_refusal(check_decision(paid, Decision::approved, day("2026-03-09"), Money()), Rule::disbursement_not_open,
                "request D-1 is paid since 2026-03-10, by entry 183 and entry 184, and cannot be approved",
                "reverse entry 184 first");
  const auto open = asked(DisbursementStatus::requested);
  check_refusal(check_decision(open, Decision::approved, day("2026-03-09"), Money()), Rule::disbursement_out_of_order,
                "request D-1 is requested since 2026-03-10, the decision is dated 2026-03-09, 1 day earlier",
                "date it 2026-03-10 or later");
  check_refusal(check_decision(open, Decision::approved, day("2026-03-10"), Money()), Rule::approval_empty,
                "nothing of request D-1 would be approved", "pvault disbursement refuse D-1 --reason TEXT --on DATE");
  CHECK(check_decision(open, Decision::refused, day("2026-03-10"), Money()).has_value());
}

TEST_CASE("the rules of a payment come in their order") {
  check_refusal(check_disbursement_payment(asked(DisbursementStatus::requested), day("2026-03-09")),
                Rule::disbursement_not_open, "request D-1 is requested since 2026-03-10, and cannot be paid",
                "pvault disbursement approve D-1 --on DATE");
  check_refusal(check_disbursement_payment(asked(DisbursementStatus::approved), day("2026-03-09")),
                Rule::disbursement_out_of_order,
                "request D-1 is approved since 2026-03-10, the payment is dated 2026-03-09, 1 day earlier",
                "date it 2026-03-10 or later");
}

TEST_CASE("a drawdown is used by each purchase once") {
  Invoice fee = freight("7 USD");
  fee.purchase.reset();
  Invoice other = metal("3 USD");
  other.purchase = EntryId{181};
  const std::vector<Invoice> invoices = {metal("4 USD"), other, freight("5 USD"), fee};
  const auto uses = uses_of(invoices);
  REQUIRE_EQ(uses.size(), 2);
  CHECK_EQ(uses[0].purchase, gallium_purchase);
  CHECK_EQ(uses[0].amount, money("9 USD"));
  CHECK_EQ(uses[1].purchase, EntryId{181});
  CHECK_EQ(uses[1].amount, money("3 USD"));
  CHECK_EQ(total_of(invoices), money("19 USD"));
}

TEST_CASE("cost types are read without regard to case") {
  CHECK(allowed(parse_cost_type(" Metal ")) == CostType::metal);
  check_refusal(parse_cost_type("insurence"), Rule::option_malformed, "\"insurence\" is not a cost type", "insurance");
}

} // namespace financing_disbursement_test
