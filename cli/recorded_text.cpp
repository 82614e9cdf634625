#include "cli/recorded_text.hpp"

#include "cli/json.hpp"
#include "cli/terminal.hpp"
#include "reports/terminal_text.hpp"
#include "store/error.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <system_error>
#include <vector>

namespace pvault::cli {

namespace {

using operations::PostingLine;
using operations::Recorded;

constexpr int decimals_of_kilograms = 6;
constexpr int decimals_of_dollars = 2;

using Line = std::array<std::string, 4>;

// Digits behind the point that the mass needs.
int decimals_needed(Mass mass) {
  const std::string shown = format_scaled(mass.milligrams(), decimals_of_kilograms, 0);
  const std::size_t point = shown.find('.');
  return point == std::string::npos ? 0 : static_cast<int>(shown.size() - point - 1);
}

Line print_posting(const PostingLine& posting, int decimals_of_mass) {
  const std::string mass = format_scaled(posting.mass.milligrams(), decimals_of_kilograms, decimals_of_mass);
  const std::string amount = format_scaled(posting.amount.cents(), decimals_of_dollars, decimals_of_dollars);
  return {reports::format_for_terminal(posting.account), reports::format_for_terminal(posting.lot),
          posting.mass == Mass() ? "" : group_thousands(mass),
          posting.amount == Money() ? "" : group_thousands(amount)};
}

// Texts to the left, numbers to the right, points below each other.
std::string print_postings(const std::vector<PostingLine>& postings) {
  std::vector<Line> lines = {{"account", "lot", "mass kg", "amount USD"}};
  int decimals_of_mass = 0;
  for (const PostingLine& posting : postings)
    decimals_of_mass = std::max(decimals_of_mass, decimals_needed(posting.mass));
  for (const PostingLine& posting : postings)
    lines.push_back(print_posting(posting, decimals_of_mass));
  std::array<std::size_t, 4> widths{};
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i)
      widths.at(i) = std::max(widths.at(i), reports::terminal_width(line.at(i)));
  }
  std::string page;
  for (const Line& line : lines) {
    std::string printed;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string padding(widths.at(i) - reports::terminal_width(line.at(i)), ' ');
      printed += "  " + (i < 2 ? line.at(i) + padding : padding + line.at(i));
    }
    printed.erase(printed.find_last_not_of(' ') + 1);
    page += printed + "\n";
  }
  return page;
}

std::string describe_draws(const std::vector<LotDraw>& draws) {
  std::string text;
  for (const LotDraw& draw : draws)
    text += fmt::format("{}{} kg of lot {}", text.empty() ? "" : ", ", format_kilograms(draw.mass), draw.code);
  return text.empty() ? "nothing" : text;
}

// As recorded it may be out of order already, by what came late before.
std::string describe_costs(const RedrawDifference& difference) {
  const std::string with_it = format_money(difference.with.cost);
  if (difference.with.recorded == difference.cost_without)
    return fmt::format("{}, in order {}", format_money(difference.cost_without), with_it);
  return fmt::format("{} as recorded, in order {} without this entry and {} with it",
                     format_money(difference.with.recorded), format_money(difference.cost_without), with_it);
}

std::string print_difference(const std::string& what, const RedrawDifference& difference) {
  const std::string missing =
      difference.with.missing > Mass() ? fmt::format(", {} kg short", format_kilograms(difference.with.missing)) : "";
  return reports::format_for_terminal(fmt::format("  {}: {}: {}{}", what, describe_costs(difference),
                                                  describe_draws(difference.with.draws), missing)) +
         "\n";
}

Money change_in_all(const operations::Preview& preview) {
  Money change;
  for (const RedrawDifference& difference : preview.differences)
    change += difference.with.cost - difference.cost_without;
  return change;
}

// Had it been recorded in order of date.
std::string print_preview(const operations::Preview& preview) {
  std::string page;
  if (preview.own)
    page +=
        "preview: recorded in time it would have drawn otherwise\n" + print_difference("this release", *preview.own);
  if (preview.differences.empty())
    return page + "preview: no later release would have drawn other lots or cost anything else\n";
  const std::size_t count = preview.differences.size();
  page +=
      fmt::format("preview: recorded in time, {} later release{} would have drawn otherwise and cost {} {} in all; "
                  "{} as {}\n",
                  count, count == 1 ? "" : "s", format_money(std::max(change_in_all(preview), -change_in_all(preview))),
                  change_in_all(preview) < Money() ? "less" : "more", count == 1 ? "it stays" : "they stay",
                  count == 1 ? "it is" : "they are");
  for (const RedrawDifference& difference : preview.differences)
    page += print_difference(fmt::format("entry {} of {}", number_of(difference.entry), format_date(difference.on)),
                             difference);
  return page;
}

std::string print_dry_run(const Recorded& recorded) {
  std::string page;
  for (const operations::RecordedBeside& before : recorded.before) {
    page += fmt::format("dry run: would record entry {}: {}\n{}", number_of(before.entry),
                        reports::format_for_terminal(before.summary), print_postings(before.postings));
  }
  page += fmt::format("dry run: would record entry {}: {}\n", number_of(recorded.entry),
                      reports::format_for_terminal(recorded.summary));
  if (!recorded.postings.empty()) page += print_postings(recorded.postings);
  for (const operations::RecordedBeside& after : recorded.after)
    page += fmt::format("dry run: would record entry {}: {}\n", number_of(after.entry),
                        reports::format_for_terminal(after.summary));
  if (recorded.preview) page += print_preview(*recorded.preview);
  return page + "nothing was recorded\n";
}

