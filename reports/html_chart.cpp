#include "reports/html_chart.hpp"

#include "reports/cell_text.hpp"
#include "reports/chart_figures.hpp"
#include "reports/html_text.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <iterator>

namespace pvault::reports {
namespace {

constexpr std::size_t most_rows_in_panel = 10;
constexpr int label_height = 18; // pixels, as all lengths here that are no percentage
constexpr int bar_pitch = 16;
constexpr int bar_height = 10;
constexpr int gap_below_row = 6;
// Bars take so much of the width, in hundredths of a percent, less so much for each letter of the longest figure, which
// stands in the rest.
constexpr std::int64_t full_width = 9700;
constexpr std::int64_t width_of_letter = 250;
constexpr std::int64_t shortest_full_bar = 3500;
// A bar is cut at so many times the largest target: one mineral covered for years must not make all others look empty.
constexpr std::int64_t targets_shown = 2;

struct BarRow {
  std::string label;
  std::string mood;
  std::vector<std::optional<ChartFigure>> bars;
  std::optional<ChartFigure> target;
};

class BarChart {
public:
  BarChart(const Table& table, const Chart& chart) : table_(table), chart_(chart) {
    unit_ = table.columns[index_of_column(table, chart.bars.front())].unit;
    bars_.reserve(chart.bars.size());
    for (const std::string& name : chart.bars) {
      bars_.emplace_back(table, name);
      headings_.push_back(bars_.back().column().heading);
    }
    if (!chart.target.empty()) target_.emplace(table, chart.target);
    load_rows();
    set_scale();
    set_full_bar();
  }

  std::string draw() {
    if (rows_.empty() || scale_ <= 0) return {};
    std::string html = "<figure>\n<div class=\"panels\">\n";
    const std::size_t panels = (rows_.size() + most_rows_in_panel - 1) / most_rows_in_panel;
    for (std::size_t panel = 0; panel < panels; ++panel)
      html += draw_panel(panel + 1, rows_.size() * panel / panels, rows_.size() * (panel + 1) / panels);
    return html + "</div>\n" + caption() + "</figure>\n";
  }

private:
  void load_rows() {
    const std::size_t label = index_of_column(table_, chart_.label);
    for (const Row& row : table_.rows) {
      BarRow drawn{.label = format_for_people(row.cells[label], table_.columns[label], 0),
                   .mood = row.mood,
                   .bars = {},
                   .target = {}};
      drawn.bars.reserve(bars_.size());
      for (const ChartColumn& bar : bars_)
        drawn.bars.push_back(bar.figure_of(row));
      if (target_) drawn.target = target_->figure_of(row);
      keep_or_count(std::move(drawn));
    }
  }

  void keep_or_count(BarRow row) {
    const auto is_there = [](const std::optional<ChartFigure>& figure) { return figure.has_value(); };
    const auto is_above_zero = [](const std::optional<ChartFigure>& figure) { return figure && figure->value > 0; };
    if (std::ranges::any_of(row.bars, is_above_zero))
      rows_.push_back(std::move(row));
    else
      ++(std::ranges::any_of(row.bars, is_there) ? at_zero_ : without_figure_);
  }

  void set_scale() {
    Exact largest_target;
    for (const BarRow& row : rows_) {
      for (const std::optional<ChartFigure>& bar : row.bars)
        if (bar) scale_ = std::max(scale_, bar->value);
      if (row.target) largest_target = std::max(largest_target, row.target->value);
    }
    scale_ = std::max(scale_, largest_target);
    const Exact most = largest_target * targets_shown;
    if (most <= 0 || scale_ <= most) return;
    scale_ = most;
    is_cut_ = true;
  }

  // So much of the scale, as a percentage of the panel's width.
  [[nodiscard]] std::string share(const Exact& value) const {
    const Exact within = std::clamp(value, Exact(0), scale_);
    return format_scaled(round_to_integer(within * full_bar_ / scale_, Rounding::down).value_or(0), 2, 0) + "%";
  }

  void set_full_bar() {
    std::size_t letters = 0;
    for (const BarRow& row : rows_)
      for (std::size_t bar = 0; bar < row.bars.size(); ++bar)
        letters = std::max(letters, words_of(row, bar).size());
    full_bar_ = std::max(shortest_full_bar, full_width - width_of_letter * static_cast<std::int64_t>(letters));
  }

  [[nodiscard]] std::string in_unit(const std::string& figure) const {
    return unit_.empty() ? figure : fmt::format("{} {}", figure, unit_);
  }

  // "28.6 of 60 days"
  [[nodiscard]] std::string words_of(const BarRow& row, std::size_t bar) const {
    if (!row.bars[bar]) return "no figure";
    if (bar == 0 && row.target) return in_unit(fmt::format("{} of {}", row.bars[bar]->text, row.target->text));
    return in_unit(row.bars[bar]->text);
  }

  [[nodiscard]] std::string description(std::size_t from, std::size_t to) const {
    std::string text;
    for (std::size_t i = from; i < to; ++i) {
      text += fmt::format("{}{}: ", text.empty() ? "" : "; ", rows_[i].label);
      for (std::size_t bar = 0; bar < headings_.size(); ++bar)
        text += fmt::format("{}{} {}", bar == 0 ? "" : ", ", headings_[bar], words_of(rows_[i], bar));
    }
    return text + ".";
  }

