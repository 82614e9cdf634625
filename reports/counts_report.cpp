// Counts, and the lines of them that are not within tolerance.
#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/counts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

using store::Count;
using store::CountedLine;

bool is_open(const CountedLine& line) { return !is_accurate(line.line) && !line.finding && !line.adjustment; }
bool is_explained(const CountedLine& line) { return !is_accurate(line.line) && line.finding && !line.adjustment; }
bool is_adjusted(const CountedLine& line) { return line.adjustment.has_value(); }
// What the book has on the day of the count is no longer what it had when the count was recorded; what the difference
// itself posted on that day does not count.
bool has_changed(const Count& count, const CountedLine& line) {
  const bool posted = line.adjustment && line.adjustment->on == count.on && line.adjustment->mass < Mass();
  return line.on_book - (posted ? line.adjustment->mass : Mass()) != line.line.expected;
}

template <class Holds>
std::int64_t count_lines(const Count& count, Holds holds) {
  return std::ranges::count_if(count.lines, holds);
}

// Items within tolerance, of all that were counted.
struct Accuracy {
  std::int64_t accurate = 0;
  std::int64_t items = 0;
  void add(const Accuracy& other) {
    accurate += other.accurate;
    items += other.items;
  }
  // In hundredths of a percent, rounded down: never overstated.
  [[nodiscard]] std::optional<std::int64_t> hundredths() const {
    if (items == 0) return std::nullopt;
    return round_to_integer(Exact(accurate) * 10'000 / items, Rounding::down);
  }
  [[nodiscard]] std::string in_words() const {
    const std::string ratio = fmt::format("{} of {} within tolerance", accurate, counted(items, "item"));
    return items == 0 ? ratio : fmt::format("{} ({}.{:02} %)", ratio, *hundredths() / 100, *hundredths() % 100);
  }
};

Accuracy accuracy_of(const Count& count) {
  return {count_lines(count, [](const CountedLine& line) { return is_accurate(line.line); }),
          static_cast<std::int64_t>(count.lines.size())};
}

bool is_status(const CountedLine& line, CountStatus status) { return line.line.status == status; }

std::string describe_tolerance(const CountTolerance& tolerance) {
  if (tolerance.part == Rate() && tolerance.mass == Mass()) return "none";
  std::string text;
  if (tolerance.part != Rate()) text = format_percent_number(tolerance.part) + "%";
  if (tolerance.mass == Mass()) return text;
  return fmt::format("{}{}{} kg", text, text.empty() ? "" : " or ", format_kilograms(tolerance.mass));
}

std::vector<Field<Count>> counts_fields() {
  using Line = Count;
  using namespace column;
  const auto count_of = [](const char* name, const char* heading) { return count(name, heading); };
  return {
      {entry("entry", "Entry"), [](const Line& line) { return cell(line.entry); }},
      {date("on", "On"), [](const Line& line) { return cell(line.on); }},
      {text("site", "Site"), [](const Line& line) { return cell(line.site_code); }},
      {text("counted_by", "Counted by"), [](const Line& line) { return cell(line.counted_by); }},
      {text("tolerance", "Tolerance"), [](const Line& line) { return cell(describe_tolerance(line.tolerance)); }},
      {count_of("items", "Items"), [](const Line& line) { return cell(accuracy_of(line).items); }, true},
      {count_of("accurate", "Within"), [](const Line& line) { return cell(accuracy_of(line).accurate); }, true},
      {percent("accuracy_percent", "Accuracy", 2),
       [](const Line& line) {
         const auto hundredths = accuracy_of(line).hundredths();
         return hundredths ? decimal(*hundredths) : no_value();
       }},
      {count_of("not_found", "Not found"),
       [](const Line& line) {
         return cell(count_lines(line, [](const CountedLine& of) { return is_status(of, CountStatus::not_found); }));
       },
       true},
      {count_of("unexpected", "Unexpected"),
       [](const Line& line) {
         return cell(count_lines(line, [](const CountedLine& of) { return is_status(of, CountStatus::unexpected); }));
       },
       true},
      {tells_why(count_of("open", "Open")), [](const Line& line) { return cell(count_lines(line, is_open)); }, true},
      {count_of("explained", "Explained"), [](const Line& line) { return cell(count_lines(line, is_explained)); },
       true},
      {count_of("adjusted", "Adjusted"), [](const Line& line) { return cell(count_lines(line, is_adjusted)); }, true},
      {count_of("changed", "Book changed"),
       [](const Line& line) {
         return cell(count_lines(line, [&](const CountedLine& of) { return has_changed(line, of); }));
       },
       true},
      {for_machines(text("sheet", "Sheet")), [](const Line& line) { return text_or_missing(line.sheet); }},
  };
}

std::vector<Count> list_asked(store::Connection& connection, const ReportQuestion& question) {
  std::vector<Count> counts = store::list_counts(connection, question.moment);
  std::erase_if(counts, [&](const Count& count) {
    return !asks_for_site(question, count.site_code) || (question.from && count.on < *question.from);
  });
  return counts;
}

std::string period_in_words(const std::vector<Count>& counts) {
  return fmt::format("from {} to {}", format_date(counts.front().on), format_date(counts.back().on));
}

} // namespace

