// The index page of a pack. What a book holds stands in it only through escape_html; names of files are those of
// reports.
#include "reports/all_reports.hpp"
#include "reports/html_page.hpp"
#include "reports/html_style.hpp"
#include "reports/html_text.hpp"
#include "reports/pack.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::reports {
namespace {

constexpr std::string_view title_of_index = "Reports";

std::string in_capitals(std::string_view format) {
  if (format == "text") return "Text";
  if (format == "markdown") return "Markdown";
  std::string capitals(format);
  std::ranges::transform(capitals, capitals.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return capitals;
}

class PackPage {
public:
  explicit PackPage(const Pack& pack) : pack_(pack) {}

  std::string print() {
    const Provenance& from = pack_.provenance;
    page_ = html_head(name_of_page(title_of_index, from), style_sheet_of_lists());
    page_ += fmt::format("<body>\n<header>\n<h1>{}</h1>\n<p class=\"of\">{}, as of {}</p>\n</header>\n<main>\n",
                         title_of_index, escape_html(from.book), escape_html(from.as_of));
    append_figures();
    append_exceptions();
    append_not_made();
    append_reports();
    append_check();
    page_ += "</main>\n" + html_provenance(from, asked()) + "</body>\n</html>\n";
    return std::move(page_);
  }

private:
  void begin_section(std::string_view id, std::string_view heading) {
    page_ += fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n", id, heading);
  }
  void end_section() { page_ += "</section>\n"; }

  // What opens best of a report: its page, else its first file; "" when it is not in the pack.
  [[nodiscard]] std::string best_file_of(std::string_view report) const {
    const auto of = std::ranges::find(pack_.reports, report, &PackedReport::name);
    if (of == pack_.reports.end() || of->files.empty()) return {};
    const auto page = std::ranges::find(of->files, "html", &PackFile::format);
    return page == of->files.end() ? of->files.front().name : page->name;
  }

  [[nodiscard]] std::string link_to(std::string_view report, std::string_view label) const {
    const std::string file = best_file_of(report);
    if (file.empty()) return escape_html(label);
    return fmt::format("<a href=\"{}\">{}</a>", escape_html(file), escape_html(label));
  }

  void append_figures() {
    if (pack_.summary.figures.empty()) return;
    begin_section("summary", "Summary");
    page_ += "<ul class=\"figures\">\n";
    for (const PackFigure& figure : pack_.summary.figures) {
      page_ += fmt::format("<li data-figure=\"{}\" data-value=\"{}\">{}<strong>{}</strong>", figure.name,
                           escape_html(figure.value), link_to(figure.report, figure.label), escape_html(figure.shown));
      if (!figure.detail.empty()) page_ += fmt::format("<span>{}</span>", escape_html_breakable(figure.detail));
      page_ += "</li>\n";
    }
    page_ += "</ul>\n";
    end_section();
  }

  void append_exceptions() {
    const auto& exceptions = pack_.summary.exceptions;
    if (exceptions.empty()) return;
    begin_section("exceptions", "Needs attention");
    if (std::ranges::any_of(exceptions, [](const PackException& exception) { return exception.count > 0; }))
      append_list_of_exceptions();
    append_what_is_in_order();
    end_section();
  }

  void append_list_of_exceptions() {
    page_ += "<ul class=\"attention\">\n";
    for (const PackException& exception : pack_.summary.exceptions)
      if (exception.count > 0)
        page_ += fmt::format("<li data-exception=\"{}\">{}: <strong>{}</strong></li>\n", exception.name,
                             link_to(exception.report, exception.label),
                             group_thousands(fmt::format("{}", exception.count)));
    page_ += "</ul>\n";
  }

  // What was looked at and found in order is said, too: silence could mean that nobody looked.
  void append_what_is_in_order() {
    std::vector<std::string> labels;
    for (const PackException& exception : pack_.summary.exceptions)
      if (exception.count == 0) labels.push_back(link_to(exception.report, exception.label));
    if (!labels.empty()) page_ += fmt::format("<p>Looked for, and there are none: {}.</p>\n", fmt::join(labels, "; "));
  }

  void append_not_made() {
    if (std::ranges::all_of(pack_.reports, [](const PackedReport& report) { return report.not_made.empty(); })) return;
    begin_section("not-made", "Reports that could not be made");
    page_ += "<ul>\n";
    for (const PackedReport& report : pack_.reports)
      if (!report.not_made.empty())
        page_ += fmt::format("<li data-not-made=\"{}\"><strong class=\"bad\">{}</strong>: {}</li>\n", report.name,
                             escape_html(report.title), escape_html_breakable(report.not_made));
    page_ += "</ul>\n";
    end_section();
  }

  void append_reports() {
    begin_section("reports", "All reports");
    page_ += "<ul class=\"reports\">\n";
    for (const PackedReport& report : pack_.reports)
      if (report.not_made.empty()) append_report(report);
    page_ += "</ul>\n";
    end_section();
  }

  void append_report(const PackedReport& report) {
    page_ += fmt::format("<li data-report=\"{}\"><p><strong>{}</strong>: {} <span>{}</span></p>", report.name,
                         escape_html(report.title), escape_html(report.about),
                         report.rows == 0 ? "no rows" : counted(report.rows, "row", {}));
    for (const PackFile& file : report.files) {
      const std::string format = in_capitals(file.format);
      page_ += fmt::format("<a href=\"{}\" aria-label=\"{}, {}\">{}</a>", escape_html(file.name),
                           escape_html(report.title), format, format);
    }
    page_ += "</li>\n";
  }

  void append_check() {
    begin_section("check", "Check");
    page_ += fmt::format("<p><a href=\"{0}\">{0}</a> names every file with its SHA-256, and <code>sha256sum -c "
                         "{1}</code> in this folder holds them against <a href=\"{1}\">{1}</a>. The same book and "
                         "moment give the same files, byte for byte.</p>\n",
                         pack_manifest, pack_sums);
    end_section();
  }

  [[nodiscard]] std::string asked() const {
    std::string lines;
    for (const auto& [option, value] : pack_.asked)
      lines += html_provenance_line(option, value);
    return lines;
  }

  const Pack& pack_;
  std::string page_;
};

} // namespace

std::string render_pack_index(const Pack& pack) { return PackPage(pack).print(); }

} // namespace pvault::reports
