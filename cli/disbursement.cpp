// pvault disbursement request, approve, refuse, pay
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/csv_input.hpp"
#include "cli/errors.hpp"
#include "cli/recording_options.hpp"
#include "operations/disburse.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct RequestOptions {
  std::string code;
  std::string facility;
  bool pro_rata = false;
  std::string file;
  std::vector<std::string> invoices;
  std::string biller;
  std::string cost_type;
  std::string purchase;
  std::string receipt;
  std::string paid_on;
  std::string proof;
  RecordingArguments recording;
};

const CsvForm& invoices_form() {
  static const CsvForm form{
      Rule::invoices_malformed,
      {"cost_type", "biller", "invoice", "amount_usd"},
      "columns cost_type,biller,invoice,amount_usd, and where known purchase,receipt,paid_on,proof: "
      "metal,TRAXYS,INV-114,14500000.00,gallium-181,WR-7,2026-03-02,SWIFT 778"};
  return form;
}

Expected<std::optional<ProofOfPayment>> parse_proof(std::string_view paid_on, std::string_view proof) {
  if (trim(paid_on).empty() && trim(proof).empty()) return std::optional<ProofOfPayment>();
  if (trim(paid_on).empty() || trim(proof).empty())
    return refuse(Rule::option_missing, "the day of a payment and its proof are given together",
                  "give both for what was paid, none for what is to be paid");
  const auto on = parse_iso_date(trim(paid_on));
  if (!on) return tl::unexpected(on.error());
  auto reference = parse_required_text("proof", trim(proof));
  if (!reference) return tl::unexpected(std::move(reference).error());
  return std::optional(ProofOfPayment{*on, *std::move(reference)});
}

// "EXIM-1" or nothing.
Expected<std::string> parse_name_if_given(std::string_view what, std::string_view text) {
  return trim(text).empty() ? Expected<std::string>(std::string()) : parse_name(what, trim(text));
}

Expected<operations::InvoiceInput> read_invoice(const operations::CsvRows& rows, std::size_t row) {
  const auto text = [&](const char* column) {
    return rows.has(column) ? std::string(trim(rows.at(row, column))) : std::string();
  };
  const auto cost_type = parse_cost_type(text("cost_type"));
  if (!cost_type) return tl::unexpected(cost_type.error());
  const auto biller = parse_name("biller", text("biller"));
  if (!biller) return tl::unexpected(biller.error());
  const auto number = parse_name("invoice", text("invoice"));
  if (!number) return tl::unexpected(number.error());
  const auto amount = parse_usd_cell(text("amount_usd"));
  if (!amount) return tl::unexpected(amount.error());
  if (*amount <= Money())
    return refuse(Rule::amount_not_positive, fmt::format("the amount is {}", format_money(*amount)), "");
  const auto purchase = parse_name_if_given("purchase", text("purchase"));
  if (!purchase) return tl::unexpected(purchase.error());
  const auto receipt = parse_name_if_given("receipt", text("receipt"));
  if (!receipt) return tl::unexpected(receipt.error());
  const auto proof = parse_proof(text("paid_on"), text("proof"));
  if (!proof) return tl::unexpected(proof.error());
  return operations::InvoiceInput{.cost_type = *cost_type,
                                  .biller = *biller,
                                  .number = *number,
                                  .amount = *amount,
                                  .purchase = *purchase,
                                  .receipt = *receipt,
                                  .proof = *proof};
}

Expected<void> check_one_of(std::string_view one, bool one_is_given, std::string_view other, bool other_is_given,
                            const std::string& next_step) {
  if (one_is_given && other_is_given)
    return refuse(Rule::option_malformed, fmt::format("{} and {} are both given", one, other), next_step);
  if (one_is_given || other_is_given) return {};
  return refuse(Rule::option_missing, fmt::format("pvault disbursement request needs {} or {}", one, other), next_step);
}

Expected<void> check_given(const RequestOptions& options) {
  auto given = check_one_of("--facility", !options.facility.empty(), "--pro-rata", options.pro_rata,
                            "--facility for one lender, --pro-rata for all by their shares");
  if (given)
    given = check_one_of("--invoices", !options.file.empty(), "--invoice", !options.invoices.empty(),
                         "--invoices for a CSV file, --invoice for one invoice or a few");
  if (!given) return given;
  const bool described = !options.biller.empty() || !options.cost_type.empty() || !options.purchase.empty() ||
                         !options.receipt.empty() || !options.paid_on.empty() || !options.proof.empty();
  if (!options.file.empty() && described)
    return refuse(Rule::option_malformed, "what describes --invoice is given with --invoices",
                  "the file says it for each invoice");
  if (options.file.empty() && options.biller.empty())
    return refuse(Rule::option_missing, "pvault disbursement request needs --biller with --invoice",
                  "--biller PARTY: who sent the invoice");
  return {};
}

