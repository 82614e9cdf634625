// A report that somebody else wrote: one statement over the documented views in a file that begins with a header.
//
//   -- title: Cobalt by supplier
//   -- name: cobalt-by-supplier
//   -- column supplier: text "Supplier"
//   -- column mass_kg: mass mg "Mass" total
//   -- param mineral: cobalt
//   -- note: Reversed purchases are left out.
//   SELECT supplier, SUM(received_mg) AS mass_kg FROM v_purchase WHERE ...
#pragma once

#include "reports/table.hpp"
#include "store/read_query.hpp"
#include "units/refusal.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace pvault::reports {

struct OwnColumn {
  Column column;
  std::size_t line = 0; // in the file
  bool has_total = false;
};

struct OwnParameter {
  std::string name;
  std::string value;    // where nothing else is given
  std::size_t line = 0; // in the file
};

struct OwnReport {
  std::string file;
  std::string name;  // own where the header gives none
  std::string title; // required
  std::vector<OwnColumn> columns;
  std::vector<std::string> notes;
  std::vector<OwnParameter> parameters;
  std::string sql; // the whole file, so that lines count alike
};

// Refuses report_file_malformed once for every fault, each with file and line ("own.sql:3: ..."), in the order of
// lines.
tl::expected<OwnReport, std::vector<Refusal>> parse_own_report(const std::string& file, std::string_view text);

// Refuses report_file_malformed: a parameter of the header that is not among those which the statement names.
Expected<void> check_parameters(const OwnReport& report, const store::ReadAnswer& answer);

// The answer in the columns of the header, in their order; without columns in the header, as make_query_table has it.
// Without provenance. Refuses report_file_malformed (a column that the statement or the header lacks, a value of
// another type), query_malformed and total_too_large.
Expected<Table> make_own_report(const OwnReport& report, const store::ReadAnswer& answer);

} // namespace pvault::reports
