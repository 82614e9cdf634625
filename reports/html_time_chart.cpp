#include "reports/html_time_chart.hpp"

#include "reports/chart_figures.hpp"
#include "reports/html_text.hpp"
#include "units/date.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <utility>

namespace pvault::reports {
namespace {

// Pixels.
constexpr int name_height = 18;
constexpr int key_pitch = 16;
constexpr int gap_above_plot = 10;
constexpr int plot_height = 80;
constexpr int dates_height = 24;

constexpr std::int64_t grid = 1'000; // a plot is so many units wide and high
// A plot takes so much of the width, in hundredths of a percent, less so much for each letter of the longest mark of
// its scale, which stands to the right.
constexpr std::int64_t full_plot_width = 9'700;
constexpr std::int64_t width_of_mark_letter = 250;
// A scale ends at so many times the largest target: one mineral covered for years must not make all others look flat.
constexpr std::int64_t targets_in_scale = 2;

// Lines are told apart by their strokes, not by colour alone; the classes stand in the style sheet.
constexpr std::array<std::string_view, most_lines_in_chart> strokes = {"line", "line second", "line third"};
constexpr std::string_view stroke_of_target = "line goal";

struct TimeLine {
  std::vector<std::optional<ChartFigure>> figures; // one for each day of its panel
};

struct TimePanel {
  std::string name;
  std::vector<Date> days;
  std::vector<TimeLine> lines;
  TimeLine target;
};

bool is_more(const std::optional<ChartFigure>& figure, const std::optional<ChartFigure>& than) {
  return figure && (!than || figure->value > than->value);
}

// The highest figure; nothing where there is none.
std::optional<ChartFigure> highest_in(const TimeLine& line) {
  std::optional<ChartFigure> highest;
  for (const std::optional<ChartFigure>& figure : line.figures)
    if (is_more(figure, highest)) highest = figure;
  return highest;
}

bool rises_above_zero(const TimeLine& line) {
  const auto highest = highest_in(line);
  return highest && highest->value > 0;
}

// The least of 1, 2, 4, 6 and 8 times a power of ten that reaches `value`, which is above zero; its half is a round
// number with at most `decimals`, too.
Exact round_up_to_mark(const Exact& value, int decimals) {
  constexpr std::array<int, 5> factors = {2, 4, 6, 8, 10};
  for (Exact step = Exact(1) / power_of_ten(decimals);; step *= 10) {
    for (const int factor : factors)
      if (step * factor >= value) return step * factor;
  }
}

struct Scale {
  Exact top;
  int decimals = 0; // of what it counts
  bool is_cut = false;

  // "0.5 million"
  [[nodiscard]] std::string mark(const Exact& value) const {
    constexpr std::int64_t million = 1'000'000;
    constexpr std::int64_t billion = 1'000'000'000;
    if (value == 0) return "0";
    if (top >= billion) return print(value / billion, 1) + " billion";
    if (top >= million) return print(value / million, 1) + " million";
    return print(value, decimals);
  }

private:
  static std::string print(const Exact& value, int decimals) {
    const auto scaled = round_to_integer(value * power_of_ten(decimals), Rounding::half_even);
    return group_thousands(format_scaled(scaled.value_or(0), decimals, 0));
  }
};

class TimeChartPicture {
public:
  TimeChartPicture(const Table& table, const TimeChart& chart, std::size_t number)
      : table_(table), chart_(chart), number_(number) {
    columns_.reserve(chart.lines.size());
    for (const std::string& name : chart.lines)
      columns_.emplace_back(table, name);
    if (!chart.target.empty()) target_.emplace(table, chart.target);
    load_panels();
    std::erase_if(panels_, [](const TimePanel& panel) { return std::ranges::none_of(panel.lines, rises_above_zero); });
    if (target_) set_shared_scale();
  }

  [[nodiscard]] std::string draw() const {
    if (panels_.empty()) return {};
    std::string html = "<figure>\n<div class=\"panels\">\n";
    for (std::size_t i = 0; i < panels_.size(); ++i)
      html += draw_panel(panels_[i], fmt::format("over-time-{}-{}", number_, i + 1));
    return html + "</div>\n" + caption() + "</figure>\n";
  }

private:
  void load_panels() {
    const std::size_t on = index_of_column(table_, chart_.on);
    const std::size_t named = index_of_column(table_, chart_.panel);
    std::map<std::string, std::size_t> found;
    for (const Row& row : table_.rows) {
      const auto* name = std::get_if<std::string>(&row.cells[named]);
      if (name == nullptr || (!chart_.only.empty() && *name != chart_.only)) continue;
      const auto [at, is_new] = found.emplace(*name, panels_.size());
      if (is_new)
        panels_.push_back({.name = *name, .days = {}, .lines = std::vector<TimeLine>(columns_.size()), .target = {}});
      add_day(panels_[at->second], row, parse_iso_date(std::get<std::string>(row.cells[on])).value());
    }
  }

