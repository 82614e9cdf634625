#include "reports/html_page.hpp"

#include "reports/html_text.hpp"

#include <fmt/format.h>

namespace pvault::reports {
namespace {

constexpr std::string_view policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

} // namespace

std::string html_head(std::string_view title, std::string_view style) {
  return fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n"
                     "<title>{}</title>\n<style>\n{}</style>\n</head>\n",
                     policy, escape_html(title), style);
}

std::string name_of_page(std::string_view title, const Provenance& from) {
  return fmt::format("{} \u00B7 {} \u00B7 {}", title, from.book, from.as_of);
}

std::string html_provenance_line(std::string_view what, std::string_view value) {
  if (value.empty()) return {};
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", what, escape_html_breakable(value));
}

std::string html_provenance(const Provenance& from, std::string_view more) {
  std::string footer = "<footer>\n<h2>Where this comes from</h2>\n<dl>\n";
  footer += html_provenance_line("Book", from.book);
  footer += html_provenance_line("As of", from.as_of);
  footer += html_provenance_line("Known at entry", fmt::format("{}", from.known_at_entry));
  footer += html_provenance_line("Recorded at", from.known_at_time);
  footer += html_provenance_line("Hash", from.known_at_hash);
  footer += more;
  return footer + "</dl>\n</footer>\n";
}

} // namespace pvault::reports
