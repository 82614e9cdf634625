// Files of others: tables of comma-separated values, standing orders, reports of one's own.
#include "tests/fuzz/target.hpp"

#include "cli/order_file.hpp"
#include "cli/order_plan.hpp"
#include "operations/csv_rows.hpp"
#include "operations/published_table.hpp"
#include "reports/csv_text.hpp"
#include "reports/own_report.hpp"
#include "reports/pack.hpp"
#include "tests/support/book.hpp"
#include "units/date.hpp"
#include "units/text.hpp"

#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace pvault::fuzz {

namespace {

// Nothing where the text is refused.
std::optional<operations::CsvRows> read_rows(std::string_view text) {
  try {
    return operations::CsvRows(text);
  } catch (const std::runtime_error& error) {
    check_words("what is wrong with a table", error.what());
    return std::nullopt;
  }
}

void check_fault(const cli::FileFault& fault) {
  require(fault.at.line >= 0 && fault.at.column >= 0, "a fault has its place");
  check_words("a fault of standing orders", fault.message);
  check_words("the next step of a fault of standing orders", fault.next_step);
}

} // namespace

void fuzz_csv(std::string_view text) {
  if (const auto rows = read_rows(text)) {
    std::size_t bytes = 0;
    for (const std::string column : {"lot", "mass", "on", "item", "amount_usd", ""}) {
      for (std::size_t row = 0; rows->has(column) && row < rows->size(); ++row)
        bytes += rows->at(row, column).size();
    }
    require(bytes <= text.size() * 6, "cells hold what the text holds");
  }
  const std::string cell = reports::csv_text(text);
  const auto written = read_rows("cell,end\r\n" + cell + ",x\r\n");
  require(written && written->size() == 1 && written->at(0, "end") == "x", "a text is one cell as csv_text writes it");
  if (is_ascii(text)) require(written->at(0, "cell").ends_with(text), "a cell holds its text");
}

// The first byte says which kind of table it is taken for.
void fuzz_published(std::string_view text) {
  if (text.empty()) return;
  const auto kind = text.front() == 'p' ? operations::FigureKind::price : operations::FigureKind::demand;
  const auto figures = operations::read_published_table(kind, "table.csv", std::string(text.substr(1)));
  if (!is_accepted(figures)) return;
  for (const operations::PublishedFigure& figure : *figures) {
    require(figure.row > 1, "a figure stands below the header");
    require(figure.number.empty() != figure.no_number.empty(), "there is a number, or why there is none");
    if (!figure.number.empty()) require(parse_number(figure.number).has_value(), "a published number is one");
  }
}

void fuzz_orders(std::string_view text) {
  std::vector<cli::FileFault> faults;
  const cli::OrderFile file = cli::read_order_file(text, faults);
  const auto planned = cli::plan_orders(file, "orders.toml", {.today = today, .as_of = std::nullopt}, faults);
  cli::sort_faults(faults);
  for (const cli::FileFault& fault : faults)
    check_fault(fault);
  require(planned.size() <= file.orders.size(), "what is planned was ordered");
  for (const cli::PlannedOrder& order : planned)
    require(order.order != nullptr, "a plan is of an order");
}

// The manifest says which files of a folder are a pack's, and are removed when it is replaced.
void fuzz_pack_manifest(std::string_view text) {
  static const test::TemporaryFolder folder;
  std::ofstream(folder.path() / reports::pack_manifest, std::ios::binary | std::ios::trunc) << text;
  const auto names = reports::find_pack_files(folder.path());
  if (!names) return;
  for (const std::string& name : *names)
    require(!name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos,
            "a file of a pack lies in its folder");
  check_words("a change in a pack", reports::find_change_in_pack(folder.path()));
}

void fuzz_own_report(std::string_view text) {
  const auto report = reports::parse_own_report("own.sql", text);
  if (!report) {
    require(!report.error().empty(), "what is refused is refused for something");
    for (const Refusal& refusal : report.error())
      check_refusal(refusal);
    return;
  }
  require(!report->title.empty() && !report->name.empty(), "a report has a name and a title");
  require(report->sql == text, "the statement is the whole file");
}

} // namespace pvault::fuzz
