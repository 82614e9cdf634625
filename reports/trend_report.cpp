// Machines get a row per day and mineral, people a row per mineral with its figures drawn over time.
#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/demand_age.hpp"
#include "reports/sheet.hpp"
#include "reports/trend.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <string_view>
#include <utility>

namespace pvault::reports {

namespace {

// What only the whole has.
struct WholeAt {
  Money undisbursed;
  Money unallocated;
  std::optional<std::int64_t> lowest; // tenths of a day
  std::string lowest_mineral;
  std::string_view lowest_sign = {};
  std::int64_t on_target = 0;
  std::int64_t below_target = 0;
  std::int64_t no_stock = 0;
};

struct TrendLine {
  Date on;
  std::string mineral;
  std::string_view kind;
  const MineralAt* at; // none of the whole
  MoneyAt money;
  std::optional<WholeAt> whole = {};
};

template <class Get>
Cell from_mineral(const TrendLine& line, Get get) {
  return line.at ? cell(get(*line.at)) : no_value();
}

template <class Get>
Cell from_whole(const TrendLine& line, Get get) {
  return line.whole ? cell(get(*line.whole)) : no_value();
}

// Of the mineral's cover; in the line of the whole of the lowest cover.
std::string_view sign_of(const TrendLine& line) {
  if (line.at) return line.at->sign();
  return line.whole ? line.whole->lowest_sign : std::string_view();
}

std::vector<Field<TrendLine>> trend_fields() {
  using Line = TrendLine;
  using namespace column;
  return {
      {date("on", "On"), [](const Line& line) { return cell(line.on); }},
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral); }},
      {text("kind", "Kind"), [](const Line& line) { return cell(std::string(line.kind)); }},
      {kilograms("on_hand_kg", "On hand"),
       [](const Line& line) { return from_mineral(line, [](const MineralAt& at) { return at.stock.on_hand; }); }},
      {kilograms("available_kg", "Available"),
       [](const Line& line) { return from_mineral(line, [](const MineralAt& at) { return at.stock.available(); }); }},
      {kilograms_a_year("demand_kg_per_year", "Demand"),
       [](const Line& line) { return line.at && line.at->demand ? cell(line.at->demand->per_year) : no_value(); }},
      {text("coverage_qualifier", "Coverage bound"),
       [](const Line& line) { return text_or_missing(std::string(sign_of(line))); }},
      {days_in_tenths("coverage_days", "Cover"),
       [](const Line& line) { return line.at ? tenths_cell(line.at->tenths()) : no_value(); }},
      {count("target_days", "Target", "days"),
       [](const Line& line) { return from_mineral(line, [](const MineralAt& at) { return at.target_days; }); }},
      {text("status", "Status"),
       [](const Line& line) {
         return from_mineral(line, [](const MineralAt& at) { return std::string(coverage_status_name(at.status)); });
       }},
      {usd("cost_usd", "Cost"), [](const Line& line) { return cell(line.money.cost); }},
      {usd("carrying_cost_usd", "Carrying cost"), [](const Line& line) { return cell(line.money.carrying_cost); }},
      {usd("financing_cost_usd", "Financing cost"), [](const Line& line) { return cell(line.money.financing_cost); }},
      {usd("market_value_usd", "Market value"), [](const Line& line) { return cell(line.money.market_value); }},
      {usd("debt_usd", "Debt"), [](const Line& line) { return cell(line.money.debt); }},
      {usd("debt_unallocated_usd", "Debt, unallocated"),
       [](const Line& line) { return from_whole(line, [](const WholeAt& whole) { return whole.unallocated; }); }},
      {usd("undisbursed_usd", "Undisbursed"),
       [](const Line& line) { return from_whole(line, [](const WholeAt& whole) { return whole.undisbursed; }); }},
      {days_in_tenths("lowest_coverage_days", "Lowest cover"),
       [](const Line& line) { return line.whole ? tenths_cell(line.whole->lowest) : no_value(); }},
      {text("lowest_coverage_mineral", "Of"),
       [](const Line& line) { return line.whole ? text_or_missing(line.whole->lowest_mineral) : no_value(); }},
      {count("on_target", "On target"),
       [](const Line& line) { return from_whole(line, [](const WholeAt& whole) { return whole.on_target; }); }},
      {count("below_target", "Below target"),
       [](const Line& line) { return from_whole(line, [](const WholeAt& whole) { return whole.below_target; }); }},
      {count("no_stock", "No stock"),
       [](const Line& line) { return from_whole(line, [](const WholeAt& whole) { return whole.no_stock; }); }},
      {year("demand_year", "Year"),
       [](const Line& line) { return line.at && line.at->demand ? cell(line.at->demand->year) : no_value(); }},
      {text("demand_stale", "Stale"),
       [](const Line& line) { return line.at ? demand_stale_cell(line.at->demand, line.on) : no_value(); }},
  };
}

