// pvault backup, pvault snapshot, pvault restore
#include "audit/checkpoint.hpp"
#include "audit/copy_check.hpp"
#include "audit/verify.hpp"
#include "cli/audit_checkpoint.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/copied_book.hpp"
#include "cli/errors.hpp"
#include "cli/stop_signals.hpp"
#include "cli/stoppable_input.hpp"
#include "cli/terminal.hpp"
#include "cli/verification_text.hpp"
#include "operations/rebuild_book.hpp"
#include "reports/terminal_text.hpp"
#include "store/book_copy.hpp"
#include "store/small_files.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>
#include <fstream>
#include <istream>
#include <memory>
#include <stdexcept>

namespace pvault::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view chain_checked = "the chain holds; `pvault audit verify` checks the rest";
constexpr std::string_view all_checked = "every check of `pvault audit verify` holds";
constexpr std::string_view nothing_kept = "nothing was kept";
constexpr const char* other_name_for_copy = "choose another name";
constexpr const char* what_to_restore = "name a backup, a snapshot, or a file of `pvault export --to jsonl`";

struct CopyOptions {
  std::string file;
  std::vector<std::string> checkpoints = {};
  std::vector<std::string> public_keys = {};
};

// What becomes of a copy that was found sound.
enum class CopyUse { backup, snapshot, book };

fs::path checkpoint_beside(const fs::path& snapshot) { return snapshot.string() + ".checkpoint"; }

struct CopyNames {
  fs::path from;
  fs::path to;
  std::string done; // "backed up vault.db to vault-2026-03-31.db"
  Checkpoints checkpoints = {};
};

struct CheckedCopy {
  std::string page = {};
  std::string checkpoint = {}; // of a snapshot
  std::vector<std::string> faults = {};
  // Of which notes are: once the copy has its name, nothing is read any more that could fail.
  std::int64_t documents = 0;
  int schema = 0;
};

CheckedCopy look_at_copy(const store::NewFile& copy, const store::ChainHead& head, const CopyNames& names,
                         CopyUse use) {
  store::Book copied = store::Book::open_as_it_is(copy.path());
  store::Connection& connection = copied.connection();
  const store::ReadTransaction reading(connection);
  const audit::CopyFindings findings = audit::check_copy(connection);
  CheckedCopy checked{.faults = findings.faults, .schema = store::schema_version_of(connection)};
  if (checked.faults.empty()) checked.faults = list_checkpoint_faults(connection, names.checkpoints);
  // A snapshot is for others to rely on: everything is checked of it.
  if (checked.faults.empty() && use == CopyUse::snapshot)
    checked.faults = list_fault_texts(audit::check_book(connection).checks);
  if (!checked.faults.empty()) return checked;
  if (findings.head_hash != head.hash) throw std::logic_error("a copy does not end with the entry it was made at");
  checked.page = describe_book(connection, findings, use == CopyUse::snapshot ? all_checked : chain_checked);
  checked.documents = store::count_stored_documents(connection);
  if (use == CopyUse::snapshot)
    checked.checkpoint = audit::format_checkpoint(audit::make_checkpoint(connection, head.entry));
  return checked;
}

// A backup may be of the book of an older program; every check of a snapshot is of this program's.
store::Book open_to_copy(const fs::path& book, CopyUse use) {
  return use == CopyUse::snapshot ? store::Book::open(book, store::Access::read) : store::Book::open_as_it_is(book);
}

void note_schema(int version, CopyUse use) {
  if (version == store::newest_schema_version() || use != CopyUse::book) return;
  print_note(fmt::format("it is the book of an older program, of schema {}: `pvault upgrade` or the first recording "
                         "makes it one of schema {}",
                         version, store::newest_schema_version()));
}

std::string how_to_make(const fs::path& checkpoint, const CopyNames& names) {
  return fmt::format("`pvault audit checkpoint --book {} --output {}`", names.to.string(), checkpoint.string());
}

void finish_copy(const store::NewFile& copy, const CopyNames& names, CopyUse use) {
  if (use == CopyUse::snapshot) copy.make_read_only();
  if (use == CopyUse::book) store::make_book_in_use(copy);
  try {
    copy.take_final_name();
  } catch (const store::NameNotFlushed& error) {
    if (use != CopyUse::snapshot) throw;
    throw store::BookError(fmt::format("{}; its checkpoint is not made", error.what()),
                           how_to_make(checkpoint_beside(names.to), names));
  }
}

