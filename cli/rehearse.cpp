// pvault rehearse: whether a backup of the book would do, tried before it is needed
#include "audit/copy_check.hpp"
#include "audit/verify.hpp"
#include "cli/audit_checkpoint.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/copied_book.hpp"
#include "cli/errors.hpp"
#include "cli/progress.hpp"
#include "cli/stop_signals.hpp"
#include "cli/table_output.hpp"
#include "cli/terminal.hpp"
#include "cli/verification_text.hpp"
#include "reports/all_reports.hpp"
#include "reports/terminal_text.hpp"
#include "store/book_copy.hpp"
#include "store/entries.hpp"
#include "store/transaction.hpp"
#include "store/upgrade.hpp"

#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <stdexcept>

namespace pvault::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view nothing_of_it_kept = "nothing of the rehearsal was kept";

struct RehearsalOptions {
  std::string backup;
  std::string folder;
  std::string as_of;
  std::vector<std::string> checkpoints = {};
  std::vector<std::string> public_keys = {};
};

struct RehearsalPlan {
  fs::path book;
  fs::path backup; // an earlier one; empty: one is made
  fs::path folder; // where copies lie while they are looked at
  std::optional<Date> as_of = {};
  Checkpoints checkpoints = {};
};

// Leaves the rehearsal, which clears up.
class Unfit : public std::exception {
public:
  Unfit(std::string what, std::vector<std::string> faults) : what_(std::move(what)), faults_(std::move(faults)) {}
  [[nodiscard]] const std::string& of() const { return what_; }
  [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

private:
  std::string what_;
  std::vector<std::string> faults_;
};

void must_hold(const std::string& what, const std::vector<std::string>& faults) {
  if (!faults.empty()) throw Unfit(what, faults);
}

// How long each step took is for who waits, not for the result, which is the same tomorrow.
class StepTimes {
public:
  void end(std::string_view step) {
    const auto now = std::chrono::steady_clock::now();
    print_note(
        fmt::format("{}: {} ms", step, std::chrono::duration_cast<std::chrono::milliseconds>(now - began_).count()));
    began_ = now;
    StopSignals::check();
  }

private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

// A figure that does not fit is the same finding in both books, and compared like any other.
std::string report_of_moment(const reports::Report& report, store::Connection& connection, const Moment& moment) {
  try {
    return render_table(reports::make_report(report, connection, {.moment = moment}), {.format = TableFormat::json});
  } catch (const std::overflow_error& error) {
    return error.what();
  }
}

class Rehearsal {
public:
  explicit Rehearsal(const RehearsalPlan& plan)
      : plan_(plan), live_(store::Book::open(plan.book, store::Access::read)) {}

  // What was found, when all holds. Throws Unfit when it does not.
  std::string run() {
    const store::NewFile restored = name_beside("restored");
    if (plan_.backup.empty()) {
      const store::NewFile backup = name_beside("backup");
      store::copy_book(live_.connection(), backup);
      times_.end("backup");
      reading_.emplace(live_.connection());
      restore(backup.path(), restored);
    } else {
      reading_.emplace(live_.connection());
      restore(plan_.backup, restored);
    }
    look_at(restored);
    return page_ + std::string(nothing_of_it_kept) + "\n";
  }

private:
  [[nodiscard]] store::NewFile name_beside(std::string_view what) const {
    return store::NewFile(plan_.folder / fmt::format("{}.rehearsal-{}", plan_.book.filename().string(), what),
                          "move it elsewhere, or choose another folder with --folder");
  }

  // As `pvault backup` and `pvault restore` do it: the copy is verified before anything is made of it.
  void restore(const fs::path& backup, const store::NewFile& restored) {
    store::Book source = store::Book::open_as_it_is(backup);
    {
      const store::ReadTransaction reading(source.connection());
      const audit::CopyFindings findings = audit::check_copy(source.connection());
      must_hold(name_of_backup(), findings.faults);
      page_ = fmt::format("rehearsed a restore of {} from {}\n", plan_.book.string(), name_of_backup());
      page_ += describe_book(source.connection(), findings, "the file and the chain of the backup hold");
    }
    times_.end("check of the backup");
    store::copy_book(source.connection(), restored);
    store::make_book_in_use(restored);
    times_.end("restore");
    note_documents(store::count_stored_documents(source.connection()), plan_.book);
    upgrade_older(restored.path());
  }

  // As the first recording in it would.
  void upgrade_older(const fs::path& restored) {
    const auto upgraded = store::upgrade_copy(restored, {.list_chain_faults = audit::list_chain_faults});
    if (!upgraded) return;
    page_ += fmt::format("it is of an older program, and was upgraded from schema {} to {}\n", upgraded->from_schema,
                         upgraded->to_schema);
    times_.end("upgrade");
  }

  void look_at(const store::NewFile& restored) {
    store::Book book = store::Book::open(restored.path(), store::Access::write);
    store::Connection& connection = book.connection();
    const store::ReadTransaction reading(connection);
    check_whole(connection);
    check_is_of_book(connection);
    compare_reports(connection);
  }

  void check_whole(store::Connection& restored) {
    const audit::Verification found = audit::check_book(restored, show_progress());
    must_hold("the restored book", list_fault_texts(found.checks));
    page_ += fmt::format("{} checks of the restored book hold\n", found.checks.size());
    times_.end("checks");
    must_hold("the restored book", list_checkpoint_faults(restored, plan_.checkpoints));
    for (const audit::HeldCheckpoint& held : plan_.checkpoints) {
      page_ += fmt::format("unchanged up to entry {}, as {} says\n", held.content ? number_of(held.content->entry) : 0,
                           held.file);
    }
  }