  void add_day(TimePanel& panel, const Row& row, Date day) const {
    panel.days.push_back(day);
    for (std::size_t i = 0; i < columns_.size(); ++i)
      panel.lines[i].figures.push_back(columns_[i].figure_of(row));
    if (target_) panel.target.figures.push_back(target_->figure_of(row));
  }

  [[nodiscard]] Scale scale_of(const TimePanel& panel) const {
    Scale scale{.top = 0, .decimals = columns_.front().column().decimals};
    for (const TimeLine& line : panel.lines)
      if (const auto highest = highest_in(line)) scale.top = std::max(scale.top, highest->value);
    return scale;
  }

  void set_shared_scale() {
    shared_.decimals = columns_.front().column().decimals;
    Exact largest_target;
    for (const TimePanel& panel : panels_) {
      shared_.top = std::max(shared_.top, scale_of(panel).top);
      if (const auto target = highest_in(panel.target)) largest_target = std::max(largest_target, target->value);
    }
    shared_.top = std::max(shared_.top, largest_target);
    const Exact most = largest_target * targets_in_scale;
    shared_.is_cut = most > 0 && shared_.top > most;
    if (shared_.is_cut)
      shared_.top = most;
    else if (shared_.top > 0)
      shared_.top = round_up_to_mark(shared_.top, shared_.decimals);
  }

  [[nodiscard]] std::string in_unit(const std::string& figure) const {
    const std::string& unit = columns_.front().column().unit;
    return unit.empty() ? figure : fmt::format("{} {}", figure, unit);
  }

  // "9.6 of 60 days"
  [[nodiscard]] std::string last_in_words(const TimePanel& panel, std::size_t line) const {
    const auto& figure = panel.lines[line].figures.back();
    if (!figure) return "no figure";
    const bool has_target = line == 0 && target_ && panel.target.figures.back();
    return in_unit(has_target ? fmt::format("{} of {}", figure->text, panel.target.figures.back()->text)
                              : figure->text);
  }

  // "Cover 9.6 of 60 days on 2026-04-15; from 2026-01-31 to then at least 9.6 (2026-03-31) and at most 38.4
  // (2026-02-28)"
  [[nodiscard]] std::string line_in_words(const TimePanel& panel, std::size_t line) const {
    const std::vector<std::optional<ChartFigure>>& figures = panel.lines[line].figures;
    std::optional<std::size_t> lowest;
    std::optional<std::size_t> highest;
    for (std::size_t i = 0; i < figures.size(); ++i) {
      if (!figures[i]) continue;
      if (!lowest || figures[i]->value < figures[*lowest]->value) lowest = i;
      if (!highest || figures[i]->value > figures[*highest]->value) highest = i;
    }
    std::string words = fmt::format("{} {} on {}", columns_[line].column().heading, last_in_words(panel, line),
                                    format_date(panel.days.back()));
    if (lowest && panel.days.size() > 1)
      words += fmt::format(", from {} to then at least {} ({}) and at most {} ({})", format_date(panel.days.front()),
                           figures[*lowest]->text, format_date(panel.days[*lowest]), figures[*highest]->text,
                           format_date(panel.days[*highest]));
    return words;
  }

  [[nodiscard]] std::string draw_panel(const TimePanel& panel, const std::string& id) const {
    std::string description;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      description += (i == 0 ? "" : "; ") + line_in_words(panel, i);
    const int plot_top = name_height + key_pitch * static_cast<int>(columns_.size()) + gap_above_plot;
    std::string svg = fmt::format("<svg class=\"panel\" role=\"img\" aria-labelledby=\"{0}\" "
                                  "aria-describedby=\"{0}-values\" width=\"100%\" height=\"{1}\">\n"
                                  "<title id=\"{0}\">{2}, {3}</title>\n<desc id=\"{0}-values\">{4}.</desc>\n",
                                  id, plot_top + plot_height + dates_height, escape_html(chart_.title),
                                  escape_html(panel.name), escape_html(description));
    svg += fmt::format("<text class=\"name\" x=\"0\" y=\"13\">{}</text>\n", escape_html(shorten_label(panel.name)));
    for (std::size_t i = 0; i < columns_.size(); ++i)
      svg += draw_key(panel, i, name_height + key_pitch * static_cast<int>(i));
    return svg + draw_plot(panel, plot_top) + "</svg>\n";
  }

