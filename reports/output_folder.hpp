// A folder of files that takes its name when all of it is on disk: whole, or not at all.
#pragma once

#include "reports/output_file.hpp"
#include "store/descriptor.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::reports {

// Held, a folder is that of its name and no other program puts one into its place; an OutputFolder is held until it
// goes. Waits for whoever holds it. Where there is no such folder, or none can be locked, nothing is held.
class HeldFolder {
public:
  explicit HeldFolder(const std::filesystem::path& folder);
  HeldFolder(const HeldFolder&) = delete;
  HeldFolder& operator=(const HeldFolder&) = delete;
  ~HeldFolder() = default;

private:
  std::optional<store::Descriptor> held_;
};

// The files are written into a new folder beside the one asked for, FOLDER.partial- and six letters, so that the last
// step is one change of a name within a file system. One file at a time is in memory.
//
// Every member throws std::system_error with a sentence that says which folder and why. Unless it was committed, the
// destructor removes what was written. A program that is killed (SIGKILL, a power failure) leaves a folder that has
// never the name asked for; the next OutputFolder of the same name removes it. One that another program is still
// writing is locked and left alone.
class OutputFolder {
public:
  // The folder's parent must be there. Whether the name is free is asked when it is taken.
  explicit OutputFolder(const std::filesystem::path& folder);
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  ~OutputFolder();

  // Writes the file and flushes it to disk. The name is that of a file in this folder: not empty, without a slash, not
  // beginning with a dot. Throws std::invalid_argument for another.
  void add_file(const std::string& name, std::string_view bytes);
  // The same, written piece by piece; answers the SHA-256 of all of it. What `write` throws passes through.
  std::string add_file(const std::string& name, const std::function<void(const Sink&)>& write);

  // Takes the name, which nothing may have: std::errc::file_exists. Then, and only then, either commit may be tried
  // once more. Afterwards no file can be added.
  void commit();

  // Takes the place of the folder that has the name and removes that one. Fails when anything lies in it but regular
  // files of these names. Where the file system can, both change places in one step, so that at every moment one of
  // them, whole, has the name.
  void commit_in_place_of(std::span<const std::string> old_names);

private:
  // In this order: once it is done, the destructor takes care of the new folder.
  OutputFolder(std::filesystem::path folder, std::filesystem::path partial);
  // The number of the open file.
  int open_file(const std::string& name);
  void finish();
  std::filesystem::path change_places();

  std::filesystem::path folder_;
  std::filesystem::path partial_; // empty once it has its name
  store::Descriptor directory_;   // of the new folder; its lock says that somebody is at work on it
  std::vector<std::string> names_;
  bool finished_ = false; // without its mark, for all to read
};

// `folder` as it is named without a slash at its end; empty when that is no name a folder could be given ("/", "..").
std::filesystem::path name_of_folder(const std::filesystem::path& folder);

// Throws std::system_error when something has that name already.
void check_folder_is_free(const std::filesystem::path& folder);

// Of what lies in the folder, the first by name that is no regular file of these names; empty when there is none.
// Throws std::system_error when the folder cannot be read.
std::string find_stranger(const std::filesystem::path& folder, std::span<const std::string> names);

} // namespace pvault::reports
