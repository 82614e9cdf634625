#include "cli/order_options.hpp"

#include "cli/order_days.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>

namespace pvault::cli {

namespace {

// Where the text of an option goes: into one that takes several values, or into one that takes one.
struct ReportOption {
  std::vector<std::string>* several = nullptr;
  std::string* one = nullptr;
};

ReportOption target_in(ReportArguments& arguments, std::string_view option) {
  const auto targets = std::to_array<std::pair<std::string_view, ReportOption>>({
      {"mineral", {.several = &arguments.minerals}},
      {"facility", {.several = &arguments.facilities}},
      {"site", {.several = &arguments.sites}},
      {"from", {.one = &arguments.from}},
      {"days", {.one = &arguments.days}},
      {"basis", {.several = &arguments.bases}},
      {"demand_year", {.one = &arguments.demand_year}},
      {"unavailable", {.one = &arguments.unavailable}},
      {"cut_off", {.several = &arguments.scenario.cut_off}},
      {"demand", {.several = &arguments.scenario.demand}},
      {"price", {.several = &arguments.scenario.prices}},
      {"by", {.one = &arguments.by}},
  });
  const auto* found = std::ranges::find(targets, option, &std::pair<std::string_view, ReportOption>::first);
  if (found == targets.end()) throw std::logic_error("an order has an option that no report takes");
  return found->second;
}

void give(ReportArguments& arguments, const OrderOption& option, std::span<const PlacedText> values, Date as_of) {
  const ReportOption target = target_in(arguments, option.name.text);
  for (const PlacedText& value : values) {
    if (target.several != nullptr)
      target.several->push_back(value.text);
    else
      *target.one = option.name.text == "from" ? first_day_text(value.text, as_of) : value.text;
  }
}

// What is said against these values of one option alone, so that one fault hides no other.
std::optional<Refusal> find_refusal(const OrderOption& option, std::span<const PlacedText> values,
                                    const OrderQuestion& question) {
  ReportArguments alone;
  give(alone, option, values, question.as_of);
  OptionReader reader(question.today);
  const ReadQuestion read = read_question(reader, alone);
  if (reader.refusal()) return reader.refusal();
  if (question.connection == nullptr) return std::nullopt;
  const auto found = find_question(*question.connection, Moment{question.as_of, question.known_at}, alone, read);
  return found ? std::nullopt : std::optional(found.error());
}

// Whether each value by itself is sound.
bool check_values_of(const OrderOption& option, const OrderQuestion& question, std::vector<FileFault>& faults) {
  bool sound = true;
  for (const PlacedText& value : option.values) {
    const auto refusal = find_refusal(option, std::span(&value, 1), question);
    if (!refusal) continue;
    sound = false;
    faults.push_back(fault_of(value.at, *refusal));
  }
  return sound;
}

void check_option(const reports::Report& report, const OrderOption& option, const OrderQuestion& question,
                  std::vector<FileFault>& faults) {
  ReportArguments alone;
  if (target_in(alone, option.name.text).one != nullptr && option.values.size() > 1) {
    faults.push_back({option.name.at, fmt::format("{} takes one value, not {}", option.name.text, option.values.size()),
                      "leave out the others"});
    return;
  }
  give(alone, option, option.values, question.as_of);
  const auto apply = check_options_apply(report.options, fmt::format("the report {}", report.name), alone);
  if (!apply) {
    faults.push_back(fault_of(option.name.at, apply.error()));
    return;
  }
  if (!check_values_of(option, question, faults)) return;
  if (const auto refusal = find_refusal(option, option.values, question))
    faults.push_back(fault_of(option.name.at, *refusal));
}

} // namespace

ReportArguments arguments_of(const StandingOrder& order, const reports::Report& report, Date as_of) {
  ReportArguments arguments;
  arguments.name = report.name;
  for (const OrderOption& option : order.options)
    give(arguments, option, option.values, as_of);
  return arguments;
}

void check_options(const StandingOrder& order, const reports::Report& report, const OrderQuestion& question,
                   std::vector<FileFault>& faults) {
  for (const OrderOption& option : order.options)
    check_option(report, option, question, faults);
}

void check_values(const StandingOrder& order, const OrderQuestion& question, std::vector<FileFault>& faults) {
  for (const OrderOption& option : order.options)
    check_values_of(option, question, faults);
}

FileFault fault_of(Place at, const Refusal& refusal) {
  if (refusal.rule == Rule::orders_malformed) return {at, refusal.message, refusal.next_step};
  return {at, fmt::format("{}: {}", rule_name(refusal.rule), refusal.message), refusal.next_step};
}

} // namespace pvault::cli
