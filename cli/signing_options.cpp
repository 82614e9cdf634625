#include "cli/signing_options.hpp"

#include "cli/command_line.hpp"
#include "cli/passphrase.hpp"
#include "store/small_files.hpp"
#include "units/text.hpp"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <system_error>
#include <utility>

namespace pvault::cli {

namespace {

std::string given_or_environment(const std::string& given, const char* variable) {
  if (!given.empty()) return given;
  const char* value = std::getenv(variable); // NOLINT(concurrency-mt-unsafe): there is one thread
  return value == nullptr ? "" : value;
}

} // namespace

void add_signing_options(CLI::App& command, SigningArguments& arguments) {
  add_text(command, "--key", "FILE", arguments.key, "Your secret key, which signs the entry; otherwise $PVAULT_KEY.")
      .group(recording_heading);
  add_text(command, "--passphrase-file", "FILE", arguments.passphrase_file,
           "A file that only you can read, with the passphrase of the key in its first line; otherwise "
           "$PVAULT_PASSPHRASE_FILE, otherwise it is asked for on the terminal.")
      .group(recording_heading);
}

Expected<std::shared_ptr<const Signer>> load_signer(const SigningArguments& arguments) {
  const std::string file = given_or_environment(arguments.key, "PVAULT_KEY");
  if (file.empty()) return std::shared_ptr<const Signer>();
  auto key = load_signing_key(file, given_or_environment(arguments.passphrase_file, "PVAULT_PASSPHRASE_FILE"));
  if (!key) return tl::unexpected(key.error());
  return std::make_shared<const Signer>(Signer{*std::move(key)});
}

Expected<PublicKey> read_public_key(const std::string& text_or_file) {
  std::error_code error;
  if (auto key = parse_public_key(text_or_file); key || !std::filesystem::exists(text_or_file, error)) {
    if (!key)
      key.error().message.insert(0, fmt::format("there is no file {}, and as a key: ", in_quotes(text_or_file)));
    return key;
  }
  auto key = parse_public_key(store::read_small_file(text_or_file));
  if (!key) key.error().message = fmt::format("{}: {}", text_or_file, key.error().message);
  return key;
}

} // namespace pvault::cli
