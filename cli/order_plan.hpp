// What standing orders mean: every text of the file checked, by the same functions that read the command line.
#pragma once

#include "cli/order_file.hpp"
#include "cli/order_retention.hpp"
#include "cli/report_question.hpp"
#include "reports/conditions.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pvault::cli {

struct PlannedFile {
  TableFormat format = TableFormat::text;
  NamePattern name; // of one output
};

struct PlannedReport {
  const reports::Report* report = nullptr;
  ReportArguments arguments = {}; // its options, as typed
  std::vector<reports::Condition> conditions = {};
  std::vector<PlannedFile> files = {};
};

struct PlannedOrder {
  const StandingOrder* order = nullptr;
  Date today;
  Date as_of;
  std::filesystem::path folder = {};
  Retention retention = {};
  std::vector<PlannedReport> reports = {};
};

struct OrderMoment {
  Date today;
  std::optional<Date> as_of; // --as-of, in the place of every order's own
};

// The orders of the file at `path`, as far as they can be understood without a book, and a fault for everything that
// cannot: names that are no part of a file's name or stand twice, unknown reports, formats, options and conditions,
// days, values of options, patterns of names, two outputs that may get the same name, and a number of files to keep
// where names have no date.
std::vector<PlannedOrder> plan_orders(const OrderFile& file, const std::filesystem::path& path,
                                      const OrderMoment& moment, std::vector<FileFault>& faults);

// What the book says against an order's options: names that it does not know, and the like.
void check_in_book(store::Connection& connection, EntryId known_at, const PlannedOrder& planned,
                   std::vector<FileFault>& faults);

// A fault when the folder is not there.
void check_folder(const PlannedOrder& planned, std::vector<FileFault>& faults);

// In the order of the file, each once.
void sort_faults(std::vector<FileFault>& faults);

} // namespace pvault::cli
