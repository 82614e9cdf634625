#include "cli/recorded_text.hpp"

#include "cli/json.hpp"
#include "reports/terminal_text.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
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

} // namespace pvault::cli
