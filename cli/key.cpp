// pvault key create
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/passphrase.hpp"
#include "cli/terminal.hpp"
#include "store/small_files.hpp"

#include <fmt/format.h>
#include <memory>
#include <optional>

namespace pvault::cli {

namespace {

struct KeyCreateOptions {
  std::string output;
  std::string passphrase_file;
  bool no_passphrase = false;
};

Expected<std::optional<Secret>> choose_passphrase(const KeyCreateOptions& options) {
  if (!options.no_passphrase) {
    auto passphrase = ask_passphrase(options.passphrase_file, options.output + ".key", Prompt::twice);
    if (!passphrase) return tl::unexpected(passphrase.error());
    return std::optional<Secret>(*std::move(passphrase));
  }
  if (options.passphrase_file.empty()) return std::optional<Secret>();
  return refuse(Rule::option_malformed, "--no-passphrase: --passphrase-file gives one",
                "either --passphrase-file or --no-passphrase");
}

int run_key_create(const KeyCreateOptions& options) {
  const std::string secret_name = options.output + ".key";
  const std::string public_name = options.output + ".pub";
  store::check_name_is_free(secret_name);
  store::check_name_is_free(public_name);
  const auto passphrase = choose_passphrase(options);
  if (!passphrase) return report_refusal(passphrase.error());
  const SigningKey key = SigningKey::generate();
  const Secret secret_file = format_secret_key_file(key, *passphrase);
  store::write_new_file(secret_name, secret_file.text(), store::Readers::owner);
  store::write_new_file(public_name, format_public_key_file(key.public_key()), store::Readers::everybody);
  write_stdout(fmt::format(
      "key {}\nsecret key  {}: keep it to yourself{}\npublic key  {}: {}\n", format_key_number(key.public_key().number),
      secret_name, *passphrase ? "" : "; it has no passphrase", public_name, format_public_key(key.public_key())));
  return number_of(ExitCode::done);
}

} // namespace

void setup_key(CLI::App& program, Context& context) {
  CLI::App& key = add_noun(program, "key",
                           {.about = "Keys that sign checkpoints, in the files of minisign.",
                            .examples = "pvault key create --output auditor"},
                           context);
  const auto options = std::make_shared<KeyCreateOptions>();
  CLI::App& command =
      add_command(key, "create",
                  {.about = "Makes a pair of keys: NAME.key, which signs and is its owner's alone, and NAME.pub, with "
                            "which anyone checks what it signed. minisign takes both.",
                   .examples = "pvault key create --output auditor\n"
                               "pvault key create --output scheduler --passphrase-file scheduler.passphrase\n"
                               "pvault key create --output test --no-passphrase"},
                  context);
  add_text(command, "--output", "NAME", options->output, "Where the two files go: NAME.key and NAME.pub.").required();
  add_text(command, "--passphrase-file", "FILE", options->passphrase_file,
           "A file that only its owner can read, with the passphrase in its first line; otherwise it is asked for on "
           "the terminal.");
  add_switch(command, "--no-passphrase", options->no_passphrase, "Whoever has the file can sign with it.");
  on_run(command, context, [options] { return run_key_create(*options); });
}

} // namespace pvault::cli
