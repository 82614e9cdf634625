#include "tests/faults/support/kept_files.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace pvault::test {

namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(fs::file_size(path), '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())))
    throw std::runtime_error(path.string() + " cannot be read");
  return bytes;
}

} // namespace

std::vector<std::string> list_names(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    std::string name = entry.path().lexically_relative(folder);
    if (entry.is_directory()) name += '/';
    if (entry.is_directory() || entry.is_regular_file()) names.push_back(std::move(name));
  }
  std::ranges::sort(names);
  return names;
}

KeptFiles::KeptFiles(const fs::path& folder) : folder_(folder) {
  for (const std::string& name : list_names(folder)) {
    if (name.ends_with('/'))
      folders_.insert(name);
    else
      files_[name] = {.bytes = bytes_of(folder / name), .permissions = fs::status(folder / name).permissions()};
  }
}

bool KeptFiles::is_as_kept(const std::string& name) const {
  const auto kept = files_.find(name);
  const fs::path file = folder_ / name;
  std::error_code error;
  if (kept == files_.end() || fs::file_size(file, error) != kept->second.bytes.size() || error) return false;
  return bytes_of(file) == kept->second.bytes;
}

void KeptFiles::put_back() const {
  std::vector<std::string> there = list_names(folder_);
  std::ranges::reverse(there); // a folder comes before what is in it
  for (const std::string& name : there) {
    if (!files_.contains(name) && !folders_.contains(name)) fs::remove(folder_ / name);
  }
  for (const std::string& name : folders_)
    fs::create_directories(folder_ / name);
  for (const auto& [name, kept] : files_) {
    if (is_as_kept(name)) continue;
    const fs::path path = folder_ / name;
    fs::remove(path); // what others link to stays as it is
    std::ofstream file(path, std::ios::binary);
    file.write(kept.bytes.data(), static_cast<std::streamsize>(kept.bytes.size()));
    if (!file.flush()) throw std::runtime_error(path.string() + " cannot be put back");
    fs::permissions(path, kept.permissions);
  }
}

std::vector<std::string> KeptFiles::names() const {
  std::vector<std::string> names(folders_.begin(), folders_.end());
  for (const auto& [name, file] : files_)
    names.push_back(name);
  std::ranges::sort(names);
  return names;
}

} // namespace pvault::test
