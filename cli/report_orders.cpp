// pvault report run FILE, pvault report check FILE
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/known_at.hpp"
#include "cli/left_document.hpp"
#include "cli/order_run.hpp"
#include "cli/run_record.hpp"
#include "cli/terminal.hpp"
#include "reports/all_reports.hpp"
#include "store/entries.hpp"
#include "store/error.hpp"
#include "store/small_files.hpp"
#include "store/transaction.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/ranges.h>
#include <memory>

namespace pvault::cli {

namespace {

struct OrderArguments {
  std::string file;
  std::vector<std::string> only;
  bool dry_run = false;
  MomentArguments moment;
  TableArguments table;
};

// The file as it was read; the plan points into it.
struct ReadOrders {
  std::filesystem::path path;
  OrderFile file;
  std::vector<PlannedOrder> orders;
  std::vector<FileFault> faults;
};

std::unique_ptr<ReadOrders> read_orders(const OrderArguments& arguments, OptionReader& reader) {
  auto read = std::make_unique<ReadOrders>();
  OrderMoment moment = {.today = reader.today(), .as_of = std::nullopt};
  if (!arguments.moment.as_of.empty())
    moment.as_of = reader.read_date("--as-of", arguments.moment.as_of, reader.today());
  read->path = arguments.file;
  read->file = read_order_file(store::read_small_file(arguments.file), read->faults);
  read->orders = plan_orders(read->file, read->path, moment, read->faults);
  return read;
}

// --book, else what the file says, else as for every command.
std::filesystem::path book_of(const ReadOrders& read, const Context& context) {
  if (!context.book.empty() || read.file.book.text.empty()) return book_path(context);
  return path_beside(read.path, read.file.book.text);
}

store::Book open_book(const ReadOrders& read, const Context& context) {
  const std::filesystem::path book = book_of(read, context);
  run_record().book = std::filesystem::absolute(book).lexically_normal(); // for the log
  return store::Book::open(book, store::Access::read);
}

// The one day that all orders are asked about; nothing where they are asked about several.
std::optional<Date> day_of_all(const std::vector<const PlannedOrder*>& orders) {
  if (orders.empty()) return std::nullopt;
  const Date first = orders.front()->as_of;
  const bool same = std::ranges::all_of(orders, [&](const PlannedOrder* order) { return order->as_of == first; });
  return same ? std::optional(first) : std::nullopt;
}

Expected<std::vector<const PlannedOrder*>> choose_orders(const ReadOrders& read, const std::vector<std::string>& only) {
  std::vector<const PlannedOrder*> chosen;
  std::vector<std::string> names;
  for (const PlannedOrder& planned : read.orders) {
    names.push_back(planned.order->name.text);
    if (only.empty() || std::ranges::find(only, names.back()) != only.end()) chosen.push_back(&planned);
  }
  for (const std::string& name : only) {
    if (std::ranges::find(names, name) != names.end()) continue;
    const std::string nearest = nearest_name(name, names);
    return refuse(Rule::option_malformed, fmt::format("--only: the file has no order {}", in_quotes(name)),
                  nearest.empty() ? fmt::format("one of {}", fmt::join(names, ", "))
                                  : fmt::format("--only {}", nearest));
  }
  return chosen;
}

int run_orders(const OrderArguments& arguments, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, arguments.table);
  const auto read = read_orders(arguments, reader);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  if (!read->faults.empty()) return report_faults(read->path, read->faults);
  const auto chosen = choose_orders(*read, arguments.only);
  if (!chosen) return report_refusal(chosen.error());
  run_record().as_of = day_of_all(*chosen);
  store::Book book = open_book(*read, context);
  const store::ReadTransaction reading(book.connection());
  const auto known_at = find_known_at(book.connection(), arguments.moment.known_at);
  if (!known_at) return report_refusal(known_at.error());
  note_known_at(book.connection(), *known_at);
  check_is_no_document(book.connection(), output.file);
  OrderRun run(read->path, book.connection(), *known_at, arguments.dry_run);
  for (const PlannedOrder* planned : *chosen)
    run.run(*planned);
  reports::Table summary = run.summary();
  summary.provenance = provenance_of(
      book.connection(), Moment{reader.read_date("--as-of", arguments.moment.as_of, reader.today()), *known_at});
  if (arguments.dry_run) {
    summary.notes.emplace_back("A dry run: nothing was written, nothing removed.");
    write_table(summary, output);
  } else {
    print_of_done([&] { write_table(summary, output); }, "the run is over",
                  "look at the reports in their folder before it is run again");
  }
  return run.exit_code();
}

// Adds what the book says. Where it cannot be opened and there are other faults, they are worth more than that.
void check_orders_in_book(ReadOrders& read, const Context& context) {
  try {
    store::Book book = open_book(read, context);
    const store::ReadTransaction reading(book.connection());
    const EntryId known_at = store::load_chain_head(book.connection()).entry;
    note_known_at(book.connection(), known_at);
    for (const PlannedOrder& planned : read.orders)
      check_in_book(book.connection(), known_at, planned, read.faults);
  } catch (const store::BookError& error) {
    if (read.faults.empty()) throw;
    print_note(fmt::format("names of the book are not checked: {}", error.what()));
  }
}

int check_orders(const OrderArguments& arguments, const Context& context) {
  OptionReader reader(context.clock.today);
  const auto read = read_orders(arguments, reader);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  for (const PlannedOrder& planned : read->orders)
    check_folder(planned, read->faults);
  check_orders_in_book(*read, context);
  if (!read->faults.empty()) return report_faults(read->path, read->faults);
  std::size_t files = 0;
  for (const PlannedOrder& planned : read->orders) {
    for (const PlannedReport& report : planned.reports)
      files += report.files.size();
  }
  write_stdout(fmt::format("{} is sound: {}, {} in each run\n", printable(arguments.file),
                           reports::counted(static_cast<std::int64_t>(read->orders.size()), "order"),
                           reports::counted(static_cast<std::int64_t>(files), "file")));
  return number_of(ExitCode::done);
}

} // namespace

