// The files of a folder, kept in memory to be put back.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace pvault::test {

// All that is in a folder and the folders in it, by their names in it, in order; folders with a slash behind them.
std::vector<std::string> list_names(const std::filesystem::path& folder);

class KeptFiles {
public:
  KeptFiles() = default;
  explicit KeptFiles(const std::filesystem::path& folder); // and of the folders in it
  void put_back() const;
  // Whether the file is there to the byte as it was.
  [[nodiscard]] bool is_as_kept(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> names() const;

private:
  struct File {
    std::string bytes;
    std::filesystem::perms permissions = {};
  };
  std::filesystem::path folder_;
  std::map<std::string, File> files_; // by their names in the folder
  std::set<std::string> folders_;
};

} // namespace pvault::test
