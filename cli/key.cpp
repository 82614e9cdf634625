// pvault key create, pvault key revoke
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/passphrase.hpp"
#include "cli/recording_options.hpp"
#include "cli/terminal.hpp"
#include "operations/keep_people.hpp"
#include "store/small_files.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <charconv>
#include <cstdint>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <unistd.h>

namespace pvault::cli {

namespace {

struct KeyCreateOptions {
  std::string output;
  std::string passphrase_file;
  bool no_passphrase = false;
  bool for_minisign = false;
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
  const Secret secret_file =
      format_secret_key_file(key, *passphrase, options.for_minisign ? usual_scrypt : usual_argon2id);
  store::write_new_file(secret_name, secret_file.text(), store::Readers::owner);
  try {
    store::write_new_file(public_name, format_public_key_file(key.public_key()), store::Readers::everybody);
  } catch (const store::NameNotFlushed&) { // both are there
    throw;
  } catch (const store::BookError&) { // one without the other is no pair, and would be in the way of the next
    ::unlink(secret_name.c_str());
    throw;
  }
  write_stdout_of_done(fmt::format("key {}\nsecret key  {}: keep it to yourself{}\npublic key  {}: {}\n",
                                   format_key_number(key.public_key().number), secret_name,
                                   *passphrase ? "" : "; it has no passphrase", public_name,
                                   format_public_key(key.public_key())),
                       fmt::format("the key is made in {} and {}", secret_name, public_name));
  return number_of(ExitCode::done);
}

struct KeyRevokeOptions {
  std::string key;
  std::string reason;
  RecordingArguments recording;
};

// The number of a key, as it is printed: 16 hexadecimal digits.
Expected<KeyNumber> parse_key_number(const std::string& text) {
  const std::string wanted(trim(text));
  KeyNumber number{};
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), value, 16);
  if (wanted.size() != 2 * number.size() || error != std::errc() || end != wanted.data() + wanted.size()) {
    return refuse(Rule::option_malformed, fmt::format("{} is not the number of a key", in_quotes(text)),
                  "16 digits and letters A to F, as `pvault person list` shows them");
  }
  for (unsigned char& byte : number) {
    byte = static_cast<unsigned char>(value);
    value >>= 8U;
  }
  return number;
}

int run_key_revoke(const KeyRevokeOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const KeyNumber key = reader.read("KEY", parse_key_number(options.key));
  const std::string reason = reader.read("--reason", parse_required_text("reason", options.reason));
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::revoke_key(book, header, key, reason);
  });
}

void setup_key_revoke(CLI::App& key, Context& context) {
  const auto options = std::make_shared<KeyRevokeOptions>();
  CLI::App& command = add_command(
      key, "revoke",
      {.about = "Records that the key of a person counts no more: nothing that it signs from this entry on is taken. "
                "What it signed before keeps its worth.",
       .examples = "pvault key revoke 0F2A6C31B5D04E77 --reason \"laptop lost\" --key okafor.key"},
      context);
  add_text(command, "KEY", "", options->key, "Its number; `pvault person list` shows it.").required();
  add_text(command, "--reason", "TEXT", options->reason, "Why.").required();
  add_optional_on(command, options->recording, "The day of the record; today by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_key_revoke(*options, context); });
}

void setup_key_create(CLI::App& key, Context& context) {
  const auto options = std::make_shared<KeyCreateOptions>();
  CLI::App& command =
      add_command(key, "create",
                  {.about = "Makes a pair of keys: NAME.key, which signs and is its owner's alone, and NAME.pub, with "
                            "which anyone checks what it signed, minisign as well.",
                   .examples = "pvault key create --output auditor\n"
                               "pvault key create --output scheduler --passphrase-file scheduler.passphrase\n"
                               "pvault key create --output test --no-passphrase"},
                  context);
  add_text(command, "--output", "NAME", options->output, "Where the two files go: NAME.key and NAME.pub.").required();
  add_text(command, "--passphrase-file", "FILE", options->passphrase_file,
           "A file that only its owner can read, with the passphrase in its first line; otherwise it is asked for on "
           "the terminal.");
  add_switch(command, "--no-passphrase", options->no_passphrase, "Whoever has the file can sign with it.");
  add_switch(command, "--minisign", options->for_minisign,
             "Lock the key as minisign does (scrypt), so that it signs with it as well; otherwise it is locked with "
             "Argon2id, which minisign does not open.");
  on_run(command, context, [options] { return run_key_create(*options); });
}

} // namespace

void setup_key(CLI::App& program, Context& context) {
  CLI::App& key = add_noun(program, "key",
                           {.about = "Keys that sign entries and checkpoints.",
                            .examples = "pvault key create --output chen\n"
                                        "pvault key revoke 0F2A6C31B5D04E77 --reason \"laptop lost\" --key okafor.key"},
                           context);
  setup_key_create(key, context);
  setup_key_revoke(key, context);
}

} // namespace pvault::cli