void setup_report_run(CLI::App& report, Context& context) {
  const auto arguments = std::make_shared<OrderArguments>();
  CLI::App& command =
      add_command(report, "run",
                  {.about = "Makes the reports that a file of standing orders asks for, all of one moment of the book, "
                            "and writes each into its file. Then removes the order's files that are out of date.",
                   .examples = "pvault report run /etc/pvault/orders.toml\n"
                               "pvault report run orders.toml --dry-run\n"
                               "pvault report run orders.toml --only morning-coverage --as-of 2026-03-31"},
                  context);
  add_text(command, "FILE", "", arguments->file, "The orders, in TOML.").required();
  add_texts(command, "--only", "ORDER", arguments->only, "Only this order.");
  add_moment_options(command, arguments->moment);
  command.get_option("--as-of")->description("The day all orders are asked about, in the place of their own.");
  add_switch(command, "--dry-run", arguments->dry_run,
             "Makes the reports and says what would be written and removed, but does neither.");
  add_table_options(command, arguments->table);
  on_run(command, context, [arguments, &context] { return run_orders(*arguments, context); });
}

void setup_report_check(CLI::App& report, Context& context) {
  const auto arguments = std::make_shared<OrderArguments>();
  CLI::App& command = add_command(
      report, "check",
      {.about = "Checks a file of standing orders and says everything that is wrong with it, each with its line.",
       .examples = "pvault report check /etc/pvault/orders.toml"},
      context);
  add_text(command, "FILE", "", arguments->file, "The orders, in TOML.").required();
  add_text(command, "--as-of", "DATE", arguments->moment.as_of,
           "The day all orders are asked about, in the place of their own.");
  on_run(command, context, [arguments, &context] { return check_orders(*arguments, context); });
}

} // namespace pvault::cli
