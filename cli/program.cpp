#include "cli/program.hpp"

#include "audit/verify.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/help_page.hpp"
#include "cli/library_versions.hpp"
#include "cli/misuse.hpp"
#include "cli/run_log.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal.hpp"
#include "store/book.hpp"
#include "store/error.hpp"
#include "store/schema_check.hpp"
#include "store/transaction.hpp"
#include "store/trouble.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <filesystem>
#include <fmt/format.h>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace pvault::cli {

namespace {

const CommandPage overview = {"pvault keeps the ledger of a reserve of critical minerals: what lies in it, what it "
                              "cost, who financed it, and how "
                              "many days of consumption it covers. `pvault COMMAND --help` explains a command.",
                              "pvault init --name \"Project Vault\"\n"
                              "pvault site add HAWTHORNE --name \"Hawthorne depot\" --country US\n"
                              "pvault party add TRAXYS --name \"Traxys North America\" --role supplier\n"
                              "pvault purchase record --mineral gallium --mass \"25 t\" --price \"580 USD/kg\" "
                              "--supplier TRAXYS --site HAWTHORNE "
                              "--on 2026-03-31\n"
                              "pvault report coverage --as-of 2026-03-31"};

struct Command {
  std::string_view name;
  void (*setup)(CLI::App& program, Context& context);
};

// In the order of the help page.
constexpr auto commands = std::to_array<Command>({
    {"init", setup_init},
    {"mineral", setup_mineral},
    {"site", setup_site},
    {"party", setup_party},
    {"facility", setup_facility},
    {"fixing", setup_fixing},
    {"share", setup_share},
    {"price", setup_price},
    {"demand", setup_demand},
    {"target", setup_target},
    {"lot", setup_lot},
    {"assay", setup_assay},
    {"annual-plan", setup_annual_plan},
    {"cost-method", setup_cost_method},
    {"opening", setup_opening},
    {"purchase", setup_purchase},
    {"emergency", setup_emergency},
    {"authority", setup_authority},
    {"release", setup_release},
    {"sale", setup_sale},
    {"return", setup_return},
    {"transfer", setup_transfer},
    {"count", setup_count},
    {"warehouse", setup_warehouse},
    {"write-down", setup_write_down},
    {"drawdown", setup_drawdown},
    {"disbursement", setup_disbursement},
    {"carrying", setup_carrying},
    {"payment", setup_payment},
    {"pledge", setup_pledge},
    {"accrue", setup_accrue},
    {"evidence", setup_evidence},
    {"reverse", setup_reverse},
    {"period", setup_period},
    {"import", setup_import},
    {"plan", setup_plan},
    {"report", setup_report},
    {"query", setup_query},
    {"schema", setup_schema},
    {"key", setup_key},
    {"person", setup_person},
    {"policy", setup_policy},
    {"proposal", setup_proposal},
    {"audit", setup_audit},
    {"export", setup_export},
    {"extract", setup_extract},
    {"backup", setup_backup},
    {"snapshot", setup_snapshot},
    {"restore", setup_restore},
    {"rehearse", setup_rehearse},
    {"upgrade", setup_upgrade},
});

// Most of the time from the start of a program to its action goes into the options of commands that nobody asked for.
// An import records what any command does, so it needs them all.
bool can_stand_alone(const Command& command) { return command.name != "import"; }

int report_misuse(const Refusal& misuse, const CLI::App& program, RunLog& log) {
  if (const auto file = find_log(program); !file.empty() && !is_log_named_twice(program)) log.open(file);
  return report_refusal(misuse);
}

// A book of this program's schema that is not as it ships it, or does not hold what it was given. A book of an older
// one is not looked at.
bool is_changed_by_others(const std::filesystem::path& path) {
  try {
    store::Book book = store::Book::open(path, store::Access::read);
    if (book.connection().integer_of("PRAGMA user_version") != store::newest_schema_version()) return false;
    const store::ReadTransaction reading(book.connection());
    return !store::list_schema_differences(book.connection()).empty() ||
           audit::check_book(book.connection()).fault_count() > 0;
  } catch (const store::DamagedBookError&) {
    return true;
  } catch (const std::exception&) { // then it says nothing of why
    return false;
  }
}

// What a trigger, a view or a value of others does is no bug of ours.
int run_on_book(const Context& context) {
  try {
    return context.action();
  } catch (const store::BookError&) {
    throw;
  } catch (const std::system_error&) {
    throw;
  } catch (const std::overflow_error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    const std::filesystem::path path = book_path(context);
    store::throw_if_trouble(error, path);
    if (!is_changed_by_others(path)) throw;
    return report_trouble(fmt::format("{} was changed by another program ({})", path.string(), error.what()),
                          "`pvault audit verify`, which says how; then restore the latest backup");
  }
}

int run_action(const Context& context, RunLog& log) {
  if (const auto file = log_path(context.log); !file.empty()) {
    log.open(file);
    log.set_book(book_path(context));
  }
  run_record().quiet = context.quiet;
  return run_on_book(context);
}

int parse_and_run(CLI::App& program, Context& context, std::vector<std::string> arguments, RunLog& log) {
  std::optional<Refusal> misuse;
  const std::string last = arguments.back();
  std::ranges::reverse(arguments); // as CLI11 takes them
  try {
    program.parse(std::move(arguments));
    misuse = find_misuse(program, last);
  } catch (const CLI::CallForHelp&) {
    write_stdout(program.help());
    return number_of(ExitCode::done);
  } catch (const CLI::CallForVersion&) {
    write_stdout(library_versions());
    return number_of(ExitCode::done);
  } catch (const CLI::ParseError& error) {
    misuse = find_misuse(program, last);
    if (!misuse) misuse = Refusal{Rule::option_malformed, error.what(), "`pvault --help` shows the commands"};
  }
  return misuse ? report_misuse(*misuse, program, log) : run_action(context, log);
}

// A program without commands.
std::unique_ptr<CLI::App> make_bare_program(Context& context) {
  auto program = std::make_unique<CLI::App>(overview.about, "pvault");
  program->footer(overview.examples);
  program->formatter(std::make_shared<HelpPage>());
  program->set_help_flag("-h,--help", "This page.")->group(general_heading);
  program
      ->set_version_flag(
          "--version", [] { return std::string(); }, "The versions of pvault and its libraries.")
      ->group(general_heading);
  program->require_subcommand(1);
  context.program = program.get();
  add_general_options(*program, context);
  return program;
}

int run_whole_program(std::vector<std::string> arguments, RunLog& log) {
  Context context;
  const auto program = make_program(context);
  if (!arguments.empty()) return parse_and_run(*program, context, split_empty_values(std::move(arguments)), log);
  // As git does: whoever asks nothing is shown what could be asked, and a script that lost its arguments notices.
  write_stdout(program->help());
  return number_of(ExitCode::not_understood);
}

// Runs the command that the first argument names, without the others, if there is nothing more to say than its answer.
// Help and advice on what was not understood may name other commands.
std::optional<int> run_one_command(std::vector<std::string> arguments, RunLog& log) {
  Context context;
  const auto program = arguments.empty() ? nullptr : make_command(arguments.front(), context);
  if (!program) return std::nullopt;
  arguments = split_empty_values(std::move(arguments));
  const std::string last = arguments.back();
  std::ranges::reverse(arguments); // as CLI11 takes them
  try {
    program->parse(std::move(arguments));
  } catch (const CLI::Error&) {
    return std::nullopt;
  }
  if (find_misuse(*program, last)) return std::nullopt;
  return run_action(context, log);
}

} // namespace

std::unique_ptr<CLI::App> make_program(Context& context) {
  auto program = make_bare_program(context);
  for (const Command& command : commands)
    command.setup(*program, context);
  return program;
}

std::unique_ptr<CLI::App> make_command(std::string_view name, Context& context) {
  const auto* const command = std::ranges::find(commands, name, &Command::name);
  if (command == commands.end() || !can_stand_alone(*command)) return nullptr;
  auto program = make_bare_program(context);
  command->setup(*program, context);
  return program;
}

int run_program(std::vector<std::string> arguments) {
  std::optional<RunLog> begun;
  const int begin_code = run_guarded([&] {
    begun.emplace(arguments, read_clock());
    return number_of(ExitCode::done);
  });
  if (!begun) return begin_code;
  RunLog& log = *begun;
  const int exit_code = run_guarded([&] {
    reserve_standard_streams();
    fail_on_too_large_files();
    if (arguments == std::vector<std::string>{"--version"}) { // as any --version, without the commands
      write_stdout(library_versions());
      return number_of(ExitCode::done);
    }
    if (const auto done = run_one_command(arguments, log)) return *done;
    return run_whole_program(std::move(arguments), log);
  });
  return run_guarded([&] { return log.finish(exit_code); });
}

} // namespace pvault::cli