  // An older backup is the beginning of the book; one of another book shows no report of this one.
  void check_is_of_book(store::Connection& restored) {
    const store::ChainHead head = store::load_chain_head(restored);
    const auto same = store::load_entry(live_.connection(), head.entry);
    if (!same || same->hash != head.hash) {
      must_hold("the restored book", {fmt::format("its newest entry is {} with hash {}, which {} does not have",
                                                  number_of(head.entry), head.hash, plan_.book.string())});
    }
    const std::int64_t later = number_of(store::load_chain_head(live_.connection()).entry) - number_of(head.entry);
    if (later > 0)
      page_ += fmt::format("recorded in the book after the backup: {}\n", reports::counted(later, "entry", "entries"));
  }

  void compare_reports(store::Connection& restored) {
    const EntryId newest = store::load_chain_head(restored).entry;
    const auto last_day = plan_.as_of ? plan_.as_of : store::find_last_day(restored, newest);
    if (!last_day) return; // a book without entries has no reports
    const Moment moment{*last_day, newest};
    Progress progress("comparing");
    const auto all = reports::all_reports();
    std::vector<std::string> differing;
    for (std::size_t i = 0; i < all.size(); ++i) {
      StopSignals::check();
      progress.show(i + 1, all.size(), all[i].name);
      if (report_of_moment(all[i], live_.connection(), moment) != report_of_moment(all[i], restored, moment))
        differing.push_back(fmt::format("report {} as of {} is not that of {}", all[i].name, format_date(*last_day),
                                        plan_.book.string()));
    }
    must_hold("the restored book", differing);
    page_ += fmt::format("{} reports as of {} are those of the book to the byte\n", all.size(), format_date(*last_day));
    times_.end("reports");
  }

  [[nodiscard]] std::string name_of_backup() const {
    return plan_.backup.empty() ? "a new backup" : plan_.backup.string();
  }

  const RehearsalPlan& plan_;
  store::Book live_;
  std::optional<store::ReadTransaction> reading_; // the book of one moment, whatever is recorded meanwhile
  StepTimes times_;
  std::string page_;
};

std::string show_lines(std::string_view page) {
  std::string shown;
  while (!page.empty()) {
    const std::size_t end = page.find('\n');
    shown += reports::format_for_terminal(page.substr(0, end)) + "\n";
    page.remove_prefix(end + 1);
  }
  return shown;
}

int rehearse(const RehearsalPlan& plan) {
  try {
    const std::string page = run_stoppable([&] { return Rehearsal(plan).run(); });
    write_stdout(show_lines(page));
    return number_of(ExitCode::done);
  } catch (const Unfit& unfit) {
    return report_unsound(unfit.of(), nothing_of_it_kept, unfit.faults());
  } catch (const store::DamagedBookError& error) {
    return report_unsound("what was rehearsed", nothing_of_it_kept, {error.what()});
  }
}

int run_rehearse(const RehearsalOptions& options, const Context& context) {
  if (options.checkpoints.empty() && !options.public_keys.empty()) {
    return report_refusal({Rule::option_missing, "--public-key: there is no checkpoint whose signature it checks",
                           "--checkpoint FILE as well"});
  }
  OptionReader reader(context.clock.today);
  RehearsalPlan plan{.book = book_path(context), .backup = options.backup, .folder = options.folder};
  if (!options.as_of.empty()) plan.as_of = reader.read_date("--as-of", options.as_of, context.clock.today);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  std::error_code error;
  if (!plan.backup.empty() && fs::equivalent(plan.backup, plan.book, error)) {
    return report_refusal({Rule::option_malformed,
                           fmt::format("{} is the book itself, not a backup of it", plan.backup.string()),
                           "name a backup, or leave it out, and one is made"});
  }
  auto checkpoints = read_checkpoints(options.checkpoints, options.public_keys);
  if (!checkpoints) return report_refusal(checkpoints.error());
  plan.checkpoints = *std::move(checkpoints);
  if (plan.folder.empty()) plan.folder = plan.book.parent_path();
  return rehearse(plan);
}

} // namespace

void setup_rehearse(CLI::App& program, Context& context) {
  const auto options = std::make_shared<RehearsalOptions>();
  CLI::App& command = add_command(
      program, "rehearse",
      {.about =
           "Tries whether the book could be restored: takes a backup (or an earlier one, FILE), restores it under "
           "a temporary name, runs every check of `audit verify` on it, holds checkpoints against it, and compares "
           "every report with the book's, byte for byte. Nothing of it is kept. Exits 5 when anything differs.",
       .examples = "pvault rehearse\n"
                   "pvault rehearse --folder /backup --checkpoint 2026-03.json\n"
                   "pvault rehearse /backup/vault-2026-03-31.db"},
      context);
  add_text(command, "FILE", "", options->backup, "An earlier backup of the book; by default one is made.");
  add_text(command, "--folder", "FOLDER", options->folder,
           "Where the copies lie while they are looked at, such as where backups lie; beside the book by default.");
  add_text(command, "--as-of", "DATE", options->as_of,
           "The day of the reports; by default the latest that any entry is dated.");
  add_texts(command, "--checkpoint", "FILE", options->checkpoints,
            "The restored book must be unchanged up to this checkpoint; may be given several times.");
  add_texts(command, "--public-key", "FILE|KEY", options->public_keys,
            "Whose signature each checkpoint must have; may be given several times, for one of several.");
  on_run(command, context, [options, &context] { return run_rehearse(*options, context); });
}

} // namespace pvault::cli
