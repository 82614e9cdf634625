#include "cli/order_retention.hpp"

#include <algorithm>
#include <cstddef>
#include <system_error>
#include <utility>

namespace pvault::cli {

namespace {

struct StampedFile {
  std::string name;
  NameStamp stamp;
};

bool is_older(const StampedFile& a, const StampedFile& b) {
  if (a.stamp.on != b.stamp.on) return a.stamp.on < b.stamp.on;
  if (a.stamp.known_at != b.stamp.known_at) return a.stamp.known_at < b.stamp.known_at;
  return a.name < b.name;
}

std::vector<StampedFile> read_stamps(std::vector<std::string> names, const NamePattern& pattern) {
  std::vector<StampedFile> files;
  files.reserve(names.size());
  for (std::string& name : names) {
    if (const auto stamp = pattern.match(name)) files.push_back({std::move(name), *stamp});
  }
  return files;
}

} // namespace

std::vector<std::string> list_files_of(const NamePattern& pattern, const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  std::error_code error;
  if (!fs::exists(folder, error) && !error) return names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    std::string name = entry.path().filename().string();
    if (fs::is_regular_file(entry.symlink_status()) && pattern.match(name)) names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> find_outdated(const std::vector<std::string>& files, const NamePattern& pattern,
                                       const Retention& retention, Date as_of, const std::string& written) {
  std::vector<std::string> outdated;
  if (!retention.keep && !retention.keep_days) return outdated;
  std::vector<std::string> names = files;
  if (std::ranges::find(names, written) == names.end()) names.push_back(written);
  std::vector<StampedFile> stamped = read_stamps(std::move(names), pattern);
  std::ranges::sort(stamped, is_older);
  const std::size_t kept = std::min(stamped.size(), static_cast<std::size_t>(retention.keep.value_or(0)));
  stamped.erase(stamped.end() - static_cast<std::ptrdiff_t>(kept), stamped.end());
  for (StampedFile& file : stamped) {
    const bool is_recent = retention.keep_days && days_between(file.stamp.on, as_of) < *retention.keep_days;
    if (!is_recent && file.name != written) outdated.push_back(std::move(file.name));
  }
  return outdated;
}

} // namespace pvault::cli
