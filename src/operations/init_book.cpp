#include "operations/init_book.hpp"

#include "operations/add_figures.hpp"
#include "operations/csv_rows.hpp"
#include "store/embedded.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <stdexcept>
#include <unordered_map>

namespace pvault::operations {

namespace {

// The program's own reference data: what cannot be read is a fault of ours.
template <class T>
T sound(Expected<T> value, const std::string& where) {
  if (!value) throw std::logic_error(fmt::format("reference data, {}: {}", where, value.error().message));
  return *std::move(value);
}

// Writes the reference data into a new book, mineral by mineral.
class ReferenceLoader {
public:
  ReferenceLoader(store::Connection& connection, const EntryHeader& header)
      : connection_(connection), writer_(connection), header_(header), minerals_(store::minerals_csv()),
        factors_(store::content_factors_csv()) {}

  NewBook load(const std::string& name);

private:
  void append(const std::string& kind, Date on, std::vector<RecordRow> rows, const std::string& reference = {});
  void load_mineral(std::size_t row);
  void load_demand(std::size_t row, const Mineral& mineral);
  void load_price(std::size_t row, const Mineral& mineral);
  std::vector<RecordRow> mineral_rows(std::size_t row);
  void add_supply_shares(std::size_t row, MineralId id, std::vector<RecordRow>& rows) const;
  void load_targets();
  [[nodiscard]] const std::string& at(std::size_t row, const char* column) const { return minerals_.at(row, column); }

