#include "reports/pack.hpp"

#include "reports/columns.hpp"
#include "tests/reports/sample_tables.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace reports_pack_test {

using namespace pvault::reports;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Row row_of(std::vector<Cell> cells) {
  Row row;
  row.cells = std::move(cells);
  return row;
}

Table table_named(std::string name, std::vector<Column> columns, std::vector<Row> rows) {
  Table table = table_of(std::move(columns), std::move(rows));
  table.name = std::move(name);
  return table;
}

Cell words(const char* text) { return std::string(text); }

Table coverage_summary(const std::vector<std::string>& bases) {
  Column days = decimal_column("coverage_days", "Cover", "days", 1);
  Table table = table_named("coverage-summary",
                            {text_column("basis_asked", "Basis"), text_column("by", "By"),
                             text_column("class", "Class"), integer_column("minerals", "Minerals"),
                             text_column("coverage_qualifier", ""), days, text_column("names", "Names")},
                            {});
  for (const std::string& basis : bases) {
    const auto add = [&](const char* by, const char* name, std::int64_t minerals, Cell cover, Cell names) {
      table.rows.push_back(
          row_of({basis, words(by), words(name), minerals, words(""), std::move(cover), std::move(names)}));
    };
    add("cover", "lowest", 1, decimal(26), words("aluminum"));
    add("status", "below_target", 29, no_value(), words("aluminum antimony"));
    add("status", "no_stock", 5, no_value(), words("boron"));
    add("days", "no_stock", 5, no_value(), words("boron"));
  }
  return table;
}

PackSummary summary_of(const Table& table) {
  PackSummary summary;
  add_to_summary(summary, table);
  return summary;
}

const PackFigure& figure(const PackSummary& summary, const std::string& name) {
  for (const PackFigure& of : summary.figures)
    if (of.name == name) return of;
  throw std::logic_error("no figure " + name);
}

std::int64_t exception(const PackSummary& summary, const std::string& name) {
  for (const PackException& of : summary.exceptions)
    if (of.name == name) return of.count;
  throw std::logic_error("no exception " + name);
}

const std::string hostile = "<script>alert(\"x\")</script>";

Pack sample_pack() {
  Pack pack{.provenance = sample_provenance};
  pack.provenance.book = hostile;
  pack.asked = {{"--mineral", hostile}};
  pack.reports.push_back({.name = "cost",
                          .title = "Cost",
                          .about = "what it cost",
                          .rows = 2,
                          .files = {describe_file("cost.csv", "csv", "abc"), describe_file("cost.html", "html", "d")}});
  pack.reports.push_back(
      {.name = "carrying", .title = "Carrying", .about = "what it costs", .not_made = "report carrying: " + hostile});
  pack.summary.figures.push_back({.name = "cost_usd",
                                  .label = "Cost",
                                  .value = "1500.00",
                                  .unit = "USD",
                                  .shown = "1,500.00 USD",
                                  .detail = hostile,
                                  .report = "cost"});
  pack.summary.exceptions.push_back({.name = "prices_stale", .label = "Old prices", .count = 3, .report = "cost"});
  pack.summary.exceptions.push_back({.name = "prices_missing", .label = "No price", .count = 0, .report = "cost"});
  return pack;
}

