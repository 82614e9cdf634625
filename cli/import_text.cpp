#include "cli/import_text.hpp"

#include "cli/errors.hpp"
#include "cli/json.hpp"
#include "cli/terminal.hpp"
#include "reports/all_reports.hpp"
#include "reports/terminal_text.hpp"
#include "units/parsing.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::cli {

namespace {

using operations::Recorded;

std::string json_of(const Json& object) { return object.dump(-1, ' ', false, Json::error_handler_t::replace); }

} // namespace

Refusal refusal_of_row(const std::string& file, RowPlace place, const CellFault& fault) {
  Refusal refusal = fault.refusal;
  std::string where = fmt::format("{}, line {}", printable(file), place.line);
  if (!fault.column.empty()) where += fmt::format(", column {}", printable(fault.column));
  if (!fault.text.empty()) where += fmt::format(", {}", in_quotes(fault.text));
  refusal.message = fmt::format("{}: {}", where, refusal.message);
  return refusal;
}

void ImportText::say_json(const std::string& object) {
  write_stdout(
      fmt::format("{}\n    {}", is_open_ ? "," : "{\n  \"schema\": \"pvault.import/1\",\n  \"said\": [", object));
  is_open_ = true;
}

namespace {

std::string side_by_side(const std::vector<ColumnSideBySide>& columns) {
  std::size_t widest_name = std::string_view("column").size();
  std::size_t widest = std::string_view("recorded").size();
  for (const ColumnSideBySide& column : columns) {
    widest_name = std::max(widest_name, column.column.size());
    widest = std::max(widest, column.recorded.size());
  }
  std::string page = fmt::format("  {:<{}}  {:<{}}  {}\n", "column", widest_name, "recorded", widest, "in the file");
  for (const ColumnSideBySide& column : columns)
    page += fmt::format("  {:<{}}  {:<{}}  {}\n", column.column, widest_name, column.recorded, widest, column.in_file);
  return page;
}

} // namespace

void ImportText::say_fault(RowPlace place, const CellFault& fault, const std::vector<ColumnSideBySide>& columns) {
  if (format_ == RecordedFormat::text) {
    print_refusal(refusal_of_row(file_, place, fault), columns.empty() ? "" : side_by_side(columns));
    return;
  }
  Json object;
  object["line"] = place.line;
  object["row"] = place.row;
  object["outcome"] = "refused";
  object["rule"] = rule_name(fault.refusal.rule);
  object["column"] = text_or_null(fault.column);
  object["text"] = text_or_null(fault.text);
  object["message"] = fault.refusal.message;
  object["next_step"] = text_or_null(fault.refusal.next_step);
  for (const ColumnSideBySide& column : columns)
    object["differing"].push_back({{"column", column.column},
                                   {"recorded", text_or_null(column.recorded)},
                                   {"in_file", text_or_null(column.in_file)}});
  say_json(json_of(object));
}

void ImportText::say_row(RowPlace place, const Recorded& recorded) {
  if (!dry_run_) return;
  std::string what = recorded.summary;
  if (recorded.repeated && recorded.reversed_by)
    what = fmt::format("was recorded as entry {} ({}), which entry {} reversed", number_of(recorded.entry),
                       recorded.kind, number_of(*recorded.reversed_by));
  else if (recorded.repeated)
    what = fmt::format("stands as entry {} ({})", number_of(recorded.entry), recorded.kind);
  if (format_ == RecordedFormat::text)
    return write_stdout(fmt::format("line {}: {}\n", place.line, reports::format_for_terminal(what)));
  Json object;
  object["line"] = place.line;
  object["row"] = place.row;
  object["outcome"] = recorded.repeated ? "repeated" : recorded.nothing ? "nothing" : "would be recorded";
  object["kind"] = recorded.kind;
  object["summary"] = what;
  say_json(json_of(object));
}

namespace {

std::string in_text(const ImportTotals& totals, const std::optional<Recorded>& batch) {
  const std::string rows = reports::counted(totals.rows, "row");
  std::string page;
  if (totals.recorded == 0 || totals.refused > 0)
    page = totals.refused > 0 ? "" : fmt::format("nothing was recorded: {} has {}\n", printable(totals.file), rows);
  else
    page = fmt::format("{}{} recorded, entries {} to {}\n", totals.dry_run ? "dry run: would have " : "",
                       reports::counted(totals.recorded, "row"), number_of(totals.first), number_of(totals.last));
  if (totals.refused > 0) return page;
  if (totals.repeated > 0)
    page += fmt::format("  {} stood already{}\n", reports::counted(totals.repeated, "row"),
                        totals.reversed == 0 ? "" : fmt::format(", {} of them reversed since", totals.reversed));
  if (totals.nothing > 0) page += fmt::format("  {} left nothing to record\n", reports::counted(totals.nothing, "row"));
  if (totals.dry_run) return page + "nothing was recorded\n";
  if (!batch) return page;
  return page + fmt::format("batch: entry {}, which `pvault reverse --batch {}` undoes whole\nhash {}\n",
                            number_of(batch->entry), number_of(batch->entry), batch->hash);
}

} // namespace

void ImportText::finish(const ImportTotals& totals, const std::optional<Recorded>& batch) {
  const std::string recorded =
      batch ? fmt::format("entries {} to {} are", number_of(totals.first), number_of(batch->entry)) : std::string();
  if (format_ == RecordedFormat::text) return print_answer(in_text(totals, batch), recorded);
  const bool stands = totals.recorded > 0 && totals.refused == 0;
  Json object;
  object["file"] = totals.file;
  object["sha256"] = totals.sha256;
  object["rows"] = totals.rows;
  object["recorded"] = stands ? totals.recorded : 0;
  object["repeated"] = totals.repeated;
  object["repeated_reversed"] = totals.reversed;
  object["nothing"] = totals.nothing;
  object["refused"] = totals.refused;
  object["first_entry"] = stands ? Json(number_of(totals.first)) : Json(nullptr);
  object["last_entry"] = stands ? Json(number_of(totals.last)) : Json(nullptr);
  object["batch_entry"] = batch ? Json(number_of(batch->entry)) : Json(nullptr);
  object["hash"] = batch ? Json(batch->hash) : Json(nullptr);
  object["dry_run"] = totals.dry_run;
  const std::string body = object.dump(2, ' ', false, Json::error_handler_t::replace);
  const std::string head = is_open_ ? "\n  ]," : "{\n  \"schema\": \"pvault.import/1\",\n  \"said\": [],";
  print_answer(fmt::format("{}{}\n", head, body.substr(1)), recorded);
}

} // namespace pvault::cli
