// pvault drawdown record
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/recording_options.hpp"
#include "operations/record_financing.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct DrawdownOptions {
  std::string facility;
  bool pro_rata = false;
  std::string amount;
  std::vector<std::string> uses;
  RecordingArguments recording;
};

Expected<void> check_where(const DrawdownOptions& options) {
  const std::string next_step = "--facility for one lender, --pro-rata for all by their shares";
  if (options.facility.empty() && !options.pro_rata)
    return refuse(Rule::option_missing, "pvault drawdown record needs --facility or --pro-rata", next_step);
  if (!options.facility.empty() && options.pro_rata)
    return refuse(Rule::option_malformed, "--facility and --pro-rata are both given", next_step);
  return {};
}

int run_drawdown_record(const DrawdownOptions& options, const Context& context) {
  if (const auto where = check_where(options); !where) return report_refusal(where.error());
  OptionReader reader(context.clock.today);
  operations::DrawdownInput input{.facility = options.facility,
                                  .amount = reader.read("--amount", parse_money(options.amount))};
  for (const std::string& text : options.uses) {
    const NamedMoney use =
        reader.read("--use", parse_named_money(text, "PURCHASE=MONEY", "--use \"gallium-181=500000 USD\""));
    input.uses.push_back({use.name, use.amount});
  }
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return options.pro_rata ? operations::record_pro_rata_drawdown(book, header, input)
                            : operations::record_drawdown(book, header, input);
  });
}

} // namespace

void setup_drawdown(CLI::App& program, Context& context) {
  const CommandPage page = {.about = "Records money drawn on a facility, and which purchases it finances.",
                            .examples =
                                "pvault drawdown record --facility EXIM-1 --amount \"14.5M USD\" --on 2026-04-02 --use "
                                "\"gallium-181=14.5M USD\"\n"
                                "pvault drawdown record --pro-rata --amount \"100e6 USD\" --on 2026-05-04"};
  CLI::App& drawdown =
      add_noun(program, "drawdown", {.about = "Drawdowns on facilities.", .examples = page.examples}, context);
  const auto options = std::make_shared<DrawdownOptions>();
  CLI::App& command = add_command(drawdown, "record", page, context);
  add_text(command, "--facility", "FACILITY", options->facility, "The facility drawn on; or --pro-rata.");
  add_switch(command, "--pro-rata", options->pro_rata,
             "Draw on all lenders by the shares that `pvault share set` set; an entry for each, all or none.");
  add_text(command, "--amount", "MONEY", options->amount, "What came in: \"14.5M USD\".").required();
  add_required_on(command, options->recording, "The day the money came in.");
  add_texts(command, "--use", "PURCHASE=MONEY", options->uses,
            "A purchase it finances, by its entry or its lot: \"181=500000 USD\", \"gallium-181=500000 USD\".");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_drawdown_record(*options, context); });
}

} // namespace pvault::cli