// A folder of its own for a test, removed afterwards.
class PackFolder {
public:
  PackFolder() {
    std::string name = (fs::temp_directory_path() / "pvault-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  PackFolder(const PackFolder&) = delete;
  PackFolder& operator=(const PackFolder&) = delete;
  ~PackFolder() { fs::remove_all(path_); }
  [[nodiscard]] auto with_manifest(const std::string& text) const {
    std::ofstream(path_ / "manifest.json", std::ios::binary) << text;
    return find_pack_files(path_);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

private:
  fs::path path_;
};

} // namespace

TEST_CASE("the summary has the lowest coverage and how many minerals are below target, each once") {
  const PackSummary summary = summary_of(coverage_summary({"consumption"}));
  const PackFigure& lowest = figure(summary, "lowest_coverage_days");
  CHECK(lowest.value == "2.6");
  CHECK(lowest.unit == "days");
  CHECK(lowest.shown == "2.6 days");
  CHECK(lowest.detail == "aluminum");
  CHECK(lowest.report == "coverage-summary");
  CHECK(figure(summary, "minerals_below_target").value == "29");
  CHECK(figure(summary, "minerals_below_target").detail.empty());
  CHECK(figure(summary, "minerals_without_stock").value == "5");
  CHECK(summary.figures.size() == 3);
}

TEST_CASE("figures of several bases say of which they are") {
  const PackSummary summary = summary_of(coverage_summary({"consumption", "imports"}));
  REQUIRE(summary.figures.size() == 6);
  CHECK(summary.figures[0].detail == "aluminum, by consumption");
  CHECK(summary.figures[3].detail == "aluminum, by imports");
  CHECK(summary.figures[4].detail == "by imports");
}

TEST_CASE("debt and what is not disbursed are the totals of the facilities, with what their note says of it") {
  Table facilities = table_named(
      "facilities",
      {text_column("facility", "Facility"), decimal_column("principal_usd", "Debt", "USD", 2),
       decimal_column("undisbursed_usd", "Undisbursed", "USD", 2), decimal_column("overdue_usd", "Overdue", "USD", 2),
       decimal_column("not_posted_usd", "Not posted", "USD", 2)},
      {row_of({words("A"), decimal(100), decimal(200'000), decimal(1), decimal(0)}),
       row_of({words("B"), decimal(200), decimal(300'000), decimal(0), decimal(-1)})});
  facilities.totals = row_of({words("Total"), decimal(300), decimal(500'000), decimal(1), decimal(-1)});
  facilities.notes = {"Undisbursed: 5,000.00 USD of 9,000.00 USD committed."};
  const PackSummary summary = summary_of(facilities);
  CHECK(figure(summary, "debt_usd").value == "3.00");
  CHECK(figure(summary, "undisbursed_usd").shown == "5,000.00 USD");
  CHECK(figure(summary, "undisbursed_usd").detail == "of 9,000.00 USD committed.");
  CHECK(exception(summary, "facilities_overdue") == 1);
  CHECK(exception(summary, "facilities_not_posted") == 1);
}

TEST_CASE("headroom is of each facility with a borrowing base, and none is not nothing") {
  const std::vector<Column> columns = {text_column("facility", "Facility"), text_column("mineral", "Mineral"),
                                       text_column("status", "Status"),
                                       decimal_column("headroom_usd", "Headroom", "USD", 2)};
  const Table base = table_named("borrowing-base", columns,
                                 {row_of({words("EXIM"), no_value(), words("breached"), decimal(-150)}),
                                  row_of({words("EXIM"), words("gallium"), words("eligible"), no_value()})});
  CHECK(figure(summary_of(base), "headroom_usd").value == "-1.50");
  CHECK(figure(summary_of(base), "headroom_usd").detail == "EXIM");
  CHECK(summary_of(base).figures.size() == 1);
  CHECK(exception(summary_of(base), "borrowing_bases_breached") == 1);
  const PackSummary none = summary_of(table_named("borrowing-base", columns, {}));
  CHECK(figure(none, "headroom_usd").value.empty());
  CHECK(figure(none, "headroom_usd").shown == "none");
}

TEST_CASE("market value and gain say of how many minerals on hand they are when some have no price") {
  const auto usd_column = [](const char* name) { return decimal_column(name, "Amount", "USD", 2); };
  Table cost = table_named(
      "cost",
      {text_column("mineral", "Mineral"), decimal_column("on_hand_kg", "On hand", "kg", 6), usd_column("cost_usd"),
       usd_column("all_in_cost_usd"), decimal_column("market_price_usd_per_kg", "Price", "USD/kg", 4),
       usd_column("market_value_usd"), usd_column("unrealised_gain_usd"), text_column("price_stale", "Stale")},
      {row_of({words("tin"), decimal(1), decimal(7), decimal(7), decimal(5), decimal(9), decimal(2), words("no")}),
       row_of({words("lead"), decimal(1), decimal(3), decimal(3), no_value(), no_value(), no_value(), no_value()}),
       row_of({words("gold"), decimal(0), decimal(0), decimal(0), no_value(), no_value(), no_value(), no_value()})});
  cost.totals =
      row_of({words("Total"), no_value(), decimal(10), decimal(10), no_value(), decimal(9), decimal(2), no_value()});
  const std::string partial = "of 1 of 2 minerals on hand; the others have no usable price";
  CHECK(figure(summary_of(cost), "market_value_usd").detail == partial);
  CHECK(figure(summary_of(cost), "unrealised_gain_usd").detail == partial);
  CHECK(figure(summary_of(cost), "cost_usd").detail.empty());
  CHECK(figure(summary_of(cost), "all_in_cost_usd").detail.empty());
  cost.rows[1].cells[4] = decimal(5);
  CHECK(figure(summary_of(cost), "market_value_usd").detail.empty());
  CHECK(figure(summary_of(cost), "unrealised_gain_usd").detail.empty());
}

TEST_CASE("an old or a missing price is an exception of minerals on hand alone") {
  Table cost = table_named("cost",
                           {text_column("mineral", "Mineral"), decimal_column("on_hand_kg", "On hand", "kg", 6),
                            decimal_column("market_price_usd_per_kg", "Price", "USD/kg", 4),
                            text_column("price_stale", "Stale")},
                           {row_of({words("tin"), decimal(1), decimal(5), words("yes")}),
                            row_of({words("zinc"), decimal(0), decimal(5), words("yes")}),
                            row_of({words("lead"), decimal(1), no_value(), no_value()}),
                            row_of({words("gold"), decimal(0), no_value(), no_value()})});
  CHECK(exception(summary_of(cost), "prices_stale") == 1);
  CHECK(exception(summary_of(cost), "prices_missing") == 1);
}

TEST_CASE("a mineral that stands in several rows is one exception") {
  const Table coverage =
      table_named("coverage", {text_column("mineral", "Mineral"), text_column("demand_stale", "Stale")},
                  {row_of({words("boron"), words("yes")}), row_of({words("boron"), words("yes")}),
                   row_of({words("tin"), words("no")})});
  CHECK(exception(summary_of(coverage), "demand_figures_stale") == 1);
}

TEST_CASE("reports of which every row is an exception are counted, empty ones too, and other reports add nothing") {
  const std::vector<Column> columns = {text_column("lot", "Lot")};
  CHECK(exception(summary_of(table_named("missing-evidence", columns, {row_of({words("GA-1")})})),
                  "lots_without_evidence") == 1);
  CHECK(exception(summary_of(table_named("unconfirmed", columns, {})), "lots_unconfirmed") == 0);
  CHECK(summary_of(table_named("lots", columns, {row_of({words("GA-1")})})).exceptions.empty());
}

TEST_CASE("the index links reports and figures to files, and what is not there to nothing") {
  const std::string page = render_pack_index(sample_pack());
  CHECK(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n"));
  CHECK(page.ends_with("</body>\n</html>\n"));
  CHECK(has(page, "<a href=\"cost.html\">Cost</a><strong>1,500.00 USD</strong>"));
  CHECK(has(page, "<a href=\"cost.csv\" aria-label=\"Cost, CSV\">CSV</a>"));
  CHECK(has(page, "<a href=\"cost.html\">Old prices</a>: <strong>3</strong>"));
  CHECK(has(page, "Looked for, and there are none: <a href=\"cost.html\">No price</a>."));
  CHECK(has(page, "data-not-made=\"carrying\""));
  CHECK_FALSE(has(page, "data-report=\"carrying\""));
}

TEST_CASE("nothing of the book is a part of the index's markup") {
  const std::string page = render_pack_index(sample_pack());
  CHECK_FALSE(has(page, "<script"));
  CHECK(has(page, "&lt;script&gt;"));
  CHECK(has(page, "default-src 'none'"));
}

TEST_CASE("a manifest has the moment, the summary and every file but itself") {
  const Pack pack = sample_pack();
  const PackFile index = describe_file("index.html", "html", "page");
  const auto manifest = nlohmann::json::parse(render_pack_manifest(pack, index));
  CHECK(manifest["schema"] == "pvault.pack/1");
  CHECK(manifest["book"] == hostile);
  CHECK(manifest["as_of"] == "2026-03-31");
  CHECK(manifest["known_at"]["entry"] == 181);
  CHECK(manifest["chain_head"] == sample_provenance.known_at_hash);
  CHECK(manifest["known_at"]["recorded_at"].is_null());
  CHECK(manifest["asked"][0]["option"] == "--mineral");
  CHECK(manifest["summary"][0]["value"] == "1500.00");
  CHECK(manifest["exceptions"].size() == 2);
  CHECK(manifest["not_made"][0]["report"] == "carrying");
  REQUIRE(manifest["files"].size() == 3);
  CHECK(manifest["files"][0]["report"].is_null());
  CHECK(manifest["files"][1]["name"] == "cost.csv");
  CHECK(manifest["files"][1]["rows"] == 2);
  CHECK(manifest["files"][1]["bytes"] == 3);
  // FIPS 180-4, the example "abc".
  CHECK(manifest["files"][1]["sha256"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("sums are lines of sha256sum, the manifest among them") {
  const std::vector<PackFile> others = {describe_file("manifest.json", "json", "abc")};
  const std::string sums = render_pack_sums(sample_pack(), others);
  CHECK(sums.starts_with("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  manifest.json\n"));
  CHECK(has(sums, "  cost.html\n"));
}

TEST_CASE("a pack is known by its manifest, which names its files") {
  const PackFolder folder;
  CHECK_FALSE(find_pack_files(folder.path()));
  const auto files = folder.with_manifest(render_pack_manifest(sample_pack(), describe_file("index.html", "html", "")));
  REQUIRE(files);
  CHECK(*files == std::vector<std::string>{"manifest.json", "SHA256SUMS", "index.html", "cost.csv", "cost.html"});
}

TEST_CASE("what of a pack was changed is found, and a report that is gone is no change") {
  const PackFolder folder;
  const std::string manifest = render_pack_manifest(sample_pack(), describe_file("index.html", "html", "page"));
  const std::vector<PackFile> others = {describe_file("index.html", "html", "page"),
                                        describe_file("manifest.json", "json", manifest)};
  const std::string sums = render_pack_sums(sample_pack(), others);
  const auto write = [&](const char* name, const std::string& text) {
    std::ofstream(folder.path() / name, std::ios::binary) << text;
  };
  const auto change = [&] { return find_change_in_pack(folder.path()); };
  CHECK_EQ(change(), ""); // no pack
  write("manifest.json", manifest);
  CHECK_EQ(change(), "SHA256SUMS is missing or cannot be read");
  write("SHA256SUMS", sums);
  CHECK_EQ(change(), ""); // all reports are gone
  write("index.html", "page");
  CHECK_EQ(change(), "");
  write("index.html", "my page");
  CHECK_EQ(change(), "\"index.html\" was changed since the pack was made");
  write("index.html", "page");
  write("SHA256SUMS", sums + "checked\n");
  CHECK_EQ(change(), "\"SHA256SUMS\" was changed since the pack was made");
  write("SHA256SUMS", sums);
  write("manifest.json", manifest + " ");
  CHECK_EQ(change(), "\"manifest.json\" was changed since the pack was made");
  fs::remove(folder.path() / "index.html");
  fs::create_directory(folder.path() / "index.html");
  write("manifest.json", manifest);
  CHECK_EQ(change(), ""); // no file of the pack: find_stranger finds it
}

TEST_CASE("a name in a manifest that no file can have is of no file") {
  const PackFolder folder;
  const std::string name(400, 'n');
  const auto files =
      folder.with_manifest(fmt::format(R"({{"schema":"pvault.pack/1","files":[{{"name":"{}"}}]}})", name));
  REQUIRE(files);
  std::ofstream(folder.path() / "SHA256SUMS") << "";
  CHECK_NE(find_change_in_pack(folder.path()), "");
}

TEST_CASE("what is no manifest of a pack, or names files elsewhere, is none") {
  const PackFolder folder;
  for (const char* text :
       {"", "{", "[]", "7", R"({"schema":"pvault.report.cost/1","files":[]})", R"({"schema":"pvault.pack/1"})",
        R"({"schema":"pvault.pack/1","files":[7]})", R"({"schema":"pvault.pack/1","files":[{"name":7}]})",
        R"({"schema":"pvault.pack/1","files":[{"name":"../vault.db"}]})",
        R"({"schema":"pvault.pack/1","files":[{"name":".."}]})"}) {
    CAPTURE(text);
    CHECK_FALSE(folder.with_manifest(text));
  }
}

} // namespace reports_pack_test