Table make_counts_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<Count> sheet(counts_fields());
  std::map<std::string, Accuracy> by_site;
  Accuracy all;
  const std::vector<Count> counts = list_asked(connection, question);
  for (const Count& count : counts) {
    const Accuracy accuracy = accuracy_of(count);
    sheet.add(count).mood = count_lines(count, is_open) > 0 ? "bad" : "";
    by_site[count.site_code].add(accuracy);
    all.add(accuracy);
  }
  std::vector<std::string> notes;
  if (counts.empty()) notes.emplace_back("No count.");
  for (const auto& [site, accuracy] : by_site)
    notes.push_back(fmt::format("{}: {}.", site, accuracy.in_words()));
  if (by_site.size() > 1) notes.push_back(fmt::format("All: {}.", all.in_words()));
  if (!counts.empty())
    notes.push_back(fmt::format("Counts {}. Accuracy is as of the recording of each count; \"book changed\" are lines "
                                "of which the book has another mass on that day by now.",
                                period_in_words(counts)));
  return sheet.finish(std::move(notes));
}

namespace {

struct DifferenceLine {
  const Count& count;
  const CountedLine& line;
  Date as_of;
  [[nodiscard]] std::optional<Mass> difference() const {
    return line.line.counted ? std::optional(*line.line.counted - line.line.expected) : std::nullopt;
  }
  // By what the book has now of the day of the count.
  [[nodiscard]] std::optional<Mass> difference_now() const {
    return line.line.counted ? std::optional(*line.line.counted - line.on_book) : std::nullopt;
  }
  [[nodiscard]] const char* state() const {
    if (line.adjustment) return "adjusted";
    return line.finding ? "explained" : "open";
  }
};

// Of one that is there.
template <class Of, class T>
Cell cell_of(const std::optional<Of>& of, T Of::*member) {
  return of ? cell((*of).*member) : no_value();
}

std::vector<Field<DifferenceLine>> differences_fields() {
  using Line = DifferenceLine;
  using namespace column;
  return {
      {entry("entry", "Count"), [](const Line& line) { return cell(line.count.entry); }},
      {date("on", "On"), [](const Line& line) { return cell(line.count.on); }},
      {text("site", "Site"), [](const Line& line) { return cell(line.count.site_code); }},
      {text("lot", "Lot"), [](const Line& line) { return cell(line.line.line.lot_name); }},
      {text("mineral", "Mineral"), [](const Line& line) { return text_or_missing(line.line.mineral_code); }},
      {text("status", "Status"),
       [](const Line& line) { return cell(std::string(count_status_name(line.line.line.status))); }},
      {text("entered", "Entered"), [](const Line& line) { return text_or_missing(line.line.line.mass_entered); }},
      {kilograms("counted_kg", "Counted"), [](const Line& line) { return cell(line.line.line.counted); }},
      {kilograms("expected_kg", "Expected"), [](const Line& line) { return cell(line.line.line.expected); }},
      {kilograms("difference_kg", "Difference"), [](const Line& line) { return cell(line.difference()); }},
      {kilograms("tolerance_kg", "Tolerance"), [](const Line& line) { return cell(line.line.line.allowed); }},
      {for_machines(kilograms("book_kg", "Book now")), [](const Line& line) { return cell(line.line.on_book); }},
      {for_machines(kilograms("difference_now_kg", "Differs now")),
       [](const Line& line) { return cell(line.difference_now()); }},
      {tells_why(text("state", "State")), [](const Line& line) { return cell(line.state()); }},
      {count("age_days", "Age", "days"),
       [](const Line& line) {
         return line.line.adjustment ? no_value() : cell(days_between(line.count.on, line.as_of));
       }},
      {text("finding", "Finding"), [](const Line& line) { return cell_of(line.line.finding, &store::Finding::text); }},
      {for_machines(entry("finding_entry", "Found by")),
       [](const Line& line) { return cell_of(line.line.finding, &store::Finding::entry); }},
      {entry("adjustment_entry", "Adjusted by"),
       [](const Line& line) { return cell_of(line.line.adjustment, &store::Adjustment::entry); }},
      {kilograms("adjusted_kg", "Adjusted"),
       [](const Line& line) { return cell_of(line.line.adjustment, &store::Adjustment::mass); }},
      {text("approved_by", "Approved by"),
       [](const Line& line) { return cell_of(line.line.adjustment, &store::Adjustment::approved_by); }},
      {for_machines(text("surplus_lot", "Found as")),
       [](const Line& line) {
         return line.line.adjustment ? text_or_missing(line.line.adjustment->surplus_code) : no_value();
       }},
      {for_machines(text("note", "Note")), [](const Line& line) { return text_or_missing(line.line.line.note); }},
  };
}

bool asks_for_line(const ReportQuestion& question, const CountedLine& line) {
  if (question.minerals.empty()) return true;
  return line.mineral && asks_for(question, *line.mineral);
}

} // namespace

Table make_count_differences_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<DifferenceLine> sheet(differences_fields());
  std::map<std::string, int> by_state;
  std::vector<std::string> late;
  for (const Count& count : list_asked(connection, question)) {
    for (const CountedLine& line : count.lines) {
      if (is_accurate(line.line) || !asks_for_line(question, line)) continue;
      const DifferenceLine difference{count, line, question.moment.as_of};
      const std::string state = difference.state();
      sheet.add(difference).mood = state == "open" ? "bad" : state == "adjusted" ? "faint" : "";
      ++by_state[state];
      if (has_changed(count, line) && !line.adjustment)
        late.push_back(fmt::format("{} in count {}: by what was recorded since, the book has {} kg on {}.",
                                   line.line.lot_name, number_of(count.entry), format_kilograms(line.on_book),
                                   format_date(count.on)));
    }
  }
  std::vector<std::string> notes = {fmt::format("{} open, {} explained, {} adjusted.", by_state["open"],
                                                by_state["explained"], by_state["adjusted"])};
  notes.insert(notes.end(), late.begin(), late.end());
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