// Invoices given one by one, which have everything but number and amount in common.
std::vector<operations::InvoiceInput> read_invoices(OptionReader& reader, const RequestOptions& options) {
  operations::InvoiceInput common{
      .cost_type =
          options.cost_type.empty() ? CostType::metal : reader.read("--cost-type", parse_cost_type(options.cost_type)),
      .biller = reader.read("--biller", parse_name("biller", options.biller)),
      .number = {},
      .amount = {},
      .purchase = reader.read("--purchase", parse_name_if_given("purchase", options.purchase)),
      .receipt = reader.read("--receipt", parse_name_if_given("receipt", options.receipt))};
  const Date paid_on = reader.read_date("--paid-on", options.paid_on, reader.today());
  common.proof = reader.read(
      "--proof", parse_proof(options.paid_on.empty() ? std::string() : format_date(paid_on), options.proof));
  std::vector<operations::InvoiceInput> invoices;
  for (const std::string& text : options.invoices) {
    NamedMoney named =
        reader.read("--invoice", parse_named_money(text, "NUMBER=MONEY", "--invoice \"INV-114=14.5M USD\""));
    if (!named.name.empty()) named.name = reader.read("--invoice", parse_name("invoice", named.name));
    operations::InvoiceInput& invoice = invoices.emplace_back(common);
    invoice.number = named.name;
    invoice.amount = named.amount;
  }
  return invoices;
}

int run_request(const RequestOptions& options, const Context& context) {
  if (const auto given = check_given(options); !given) return report_refusal(given.error());
  OptionReader reader(context.clock.today);
  operations::DisbursementInput input{.code = reader.read("REQUEST", parse_name("request", options.code)),
                                      .facility = options.facility,
                                      .invoices = {}};
  if (options.file.empty()) {
    input.invoices = read_invoices(reader, options);
  } else {
    auto invoices = read_csv_lines<operations::InvoiceInput>(invoices_form(), options.file, read_invoice);
    if (!invoices) return report_refusal(invoices.error());
    input.invoices = *std::move(invoices);
  }
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::request_disbursement(book, header, input);
  });
}

void setup_request(CLI::App& disbursement, Context& context) {
  const auto options = std::make_shared<RequestOptions>();
  CLI::App& command = add_command(
      disbursement, "request",
      {.about =
           "Records a request for disbursement against invoices. Nothing is drawn before it is paid. An invoice and "
           "a warehouse receipt are financed once.",
       .examples =
           "pvault disbursement request D-17 --facility EXIM-1 --invoices march.csv --on 2026-04-01\n"
           "pvault disbursement request D-18 --pro-rata --invoice \"INV-114=14.5M USD\" --biller TRAXYS --purchase "
           "gallium-181 --receipt WR-7 --paid-on 2026-03-02 --proof \"SWIFT 778\" --on 2026-04-01"},
      context);
  add_text(command, "REQUEST", "", options->code, "The name to call it by: D-17.").required();
  add_text(command, "--facility", "FACILITY", options->facility, "The facility to be drawn on; or --pro-rata.");
  add_switch(command, "--pro-rata", options->pro_rata, "To be drawn on all lenders by their shares.");
  add_text(command, "--invoices", "FILE", options->file,
           "A CSV file, a row an invoice: cost_type, biller, invoice, amount_usd, and where known purchase, receipt, "
           "paid_on, proof.");
  add_texts(command, "--invoice", "NUMBER=MONEY", options->invoices, "An invoice, instead of a file.");
  add_text(command, "--biller", "PARTY", options->biller, "With --invoice: who sent it.");
  add_text(command, "--cost-type", "TYPE", options->cost_type,
           "With --invoice: metal (default), freight, insurance, storage, handling, assay, duty, fee or other.");
  add_text(command, "--purchase", "PURCHASE", options->purchase,
           "With --invoice: the purchase it belongs to, by its entry or its lot.");
  add_text(command, "--receipt", "TEXT", options->receipt, "With --invoice: the warehouse receipt of the metal.");
  add_text(command, "--paid-on", "DATE", options->paid_on, "With --invoice: the day it was paid, to be reimbursed.");
  add_text(command, "--proof", "TEXT", options->proof, "With --paid-on: the bank's reference of that payment.");
  add_required_on(command, options->recording, "The day of the request.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_request(*options, context); });
}

struct DecisionOptions {
  std::string code;
  std::vector<std::string> left_out;
  std::string reason;
  RecordingArguments recording;
};

int run_approve(const DecisionOptions& options, const Context& context) {
  if (!options.left_out.empty() && options.reason.empty())
    return report_refusal({Rule::option_missing, "pvault disbursement approve needs --reason with --leave-out",
                           "--reason TEXT: why those invoices are not approved"});
  OptionReader reader(context.clock.today);
  const operations::ApprovalInput input{
      .code = options.code,
      .left_out = options.left_out,
      .reason = options.reason.empty() ? std::string()
                                       : reader.read("--reason", parse_required_text("reason", options.reason))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::approve_disbursement(book, header, input);
  });
}

