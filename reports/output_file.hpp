// A report in a file: either all of the new one or all of the old one, never a half.
#pragma once

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace pvault::reports {

// Writes `bytes` as the whole content of the file at `path`: into a new file in the same folder, flushed to disk, which
// then takes the name. A file that was there keeps its permissions; a new one gets 0666 without the umask. A link to a
// file is followed, so it stays a link.
//
// Throws std::system_error with a sentence that says which file and why. Then nothing of the new file is left and the
// old one is as it was, except in one case, which the sentence names: the new file is complete, but its folder could
// not be flushed.
//
// What only passes bytes on is written directly: the program's own descriptors (/dev/stdout, /dev/stderr, /dev/fd/N),
// terminals and other character devices (/dev/null), pipes. A folder, a disk or a socket is refused. Flush std::cout
// before /dev/stdout.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

// Why no report takes the file's place and no log is written into it: it is a database, or a file that SQLite keeps
// beside one, a key or a signature, a checkpoint, or would lie among the documents of a book. Empty for all else. Reads
// its first bytes, so a pipe must not be asked about.
std::string_view why_it_must_stay(const std::filesystem::path& path);

// Whether SQLite would take a file of this name for a part of a database.
bool is_name_of_database_part(const std::filesystem::path& path);

// Nothing was written, since it would have been into a file that must stay. What it says is the sentence alone, without
// the system's words for EEXIST, which are its code.
class FileInTheWay : public std::system_error {
public:
  explicit FileInTheWay(const std::string& sentence)
      : std::system_error(std::make_error_code(std::errc::file_exists)), sentence_(sentence) {}
  [[nodiscard]] const char* what() const noexcept override { return sentence_.what(); }

private:
  std::runtime_error sentence_; // copied without memory
};

// Takes the next bytes of what is written.
using Sink = std::function<void(std::string_view)>;
// The same for content that need not be in memory all at once: `write` gives it to the sink piece by piece. What
// `write` throws passes through, and nothing of the new file is left.
void write_file_atomically(const std::filesystem::path& path, const std::function<void(const Sink&)>& write);

} // namespace pvault::reports