std::string since_reversed(const Recorded& recorded) {
  return recorded.reversed_by ? fmt::format(", and was reversed by entry {}", number_of(*recorded.reversed_by)) : "";
}

std::string print_text(const Recorded& recorded) {
  const auto entry = number_of(recorded.entry);
  if (recorded.repeated)
    return fmt::format("entry {} had been recorded for this request{}: nothing new was recorded\nhash {}\n", entry,
                       since_reversed(recorded), recorded.hash);
  if (recorded.nothing) return fmt::format("nothing recorded: {}\n", reports::format_for_terminal(recorded.summary));
  if (recorded.dry_run) return print_dry_run(recorded);
  std::string page;
  for (const operations::RecordedBeside& before : recorded.before)
    page +=
        fmt::format("entry {} recorded: {}\n", number_of(before.entry), reports::format_for_terminal(before.summary));
  page += fmt::format("entry {} recorded: {}\nhash {}\n", entry, reports::format_for_terminal(recorded.summary),
                      recorded.hash);
  for (const operations::RecordedBeside& after : recorded.after)
    page += fmt::format("entry {} recorded: {}\n", number_of(after.entry), reports::format_for_terminal(after.summary));
  return page;
}

Json posting_to_json(const PostingLine& posting) {
  return {{"account", posting.account},
          {"lot", text_or_null(posting.lot)},
          {"mass_kg", format_scaled(posting.mass.milligrams(), decimals_of_kilograms, decimals_of_kilograms)},
          {"amount_usd", format_scaled(posting.amount.cents(), decimals_of_dollars, decimals_of_dollars)}};
}

Json postings_to_json(const std::vector<PostingLine>& postings) {
  Json array = Json::array();
  for (const PostingLine& posting : postings)
    array.push_back(posting_to_json(posting));
  return array;
}

Json beside_to_json(const operations::RecordedBeside& beside) {
  return {{"entry", number_of(beside.entry)},
          {"kind", beside.kind},
          {"effective_on", format_date(beside.effective_on)},
          {"summary", beside.summary},
          {"postings", postings_to_json(beside.postings)}};
}

Json difference_to_json(const RedrawDifference& difference) {
  const auto usd = [](Money amount) { return format_scaled(amount.cents(), decimals_of_dollars, decimals_of_dollars); };
  Json draws = Json::array();
  for (const LotDraw& draw : difference.with.draws)
    draws.push_back({{"lot", draw.code},
                     {"mass_kg", format_scaled(draw.mass.milligrams(), decimals_of_kilograms, decimals_of_kilograms)},
                     {"cost_usd", usd(draw.cost)}});
  return {{"entry", number_of(difference.entry)},
          {"effective_on", format_date(difference.on)},
          {"recorded_cost_usd", usd(difference.with.recorded)},
          {"cost_usd", usd(difference.cost_without)},
          {"in_order_cost_usd", usd(difference.with.cost)},
          {"difference_usd", usd(difference.with.cost - difference.cost_without)},
          {"in_order_draws", draws}};
}

Json preview_to_json(const operations::Preview& preview) {
  Json object = {{"own", preview.own ? difference_to_json(*preview.own) : Json(nullptr)},
                 {"later_releases", Json::array()}};
  for (const RedrawDifference& difference : preview.differences)
    object["later_releases"].push_back(difference_to_json(difference));
  return object;
}

std::string print_json(const Recorded& recorded) {
  const bool is_recorded = !recorded.nothing && (recorded.repeated || !recorded.dry_run);
  Json object;
  object["schema"] = "pvault.entry/1";
  object["entry"] = recorded.nothing ? Json(nullptr) : Json(number_of(recorded.entry));
  object["kind"] = recorded.kind;
  object["effective_on"] = format_date(recorded.effective_on);
  object["hash"] = is_recorded ? Json(recorded.hash) : Json(nullptr);
  object["repeated"] = recorded.repeated;
  object["dry_run"] = recorded.dry_run;
  if (recorded.reversed_by) object["reversed_by"] = number_of(*recorded.reversed_by);
  object["summary"] = text_or_null(recorded.summary);
  object["postings"] = postings_to_json(recorded.postings);
  object["entries_before"] = Json::array();
  for (const operations::RecordedBeside& before : recorded.before)
    object["entries_before"].push_back(beside_to_json(before));
  for (const operations::RecordedBeside& after : recorded.after)
    object["entries_after"].push_back(beside_to_json(after));
  if (recorded.preview) object["preview"] = preview_to_json(*recorded.preview);
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace

Expected<RecordedFormat> parse_recorded_format(std::string_view text) {
  if (text.empty() || lower(text) == "text") return RecordedFormat::text;
  if (lower(text) == "json") return RecordedFormat::json;
  static constexpr std::array<std::string_view, 2> formats = {"text", "json"};
  return refuse_choice(text, "a format of this command", formats);
}

std::string format_recorded(const Recorded& recorded, RecordedFormat format) {
  return format == RecordedFormat::text ? print_text(recorded) : print_json(recorded);
}

void print_answer(const std::string& page, const std::string& recorded) {
  if (recorded.empty()) return write_stdout(page);
  write_stdout_of_done(page, recorded + " recorded", "`pvault report journal` shows it; it need not be recorded again");
}

} // namespace pvault::cli
