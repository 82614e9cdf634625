// pvault upgrade, and the upgrade that a recording begins with
#include "audit/copy_check.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/copied_book.hpp"
#include "cli/errors.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "cli/upgraded_book.hpp"
#include "operations/decide_proposal.hpp"
#include "reports/terminal_text.hpp"
#include "store/entries.hpp"
#include "store/error.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>

namespace pvault::cli {

namespace {

std::optional<store::UpgradedBook> upgrade_silently(const std::filesystem::path& path) {
  Progress progress("upgrading");
  const auto newest = static_cast<std::size_t>(store::newest_schema_version());
  return store::upgrade_book(
      path, {.list_chain_faults = audit::list_chain_faults, .before_step = [&](const store::Migration& migration) {
               progress.show(static_cast<std::size_t>(migration.version), newest, migration.name);
             }});
}

std::string describe_upgrade(const std::filesystem::path& path, const store::UpgradedBook& upgraded) {
  return fmt::format("upgraded {} from schema {} to {}; the book as it was is {}", path.string(), upgraded.from_schema,
                     upgraded.to_schema, upgraded.backup.string());
}

// That it is done must be said also where it cannot be read again.
std::string describe_upgraded(const std::filesystem::path& path, const std::string& done) {
  try {
    store::Book book = store::Book::open(path, store::Access::read);
    return describe_newest(book.connection());
  } catch (const store::BookError& error) {
    throw store::BookError(fmt::format("{}, and the book could not be read again: {}", done, error.what()),
                           fmt::format("`pvault audit verify --book {}`", path.string()));
  }
}

int run_upgrade(const Context& context) {
  const std::filesystem::path path = book_path(context);
  const auto upgraded = upgrade_silently(path);
  const std::string done = upgraded ? describe_upgrade(path, *upgraded)
                                    : fmt::format("{} has schema {} already; nothing was done", path.string(),
                                                  store::newest_schema_version());
  write_stdout_of_done(reports::format_for_terminal(done) + "\n" + describe_upgraded(path, done), done);
  return number_of(ExitCode::done);
}

} // namespace

std::optional<store::UpgradedBook> upgrade(const std::filesystem::path& path) {
  auto upgraded = upgrade_silently(path);
  if (upgraded) print_note(describe_upgrade(path, *upgraded));
  return upgraded;
}

void note_clock(store::Book& book, const Clock& clock) {
  const store::ReadTransaction reading(book.connection()); // of which the newest entry is asked twice
  const std::string newest = store::load_chain_head(book.connection()).recorded_at;
  if (newest.empty() || operations::day_of_recording(book.connection(), clock.today) <= add_days(clock.today, 1))
    return;
  print_note(fmt::format("by the clock of this machine it is {}, and the newest entry was recorded at {}: what is "
                         "recorded keeps that time until the clock has come to it",
                         clock.now_at, newest));
}

store::Book open_for_recording(const Context& context, bool dry_run) {
  const std::filesystem::path path = book_path(context);
  try {
    return store::Book::open(path, store::Access::write);
  } catch (const store::OlderBookError&) {
    if (dry_run) throw;
    upgrade(path);
  }
  return store::Book::open(path, store::Access::write);
}

void setup_upgrade(CLI::App& program, Context& context) {
  CLI::App& command = add_command(
      program, "upgrade",
      {.about = "Makes the book of an older program one of this program's schema, with a verified backup of it as it "
                "was beside it first; entries and their hashes stay. Whatever goes wrong leaves the old book. The "
                "first recording does the same.",
       .examples = "pvault upgrade\npvault upgrade --book vault.db"},
      context);
  on_run(command, context, [&context] { return run_upgrade(context); });
}

} // namespace pvault::cli
