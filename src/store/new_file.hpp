// A new database file that takes its name whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace pvault::store {

// Makes an empty file beside `final_path`, under a name that tells what it is for (FINAL.new-PROCESS), and opens it for
// writing. A file that a killed program left stays as it is: its process may have had the number of this one. Answers a
// number below 0, and leaves errno, when none can be made.
int create_beside(const std::filesystem::path& final_path, mode_t mode, std::filesystem::path& made);

// Never replaces what is there; false, and errno is left, when it cannot. Some file systems know no links, others not
// this way of renaming.
bool give_name(const std::filesystem::path& from, const std::filesystem::path& to);

// Throws BookError for a name that ends like those of the files that SQLite keeps beside a database: it would be taken
// for a part of one, and removed.
void check_is_no_part(const std::filesystem::path& path);

// An empty file that only its owner can read, beside the place it is for; removed again, with what SQLite keeps beside
// it, unless it was given its final name. Throws BookError when something is there already (a book is never
// overwritten), or files that SQLite would take for a part of it, or the folder cannot be written; `other_name` is what
// to do then.
class NewFile {
public:
  explicit NewFile(std::filesystem::path final_path, std::string other_name = "choose another name with --book FILE");
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  NewFile(NewFile&&) = delete;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  // Flushes what was written to disk.
  void flush() const;
  // Takes from its owner the right to write to it, too.
  void make_read_only() const;
  // What root makes of a book is its owner's.
  void give_to_owner_of(const std::filesystem::path& book) const;
  // Never replaces what is there.
  void take_final_name() const;

private:
  [[nodiscard]] std::filesystem::path folder() const;
  void check_free() const;
  std::filesystem::path final_path_;
  std::filesystem::path path_;
  std::string other_name_;
};

} // namespace pvault::store
