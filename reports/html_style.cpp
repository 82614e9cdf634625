#include "reports/html_style.hpp"

#include "reports/html_text.hpp"
#include "reports/terminal_text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::reports {
namespace {

// Contrast of every text on its background is at least 4.5 to 1, by WCAG 2.1.
constexpr std::string_view colours = R"(:root{color-scheme:light dark;
--page:#ffffff;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--raised:#f6f8fa;--accent:#1f5fa8;--track:#e4e8ec;
--good:#14692f;--bad:#b3261e}
@media screen and (prefers-color-scheme:dark){:root{
--page:#14171a;--text:#e6e9ec;--soft:#a3acb5;--line:#3a424b;--raised:#1d2227;--accent:#7db3f0;--track:#2c333a;
--good:#5ad27a;--bad:#ff9389}}
)";

constexpr std::string_view page_rules = R"(*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:1rem;max-width:100rem;background:var(--page);color:var(--text);
font-family:system-ui,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif;font-size:1rem;line-height:1.45;
overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.15rem;line-height:1.3;margin:1.75rem 0 .5rem}
.of,figcaption,.unit,footer{color:var(--soft)}
.of{margin:0}
ul{padding-left:1.25rem;margin:.5rem 0}
li{margin:.25rem 0;max-width:60rem}
footer{border-top:1px solid var(--line);margin-top:2rem;font-size:.875rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.5rem 0}
dd{margin:0;color:var(--text)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
)";

constexpr std::string_view chart_rules = R"(figure{margin:0}
.panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(19rem,100%),1fr));gap:.5rem 2rem}
.panel{display:block;max-width:36rem;font-size:13px;fill:var(--text)}
.panel .figure{text-anchor:end;font-size:12px;font-variant-numeric:tabular-nums}
.track{fill:var(--track)}
.filled{fill:var(--accent)}
.filled.good{fill:var(--good)}
.filled.bad{fill:var(--bad)}
.outlined{fill:var(--page);stroke:var(--accent);stroke-width:1.5px}
.mark{fill:var(--text)}
.panel .name{font-weight:600}
.panel .day{font-size:12px;font-variant-numeric:tabular-nums}
.plot{overflow:visible}
.line,.grid{fill:none;vector-effect:non-scaling-stroke}
.grid{stroke:var(--line)}
.line{stroke:var(--accent);stroke-width:2px;stroke-linecap:round;stroke-linejoin:round}
.line.second{stroke:var(--text);stroke-dasharray:7 5}
.line.third{stroke:var(--soft);stroke-dasharray:1 5;stroke-width:3px}
.line.goal{stroke:var(--text);stroke-width:1px}
.key{display:inline-block;margin-right:1rem}
.swatch{vertical-align:-2px}
figcaption{font-size:.875rem;margin-top:.5rem}
)";

constexpr std::string_view table_rules = R"(table{border-collapse:collapse;width:100%}
caption{text-align:left;color:var(--soft);padding-bottom:.25rem}
th,td{padding:.3rem .45em;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);
overflow-wrap:break-word}
thead th,thead td{position:sticky;top:0;background:var(--page);border-bottom:2px solid var(--soft);vertical-align:bottom}
tbody th,tfoot th{font-weight:600}
tfoot th,tfoot td{border-top:2px solid var(--soft);font-weight:600}
.d{white-space:nowrap;font-variant-numeric:tabular-nums}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
thead .n{white-space:normal}
.unit{display:block;font-weight:400}
.in1 th{padding-left:1.6rem}
.in2 th{padding-left:2.6rem}
.good .t{color:var(--good)}
.bad .t{color:var(--bad)}
.faint th,.faint td{color:var(--soft)}
.b{white-space:nowrap;font-variant-numeric:tabular-nums}
.b svg{width:5rem;height:.6rem;margin-right:.4rem;fill:currentColor}
tbody tr:hover{background:var(--raised)}
)";

