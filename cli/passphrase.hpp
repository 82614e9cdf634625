// Where a passphrase comes from: a file, or a prompt on a terminal.
#pragma once

#include "journal/signing_key.hpp"

#include <string>

namespace pvault::cli {

enum class Prompt { once, twice };

// The first line of `file` (--passphrase-file) when one is named, else what is typed behind "Passphrase for WHAT: " on
// a terminal, where it is not shown; typed twice it must be the same. Refuses passphrase_missing: no file and no
// terminal, or nothing before the first line's end; passphrases_differ; key_exposed: others can read the file. Throws
// store::BookError.
Expected<Secret> ask_passphrase(const std::string& file, const std::string& what, Prompt prompt);

// A secret key in the file of minisign, unlocked; the passphrase is asked for when it has one. Refuses key_exposed,
// key_malformed, passphrase_wrong and what ask_passphrase refuses.
Expected<SigningKey> load_signing_key(const std::string& key_file, const std::string& passphrase_file);

} // namespace pvault::cli