void setup_approve_request(CLI::App& disbursement, Context& context) {
  const auto options = std::make_shared<DecisionOptions>();
  CLI::App& command = add_command(
      disbursement, "approve",
      {.about =
           "Records that the lender approved a request, or all of it but some invoices, which may then be requested "
           "again.",
       .examples = "pvault disbursement approve D-17 --on 2026-04-08\n"
                   "pvault disbursement approve D-17 --leave-out INV-99 --reason \"no receipt\" --on 2026-04-08"},
      context);
  add_text(command, "REQUEST", "", options->code, "The request.").required();
  add_texts(command, "--leave-out", "INVOICE", options->left_out,
            "An invoice that is not approved, by its number (or BILLER:NUMBER).");
  add_text(command, "--reason", "TEXT", options->reason, "Why invoices are left out, or a remark.");
  add_required_on(command, options->recording, "The day of the approval.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_approve(*options, context); });
}

int run_refuse(const DecisionOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::DisbursementRefusalInput input{
      .code = options.code, .reason = reader.read("--reason", parse_required_text("reason", options.reason))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::refuse_disbursement(book, header, input);
  });
}

void setup_refuse(CLI::App& disbursement, Context& context) {
  const auto options = std::make_shared<DecisionOptions>();
  CLI::App& command =
      add_command(disbursement, "refuse",
                  {.about = "Records that a request was refused, or withdrawn. Its invoices may be requested again.",
                   .examples = "pvault disbursement refuse D-17 --reason \"invoices incomplete\" --on 2026-04-08"},
                  context);
  add_text(command, "REQUEST", "", options->code, "The request.").required();
  add_text(command, "--reason", "TEXT", options->reason, "Why.").required();
  add_required_on(command, options->recording, "The day of the refusal.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_refuse(*options, context); });
}

struct PayOptions {
  std::string code;
  RecordingArguments recording;
};

int run_pay(const PayOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::pay_disbursement(book, header, options.code);
  });
}

void setup_pay(CLI::App& disbursement, Context& context) {
  const auto options = std::make_shared<PayOptions>();
  CLI::App& command =
      add_command(disbursement, "pay",
                  {.about = "Records that an approved request was paid: draws what was approved, on its facility or on "
                            "all lenders by their shares, used by the purchases that its invoices name.",
                   .examples = "pvault disbursement pay D-17 --on 2026-04-15"},
                  context);
  add_text(command, "REQUEST", "", options->code, "The request.").required();
  add_required_on(command, options->recording, "The day the money came in.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_pay(*options, context); });
}

} // namespace

void setup_disbursement(CLI::App& program, Context& context) {
  CLI::App& disbursement =
      add_noun(program, "disbursement",
               {.about = "Requests to lenders for disbursement against invoices.",
                .examples = "pvault disbursement request D-17 --facility EXIM-1 --invoices march.csv --on 2026-04-01\n"
                            "pvault disbursement approve D-17 --on 2026-04-08\n"
                            "pvault disbursement pay D-17 --on 2026-04-15\n"
                            "pvault report disbursements"},
               context);
  setup_request(disbursement, context);
  setup_approve_request(disbursement, context);
  setup_refuse(disbursement, context);
  setup_pay(disbursement, context);
}

} // namespace pvault::cli
