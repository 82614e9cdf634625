// pvault payment record
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/recording_options.hpp"
#include "operations/record_financing.hpp"
#include "operations/service_loan.hpp"
#include "units/text.hpp"

#include <array>
#include <memory>
#include <utility>

namespace pvault::cli {

namespace {

struct PaymentOptions {
  std::string supplier;
  std::string to;
  std::string customer;
  std::string refund_from;
  std::string facility;
  std::string amount;
  std::vector<std::string> apply;
  RecordingArguments recording;
};

Expected<void> check_one_party(const PaymentOptions& options) {
  const std::string next_step =
      "--supplier, --to or --facility for money that goes out, --customer or --refund-from for money that comes in";
  const int given = (options.supplier.empty() ? 0 : 1) + (options.to.empty() ? 0 : 1) +
                    (options.customer.empty() ? 0 : 1) + (options.refund_from.empty() ? 0 : 1) +
                    (options.facility.empty() ? 0 : 1);
  if (given == 0)
    return refuse(Rule::option_missing,
                  "pvault payment record needs --supplier, --to, --customer, --refund-from or --facility", next_step);
  if (given > 1)
    return refuse(Rule::option_malformed,
                  "of --supplier, --to, --customer, --refund-from and --facility more than one is given", next_step);
  if (!options.apply.empty() && options.facility.empty())
    return refuse(Rule::option_malformed, "--apply is given without --facility", "leave out --apply");
  return {};
}

Money* part_named(PaymentSplit& split, std::string_view name) {
  if (lower(name) == "fees") return &split.fees;
  if (lower(name) == "interest") return &split.interest;
  return lower(name) == "principal" ? &split.principal : nullptr;
}

Expected<PaymentSplit> parse_apply(const std::vector<std::string>& texts) {
  PaymentSplit split;
  for (const std::string& text : texts) {
    const auto part = parse_named_money(text, "WHAT=MONEY", "--apply \"interest=2.5e6 USD\"");
    if (!part) return tl::unexpected(part.error());
    Money* amount = part_named(split, part->name);
    static constexpr std::array<std::string_view, 3> names = {"fees", "interest", "principal"};
    if (amount == nullptr) return refuse_choice(part->name, "a part of a payment", names);
    *amount += part->amount;
  }
  return split;
}

int run_loan_payment(const PaymentOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  operations::LoanPaymentInput input{.facility = options.facility,
                                     .amount = reader.read("--amount", parse_money(options.amount))};
  if (!options.apply.empty()) input.apply = reader.read("--apply", parse_apply(options.apply));
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::record_loan_payment(book, header, input);
  });
}

std::pair<PaymentDirection, std::string> paid_party(const PaymentOptions& options) {
  if (!options.customer.empty()) return {PaymentDirection::from_customer, options.customer};
  if (!options.refund_from.empty()) return {PaymentDirection::from_supplier, options.refund_from};
  return {PaymentDirection::to_supplier, options.to.empty() ? options.supplier : options.to};
}

int run_payment_record(const PaymentOptions& options, const Context& context) {
  if (const auto one = check_one_party(options); !one) return report_refusal(one.error());
  if (!options.facility.empty()) return run_loan_payment(options, context);
  OptionReader reader(context.clock.today);
  const auto& [direction, party] = paid_party(options);
  const operations::PaymentInput input{
      .direction = direction, .party = party, .amount = reader.read("--amount", parse_money(options.amount))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::record_payment(book, header, input); });
}

} // namespace

void setup_payment(CLI::App& program, Context& context) {
  const CommandPage page = {
      .about =
          "Records money paid to a supplier, a warehouse or a lender, or received from a customer, or back from who "
          "was paid too much.",
      .examples = "pvault payment record --supplier TRAXYS --amount \"14.5M USD\" --on 2026-04-03\n"
                  "pvault payment record --to LOGISTIX --amount \"300 USD\" --on 2026-05-04\n"
                  "pvault payment record --customer CORNING --amount \"6M USD\" --on 2026-05-30\n"
                  "pvault payment record --refund-from TRAXYS --amount \"27,819.94 USD\" --on 2026-07-01\n"
                  "pvault payment record --facility EXIM-1 --amount \"23.15M USD\" --on 2026-08-03"};
  CLI::App& payment = add_noun(program, "payment", {.about = "Payments.", .examples = page.examples}, context);
  const auto options = std::make_shared<PaymentOptions>();
  CLI::App& command = add_command(payment, "record", page, context);
  add_text(command, "--amount", "MONEY", options->amount, "What was paid: \"14.5M USD\".").required();
  add_required_on(command, options->recording, "The day it was paid.");
  add_text(command, "--supplier", "PARTY", options->supplier, "Who was paid; or --customer or --facility.");
  add_text(command, "--to", "PARTY", options->to,
           "The same for a warehouse, a carrier or another to whom storage, insurance or handling is owed.");
  add_text(command, "--customer", "PARTY", options->customer, "Who paid; or --supplier or --facility.");
  add_text(
      command, "--refund-from", "PARTY", options->refund_from,
      "Who paid back what it had been paid too much: a supplier after a final assay, or after a purchase was undone.");
  add_text(command, "--facility", "FACILITY", options->facility,
           "The loan that was served: fees, then interest, then principal.");
  add_texts(command, "--apply", "WHAT=MONEY", options->apply,
            "What a payment on a facility settles, where it is not in that order: \"interest=2.5e6 USD\", "
            "\"principal=5e6 USD\", fees.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_payment_record(*options, context); });
}

} // namespace pvault::cli