// Groups are no minerals of their own: what counts or adds up minerals is without them.
template <class Visit>
void for_each_mineral(const Trend& trend, const DayOfTrend& day, Visit visit) {
  for (std::size_t i = 0; i < trend.minerals.size(); ++i) {
    if (!trend.minerals[i].is_group) visit(trend.minerals[i], day.minerals[i]);
  }
}

// As the totals of `cost` are summed: missing when it does not fit, or when none of the figures is known.
std::optional<Money> sum_of_minerals(const DayOfTrend& day, std::optional<Money> MoneyAt::*figure) {
  Total total;
  for (const MineralAt& at : day.minerals)
    total.add(cell(at.money.*figure));
  if (!total.has_figures()) return std::nullopt;
  const Cell sum = total.cell(ColumnType::decimal);
  const auto* value = std::get_if<Decimal>(&sum);
  return value ? std::optional(Money::cents(value->scaled)) : std::nullopt;
}

// Groups have no stock of their own and no price.
std::int64_t count_unpriced(const Trend& trend, const DayOfTrend& day) {
  std::int64_t count = 0;
  for_each_mineral(trend, day, [&](const Mineral&, const MineralAt& at) {
    count += at.stock.on_hand > Mass() && !at.money.market_value ? 1 : 0;
  });
  return count;
}

// A value of a part must not stand beside the cost of all: without a price for all that is on hand it is missing.
std::optional<Money> market_value_of_whole(const Trend& trend, const DayOfTrend& day) {
  return count_unpriced(trend, day) == 0 ? sum_of_minerals(day, &MoneyAt::market_value) : std::nullopt;
}

MoneyAt money_of_whole(const Trend& trend, const DayOfTrend& day) {
  return {.cost = sum_of_minerals(day, &MoneyAt::cost),
          .carrying_cost = sum_of_minerals(day, &MoneyAt::carrying_cost),
          .financing_cost = sum_of_minerals(day, &MoneyAt::financing_cost),
          .market_value = market_value_of_whole(trend, day),
          .debt = day.principal};
}

WholeAt whole_at(const Trend& trend, const DayOfTrend& day) {
  WholeAt whole{
      .undisbursed = day.undisbursed, .unallocated = day.unallocated, .lowest = std::nullopt, .lowest_mineral = {}};
  for_each_mineral(trend, day, [&](const Mineral& mineral, const MineralAt& at) {
    whole.on_target += at.status == CoverageStatus::on_target ? 1 : 0;
    whole.below_target += at.status == CoverageStatus::below_target ? 1 : 0;
    whole.no_stock += at.status == CoverageStatus::no_stock ? 1 : 0;
    const auto tenths = at.tenths();
    if (at.stock.available() <= Mass() || !tenths || (whole.lowest && *tenths >= *whole.lowest)) return;
    whole.lowest = tenths;
    whole.lowest_mineral = mineral.code;
    whole.lowest_sign = at.sign();
  });
  return whole;
}

using Figures = std::vector<std::optional<std::int64_t>>;

// A mineral over all days; the whole has money only.
struct MineralOverTime {
  std::string name;
  Figures cover; // tenths of a day
  Figures stock; // mg
  Figures cost;  // cents
  Figures debt;  // cents
  std::string status;
};

std::optional<std::int64_t> first_of(const Figures& figures) {
  return figures.empty() ? std::nullopt : figures.front();
}
std::optional<std::int64_t> last_of(const Figures& figures) { return figures.empty() ? std::nullopt : figures.back(); }
// A missing figure is less than any other.
std::optional<std::int64_t> highest_of(const Figures& figures) {
  return figures.empty() ? std::nullopt : *std::ranges::max_element(figures);
}
std::optional<std::int64_t> lowest_of(const Figures& figures) {
  std::optional<std::int64_t> lowest;
  for (const auto& figure : figures) {
    if (figure && (!lowest || *figure < *lowest)) lowest = figure;
  }
  return lowest;
}

Cell scaled_cell(const std::optional<std::int64_t>& scaled) { return scaled ? decimal(*scaled) : no_value(); }
Cell line_cell(const Figures& figures) { return figures.empty() ? no_value() : cell(Sparkline{figures}); }

