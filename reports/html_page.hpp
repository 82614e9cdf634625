// What all pages of HTML have in common: their head, and where they come from.
#pragma once

#include "reports/table.hpp"

#include <string>
#include <string_view>

namespace pvault::reports {

// From the doctype to the end of the head. Nothing may be loaded or run, whatever stands in the page: the browser sees
// to it, too. `title` may hold anything; `style` is a style sheet.
std::string html_head(std::string_view title, std::string_view style);

// "Coverage in days · Project Vault · 2026-03-31"
std::string name_of_page(std::string_view title, const Provenance& from);

// The footer: book, as-of, known-at, hash. `more` is further <dt> and <dd>.
std::string html_provenance(const Provenance& from, std::string_view more = {});

// A line of it; nothing without a value.
std::string html_provenance_line(std::string_view what, std::string_view value);

} // namespace pvault::reports
