// Names, words that stand for choices, terms of agreements, and whole command lines.
#include "tests/fuzz/target.hpp"

#include "cli/context.hpp"
#include "cli/misuse.hpp"
#include "cli/name_pattern.hpp"
#include "cli/pager.hpp"
#include "cli/program.hpp"
#include "cli/recorded_text.hpp"
#include "cli/scenario_options.hpp"
#include "cli/table_output.hpp"
#include "financing/disbursement.hpp"
#include "financing/facility.hpp"
#include "journal/document.hpp"
#include "reports/conditions.hpp"
#include "reports/reconciliation.hpp"
#include "reports/report.hpp"
#include "stockpile/carrying_rate.hpp"
#include "stockpile/cost_method.hpp"
#include "stockpile/count.hpp"
#include "stockpile/country.hpp"
#include "stockpile/lot_paper.hpp"
#include "stockpile/release.hpp"
#include "stockpile/site.hpp"
#include "stockpile/transfer.hpp"
#include "units/business_day.hpp"
#include "units/date.hpp"
#include "units/day_count.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace pvault::fuzz {

namespace {

std::vector<std::string> split_at(char separator, std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t until = std::min(text.find(separator, from), text.size());
    parts.emplace_back(text.substr(from, until - from));
    from = until + 1;
  }
  return parts;
}

void fuzz_choices(std::string_view text) {
  is_accepted(parse_carrying_kind(text));
  is_accepted(parse_transfer_kind(text));
  is_accepted(parse_release_kind(text));
  is_accepted(parse_objective(text));
  is_accepted(parse_quality(text));
  is_accepted(parse_cost_method(text));
  is_accepted(parse_site_kind(text));
  is_accepted(parse_document_kind(text));
  is_accepted(parse_cost_type(text));
  is_accepted(parse_repayment(text));
  is_accepted(parse_prepayment(text));
  is_accepted(parse_business_day_rule(text));
  is_accepted(parse_day_count(text));
  is_accepted(reports::parse_statement_item(text));
  is_accepted(cli::parse_table_format(text));
  is_accepted(cli::parse_recorded_format(text));
}

} // namespace

void fuzz_text(std::string_view text) {
  const std::string once = composed(text);
  require(composed(once) == once, "what is composed stays so");
  require(lower(lower(text)) == lower(text), "what is in lower case stays so");
  check_words("what may be shown", "x" + printable(text));
  for (const auto& parse : {parse_text, parse_required_text, parse_name}) {
    const auto kept = parse("memo", text);
    if (!is_accepted(kept)) continue;
    require(parse("memo", *kept) == *kept, "a text that was taken is taken again");
    require(kept->size() <= 4000, "a text is at most 4,000 bytes");
  }
  const auto parts = split_at_commas(text);
  require(!parts.empty(), "a list has at least one part");
  std::size_t bytes = 0;
  for (const std::string& word : cli::split_command(text))
    bytes += word.size();
  require(bytes <= text.size(), "the words of a command are in it");
  const std::array<std::string, 4> names = {"gallium", "Korea, Republic of", "", std::string(text.substr(0, 8))};
  const std::string nearest = nearest_name(text, names);
  require(nearest.empty() || std::ranges::count(names, nearest) > 0, "the nearest name is one of them");
}

// The pattern in the first line, names of files that lie about in the others.
void fuzz_file_names(std::string_view text) {
  const std::vector<std::string> lines = split_at('\n', text);
  const auto pattern = cli::NamePattern::parse(lines.front());
  if (!is_accepted(pattern)) return;
  const cli::NamePattern output = pattern->of_output("daily", "coverage", ".csv");
  const Date day = parse_iso_date("2026-04-30").value();
  const std::string made = output.fill(day, EntryId{17});
  require(made.find('/') == std::string::npos, "a name of a file is no path");
  if (!output.has_date()) return;
  const auto stamp = output.match(made);
  require(stamp.has_value() && stamp->on >= day, "a name that a pattern makes tells its day again");
  for (const std::string& name : lines) {
    const auto other = output.match(name);
    require(!other || output.fill(other->on, other->known_at) == name, "what a pattern takes for its own it makes");
  }
}

void fuzz_terms(std::string_view text) {
  fuzz_choices(text);
  const auto rate = parse_carrying_rate(text);
  if (is_accepted(rate)) require(rate->per_month.has_value() != rate->of_cost.has_value(), "a rate is of one sort");
  is_accepted(parse_handling(text));
  is_accepted(parse_exposure_fee(text));
  is_accepted(parse_country_code(text));
  is_accepted(parse_country(text));
  is_accepted(cli::parse_countries(text));
  const std::vector<std::string> lines = split_at('\n', text);
  is_accepted(parse_count_tolerance(lines));
  DeliveryTexts delivery{.mass = lines.front()};
  const std::array fields = {&delivery.moisture, &delivery.assay, &delivery.gross, &delivery.tare};
  for (std::size_t i = 0; i + 1 < lines.size() && i < fields.size(); ++i)
    *fields[i] = lines[i + 1];
  is_accepted(parse_delivery(delivery));
}

// The report in the first line, conditions in those that follow.
void fuzz_conditions(std::string_view text) {
  std::vector<std::string> lines = split_at('\n', text);
  const reports::Report* report = reports::find_report(lines.front());
  lines.erase(lines.begin());
  for (const std::string& line : lines)
    is_accepted(reports::check_condition(line));
  if (report == nullptr) return;
  const auto conditions = reports::parse_conditions(report->name, lines);
  if (!is_accepted(conditions)) return;
  for (const reports::Condition& condition : *conditions) {
    const auto again = reports::parse_condition(report->name, condition.text);
    require(again && again->kind == condition.kind && again->parameter == condition.parameter,
            "a condition is what its text says");
  }
}

// An argument a line. Only understood: what the command would do is not done.
void fuzz_arguments(std::string_view text) {
  std::vector<std::string> arguments = cli::split_empty_values(split_at('\n', text));
  const std::string last = arguments.back();
  std::ranges::reverse(arguments);
  cli::Context context;
  const auto program = cli::make_program(context);
  try {
    program->parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    require(!program->help().empty(), "help says something");
    return;
  } catch (const CLI::CallForVersion&) {
    return;
  } catch (const CLI::ParseError&) {
    // What is wrong is found in what was parsed so far.
  }
  if (const auto misuse = cli::find_misuse(*program, last)) check_refusal(*misuse);
}

} // namespace pvault::fuzz