std::vector<Field<MineralOverTime>> fields_for_people() {
  using Line = MineralOverTime;
  using namespace column;
  return {
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.name); }},
      {days_in_tenths("cover_first", "First"), [](const Line& line) { return scaled_cell(first_of(line.cover)); }},
      {days_in_tenths("cover_lowest", "Lowest"), [](const Line& line) { return scaled_cell(lowest_of(line.cover)); }},
      {days_in_tenths("cover_highest", "Highest"),
       [](const Line& line) { return scaled_cell(highest_of(line.cover)); }},
      {tells_why(days_in_tenths("cover_last", "Last")),
       [](const Line& line) { return scaled_cell(last_of(line.cover)); }},
      {sparkline("cover", "Cover"), [](const Line& line) { return line_cell(line.cover); }},
      {tells_why(text("status", "Status")), [](const Line& line) { return text_or_missing(line.status); }},
      {kilograms("stock_last", "On hand"), [](const Line& line) { return scaled_cell(last_of(line.stock)); }},
      {sparkline("stock", "Stock"), [](const Line& line) { return line_cell(line.stock); }},
      {usd("cost_last", "Cost"), [](const Line& line) { return scaled_cell(last_of(line.cost)); }},
      {sparkline("cost", "Cost"), [](const Line& line) { return line_cell(line.cost); }},
      {usd("debt_last", "Debt"), [](const Line& line) { return scaled_cell(last_of(line.debt)); }},
      {sparkline("debt", "Debt"), [](const Line& line) { return line_cell(line.debt); }},
  };
}

std::optional<std::int64_t> cents_of(const std::optional<Money>& amount) {
  return amount ? std::optional(amount->cents()) : std::nullopt;
}

void add_money(MineralOverTime& line, const MoneyAt& money) {
  line.cost.push_back(cents_of(money.cost));
  line.debt.push_back(cents_of(money.debt));
}

MineralOverTime over_time(const Trend& trend, std::size_t index) {
  MineralOverTime line{.name = trend.minerals[index].code,
                       .cover = {},
                       .stock = {},
                       .cost = {},
                       .debt = {},
                       .status = std::string(coverage_status_name(trend.days.back().minerals[index].status))};
  for (const DayOfTrend& day : trend.days) {
    const MineralAt& at = day.minerals[index];
    line.cover.push_back(at.tenths());
    line.stock.push_back(at.stock.on_hand.milligrams());
    add_money(line, at.money);
  }
  return line;
}

MineralOverTime whole_over_time(const Trend& trend) {
  MineralOverTime line{.name = "all", .cover = {}, .stock = {}, .cost = {}, .debt = {}, .status = {}};
  for (const DayOfTrend& day : trend.days)
    add_money(line, money_of_whole(trend, day));
  return line;
}

std::string mood_of_trend(const MineralAt& at) {
  switch (at.status) {
  case CoverageStatus::on_target:
  case CoverageStatus::no_demand:
    return "good";
  case CoverageStatus::below_target:
    return "bad";
  case CoverageStatus::no_stock:
    return at.target_days.value_or(0) > 0 ? "bad" : "faint";
  case CoverageStatus::no_demand_figure:
  case CoverageStatus::group_figure_only:
    return "faint";
  }
  return "";
}

int indent_of(const Trend& trend, std::size_t index) {
  const auto& group = trend.minerals[index].member_of;
  const auto is_group = [&](const Mineral& mineral) { return group && mineral.id == *group; };
  return std::ranges::any_of(trend.minerals, is_group) ? 1 : 0;
}

std::string lowest_days_in_words(const Trend& trend) {
  std::optional<std::int64_t> lowest;
  std::string where;
  for (const DayOfTrend& day : trend.days) {
    const WholeAt whole = whole_at(trend, day);
    if (!whole.lowest || (lowest && *whole.lowest >= *lowest)) continue;
    lowest = whole.lowest;
    where = fmt::format("{}, {}{} days on {}", whole.lowest_mineral, sign_in_words(whole.lowest_sign),
                        format_scaled(*lowest, 1, 1), format_date(day.on));
  }
  if (!lowest) return "On none of these days had a mineral both stock and a demand figure.";
  return fmt::format("Lowest coverage where there was stock and a figure: {}.", where);
}

std::vector<std::string> minerals_with(const Trend& trend, std::string_view sign) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < trend.minerals.size(); ++i) {
    const auto has_sign = [&, i](const DayOfTrend& day) { return day.minerals[i].sign() == sign; };
    if (std::ranges::any_of(trend.days, has_sign)) names.push_back(trend.minerals[i].code);
  }
  return names;
}

std::vector<Date> days_of(const Trend& trend) {
  std::vector<Date> days;
  days.reserve(trend.days.size());
  for (const DayOfTrend& day : trend.days)
    days.push_back(day.on);
  return days;
}

// Days after one another that want for a price of as many minerals.
struct UnpricedDays {
  Date first;
  Date last;
  std::int64_t minerals;
};

std::vector<UnpricedDays> list_unpriced_days(const Trend& trend) {
  std::vector<UnpricedDays> runs;
  bool goes_on = false;
  for (const DayOfTrend& day : trend.days) {
    const std::int64_t minerals = count_unpriced(trend, day);
    if (minerals > 0 && goes_on && runs.back().minerals == minerals)
      runs.back().last = day.on;
    else if (minerals > 0)
      runs.push_back({day.on, day.on, minerals});
    goes_on = minerals > 0;
  }
  return runs;
}

