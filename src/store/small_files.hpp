// Small files that lie somewhere beside the book: checkpoints, signatures, keys.
#pragma once

#include "journal/signing_key.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace pvault::store {

// Who may read a new file: its owner only (0600), or whoever the umask lets (0666 without it).
enum class Readers { owner, everybody };

// Throws BookError when something has the name already: what these files prove is lost when one is written over.
// `other_name` is what to do then.
void check_name_is_free(const std::filesystem::path& path,
                        const std::string& other_name = "choose another name with --output");

// Makes a new file that holds `bytes`, flushed to disk before it takes its name, so that one that is interrupted leaves
// no part of it under that name. Throws BookError when something has the name already or the
// file cannot be written fully; then nothing of it is left.
void write_new_file(const std::filesystem::path& path, std::string_view bytes, Readers readers);

// All of a regular file or pipe of at most 1 MiB. Throws BookError when it is missing, may not be read or is larger.
std::string read_small_file(const std::filesystem::path& path);

// The same, of a file that nobody but its owner can read or write. Refuses key_exposed when others can. `what` it is:
// "the secret key".
Expected<Secret> read_secret_file(const std::filesystem::path& path, std::string_view what);

} // namespace pvault::store