// The snapshot has its name already.
void write_checkpoint(const fs::path& file, const std::string& checkpoint, const CopyNames& names) {
  try {
    store::write_new_file(file, checkpoint, store::Readers::everybody);
  } catch (const store::BookError& error) {
    throw store::BookError(fmt::format("{}, but not its checkpoint: {}", names.done, error.what()),
                           how_to_make(file, names));
  }
}

int copy_sound(const CopyNames& names, CopyUse use) {
  store::Book source = open_to_copy(names.from, use);
  const fs::path checkpoint = checkpoint_beside(names.to);
  if (use == CopyUse::snapshot) store::check_name_is_free(checkpoint, other_name_for_copy);
  const store::NewFile copy(names.to,
                            use == CopyUse::book ? "choose another name with --book FILE" : other_name_for_copy);
  const store::ChainHead head = store::copy_book(source.connection(), copy);
  StopSignals::check();
  CheckedCopy checked = look_at_copy(copy, head, names, use);
  StopSignals::check();
  if (!checked.faults.empty()) return report_unsound(names.from.string(), nothing_kept, checked.faults);
  finish_copy(copy, names, use);
  if (use == CopyUse::snapshot) {
    write_checkpoint(checkpoint, checked.checkpoint, names);
    checked.page += fmt::format("checkpoint {}\n", reports::format_for_terminal(checkpoint.string()));
  }
  write_stdout_of_done(reports::format_for_terminal(names.done) + "\n" + checked.page, names.done);
  note_documents(checked.documents, names.from);
  note_schema(checked.schema, use);
  return number_of(ExitCode::done);
}

// What is in the file is a finding; what is around it is trouble.
int copy_and_check(const CopyNames& names, CopyUse use) {
  try {
    return run_stoppable([&] { return copy_sound(names, use); });
  } catch (const store::DamagedBookError& error) {
    return report_unsound(names.from.string(), nothing_kept, {error.what()});
  }
}

int run_backup(const CopyOptions& options, const Context& context) {
  const fs::path book = book_path(context);
  return copy_and_check(
      {.from = book, .to = options.file, .done = fmt::format("backed up {} to {}", book.string(), options.file)},
      CopyUse::backup);
}

int run_snapshot(const CopyOptions& options, const Context& context) {
  const fs::path book = book_path(context);
  return copy_and_check({.from = book,
                         .to = options.file,
                         .done = fmt::format("made the snapshot {} of {}", options.file, book.string())},
                        CopyUse::snapshot);
}

// By what it begins with, whatever it is called.
bool is_database(const fs::path& file) {
  constexpr std::string_view magic = "SQLite format 3";
  std::ifstream stream(file, std::ios::binary);
  std::string head(magic.size(), '\0');
  stream.read(head.data(), static_cast<std::streamsize>(head.size()));
  return stream && head == magic;
}

