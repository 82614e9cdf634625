// pvault audit checkpoint
#include "cli/audit_checkpoint.hpp"

#include "audit/checkpoint_check.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/known_at.hpp"
#include "cli/passphrase.hpp"
#include "cli/signing_options.hpp"
#include "cli/terminal.hpp"
#include "cli/verification_text.hpp"
#include "store/book.hpp"
#include "store/small_files.hpp"
#include "store/transaction.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <system_error>
#include <unistd.h>

namespace pvault::cli {

namespace {

struct CheckpointOptions {
  std::string output;
  std::string key;
  std::string passphrase_file;
  std::string known_at;
};

std::string signature_name(const std::string& file) { return file + ".minisig"; }

// minisign shows the comment when the signature is good: which entry it is about can be held against any report.
std::string comment_of(const audit::Checkpoint& checkpoint, const std::string& file, const Context& context) {
  return fmt::format("signed at {}\tfile:{}\tentry {}, hash {}", context.clock.now_at,
                     std::filesystem::path(file).filename().string(), number_of(checkpoint.entry), checkpoint.hash);
}

// The key first: it may ask for a passphrase, and nothing is left behind when it is not given.
Expected<std::optional<SigningKey>> load_key(const CheckpointOptions& options) {
  if (options.key.empty()) {
    if (options.passphrase_file.empty()) return std::optional<SigningKey>();
    return refuse(Rule::option_malformed, "--passphrase-file: there is no key that it opens", "--key KEYFILE as well");
  }
  auto key = load_signing_key(options.key, options.passphrase_file);
  if (!key) return tl::unexpected(key.error());
  return std::optional<SigningKey>(*std::move(key));
}

void write_checkpoint(const audit::Checkpoint& checkpoint, const std::optional<SigningKey>& key,
                      const CheckpointOptions& options, const Context& context) {
  const std::string bytes = audit::format_checkpoint(checkpoint);
  store::write_new_file(options.output, bytes, store::Readers::everybody);
  std::string page = fmt::format("checkpoint of entry {} in {}\nhash {}\n", number_of(checkpoint.entry), options.output,
                                 checkpoint.hash);
  if (key) {
    const std::string name = signature_name(options.output);
    try {
      store::write_new_file(name, sign(*key, bytes, comment_of(checkpoint, options.output, context)),
                            store::Readers::everybody);
    } catch (const store::NameNotFlushed&) { // both are there
      throw;
    } catch (const store::BookError&) { // without the signature it is not what was asked for
      ::unlink(options.output.c_str());
      throw;
    }
    page += fmt::format("signed with key {} in {}\n", format_key_number(key->public_key().number), name);
  } else {
    page += "not signed: keep it where nobody who holds the book can write it anew, or sign it with --key\n";
  }
  write_stdout_of_done(page, fmt::format("the checkpoint {} is made", options.output));
}

int run_audit_checkpoint(const CheckpointOptions& options, const Context& context) {
  store::check_name_is_free(options.output);
  store::check_name_is_free(signature_name(options.output));
  const auto key = load_key(options);
  if (!key) return report_refusal(key.error());
  store::Book book = store::Book::open(book_path(context), store::Access::read);
  const store::ReadTransaction reading(book.connection());
  const auto entry = find_known_at(book.connection(), options.known_at);
  if (!entry) return report_refusal(entry.error());
  // A checkpoint vouches for what it is of.
  const audit::Verification verification = audit::check_book(book.connection(), show_progress());
  if (verification.fault_count() != 0) {
    write_stdout(print_verification(verification) + "no checkpoint was made\n");
    return number_of(ExitCode::findings);
  }
  write_checkpoint(audit::make_checkpoint(book.connection(), *entry), *key, options, context);
  return number_of(ExitCode::done);
}

audit::CheckpointFile read_checkpoint_file(const std::string& name) {
  audit::CheckpointFile file{.name = name, .bytes = store::read_small_file(name)};
  std::error_code error;
  if (std::filesystem::exists(signature_name(name), error))
    file.signature = store::read_small_file(signature_name(name));
  return file;
}

} // namespace

Expected<std::vector<audit::HeldCheckpoint>> read_checkpoints(const std::vector<std::string>& files,
                                                              const std::vector<std::string>& public_keys) {
  std::vector<PublicKey> keys;
  keys.reserve(public_keys.size());
  for (const std::string& text : public_keys) {
    const auto key = read_public_key(text);
    if (!key) return tl::unexpected(key.error());
    keys.push_back(*key);
  }
  std::vector<audit::HeldCheckpoint> checkpoints;
  checkpoints.reserve(files.size());
  for (const std::string& file : files) {
    auto held = audit::read_checkpoint(read_checkpoint_file(file), keys);
    if (!held) return tl::unexpected(held.error());
    checkpoints.push_back(*std::move(held));
  }
  return checkpoints;
}

void setup_audit_checkpoint(CLI::App& audit, Context& context) {
  const auto options = std::make_shared<CheckpointOptions>();
  CLI::App& command = add_command(
      audit, "checkpoint",
      {.about =
           "Writes what the book is now into a small file that is kept elsewhere. `audit verify --checkpoint` then "
           "proves that nothing up to then was changed or cut off. Exits 5 when the book is not sound.",
       .examples = "pvault audit checkpoint --output 2026-03.json --key auditor.key\n"
                   "pvault audit checkpoint --output 2026-03.json\n"
                   "minisign -V -p auditor.pub -m 2026-03.json"},
      context);
  add_text(command, "--output", "FILE", options->output, "The file, which must not be there yet.").required();
  add_text(command, "--key", "KEYFILE", options->key,
           "Sign it with this secret key of `pvault key create` or minisign; the signature goes to FILE.minisig.");
  add_text(command, "--passphrase-file", "FILE", options->passphrase_file,
           "A file that only its owner can read, with the key's passphrase in its first line; otherwise it is asked "
           "for on the terminal.");
  add_text(command, "--known-at", known_at_form, options->known_at,
           "What the book was when it had this entry, at this moment (2026-03-31T17:00:00Z), or when this checkpoint "
           "was made; "
           "now by default.");
  on_run(command, context, [options, &context] { return run_audit_checkpoint(*options, context); });
}

} // namespace pvault::cli