  // The line as it is drawn, what it is, and its last figure.
  [[nodiscard]] std::string draw_key(const TimePanel& panel, std::size_t line, int top) const {
    return fmt::format("<path class=\"{}\" d=\"M1 {}h16\"/><text x=\"24\" y=\"{}\">{}</text>"
                       "<text class=\"figure\" x=\"100%\" y=\"{}\">{}</text>\n",
                       strokes.at(line), top + 8, top + 12, escape_html(columns_[line].column().heading), top + 12,
                       escape_html(last_in_words(panel, line)));
  }

  [[nodiscard]] std::string draw_plot(const TimePanel& panel, int top) const {
    Scale scale = shared_;
    if (!target_) {
      scale = scale_of(panel);
      scale.top = round_up_to_mark(scale.top, scale.decimals);
    }
    const std::array<std::string, 3> marks = {scale.mark(scale.top), scale.mark(scale.top / 2), scale.mark(0)};
    const std::size_t letters = std::max({marks[0].size(), marks[1].size(), marks[2].size()});
    const std::string width =
        format_scaled(full_plot_width - width_of_mark_letter * static_cast<std::int64_t>(letters), 2, 0) + "%";
    std::string svg = fmt::format("<svg class=\"plot\" y=\"{}\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" "
                                  "preserveAspectRatio=\"none\"><path class=\"grid\" d=\"M0 0H{}M0 {}H{}M0 {}H{}\"/>",
                                  top, width, plot_height, grid, grid, grid, grid / 2, grid, grid, grid);
    if (target_) svg += draw_line(panel.days, panel.target, scale, stroke_of_target);
    for (std::size_t i = panel.lines.size(); i-- > 0;) // the first on top
      svg += draw_line(panel.days, panel.lines[i], scale, strokes.at(i));
    svg += "</svg>\n";
    for (int i = 0; i < 3; ++i)
      svg += fmt::format("<text class=\"figure\" x=\"100%\" y=\"{}\">{}</text>", top + plot_height * i / 2 + 4,
                         marks.at(static_cast<std::size_t>(i)));
    return svg + draw_dates(panel, width, top + plot_height + 16);
  }

  static std::string draw_dates(const TimePanel& panel, const std::string& end, int y) {
    std::string svg;
    if (panel.days.size() > 1)
      svg += fmt::format("<text class=\"day\" x=\"0\" y=\"{}\">{}</text>", y, format_date(panel.days.front()));
    return svg +
           fmt::format("<text class=\"figure\" x=\"{}\" y=\"{}\">{}</text>\n", end, y, format_date(panel.days.back()));
  }

  // From day to day in a straight line, with a gap where a day has no figure. A day between two gaps is a dot.
  static std::string draw_line(const std::vector<Date>& days, const TimeLine& line, const Scale& scale,
                               std::string_view stroke) {
    const std::int64_t span = days_between(days.front(), days.back());
    std::string path;
    bool goes_on = false;
    for (std::size_t i = 0; i < days.size(); ++i) {
      const std::optional<ChartFigure>& figure = line.figures[i];
      if (figure) {
        const std::int64_t x = span == 0 ? grid : grid * days_between(days.front(), days[i]) / span;
        path += fmt::format("{}{} {}{}", goes_on ? "L" : "M", x, height_of(figure->value, scale), goes_on ? "" : "h0");
      }
      goes_on = figure.has_value();
    }
    return path.empty() ? path : fmt::format("<path class=\"{}\" d=\"{}\"/>", stroke, path);
  }

  // From the top of the plot.
  static std::int64_t height_of(const Exact& value, const Scale& scale) {
    const Exact within = std::clamp(value, Exact(0), scale.top);
    return grid - round_to_integer(within * grid / scale.top, Rounding::down).value_or(0);
  }

  [[nodiscard]] std::string caption() const {
    std::string html;
    if (target_)
      html += fmt::format("<span class=\"key\"><svg class=\"swatch\" width=\"18\" height=\"14\" aria-hidden=\"true\">"
                          "<path class=\"{}\" d=\"M1 7h16\"/></svg> {}</span>\n",
                          stroke_of_target, escape_html(target_->column().heading));
    if (shared_.is_cut)
      html += fmt::format("What is above {} is drawn along the upper edge. ",
                          escape_html(in_unit(shared_.mark(shared_.top))));
    html += table_.for_people ? "All figures are in the formats for machines." : "All figures are in the table.";
    return fmt::format("<figcaption>{}</figcaption>\n", html);
  }

  const Table& table_;
  const TimeChart& chart_;
  std::size_t number_;
  std::vector<ChartColumn> columns_;
  std::optional<ChartColumn> target_;
  std::vector<TimePanel> panels_;
  Scale shared_ = {}; // only with a target
};

} // namespace

std::string draw_time_chart(const Table& table, const TimeChart& chart, std::size_t number) {
  return TimeChartPicture(table, chart, number).draw();
}

} // namespace pvault::reports