// Leaves the rebuilding without a book.
class NotAsCheckpoint : public std::exception {
public:
  explicit NotAsCheckpoint(std::vector<std::string> faults) : faults_(std::move(faults)) {}
  [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

private:
  std::vector<std::string> faults_;
};

// The book is there already, and that must be said also where it cannot be read again.
std::string describe_rebuilt(const fs::path& book, const std::string& done) {
  try {
    store::Book rebuilt = store::Book::open(book, store::Access::read);
    const store::ReadTransaction reading(rebuilt.connection());
    const audit::CopyFindings findings = audit::check_copy(rebuilt.connection());
    if (!findings.faults.empty()) throw std::logic_error("a book made of its entries is not sound");
    return describe_book(rebuilt.connection(), findings, chain_checked);
  } catch (const store::BookError& error) {
    throw store::BookError(fmt::format("{}, and the book could not be read again: {}", done, error.what()),
                           fmt::format("`pvault audit verify --book {}`", book.string()));
  }
}

// What is no database and can only be read once, from its beginning: the lines of an export.
bool is_stream(const fs::path& file) {
  std::error_code error;
  return file == "-" || fs::is_fifo(file, error);
}

std::string name_of_lines(const fs::path& file) { return file == "-" ? "standard input" : file.string(); }

int restore_lines(const fs::path& file, const fs::path& book, const Checkpoints& checkpoints) {
  StoppableInput input(file);
  StopSignals::check(); // a pipe waits for whoever writes into it
  std::istream lines(&input);
  const std::string name = name_of_lines(file);
  if (!input.is_open()) {
    throw store::BookError(fmt::format("{} cannot be read", name), what_to_restore);
  }
  const auto look_at = [&](store::Connection& connection) {
    auto faults = list_checkpoint_faults(connection, checkpoints);
    if (!faults.empty()) throw NotAsCheckpoint(std::move(faults));
    StopSignals::check();
  };
  const auto newest =
      operations::rebuild_book(lines, name, book, {.at_each_line = StopSignals::check, .look_at = look_at});
  if (!newest) return report_refusal(newest.error());
  const std::string done = fmt::format("made {} of the entries in {}", book.string(), name);
  write_stdout_of_done(reports::format_for_terminal(done) + "\n" + describe_rebuilt(book, done), done);
  return number_of(ExitCode::done);
}

int restore_and_check_lines(const fs::path& file, const fs::path& book, const Checkpoints& checkpoints) {
  try {
    return run_stoppable([&] { return restore_lines(file, book, checkpoints); }, Reads::end);
  } catch (const NotAsCheckpoint& found) {
    return report_unsound(name_of_lines(file), nothing_kept, found.faults());
  }
}

int run_restore(const CopyOptions& options, const Context& context) {
  if (options.checkpoints.empty() && !options.public_keys.empty()) {
    return report_refusal({Rule::option_missing, "--public-key: there is no checkpoint whose signature it checks",
                           "--checkpoint FILE as well"});
  }
  auto checkpoints = read_checkpoints(options.checkpoints, options.public_keys);
  if (!checkpoints) return report_refusal(checkpoints.error());
  const fs::path book = book_path(context);
  std::error_code error;
  if (options.file != "-" && fs::status(options.file, error).type() == fs::file_type::not_found)
    throw store::BookError(fmt::format("there is no file {}", options.file), what_to_restore);
  if (is_stream(options.file) || (fs::is_regular_file(options.file, error) && !is_database(options.file))) {
    return restore_and_check_lines(options.file, book, *checkpoints);
  }
  return copy_and_check({.from = options.file,
                         .to = book,
                         .done = fmt::format("restored {} from {}", book.string(), options.file),
                         .checkpoints = *std::move(checkpoints)},
                        CopyUse::book);
}

using Run = int (*)(const CopyOptions&, const Context&);

CLI::App& setup_copy(CLI::App& program, Context& context, const std::string& name, const CommandPage& page, Run run,
                     const std::shared_ptr<CopyOptions>& options) {
  CLI::App& command = add_command(program, name, page, context);
  add_text(command, "FILE", "", options->file,
           name == "restore" ? "A backup, a snapshot, or lines of JSON, which may come through a pipe (`-`)."
                             : "The new file.")
      .required();
  on_run(command, context, [options, &context, run] { return run(*options, context); });
  return command;
}

} // namespace

void setup_backup(CLI::App& program, Context& context) {
  setup_copy(program, context, "backup",
             {.about = "Copies the book into a new file while others may write to it, and verifies the copy before it "
                       "takes its name: the file and the chain of hashes. Exits 5 when it is not sound; nothing is "
                       "ever overwritten.",
              .examples = "pvault backup /backup/vault-2026-03-31.db"},
             run_backup, std::make_shared<CopyOptions>());
}

void setup_snapshot(CLI::App& program, Context& context) {
  setup_copy(program, context, "snapshot",
             {.about =
                  "Makes one self-contained, read-only file of the book for auditors, with every check of "
                  "`audit verify`, and a checkpoint beside it. It can be read from a folder that cannot be written.",
              .examples = "pvault snapshot vault-2026-03-31.db\npvault audit verify --book vault-2026-03-31.db"},
             run_snapshot, std::make_shared<CopyOptions>());
}

void setup_restore(CLI::App& program, Context& context) {
  const auto options = std::make_shared<CopyOptions>();
  CLI::App& command = setup_copy(
      program, context, "restore",
      {.about = "Makes a new book of a backup or of the lines of `pvault export --to jsonl`, verifies its chain "
                "of hashes, and says what its newest entry is. What is there is never overwritten.",
       .examples = "pvault restore /backup/vault-2026-03-31.db --book vault.db\n"
                   "pvault restore vault.jsonl --book vault.db --checkpoint 2026-03.json\n"
                   "xz -dc vault.jsonl.xz | pvault restore - --book vault.db"},
      run_restore, options);
  add_texts(command, "--checkpoint", "FILE", options->checkpoints,
            "The book must be unchanged up to this checkpoint and not cut short; may be given several times.");
  add_texts(command, "--public-key", "FILE|KEY", options->public_keys,
            "Whose signature each checkpoint must have; may be given several times, for one of several.");
}

} // namespace pvault::cli
