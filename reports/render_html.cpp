// One file that needs nothing else: no script, no font, no picture from elsewhere. What a book holds stands in it only
// through escape_html.
#include "reports/cell_text.hpp"
#include "reports/html_chart.hpp"
#include "reports/html_page.hpp"
#include "reports/html_style.hpp"
#include "reports/html_text.hpp"
#include "reports/html_time_chart.hpp"
#include "reports/printed_columns.hpp"
#include "reports/render.hpp"
#include "units/exact.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::reports {
namespace {

constexpr int deepest_indent = 2;

class HtmlPage {
public:
  // Charts over time are those of the whole table, the rest is what people read of it.
  HtmlPage(const Table& table, const Table& whole) : table_(table), whole_(whole), columns_(print_columns(table, 0)) {}

  std::string print() {
    const std::string name = has_provenance(table_) ? name_of_page(table_.title, table_.provenance) : table_.title;
    page_ += html_head(name, style_sheet(table_, columns_));
    page_ += fmt::format("<body>\n<header>\n<h1>{}</h1>\n", escape_html(table_.title));
    if (has_provenance(table_))
      page_ += fmt::format("<p class=\"of\">{}, as of {}</p>\n", escape_html(table_.provenance.book),
                           escape_html(table_.provenance.as_of));
    page_ += "</header>\n<main>\n";
    append_chart();
    append_charts_over_time();
    append_table();
    append_notes();
    page_ += "</main>\n";
    if (has_provenance(table_)) page_ += html_provenance(table_.provenance);
    page_ += "</body>\n</html>\n";
    return std::move(page_);
  }

private:
  void append_chart() {
    const std::string chart = draw_chart(table_);
    if (chart.empty()) return;
    page_ += fmt::format("<section aria-labelledby=\"chart\">\n<h2 id=\"chart\">{}</h2>\n{}</section>\n",
                         escape_html(table_.chart->title), chart);
  }

  void append_charts_over_time() {
    std::size_t number = 0;
    for (const TimeChart& chart : whole_.charts_over_time) {
      const std::string drawn = draw_time_chart(whole_, chart, ++number);
      if (drawn.empty()) continue;
      page_ +=
          fmt::format("<section aria-labelledby=\"over-time-{0}\">\n<h2 id=\"over-time-{0}\">{1}</h2>\n{2}</section>\n",
                      number, escape_html(chart.title), drawn);
    }
  }

  void append_table() {
    page_ += "<section aria-labelledby=\"figures\">\n<h2 id=\"figures\">Figures</h2>\n";
    if (!columns_.empty()) {
      page_ += "<table role=\"table\" aria-labelledby=\"figures\">\n";
      append_headings();
      append_rows();
      append_totals();
      page_ += "</table>\n";
    }
    if (table_.rows.empty()) page_ += "<p>(no rows)</p>\n";
    page_ += "</section>\n";
  }

  // Roles are said again, because some browsers forget them where a row is laid out as a card. A column has the name it
  // has in JSON and CSV as data-column, for programs that read the page.
  void append_headings() {
    page_ += "<thead role=\"rowgroup\">\n<tr role=\"row\">";
    for (const PrintedColumn& column : columns_)
      page_ += fmt::format("<th role=\"columnheader\" scope=\"col\" data-column=\"{}\"{}>{}</th>",
                           escape_html(table_.columns[column.index].name), class_of(column), heading_of(column));
    page_ += "</tr>\n</thead>\n";
  }

  // A column whose cells explain themselves has no heading to see, yet one to hear.
  [[nodiscard]] std::string heading_of(const PrintedColumn& column) const {
    std::string heading = escape_html(column.heading);
    if (heading.empty()) {
      std::string name = table_.columns[column.index].name;
      std::ranges::replace(name, '_', ' ');
      heading = fmt::format("<span class=\"unseen\">{}</span>", escape_html(name));
    }
    if (!column.unit.empty()) heading += fmt::format(" <span class=\"unit\">{}</span>", escape_html(column.unit));
    return heading;
  }

  void append_rows() {
    page_ += "<tbody role=\"rowgroup\">\n";
    for (std::size_t i = 0; i < table_.rows.size(); ++i) {
      page_ += fmt::format("<tr role=\"row\"{}>", class_of(table_.rows[i]));
      for (const PrintedColumn& column : columns_)
        append_cell(column, cell_of(column, i));
      page_ += "</tr>\n";
    }
    page_ += "</tbody>\n";
  }

  [[nodiscard]] std::string cell_of(const PrintedColumn& column, std::size_t row) const {
    if (const auto* bar = std::get_if<Bar>(&table_.rows[row].cells[column.index])) return draw_bar(*bar);
    return escape_html_breakable(without_indent(column, table_, row));
  }

  // The percentage beside it is its text.
  static std::string draw_bar(const Bar& bar) {
    const std::string percentage = format_percentage(bar);
    if (percentage.empty()) return "\u2013";
    const Exact share = std::clamp(Exact(bar.filled) / bar.full, Exact(0), Exact(1));
    return fmt::format(
        "<svg viewBox=\"0 0 100 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" "
        "width=\"100\" height=\"12\"/><rect width=\"{}\" height=\"12\"/></svg>{}",
        round_to_integer(share * 100, Rounding::down).value_or(0), escape_html(percentage));
  }

  void append_cell(const PrintedColumn& column, const std::string& html) {
    if (column.names_row)
      page_ += fmt::format("<th role=\"rowheader\" scope=\"row\"{}>{}</th>", class_of(column), html);
    else
      page_ += fmt::format("<td role=\"cell\"{}>{}</td>", class_of(column), html);
  }

  void append_totals() {
    if (!table_.totals) return;
    page_ += "<tfoot role=\"rowgroup\">\n<tr role=\"row\">";
    for (const PrintedColumn& column : columns_)
      append_cell(column, escape_html_breakable(column.total));
    page_ += "</tr>\n</tfoot>\n";
  }

  // n: a figure; d: a day; b: a bar; t: what takes the row's mood.
  [[nodiscard]] std::string class_of(const PrintedColumn& column) const {
    const ColumnType type = table_.columns[column.index].type;
    std::string classes = column.on_the_right        ? "n"
                          : type == ColumnType::date ? "d"
                          : type == ColumnType::bar  ? "b"
                                                     : "";
    if (column.takes_mood) classes += classes.empty() ? "t" : " t";
    return classes.empty() ? "" : fmt::format(" class=\"{}\"", classes);
  }

  static std::string class_of(const Row& row) {
    std::string classes = row.mood;
    if (row.indent > 0)
      classes += fmt::format("{}in{}", classes.empty() ? "" : " ", std::min(row.indent, deepest_indent));
    return classes.empty() ? "" : fmt::format(" class=\"{}\"", classes);
  }

  void append_notes() {
    if (table_.notes.empty()) return;
    page_ += "<section aria-labelledby=\"notes\">\n<h2 id=\"notes\">Notes</h2>\n<ul>\n";
    for (const std::string& note : table_.notes)
      page_ += fmt::format("<li>{}</li>\n", escape_html_sentence(note));
    page_ += "</ul>\n</section>\n";
  }

  const Table& table_;
  const Table& whole_;
  std::vector<PrintedColumn> columns_;
  std::string page_;
};

} // namespace

std::string render_html(const Table& table) {
  check_table(table);
  const Table read = as_read_by_people(table);
  return HtmlPage(read, table).print();
}

} // namespace pvault::reports
