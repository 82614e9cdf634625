#include "tests/faults/support/disk_file.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace pvault::test {

namespace {

constexpr std::size_t sector_bytes = 512;

void apply(std::string& content, const DiskChange& change) {
  const auto offset = static_cast<std::size_t>(change.offset);
  if (change.is_cut) {
    content.resize(offset);
    return;
  }
  if (content.size() < offset + change.bytes.size()) content.resize(offset + change.bytes.size());
  content.replace(offset, change.bytes.size(), change.bytes);
}

// A file that was made longer, of whose new part nothing was written: zeros, or what lay there before.
void apply_length_only(std::string& content, const DiskChange& change, Random& random) {
  const std::size_t end = static_cast<std::size_t>(change.offset) + change.bytes.size();
  if (end <= content.size()) return;
  content.append(end - content.size(), random.one_in(2) ? '\0' : '\xA5');
}

// Some of the sectors of a write, and of the last a part.
void apply_torn(std::string& content, const DiskChange& change, Random& random) {
  apply_length_only(content, change, random);
  const std::uint64_t one_in = random.one_in(2) ? 2 : 5;
  for (std::size_t at = 0; at < change.bytes.size(); at += sector_bytes) {
    if (random.one_in(one_in)) continue;
    const std::size_t count = std::min(sector_bytes, change.bytes.size() - at);
    const std::size_t written = random.one_in(4) ? random.below(count + 1) : count;
    apply(content,
          {.offset = change.offset + static_cast<std::int64_t>(at), .bytes = change.bytes.substr(at, written)});
  }
}

void apply_by_chance(std::string& content, const DiskChange& change, Random& random) {
  const std::uint64_t way = random.below(6);
  if (way < 2) return;
  if (way < 4 || change.is_cut)
    apply(content, change);
  else if (way == 4)
    apply_length_only(content, change, random);
  else
    apply_torn(content, change, random);
}

void write_whole(int descriptor, const std::string& content) {
  std::size_t written = 0;
  bool sound = ::ftruncate(descriptor, 0) == 0;
  while (sound && written < content.size()) {
    const ssize_t count =
        ::pwrite(descriptor, content.data() + written, content.size() - written, static_cast<off_t>(written));
    sound = count > 0;
    written += sound ? static_cast<std::size_t>(count) : 0;
  }
  if (!sound) throw std::runtime_error("the file of a faulty disk cannot be written");
}

} // namespace

DiskFile::DiskFile(std::filesystem::path path, int descriptor, bool has_lasting_name)
    : path_(std::move(path)), descriptor_(descriptor), has_lasting_name_(has_lasting_name) {
  read_again();
}

DiskFile::~DiskFile() { ::close(descriptor_); }

void DiskFile::read_again() {
  struct stat found {};
  if (::fstat(descriptor_, &found) != 0) throw std::runtime_error("the file of a faulty disk cannot be looked at");
  flushed_.resize(static_cast<std::size_t>(found.st_size));
  const ssize_t count = ::pread(descriptor_, flushed_.data(), flushed_.size(), 0);
  if (count != found.st_size) throw std::runtime_error("the file of a faulty disk cannot be read");
}

void DiskFile::flush() {
  for (const DiskChange& change : unflushed_)
    apply(flushed_, change);
  unflushed_.clear();
  has_lasting_name_ = true;
}

void DiskFile::flush_in_vain(Random& random) {
  for (const DiskChange& change : unflushed_) {
    if (random.one_in(2)) apply(flushed_, change);
  }
  unflushed_.clear();
}

void DiskFile::lose_power(Random& random) {
  const std::uint64_t way = random.below(4);
  if (random.one_in(2)) {
    for (std::size_t i = unflushed_.size(); i > 1; --i)
      std::swap(unflushed_[i - 1], unflushed_[random.below(i)]);
  }
  for (const DiskChange& change : unflushed_) {
    if (way == 0) break; // all is lost
    if (way == 1)
      apply(flushed_, change);
    else
      apply_by_chance(flushed_, change, random);
  }
  unflushed_.clear();
}

void DiskFile::write_back() const { write_whole(descriptor_, flushed_); }

void DiskFile::make_again() const {
  std::ofstream file(path_, std::ios::binary);
  file.write(flushed_.data(), static_cast<std::streamsize>(flushed_.size()));
  if (!file.flush()) throw std::runtime_error("the file of a faulty disk cannot be made");
}

} // namespace pvault::test