  store::Connection& connection_;
  store::JournalWriter writer_;
  EntryHeader header_;
  CsvRows minerals_;
  CsvRows factors_;
  std::unordered_map<std::string, MineralId> ids_;
  NewBook made_;
};

void ReferenceLoader::append(const std::string& kind, Date on, std::vector<RecordRow> rows,
                             const std::string& reference) {
  EntryHeader header = header_;
  header.effective_on = on;
  header.reference = reference;
  made_.hash = writer_.append({.kind = kind, .header = header, .rows = std::move(rows)}).hash;
  ++made_.entries;
}

// "China 55%; Belgium 12%; Peru >99%"
void ReferenceLoader::add_supply_shares(std::size_t row, MineralId id, std::vector<RecordRow>& rows) const {
  std::string_view rest = at(row, "supply_shares");
  while (!rest.empty()) {
    const std::size_t end = rest.find(';');
    const std::string_view share = trim(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    const std::size_t blank = share.rfind(' ');
    if (blank == std::string_view::npos || !share.ends_with('%'))
      throw std::logic_error(fmt::format("reference data, supply share {}", share));
    std::string_view percent = share.substr(blank + 1, share.size() - blank - 2);
    const bool bounded = percent.starts_with('>') || percent.starts_with('<');
    RecordRow& added = rows.emplace_back("supply_share");
    added.set("mineral_id", id)
        .set("country", share.substr(0, blank))
        .set("percent", bounded ? percent.substr(1) : percent);
    added.set_text("qualifier", bounded ? percent.substr(0, 1) : "").set_text("basis", at(row, "supply_basis"));
  }
}

std::vector<RecordRow> ReferenceLoader::mineral_rows(std::size_t row) {
  const MineralId id = ids_.at(at(row, "id"));
  RecordRow mineral("mineral");
  mineral.set("mineral_id", id)
      .set("code", at(row, "id"))
      .set("name", at(row, "name"))
      .set_text("symbol", at(row, "symbol"));
  mineral.set("is_group", std::int64_t{at(row, "kind") == "group" ? 1 : 0}).set("category", at(row, "category"));
  if (!at(row, "member_of").empty()) mineral.set("member_of", ids_.at(at(row, "member_of")));
  mineral.set_text("usgs_chapter", at(row, "usgs_chapter"))
      .set("added_in_2025", std::int64_t{at(row, "added_in_2025") == "yes" ? 1 : 0});
  mineral.set("basis", at(row, "basis"))
      .set("basis_component", at(row, "basis_component"))
      .set_text("note", at(row, "note"));
  std::vector<RecordRow> rows = {mineral};
  for (std::size_t i = 0; i < factors_.size(); ++i) {
    if (factors_.at(i, "mineral") != at(row, "id")) continue;
    RecordRow& factor = rows.emplace_back("content_factor");
    factor.set("mineral_id", id).set("material", factors_.at(i, "material")).set("factor", factors_.at(i, "factor"));
    factor.set("source", factors_.at(i, "source"));
  }
  if (!at(row, "reliance_year").empty()) {
    RecordRow& reliance = rows.emplace_back("import_reliance");
    reliance.set("mineral_id", id).set("year", std::int64_t{std::stoi(at(row, "reliance_year"))});
    reliance.set_text("percent", at(row, "reliance_percent")).set_text("qualifier", at(row, "reliance_qualifier"));
    reliance.set_text("basis", at(row, "reliance_basis"));
  }
  add_supply_shares(row, id, rows);
  return rows;
}

void ReferenceLoader::load_mineral(std::size_t row) {
  append("mineral", header_.effective_on, mineral_rows(row));
  ++(at(row, "kind") == "group" ? made_.groups : made_.minerals);
}

void ReferenceLoader::load_demand(std::size_t row, const Mineral& mineral) {
  if (at(row, "demand_mass").empty()) return;
  const DemandInput input{.mineral = mineral.code,
                          .year = std::stoi(at(row, "demand_year")),
                          .mass = sound(parse_mass(at(row, "demand_mass")), mineral.code),
                          .basis = at(row, "demand_basis"),
                          .is_upper_bound = at(row, "demand_bound") == "<",
                          .source = at(row, "demand_source"),
                          .quality = at(row, "demand_quality"),
                          .published = at(row, "demand_published")};
  const ContainedMass mass = sound(contained_mass(mineral, {.mass = input.mass}), mineral.code);
  append("demand", first_day_of(input.year), {demand_row(mineral.id, input, mass.mass)});
  ++made_.demand_figures;
}

void ReferenceLoader::load_price(std::size_t row, const Mineral& mineral) {
  if (at(row, "price").empty()) return;
  const QuotedPrice quoted = sound(parse_price(at(row, "price")), mineral.code);
  const std::string& unusable = at(row, "price_unusable");
  std::optional<BasisPrice> price;
  if (unusable.empty()) price = sound(basis_price(mineral, quoted), mineral.code);
  const Date on = sound(parse_iso_date(at(row, "price_on")), mineral.code);
  RecordRow added = price_row(mineral.id, on, quoted, price);
  added.set_text("unusable", unusable).set("source", at(row, "price_source"));
  added.set_text("published", fmt::format("{}: {}", at(row, "price_published"), at(row, "price_description")));
  append("price", on, {added});
  ++made_.prices;
  if (!unusable.empty()) ++made_.prices_unusable;
}

void ReferenceLoader::load_targets() {
  std::vector<RecordRow> rows;
  for (const Mineral& mineral : store::list_minerals(connection_)) {
    RecordRow& row = rows.emplace_back("target");
    row.set("mineral_id", mineral.id)
        .set("effective_on", header_.effective_on)
        .set("days", std::int64_t{published_target_days});
  }
  append("target", header_.effective_on, std::move(rows), "aim of about 60 days reported by the press, February 2026");
}

NewBook ReferenceLoader::load(const std::string& name) {
  RecordRow book("book");
  book.set("name", name).set("currency", "USD");
  append("book", header_.effective_on, {book});
  for (std::size_t row = 0; row < minerals_.size(); ++row)
    ids_.emplace(at(row, "id"), MineralId{static_cast<std::int64_t>(row) + 1});
  // Groups first: their members refer to them.
  for (const char* kind : {"group", "mineral"}) {
    for (std::size_t row = 0; row < minerals_.size(); ++row) {
      if (at(row, "kind") == kind) load_mineral(row);
    }
  }
  const std::vector<Mineral> minerals = store::list_minerals(connection_);
  for (std::size_t row = 0; row < minerals_.size(); ++row) {
    load_demand(row, minerals.at(row));
    load_price(row, minerals.at(row));
  }
  load_targets();
  return made_;
}

} // namespace

NewBook init_book(const std::filesystem::path& path, const RecordingOptions& options, const std::string& name) {
  NewBook made;
  const auto fill = [&](store::Connection& connection) {
    made = ReferenceLoader(connection, options.header).load(name);
  };
  store::Book::create(path, fill, !options.dry_run);
  return made;
}

} // namespace pvault::operations
