// pvault facility borrowing-base
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/recording_options.hpp"
#include "operations/set_borrowing_base.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct BorrowingBaseOptions {
  std::string facility;
  std::string advance_rate;
  std::vector<std::string> advances;
  std::string reserve;
  std::string concentration;
  std::string price_age;
  std::vector<std::string> shared_with;
  bool none = false;
  std::string source;
  RecordingArguments recording;

  [[nodiscard]] bool has_terms() const {
    return !advance_rate.empty() || !advances.empty() || !reserve.empty() || !concentration.empty() ||
           !price_age.empty() || !shared_with.empty();
  }
};

Expected<std::pair<std::string, Rate>> parse_advance(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos)
    return refuse(Rule::option_malformed, fmt::format("{} is not written as MINERAL=PERCENT", in_quotes(text)),
                  "gallium=70%");
  auto mineral = parse_name("mineral", trim(text.substr(0, equals)));
  if (!mineral) return tl::unexpected(std::move(mineral).error());
  const auto rate = parse_rate(text.substr(equals + 1));
  if (!rate) return tl::unexpected(rate.error());
  return std::pair(*std::move(mineral), *rate);
}

// "365d" or "365"
Expected<int> parse_age(std::string_view text) {
  constexpr std::int64_t oldest = 36'500;
  const std::string_view number = text.ends_with('d') ? text.substr(0, text.size() - 1) : text;
  const auto days = parse_whole_number(number, "a number of days");
  if (days && *days >= 0 && *days <= oldest) return static_cast<int>(*days);
  return refuse(Rule::option_malformed, fmt::format("{} is not a number of days from 0 to 36,500", in_quotes(text)),
                "365d");
}

operations::BorrowingBaseInput read_input(OptionReader& reader, const BorrowingBaseOptions& options) {
  operations::BorrowingBaseInput input{
      .facility = options.facility,
      .advance_rate = reader.read_optional("--advance-rate", options.advance_rate, parse_rate),
      .reserve = reader.read_optional("--reserve", options.reserve, parse_money).value_or(Money()),
      .concentration_limit = reader.read_optional("--concentration", options.concentration, parse_rate),
      .price_age_days = reader.read_optional("--price-age", options.price_age, parse_age),
      .shared_with = options.shared_with,
      .source = reader.read("--source", parse_required_text("source", options.source))};
  for (const std::string& advance : options.advances)
    input.advances.push_back(reader.read("--advance", parse_advance(advance)));
  return input;
}

int run_borrowing_base(const BorrowingBaseOptions& options, const Context& context) {
  if (options.none && options.has_terms())
    return report_refusal({Rule::option_malformed, "--none ends the borrowing base, and takes no terms beside it",
                           "leave out --none, or the terms"});
  if (!options.none && options.advance_rate.empty())
    return report_refusal({Rule::option_missing, "pvault facility borrowing-base needs --advance-rate",
                           "--advance-rate 80%, or --none to end the borrowing base"});
  OptionReader reader(context.clock.today);
  const operations::BorrowingBaseInput input = read_input(reader, options);
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::set_borrowing_base(book, header, input);
  });
}

} // namespace

void setup_facility_borrowing_base(CLI::App& facility, Context& context) {
  const auto options = std::make_shared<BorrowingBaseOptions>();
  CLI::App& command = add_command(
      facility, "borrowing-base",
      {.about = "Records how much of the stock's value the lender counts towards the debt, from a day on. It replaces "
                "what was recorded for that day or earlier ones, as a whole. `pvault report borrowing-base` computes "
                "it; docs/FINANCING.md has the rules.",
       .examples = "pvault facility borrowing-base EXIM-1 --advance-rate 80% --advance gallium=70% --reserve \"5e6 "
                   "USD\" --concentration 25% --price-age 365d --shared-with PRIVATE-1 --source \"loan agreement, "
                   "section 5.3\" --on 2026-02-02\n"
                   "pvault facility borrowing-base EXIM-1 --none --source \"amendment 2\" --on 2027-02-02"},
      context);
  add_text(command, "FACILITY", "", options->facility, "The facility.").required();
  add_text(command, "--advance-rate", "PERCENT", options->advance_rate,
           "What part of min(cost, market value) counts, for minerals without a rate of their own: 80%.");
  add_texts(command, "--advance", "MINERAL=PERCENT", options->advances,
            "A mineral with a rate of its own: gallium=70%. 0% makes it ineligible.");
  add_text(command, "--reserve", "MONEY", options->reserve,
           "What is taken off the whole: \"5e6 USD\"; none by default.");
  add_text(command, "--concentration", "PERCENT", options->concentration,
           "How much of all advances one mineral's may be: 25%; no limit by default.");
  add_text(command, "--price-age", "DAYS", options->price_age,
           "A price that is older does not count: 365d; any age by default.");
  add_texts(command, "--shared-with", "FACILITY", options->shared_with,
            "Another facility whose principal counts against the same base.");
  add_switch(command, "--none", options->none, "Ends the borrowing base.");
  add_text(command, "--source", "TEXT", options->source, "Where the terms stand.").required();
  add_required_on(command, options->recording, "The day from which it holds.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_borrowing_base(*options, context); });
}

} // namespace pvault::cli
