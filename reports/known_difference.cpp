#include "reports/known_difference.hpp"

#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "reports/table_difference.hpp"
#include "store/trails.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace pvault::reports {

namespace {

struct RecordedEntry { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  std::string kind;
  Date effective_on;
  std::string recorded_at;
  std::string recorded_by;
  std::string request_id;
  std::string reference;
  std::string memo;
  store::Things things = {};
};

// Either a figure that differs or an entry.
struct ChangedLine {
  std::string what;
  std::string report = {};
  CellDifference figure = {};
  std::string entries = {};
  std::optional<RecordedEntry> recorded = {};
};

std::string with_unit(const std::string& figure, const std::string& unit) {
  return figure.empty() || unit.empty() ? figure : fmt::format("{} {}", figure, unit);
}

template <class Member>
Cell of_entry(const ChangedLine& line, Member member) {
  return line.recorded ? cell((*line.recorded).*member) : no_value();
}
template <class Member>
Cell text_of_entry(const ChangedLine& line, Member member) {
  return line.recorded ? text_or_missing((*line.recorded).*member) : no_value();
}

std::vector<Field<ChangedLine>> difference_fields() {
  using Line = ChangedLine;
  using namespace column;
  using Entry = RecordedEntry;
  return {
      {text("what", "What"), [](const Line& line) { return cell(line.what); }},
      {text("report", "Report"), [](const Line& line) { return text_or_missing(line.report); }},
      {text("row", "Row"),
       [](const Line& line) { return text_or_missing(fmt::format("{}", fmt::join(line.figure.row, " / "))); }},
      {text("figure", "Figure"), [](const Line& line) { return text_or_missing(line.figure.column); }},
      {for_machines(text("unit", "Unit")), [](const Line& line) { return text_or_missing(line.figure.unit); }},
      {for_machines(text("before", "Before")), [](const Line& line) { return text_or_missing(line.figure.before); }},
      {for_machines(text("after", "After")), [](const Line& line) { return text_or_missing(line.figure.after); }},
      {for_machines(text("difference", "Difference")),
       [](const Line& line) { return text_or_missing(line.figure.difference); }},
      {for_people(text("before_shown", "Before")),
       [](const Line& line) { return text_or_missing(with_unit(line.figure.before_for_people, line.figure.unit)); }},
      {for_people(text("after_shown", "After")),
       [](const Line& line) { return text_or_missing(with_unit(line.figure.after_for_people, line.figure.unit)); }},
      {for_people(text("difference_shown", "Difference")),
       [](const Line& line) {
         return text_or_missing(with_unit(line.figure.difference_for_people, line.figure.unit));
       }},
      {text("entries", "Entries"), [](const Line& line) { return text_or_missing(line.entries); }},
      {entry("entry", "Entry"), [](const Line& line) { return of_entry(line, &Entry::entry); }},
      {text("kind", "Kind"), [](const Line& line) { return of_entry(line, &Entry::kind); }},
      {date("effective_on", "On"), [](const Line& line) { return of_entry(line, &Entry::effective_on); }},
      {for_machines(text("recorded_at", "Recorded at")),
       [](const Line& line) { return of_entry(line, &Entry::recorded_at); }},
      {text("recorded_by", "By"), [](const Line& line) { return of_entry(line, &Entry::recorded_by); }},
      {for_machines(text("reference", "Reference")),
       [](const Line& line) { return text_of_entry(line, &Entry::reference); }},
      {text("memo", "Memo"), [](const Line& line) { return text_of_entry(line, &Entry::memo); }},
      {for_machines(text("request_id", "Request")),
       [](const Line& line) { return text_of_entry(line, &Entry::request_id); }},
  };
}

// Between the two moments, and dated up to the day; `left_out`: how many are dated later.
std::vector<RecordedEntry> list_recorded(store::Connection& connection, const Moment& moment, EntryId earlier,
                                         std::int64_t& left_out) {
  std::vector<RecordedEntry> entries;
  store::Query row = connection.query("SELECT entry_id, kind, effective_on, recorded_at, recorded_by, request_id, "
                                      "reference, memo FROM entry WHERE entry_id > ? AND entry_id <= ? ORDER BY "
                                      "entry_id");
  row.bind(earlier).bind(moment.known_at);
  while (row.next()) {
    if (row.date(2) > moment.as_of) {
      ++left_out;
      continue;
    }
    entries.push_back({.entry = row.id<EntryId>(0),
                       .kind = row.text(1),
                       .effective_on = row.date(2),
                       .recorded_at = row.text(3),
                       .recorded_by = row.text(4),
                       .request_id = row.text_or_empty(5),
                       .reference = row.text_or_empty(6),
                       .memo = row.text_or_empty(7)});
  }
  auto next = entries.begin();
  if (next == entries.end()) return entries;
  store::visit_touching_entries(connection, moment.known_at, [&](const store::TouchingEntry& touching) {
    if (next == entries.end() || next->entry != touching.entry) return;
    next->things = touching.things;
    ++next;
  });
  return entries;
}

// Which entries can have changed what a row says.
class Explanation {
public:
  Explanation(store::Connection& connection, EntryId known_at, const std::vector<RecordedEntry>& entries)
      : connection_(connection), known_at_(known_at), entries_(entries) {}