constexpr std::string_view list_rules = R"(a{color:var(--accent)}
.figures,.reports{list-style:none;padding:0}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(17rem,100%),1fr));gap:.6rem}
.figures li{margin:0;padding:.6rem .75rem;border:1px solid var(--line);border-radius:.4rem;break-inside:avoid}
.figures strong{display:block;font-size:1.25rem;font-variant-numeric:tabular-nums}
.figures span,.reports span{color:var(--soft)}
.figures span{display:block;font-size:.875rem}
.attention strong{color:var(--bad);font-variant-numeric:tabular-nums}
.reports li{max-width:none;margin:0;padding:.5rem 0;border-bottom:1px solid var(--line);break-inside:avoid}
.reports a{display:inline-block;padding:.15rem 0;margin-right:.75rem}
.reports p{margin:0;max-width:60rem}
.bad{color:var(--bad)}
@page{size:portrait;margin:12.7mm}
@media print{body{padding:0;max-width:none;font-size:9.5pt}h1,h2{break-after:avoid}
.figures{grid-template-columns:repeat(3,minmax(0,1fr))}a{color:inherit}}
)";

// A row as a card: its first cell is the heading, each other stands below what it is. Empty cells take no room.
std::string card_rules(const std::vector<PrintedColumn>& columns, std::size_t widest_figure) {
  // Of a rem; letters of the table have 0.875rem.
  const std::size_t tenths = std::clamp<std::size_t>(widest_figure * 875 / 10'000 + 1, 80, 160);
  std::string css = fmt::format(
      "table,tbody,tfoot,tr,th,td{{display:block}}table{{font-size:.875rem}}\n"
      "thead{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}\n"
      "tr{{display:grid;grid-template-columns:repeat(auto-fill,minmax(min({}.{}rem,100%),1fr));gap:.35rem .75rem;"
      "border:1px solid var(--line);border-radius:.4rem;padding:.6rem .75rem;margin:0 0 .6rem;break-inside:avoid}}\n"
      "th,td,tfoot th,tfoot td,.n,.b{{border:0;padding:0;text-align:left;white-space:normal;overflow-wrap:anywhere}}\n"
      "tbody th,tfoot th{{grid-column:1/-1;font-size:1rem}}tfoot td{{font-weight:400}}.in1 th,.in2 th{{padding:0}}\n"
      "td:empty{{display:none}}\n"
      ".in1{{margin-left:1rem}}.in2{{margin-left:2rem}}\n"
      "td::before{{display:block;font-size:.75rem;font-weight:400;color:var(--soft)}}\n",
      tenths / 10, tenths % 10);
  for (std::size_t i = 1; i < columns.size(); ++i) {
    const std::string label =
        columns[i].unit.empty() ? columns[i].heading : fmt::format("{}, {}", columns[i].heading, columns[i].unit);
    if (!columns[i].heading.empty())
      css += fmt::format("td:nth-child({})::before{{content:{}}}\n", i + 1, quote_css(label));
  }
  return css;
}

// What the columns need side by side. All in hundredths of the size of the letters, by the widest of the usual fonts: a
// digit takes 64, the signs between digits 32, a letter 60 and a bold one a tenth more, the space around a cell 90.
struct Widths {
  std::size_t all = 0;
  std::size_t figure = 0; // of the widest figure
};

constexpr std::size_t of_letter = 60;
constexpr std::size_t of_mark = 100;
constexpr std::size_t of_cell = 90;

std::size_t bold(std::size_t width) { return width * 11 / 10; }

std::size_t width_of_figure(std::string_view figure) {
  const auto signs = std::ranges::count_if(figure, [](char c) { return c == ',' || c == '.'; });
  return terminal_width(figure) * 64 - static_cast<std::size_t>(signs) * 32;
}

// Texts wrap between words.
std::size_t width_of_text(std::string_view text) {
  constexpr std::size_t comfortable = 16;
  return std::max(longest_piece(text), std::min(terminal_width(text), comfortable)) * of_letter;
}

std::size_t width_needed(const PrintedColumn& column, ColumnType type) {
  constexpr std::size_t bar_with_percentage = 1'000;
  const std::size_t heading =
      std::max(bold(longest_piece(column.heading) * of_letter), longest_piece(column.unit) * of_letter);
  if (type == ColumnType::bar) return std::max(heading, bar_with_percentage);
  // The marks of a line are as wide as the letters are high, and stand together.
  if (type == ColumnType::sparkline) return std::max(heading, column.width * of_mark) + of_cell;
  const bool is_unbroken = column.on_the_right || type == ColumnType::date;
  const auto width = [&](std::string_view text) { return is_unbroken ? width_of_figure(text) : width_of_text(text); };
  std::size_t widest = bold(width(column.total));
  for (const std::string& cell : column.cells)
    widest = std::max(widest, column.names_row ? bold(width(cell)) : width(cell));
  return std::max(heading, widest);
}

Widths widths_of(const Table& table, const std::vector<PrintedColumn>& columns) {
  Widths widths;
  for (const PrintedColumn& column : columns) {
    const std::size_t width = width_needed(column, table.columns[column.index].type);
    widths.all += width + of_cell;
    if (column.on_the_right) widths.figure = std::max(widths.figure, width);
  }
  return widths;
}

// Between the widths where a row becomes a card and where letters have their usual size (0.7 and 0.875rem), letters
// grow with the page. In rem and em, so that who chose larger letters gets the cards earlier.
std::string screen_rules(std::size_t needed, const std::string& cards) {
  constexpr std::size_t around_page = 350; // hundredths of a rem: margins and a scroll bar
  const std::size_t breakpoint = (needed * 7 / 10 + around_page) / 100 + 1;
  return fmt::format("table{{font-size:clamp(.7rem,calc((100vw - 3.5rem)*100/{}),.875rem)}}\n"
                     "@media screen and (max-width:{}em){{\n{}}}\n",
                     std::max<std::size_t>(1, needed), breakpoint, cards);
}

// A4 and Letter have at least 520 points between margins of 12.7 mm, and 720 in landscape.
std::string paper_rules(std::size_t needed, const std::string& cards) {
  constexpr std::size_t portrait = 520;
  constexpr std::size_t landscape = 720;
  constexpr std::size_t normal_size = 85; // tenths of a point, as all sizes here
  constexpr std::size_t smallest_size = 60;
  const auto size_in = [&](std::size_t points) { return points * 1000 / std::max<std::size_t>(1, needed); };
  const bool is_landscape = size_in(portrait) < normal_size;
  const std::size_t size = std::clamp(size_in(is_landscape ? landscape : portrait), smallest_size, normal_size);
  const bool is_table = !is_landscape || size_in(landscape) >= smallest_size;
  std::string css =
      fmt::format("@page{{size:{};margin:12.7mm}}\n@media print{{\nbody{{padding:0;max-width:none;font-size:"
                  "9.5pt}}\nthead th,thead "
                  "td{{position:static}}\ntfoot{{display:table-row-group}}tr,li,.panel,figcaption{{break-inside:avoid}}"
                  "\nh1,h2{{break-after:avoid}}\n",
                  is_landscape && is_table ? "landscape" : "portrait");
  css += is_table ? fmt::format("table{{font-size:{}.{}pt}}\nth,td{{padding:.15rem .45em}}\n.b svg{{width:5em}}\n",
                                size / 10, size % 10)
                  : cards;
  return css + "}\n";
}

} // namespace

std::string style_sheet(const Table& table, const std::vector<PrintedColumn>& columns) {
  const Widths widths = widths_of(table, columns);
  const std::string cards = card_rules(columns, widths.figure);
  std::string css;
  css.append(colours).append(page_rules).append(chart_rules).append(table_rules);
  return css + screen_rules(widths.all, cards) + paper_rules(widths.all, cards);
}

std::string style_sheet_of_lists() {
  std::string css;
  return css.append(colours).append(page_rules).append(list_rules);
}

} // namespace pvault::reports
