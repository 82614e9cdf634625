// What a public extract shows.
#include "reports/extract.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace pvault::reports {

namespace {

// Published reference data and what says nothing of a deal: every column of these.
constexpr std::array<std::string_view, 7> public_tables = {
    "book", "content_factor", "cost_method", "import_reliance", "mineral", "supply_share", "target"};

// Of every table: numbers that stand for names, kinds, days, and mass on the mineral's basis.
constexpr std::array<std::string_view, 15> public_columns = {
    "aged_from_on", "country", "direction", "effective_on", "entry_id",    "forbids_release", "is_group", "kind",
    "line",         "mass_mg", "method",    "received_mg",  "received_on", "related",         "role"};

// Exceptions: what a participant declares to need, reasons in words, what others call a request, and who signed which
// entries.
constexpr std::array<std::string_view, 4> private_fields = {"cost_method.reason", "demand.mass_mg", "entry.request_id",
                                                            "signer.person_id"};

bool has(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_published(const std::string& table, const std::string& column) {
  if (has(private_fields, table + "." + column)) return false;
  // A number stands for a site, a party, a lot or a facility: the same in all tables, and no name.
  return has(public_tables, table) || has(public_columns, column) || column.ends_with("_id");
}

} // namespace

Withholding Withholding::for_public() {
  Withholding withholding;
  withholding.is_public_ = true;
  return withholding;
}

bool Withholding::holds(const std::string& table, const std::string& column) const {
  if (fields_.contains(column) || fields_.contains(table + "." + column)) return true;
  return is_public_ && !is_published(table, column);
}

} // namespace pvault::reports