  // Those that touch what the row names, and those that name nothing (the fixing of an index); all, when there is none.
  std::set<EntryId> of_row(const std::vector<std::string>& row) {
    const store::Things things = find_named(row);
    std::set<EntryId> found;
    bool any = false;
    for (const RecordedEntry& entry : entries_) {
      const bool names_nothing = entry.things.size() == 1; // itself
      const bool touches = store::any_among(things, entry.things);
      any = any || touches;
      if (touches || names_nothing) found.insert(entry.entry);
    }
    return any ? found : all();
  }

  [[nodiscard]] std::set<EntryId> all() const {
    std::set<EntryId> numbers;
    std::ranges::transform(entries_, std::inserter(numbers, numbers.end()), &RecordedEntry::entry);
    return numbers;
  }

private:
  const std::vector<store::NamedThing>& find(const std::string& text) {
    const auto [place, is_new] = found_.try_emplace(text);
    if (is_new && !text.empty()) place->second = store::find_things(connection_, text, known_at_);
    return place->second;
  }

  // Lots, minerals and facilities say more than where or with whom.
  store::Things find_named(const std::vector<std::string>& row) {
    static constexpr std::array<std::string_view, 3> foremost = {"lot", "mineral", "facility"};
    store::Things first;
    store::Things others;
    for (const std::string& text : row) {
      for (const store::NamedThing& thing : find(text)) {
        const bool is_foremost = std::ranges::find(foremost, thing.kind) != foremost.end();
        store::Things& to = is_foremost ? first : others;
        to.insert(to.end(), thing.things.begin(), thing.things.end());
      }
    }
    return first.empty() ? others : first;
  }

  store::Connection& connection_;
  EntryId known_at_;
  const std::vector<RecordedEntry>& entries_;
  std::map<std::string, std::vector<store::NamedThing>> found_;
};

std::string list_numbers(const std::set<EntryId>& entries) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(entries.size());
  std::ranges::transform(entries, std::back_inserter(numbers), [](EntryId entry) { return number_of(entry); });
  return fmt::format("{}", fmt::join(numbers, ", "));
}

std::string name_of_change(RowChange change) {
  switch (change) {
  case RowChange::changed:
    return "changed";
  case RowChange::appeared:
    return "appeared";
  case RowChange::vanished:
    break;
  }
  return "vanished";
}

std::int64_t add_report(const Report& report, store::Connection& connection, const KnownDifferenceQuestion& asked,
                        Explanation& explanation, Sheet<ChangedLine>& sheet) {
  ReportQuestion earlier = asked.question;
  earlier.moment.known_at = asked.earlier;
  const Table before = make_report(report, connection, earlier);
  const Table after = make_report(report, connection, asked.question);
  std::set<EntryId> of_rows;
  const auto differences = compare_tables(before, after);
  for (const CellDifference& figure : differences) {
    std::set<EntryId> entries;
    if (!figure.is_total)
      entries = explanation.of_row(figure.row);
    else
      entries = of_rows.empty() ? explanation.all() : of_rows;
    of_rows.insert(entries.begin(), entries.end());
    sheet.add({.what = name_of_change(figure.change),
               .report = std::string(report.name),
               .figure = figure,
               .entries = list_numbers(entries)});
  }
  return static_cast<std::int64_t>(differences.size());
}

std::string list_names(const std::vector<const Report*>& compared) {
  std::vector<std::string> names;
  names.reserve(compared.size());
  std::ranges::transform(compared, std::back_inserter(names),
                         [](const Report* report) { return std::string(report->name); });
  return list_in_words(names);
}

} // namespace

Table make_known_difference_table(store::Connection& connection, const KnownDifferenceQuestion& question) {
  const Moment& moment = question.question.moment;
  std::int64_t left_out = 0;
  const auto entries = list_recorded(connection, moment, question.earlier, left_out);
  Explanation explanation(connection, moment.known_at, entries);
  Sheet<ChangedLine> sheet(difference_fields());
  std::int64_t figures = 0;
  for (const Report* report : question.reports)
    figures += add_report(*report, connection, question, explanation, sheet);
  for (const RecordedEntry& entry : entries)
    sheet.add({.what = "recorded", .recorded = entry});
  const std::string day = format_date(moment.as_of);
  std::vector<std::string> notes = {
      fmt::format("As of {}: known at entry {} against entry {}.", day, number_of(question.earlier),
                  number_of(moment.known_at)),
      figures == 0 ? fmt::format("No figure of {} changed.", list_names(question.reports))
                   : fmt::format("{} of {} changed.", counted(figures, "figure"), list_names(question.reports)),
      fmt::format("{} recorded in between {} dated up to {}{}.",
                  counted(static_cast<std::int64_t>(entries.size()), "entry", "entries"),
                  entries.size() == 1 ? "is" : "are", day,
                  left_out == 0 ? "" : fmt::format(", {} later and changed nothing by then", left_out))};
  Table table = sheet.finish(std::move(notes));
  table.name = "difference";
  table.title =
      fmt::format("What changed from entry {} to entry {}", number_of(question.earlier), number_of(moment.known_at));
  return table;
}

} // namespace pvault::reports
