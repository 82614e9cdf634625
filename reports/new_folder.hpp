// A new folder of files that are written piece by piece: it takes its name when all of it is on disk, or not at all.
#pragma once

#include "reports/output_file.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace pvault::reports {

// The files are written into FOLDER.new- and the number of the process. Everything throws std::system_error with a
// sentence that says which folder and why; unless it was committed, the destructor removes what was written.
class NewFolder {
public:
  // Throws also when something has the name already.
  explicit NewFolder(std::filesystem::path folder);
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;
  NewFolder(NewFolder&&) = delete;
  NewFolder& operator=(NewFolder&&) = delete;
  ~NewFolder();

  // Answers the SHA-256 of what was written, which is on disk then.
  std::string add_file(const std::string& name, const std::function<void(const Sink&)>& write);

  // Takes the name, which nothing may have.
  void commit();

private:
  std::filesystem::path folder_;
  std::filesystem::path new_; // empty once it has its name
};

} // namespace pvault::reports