  [[nodiscard]] std::string draw_panel(std::size_t number, std::size_t from, std::size_t to) const {
    const int row_height = label_height + bar_pitch * static_cast<int>(headings_.size()) + gap_below_row;
    const std::string title = fmt::format("{}, {} to {}", chart_.title, rows_[from].label, rows_[to - 1].label);
    std::string svg = fmt::format("<svg class=\"panel\" role=\"img\" aria-labelledby=\"chart-{0}\" "
                                  "aria-describedby=\"chart-{0}-values\" width=\"100%\" height=\"{1}\">\n"
                                  "<title id=\"chart-{0}\">{2}</title>\n<desc id=\"chart-{0}-values\">{3}</desc>\n",
                                  number, row_height * static_cast<int>(to - from), escape_html(title),
                                  escape_html(description(from, to)));
    for (std::size_t i = from; i < to; ++i)
      svg += draw_row(rows_[i], row_height * static_cast<int>(i - from));
    return svg + "</svg>\n";
  }

  [[nodiscard]] std::string draw_row(const BarRow& row, int top) const {
    std::string svg =
        fmt::format("<text x=\"0\" y=\"{}\">{}</text>\n", top + 13, escape_html(shorten_label(row.label)));
    for (std::size_t bar = 0; bar < row.bars.size(); ++bar)
      svg += draw_bar(row, bar, top + label_height + bar_pitch * static_cast<int>(bar));
    return svg;
  }

  [[nodiscard]] std::string draw_bar(const BarRow& row, std::size_t bar, int top) const {
    std::string words =
        fmt::format("<text class=\"figure\" x=\"100%\" y=\"{}\">{}</text>\n", top + 9, escape_html(words_of(row, bar)));
    if (!row.bars[bar]) return words; // not even an empty bar, which would be zero
    const std::string filled = share(row.bars[bar]->value);
    std::string svg = fmt::format("<rect class=\"track\" x=\"0\" y=\"{}\" width=\"{}\" height=\"{}\"/>"
                                  "<rect class=\"{}\" x=\"0\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                                  top, share(scale_), bar_height, class_of(row, bar), top, filled, bar_height);
    if (row.bars[bar]->value > scale_)
      svg += fmt::format(
          "<svg x=\"{}\" y=\"{}\" width=\"8\" height=\"{}\"><path class=\"{}\" d=\"M0 0L7 5L0 10Z\"/></svg>", filled,
          top, bar_height, class_of(row, bar));
    if (bar == 0 && row.target)
      svg += fmt::format("<rect class=\"mark\" x=\"{}\" y=\"{}\" width=\"2\" height=\"{}\"/>", share(row.target->value),
                         top - 2, bar_height + 4);
    return svg + words;
  }

  // A single bar has the colour of its row; several are told apart by filling and outline, not by colour alone.
  [[nodiscard]] std::string class_of(const BarRow& row, std::size_t bar) const {
    if (bar > 0) return "outlined";
    const bool has_mood = row.bars.size() == 1 && (row.mood == "good" || row.mood == "bad");
    return has_mood ? "filled " + row.mood : "filled";
  }

  [[nodiscard]] std::string legend() const {
    std::string html;
    const auto add = [&](std::string_view key, const std::string& what) {
      html += fmt::format("<span class=\"key\"><svg class=\"swatch\" width=\"18\" height=\"14\" aria-hidden=\"true\">{}"
                          "</svg> {}</span>\n",
                          key, escape_html(what));
    };
    const bool has_moods =
        headings_.size() == 1 && std::ranges::any_of(rows_, [](const BarRow& row) { return !row.mood.empty(); });
    for (std::size_t bar = 0; bar < headings_.size(); ++bar)
      add(bar > 0     ? "<rect class=\"outlined\" x=\"1\" y=\"2\" width=\"16\" height=\"10\"/>"
          : has_moods ? "<rect class=\"filled bad\" x=\"1\" y=\"2\" width=\"8\" height=\"10\"/>"
                        "<rect class=\"filled good\" x=\"9\" y=\"2\" width=\"8\" height=\"10\"/>"
                      : "<rect class=\"filled\" x=\"1\" y=\"2\" width=\"16\" height=\"10\"/>",
          headings_[bar]);
    if (target_) add("<rect class=\"mark\" x=\"8\" y=\"0\" width=\"2\" height=\"14\"/>", target_->column().heading);
    return html;
  }

  [[nodiscard]] std::string caption() const {
    std::string text;
    if (is_cut_) text += fmt::format("Bars end at {}; an arrow marks more. ", in_unit(format_decimal(scale_)));
    if (at_zero_ > 0) text += fmt::format("Not drawn, at zero: {}. ", at_zero_);
    if (without_figure_ > 0) text += fmt::format("Not drawn, without a figure: {}. ", without_figure_);
    return fmt::format("<figcaption>{}{}All figures are in the table.</figcaption>\n", legend(),
                       escape_html(text) + " ");
  }

  // Twice a target, which has at most the decimals of its column.
  [[nodiscard]] std::string format_decimal(const Exact& value) const {
    const int decimals = target_ ? target_->column().decimals : 0;
    return group_thousands(
        format_scaled(round_to_integer(value * power_of_ten(decimals), Rounding::half_even).value_or(0), decimals, 0));
  }

  const Table& table_;
  const Chart& chart_;
  std::string unit_;
  std::vector<std::string> headings_;
  std::vector<ChartColumn> bars_;
  std::optional<ChartColumn> target_;
  std::vector<BarRow> rows_;
  std::size_t at_zero_ = 0;
  std::size_t without_figure_ = 0;
  Exact scale_; // the longest bar
  std::int64_t full_bar_ = full_width;
  bool is_cut_ = false;
};

} // namespace

std::string draw_chart(const Table& table) {
  return table.chart ? BarChart(table, *table.chart).draw() : std::string();
}

} // namespace pvault::reports
