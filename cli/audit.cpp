// pvault audit verify, pvault audit rebuild
#include "audit/copy_check.hpp"
#include "audit/verify.hpp"

#include "cli/audit_checkpoint.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/recorded_text.hpp"
#include "cli/terminal.hpp"
#include "cli/text_layout.hpp"
#include "cli/verification_text.hpp"
#include "store/book.hpp"
#include "store/derived.hpp"
#include "store/transaction.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <string>
#include <vector>

namespace pvault::cli {

namespace {

struct VerifyOptions {
  std::string format;
  bool evidence = false;
  std::vector<std::string> checkpoints = {};
  std::vector<std::string> public_keys = {};
};

int run_audit_verify(const VerifyOptions& options, const Context& context) {
  const auto format = parse_recorded_format(options.format);
  if (!format) return report_refusal(format.error());
  if (options.checkpoints.empty() && !options.public_keys.empty()) {
    return report_refusal({Rule::option_missing, "--public-key: there is no checkpoint whose signature it checks",
                           "--checkpoint FILE as well"});
  }
  auto checkpoints = read_checkpoints(options.checkpoints, options.public_keys);
  if (!checkpoints) return report_refusal(checkpoints.error());
  const audit::Verification verification = audit::check_file(
      book_path(context), {.evidence = options.evidence ? audit::Evidence::read_again : audit::Evidence::left_alone,
                           .checkpoints = *std::move(checkpoints),
                           .progress = show_progress()});
  write_stdout(*format == RecordedFormat::json ? print_verification_json(verification)
                                               : print_verification(verification));
  return number_of(verification.fault_count() == 0 ? ExitCode::done : ExitCode::findings);
}

// What computing anew would rest on. Looked at before the book is opened for writing, so that nothing is changed.
std::vector<std::string> list_faults_of_records(const std::filesystem::path& path) {
  try {
    store::Book book = store::Book::open(path, store::Access::read);
    const store::ReadTransaction reading(book.connection());
    return audit::check_copy(book.connection()).faults;
  } catch (const store::DamagedBookError& error) {
    return {error.what()};
  }
}

int run_audit_rebuild(const Context& context) {
  const std::filesystem::path path = book_path(context);
  if (const auto faults = list_faults_of_records(path); !faults.empty())
    return report_unsound(path.string(), "nothing was computed anew; keep the file as it is", faults);
  store::Book book = store::Book::open(path, store::Access::write);
  store::WriteTransaction writing(book.connection());
  store::rebuild_derived(book.connection());
  writing.commit();
  std::string page;
  for (const store::DerivedTable& table : store::derived_tables()) {
    page += fmt::format("computed {} anew: {} rows\n", table.name,
                        book.connection().integer_of(fmt::format("SELECT count(*) FROM {}", table.name)));
  }
  write_stdout_of_done(page, "the derived tables were computed anew");
  return number_of(ExitCode::done);
}

void setup_audit_verify(CLI::App& audit, Context& context) {
  const auto options = std::make_shared<VerifyOptions>();
  CLI::App& command = add_command(
      audit, "verify",
      {.about =
           "Checks that the book is what it was: the chain of hashes, the file, the schema and every invariant, and "
           "whether checkpoints of it hold. Exits 5 when anything is wrong.",
       .examples =
           "pvault audit verify\npvault audit verify --checkpoint 2026-03.json --public-key auditor.pub\npvault audit "
           "verify --evidence\npvault audit verify --book copy.db --format json"},
      context);
  add_switch(command, "--evidence", options->evidence,
             "Also read every document again, beside the book or where it was left, and compare its bytes with what "
             "was recorded.");
  add_texts(command, "--checkpoint", "FILE", options->checkpoints,
            "Also prove that the book up to this checkpoint is unchanged and not cut short; may be given several "
            "times.");
  add_texts(command, "--public-key", "FILE|KEY", options->public_keys,
            "Whose signature each checkpoint must have: a file of `pvault key create` or minisign, or the key itself "
            "(RW...); may be given several times, for one of several.");
  add_text(command, "--format", "FORMAT", options->format, "text (default) or json.").group(output_heading);
  on_run(command, context, [options, &context] { return run_audit_verify(*options, context); });
}

} // namespace

void setup_audit(CLI::App& program, Context& context) {
  CLI::App& audit = add_noun(program, "audit",
                             {.about = "Proof that nothing was changed, and who changed what.",
                              .examples = "pvault audit verify\npvault audit checkpoint --output 2026-03.json\n"
                                          "pvault audit trail W-1\n"
                                          "pvault audit diff --known-at 2026-04-05 --as-of 2026-03-31\n"
                                          "pvault audit rebuild"},
                             context);
  setup_audit_verify(audit, context);
  setup_audit_checkpoint(audit, context);
  setup_audit_trail(audit, context);
  setup_audit_difference(audit, context);
  CLI::App& rebuild = add_command(
      audit, "rebuild",
      {.about = "Computes the derived tables anew from the records, which stay as they are. Exits 5 when the file "
                "or the chain is not sound; then nothing is changed.",
       .examples = "pvault audit rebuild"},
      context);
  on_run(rebuild, context, [&context] { return run_audit_rebuild(context); });
}

} // namespace pvault::cli
