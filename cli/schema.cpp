// pvault schema
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/table_output.hpp"
#include "cli/text_layout.hpp"
#include "cli/view_dictionary.hpp"
#include "reports/columns.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct SchemaArguments {
  std::string view;
  TableArguments table;
};

constexpr std::size_t column_of_meaning = 28;

std::string print_views() {
  std::string page;
  for (const View& view : list_views())
    page += labelled(view.name, view.a_row, column_of_meaning);
  return page;
}

std::string print_view(const View& view) {
  std::string page = fmt::format("{}: a row per {}\n", view.name, view.a_row);
  for (const ViewColumn& column : view.columns)
    page += labelled("  " + column.name,
                     column.unit.empty() ? column.meaning : fmt::format("{} ({})", column.meaning, column.unit),
                     column_of_meaning);
  return page;
}

reports::Table views_as_table() {
  reports::Table table =
      new_table("schema", "Views",
                {reports::column::text("view", "View"), reports::column::text("a_row_per", "A row per"),
                 reports::column::count("columns", "Columns")});
  for (const View& view : list_views())
    add_row(table, {view.name, view.a_row, static_cast<std::int64_t>(view.columns.size())});
  return table;
}

reports::Table columns_as_table(const std::vector<View>& views) {
  reports::Table table =
      new_table("schema-columns", "Columns of views",
                {reports::column::text("view", "View"), reports::column::text("column", "Column"),
                 reports::column::text("unit", "Unit"), reports::column::text("meaning", "Meaning")});
  for (const View& view : views) {
    for (const ViewColumn& column : view.columns)
      add_row(table, {view.name, column.name, reports::text_or_missing(column.unit), column.meaning});
  }
  return table;
}

Expected<std::vector<View>> find_views(const std::string& name) {
  if (name == "all") return list_views();
  if (const View* view = find_view(name)) return std::vector<View>{*view};
  std::vector<std::string> names;
  names.reserve(list_views().size());
  for (const View& view : list_views())
    names.push_back(view.name);
  std::string nearest = nearest_name(name, names);
  if (nearest.empty()) nearest = nearest_name("v_" + name, names);
  return refuse(Rule::view_unknown, fmt::format("there is no view {}", in_quotes(name)),
                nearest.empty() ? "`pvault schema` shows them" : fmt::format("pvault schema {}", nearest));
}

std::string print_columns_of(const std::vector<View>& views, const TableOutput& output) {
  if (output.format != TableFormat::text) return render_table(columns_as_table(views), output);
  std::string page;
  for (const View& view : views)
    page += (page.empty() ? "" : "\n") + print_view(view);
  return page;
}

// Needs no book.
int run_schema(const SchemaArguments& arguments, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, arguments.table);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  if (arguments.view.empty()) {
    write_page(output.format == TableFormat::text ? print_views() : render_table(views_as_table(), output), output);
    return number_of(ExitCode::done);
  }
  const auto views = find_views(lower(arguments.view));
  if (!views) return report_refusal(views.error());
  write_page(print_columns_of(*views, output), output);
  return number_of(ExitCode::done);
}

} // namespace

void setup_schema(CLI::App& program, Context& context) {
  const auto arguments = std::make_shared<SchemaArguments>();
  CLI::App& command =
      add_command(program, "schema",
                  {.about = "Explains the views that `pvault query` and reports of one's own read: which there are, or "
                            "the columns of one with their units.",
                   .examples = "pvault schema\n"
                               "pvault schema v_lot\n"
                               "pvault schema all --format csv"},
                  context);
  add_text(command, "VIEW", "", arguments->view, "A view, or all; without it, which views there are.");
  add_table_options(command, arguments->table);
  on_run(command, context, [arguments, &context] { return run_schema(*arguments, context); });
}

} // namespace pvault::cli
