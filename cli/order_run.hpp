// Running standing orders: reports made, files written, files that are out of date removed.
#pragma once

#include "cli/order_plan.hpp"
#include "reports/table.hpp"
#include "store/connection.hpp"
#include "store/documents.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace pvault::cli {

// Says every fault on standard error, each with its place in the file; the exit code.
int report_faults(const std::filesystem::path& path, std::vector<FileFault> faults);

// The exit code of several runs: of two the worse. Worst is a bug (70), then trouble around the book (3), what is not
// understood (2), what is refused (1), a condition that holds (4).
int worse_exit_code(int one, int other);

// Needs a connection that reads one moment of the book for as long as the run lasts.
class OrderRun {
public:
  OrderRun(const std::filesystem::path& path, store::Connection& connection, EntryId known_at, bool dry_run)
      : path_(path), connection_(connection), documents_(connection), known_at_(known_at), dry_run_(dry_run) {}

  // Does all of one order that can be done. What goes wrong is said on standard error, and in the summary. Files are
  // removed only when all of the order was written.
  void run(const PlannedOrder& planned);

  [[nodiscard]] int exit_code() const { return exit_code_; }
  // A row for each file that was written, not written, or removed; without provenance.
  [[nodiscard]] const reports::Table& summary() const { return summary_; }

private:
  int make(const PlannedOrder& planned, const PlannedReport& report);
  int write(const reports::Table& table, const PlannedFile& file, const std::filesystem::path& target, std::size_t row);
  bool is_of_an_order(const std::filesystem::path& file);
  void remove_outdated(const PlannedOrder& planned, const PlannedReport& report);
  std::size_t add_line(const PlannedOrder& planned, const std::string& report, const std::string& file);
  void set_outcome(std::size_t row, const std::string& outcome);

  const std::filesystem::path& path_;
  store::Connection& connection_;
  const store::LeftDocuments documents_;
  EntryId known_at_;
  bool dry_run_;
  int exit_code_ = 0;
  reports::Table summary_ = new_summary();

  static reports::Table new_summary();
};

} // namespace pvault::cli
