// Who signs what is recorded: options of every command that records.
#pragma once

#include "cli/context.hpp"
#include "journal/people.hpp"

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace pvault::cli {

// As typed; empty where not given.
struct SigningArguments {
  std::string key;
  std::string passphrase_file;
};
void add_signing_options(CLI::App& command, SigningArguments& arguments);

// With the key of --key, else of $PVAULT_KEY; nobody where neither is given. The passphrase comes from
// --passphrase-file, else from $PVAULT_PASSPHRASE_FILE, else from the terminal. Refuses what load_signing_key refuses.
// Throws store::BookError.
Expected<std::shared_ptr<const Signer>> load_signer(const SigningArguments& arguments);

// The text of a public key, or the file that has it. Refuses key_malformed. Throws store::BookError.
Expected<PublicKey> read_public_key(const std::string& text_or_file);

} // namespace pvault::cli