// Empty where all that is on hand has a price on every day.
std::string unpriced_in_words(const Trend& trend) {
  std::string days;
  for (const UnpricedDays& run : list_unpriced_days(trend)) {
    const std::string when = run.first == run.last
                                 ? fmt::format("on {}", format_date(run.first))
                                 : fmt::format("from {} to {}", format_date(run.first), format_date(run.last));
    days += fmt::format("{}{} {}", days.empty() ? "" : ", ", counted(run.minerals, "mineral"), when);
  }
  if (days.empty()) return days;
  return fmt::format("The market value of all is missing where a mineral on hand has no usable price: {}.", days);
}

std::vector<std::string> notes_of_trend(const Trend& trend, Interval by, bool with_whole) {
  std::vector<std::string> notes = {trend_days_in_words(days_of(trend), by), lowest_days_in_words(trend)};
  StaleFigures stale;
  for (const DayOfTrend& day : trend.days) {
    for (std::size_t i = 0; i < trend.minerals.size(); ++i)
      stale.look_at(trend.minerals[i], day.minerals[i].demand, day.on);
  }
  if (!stale.note().empty()) notes.push_back(stale.note());
  const std::string above = list_in_words(minerals_with(trend, ">"));
  if (!above.empty())
    notes.push_back(fmt::format("Demand is only known to be below: {}; coverage is then above what is shown.", above));
  const std::string below = list_in_words(minerals_with(trend, "<"));
  if (!below.empty())
    notes.push_back(fmt::format("Demand is only known to be above: {}; coverage is then below what is shown.", below));
  const std::string unpriced = with_whole ? unpriced_in_words(trend) : "";
  if (!unpriced.empty()) notes.push_back(unpriced);
  const DayOfTrend& last = trend.days.back();
  if (last.unallocated != Money())
    notes.push_back(fmt::format("Of {} of debt on {}, {} no mineral bears.", format_money(last.principal),
                                format_date(last.on), format_money(last.unallocated)));
  notes.emplace_back("Each day's prices, demand figures and targets are those of the day, as known at the same entry. "
                     "Carrying and financing cost are what accruals had posted by then. A group's stock is the sum of "
                     "its members'; its money stands with them.");
  return notes;
}

std::shared_ptr<const Table> page_of_trend(const Trend& trend, bool with_whole, std::vector<std::string> notes) {
  Sheet<MineralOverTime> sheet(fields_for_people());
  for (std::size_t i = 0; i < trend.minerals.size(); ++i) {
    Row& row = sheet.append(over_time(trend, i));
    row.mood = mood_of_trend(trend.days.back().minerals[i]);
    row.indent = indent_of(trend, i);
  }
  notes.emplace_back("Lines are drawn from nothing up to the highest of each; a dot stands for a day without a figure. "
                     "Where there are more days than marks, a mark is the last of several. `--format csv` has all.");
  Sheet<MineralOverTime> whole(fields_for_people());
  Table table = sheet.finish(std::move(notes));
  if (with_whole) table.totals = whole.append(whole_over_time(trend));
  return std::make_shared<const Table>(std::move(table));
}

std::vector<TimeChart> charts_of_trend() {
  return {{.title = "Cost, market value and debt",
           .on = "on",
           .panel = "mineral",
           .lines = {"cost_usd", "market_value_usd", "debt_usd"},
           .only = "all"},
          {.title = "Cover over time",
           .on = "on",
           .panel = "mineral",
           .lines = {"coverage_days"},
           .target = "target_days"}};
}

} // namespace

Table make_trend_report(store::Connection& connection, const ReportQuestion& question) {
  const Trend trend = load_trend(connection, question);
  const bool with_whole = question.minerals.empty(); // all debt is not that of the minerals asked for
  Sheet<TrendLine> sheet(trend_fields());
  for (const DayOfTrend& day : trend.days) {
    for (std::size_t i = 0; i < trend.minerals.size(); ++i) {
      const Mineral& mineral = trend.minerals[i];
      const MineralAt& at = day.minerals[i];
      sheet.append({day.on, mineral.code, mineral.is_group ? "group" : "mineral", &at, at.money});
    }
    if (with_whole) sheet.append({day.on, "all", "all", nullptr, money_of_whole(trend, day), whole_at(trend, day)});
  }
  std::vector<std::string> notes = notes_of_trend(trend, question.by, with_whole);
  Table table = sheet.finish(notes);
  table.for_people = page_of_trend(trend, with_whole, std::move(notes));
  table.charts_over_time = charts_of_trend();
  return table;
}

} // namespace pvault::reports
