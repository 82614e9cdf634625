// pvault extract
#include "reports/extract.hpp"

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/known_at.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal.hpp"
#include "reports/output_folder.hpp"
#include "reports/terminal_text.hpp"
#include "store/book.hpp"
#include "store/entries.hpp"
#include "store/transaction.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace pvault::cli {

namespace {

struct ExtractOptions {
  std::string folder;
  std::string known_at;
  bool is_public = false;
  std::vector<std::string> withholding;
};

// "supplier_id,lot.code": names without blanks around them.
std::vector<std::string> split_fields(const std::vector<std::string>& lists) {
  std::vector<std::string> fields;
  for (const std::string& list : lists) {
    for (const std::string_view field : split_at_commas(list))
      fields.push_back(lower(field));
  }
  return fields;
}

Expected<void> check_field(const std::string& field, const std::vector<std::string>& known) {
  const bool found = std::ranges::any_of(known, [&](const std::string& name) {
    return name == field || (field.find('.') == std::string::npos && name.ends_with("." + field));
  });
  if (found) return {};
  const std::string near = nearest_name(field, known);
  return refuse(Rule::option_malformed, fmt::format("--withhold: no record has a field {}", in_quotes(field)),
                near.empty() ? "a column as docs/FORMAT.md has it: price_entered, lot.code" : near);
}

Expected<reports::Withholding> read_withholding(store::Connection& connection, const ExtractOptions& options) {
  auto withholding = options.is_public ? reports::Withholding::for_public() : reports::Withholding();
  const std::vector<std::string> known = reports::list_extract_fields(connection);
  for (const std::string& field : split_fields(options.withholding)) {
    if (auto sound = check_field(field, known); !sound) return tl::unexpected(sound.error());
    withholding.add(field);
  }
  return withholding;
}

Expected<void> check_is_name(const std::string& folder) {
  if (!reports::name_of_folder(folder).empty()) return {};
  return refuse(Rule::option_malformed, fmt::format("{} is no name for a new folder", in_quotes(folder)),
                "pvault extract extract-2026-03-31");
}

int run_extract(const ExtractOptions& options, const Context& context) {
  if (const auto named = check_is_name(options.folder); !named) return report_refusal(named.error());
  store::Book book = store::Book::open(book_path(context), store::Access::read);
  const store::ReadTransaction reading(book.connection());
  const auto known_at = find_known_at(book.connection(), options.known_at);
  if (!known_at) return report_refusal(known_at.error());
  const auto withholding = read_withholding(book.connection(), options);
  if (!withholding) return report_refusal(withholding.error());
  const auto last = store::load_entry(book.connection(), *known_at);
  if (!last) return report_refusal(last.error());
  const reports::Extracted made = run_stoppable([&] {
    return reports::write_extract(book.connection(), *known_at, *withholding, options.folder, StopSignals::check);
  });
  const std::string done = fmt::format("{}: {} tables, {} rows, control.csv", options.folder, made.tables,
                                       group_thousands(std::to_string(made.rows)));
  write_stdout_of_done(fmt::format("{}\nknown at entry {}, hash {}\n", reports::format_for_terminal(done),
                                   number_of(*known_at), last->hash),
                       done);
  return number_of(ExitCode::done);
}

} // namespace

void setup_extract(CLI::App& program, Context& context) {
  const auto options = std::make_shared<ExtractOptions>();
  CLI::App& command = add_command(
      program, "extract",
      {.about = "Writes all records into a new folder as CSV, a file a table, with control.csv: rows, SHA-256 and the "
                "sum of each number of each file. With --public, what tells terms, names, places or words is held "
                "back, and the sums still tie.",
       .examples = "pvault extract extract-2026-03-31\n"
                   "pvault extract public-2026-03-31 --public --withhold site_id,received_on"},
      context);
  add_text(command, "FOLDER", "", options->folder, "The new folder.").required();
  add_switch(command, "--public", options->is_public,
             "Withhold all but kinds, days, masses and numbers that stand for names.");
  add_texts(command, "--withhold", "FIELD[,FIELD...]", options->withholding,
            "Withhold this field of every table, or table.field of one.");
  add_text(
      command, "--known-at", known_at_form, options->known_at,
      "Entries up to this one, up to this moment (2026-03-31T17:00:00Z), or those that this checkpoint is of; all by "
      "default.");
  on_run(command, context, [options, &context] { return run_extract(*options, context); });
}

} // namespace pvault::cli
