// pvault payment record
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/recording_options.hpp"
#include "operations/record_financing.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct PaymentOptions {
  std::string supplier;
  std::string customer;
  std::string amount;
  RecordingArguments recording;
};

Expected<void> check_one_party(const PaymentOptions& options) {
  const std::string next_step = "--supplier for money that goes out, --customer for money that comes in";
  if (options.supplier.empty() && options.customer.empty())
    return refuse(Rule::option_missing, "pvault payment record needs --supplier or --customer", next_step);
  if (!options.supplier.empty() && !options.customer.empty())
    return refuse(Rule::option_malformed, "--supplier and --customer are both given", next_step);
  return {};
}

int run_payment_record(const PaymentOptions& options, const Context& context) {
  if (const auto one = check_one_party(options); !one) return report_refusal(one.error());
  OptionReader reader(context.clock.today);
  const bool to_supplier = options.customer.empty();
  const operations::PaymentInput input{.direction = to_supplier ? PaymentDirection::to_supplier
                                                                : PaymentDirection::from_customer,
                                       .party = to_supplier ? options.supplier : options.customer,
                                       .amount = reader.read("--amount", parse_money(options.amount))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::record_payment(book, header, input); });
}

} // namespace

void setup_payment(CLI::App& program, Context& context) {
  const CommandPage page = {.about = "Records money paid to a supplier or received from a customer.",
                            .examples =
                                "pvault payment record --supplier TRAXYS --amount \"14.5M USD\" --on 2026-04-03\n"
                                "pvault payment record --customer CORNING --amount \"6M USD\" --on 2026-05-30"};
  CLI::App& payment = add_noun(program, "payment", {.about = "Payments.", .examples = page.examples}, context);
  const auto options = std::make_shared<PaymentOptions>();
  CLI::App& command = add_command(payment, "record", page, context);
  add_text(command, "--amount", "MONEY", options->amount, "What was paid: \"14.5M USD\".").required();
  add_required_on(command, options->recording, "The day it was paid.");
  add_text(command, "--supplier", "PARTY", options->supplier, "Who was paid; or --customer.");
  add_text(command, "--customer", "PARTY", options->customer, "Who paid; or --supplier.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_payment_record(*options, context); });
}

} // namespace pvault::cli
