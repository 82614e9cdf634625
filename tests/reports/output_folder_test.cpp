#include "reports/output_folder.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <vector>

namespace reports_output_folder_test {

using pvault::reports::find_stranger;
using pvault::reports::name_of_folder;
using pvault::reports::OutputFolder;
namespace fs = std::filesystem;

namespace {

// A folder of its own for a test, removed afterwards.
class Place {
public:
  Place() {
    std::string name = (fs::temp_directory_path() / "pvault-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { fs::remove_all(path_); }
  fs::path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] std::ptrdiff_t count() const {
    return std::distance(fs::directory_iterator(path_), fs::directory_iterator());
  }
  // The only folder of that beginning.
  [[nodiscard]] fs::path find(const std::string& begin) const {
    for (const auto& entry : fs::directory_iterator(path_))
      if (entry.path().filename().string().starts_with(begin)) return entry.path();
    return {};
  }

private:
  fs::path path_;
};

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

void make_pack(const fs::path& folder, const std::vector<std::string>& names, const std::string& bytes) {
  OutputFolder output(folder);
  for (const std::string& name : names)
    output.add_file(name, bytes);
  output.commit();
}

// What the failure says, or nothing when it worked.
template <class Work>
std::string failure_of(Work work) {
  try {
    work();
  } catch (const std::system_error& error) {
    return error.what();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("a folder has its name when it is committed, and not before") {
  const Place place;
  {
    OutputFolder output(place / "pack");
    output.add_file("a.csv", "one");
    output.add_file("b.csv", std::string("two\0", 4));
    CHECK_FALSE(fs::exists(place / "pack"));
    CHECK(fs::exists(place.find("pack.partial-") / "a.csv"));
    output.commit();
  }
  CHECK(content_of(place / "pack/a.csv") == "one");
  CHECK(content_of(place / "pack/b.csv") == std::string("two\0", 4));
  CHECK(std::distance(fs::directory_iterator(place / "pack"), fs::directory_iterator()) == 2);
  CHECK(place.count() == 1);
}

TEST_CASE("a committed folder can be read by those whom the umask lets") {
  const Place place;
  const mode_t before = ::umask(027);
  make_pack(place / "pack", {"a.csv"}, "one");
  ::umask(before);
  CHECK((fs::status(place / "pack").permissions() & fs::perms::mask) == static_cast<fs::perms>(0750));
  CHECK((fs::status(place / "pack/a.csv").permissions() & fs::perms::mask) == static_cast<fs::perms>(0640));
}

TEST_CASE("a folder that is given up half-way leaves nothing") {
  const Place place;
  {
    OutputFolder output(place / "pack");
    output.add_file("a.csv", "one");
  }
  CHECK(place.count() == 0);
  try {
    OutputFolder output(place / "pack");
    output.add_file("a.csv", "one");
    throw std::runtime_error("the disk is full");
  } catch (const std::runtime_error&) {
    CHECK(place.count() == 0);
  }
}

TEST_CASE("only plain names of files are taken") {
  const Place place;
  OutputFolder output(place / "pack");
  for (const std::string& name : {std::string(), std::string("a/b"), std::string("/a"), std::string("../a"),
                                  std::string(".."), std::string(".hidden"), std::string("a\0b", 3)}) {
    CAPTURE(name);
    CHECK_THROWS_AS(output.add_file(name, "x"), std::invalid_argument);
  }
  output.add_file("a b.csv", "x");
  CHECK(has(failure_of([&] { output.add_file("a b.csv", "y"); }), "a b.csv cannot be made in it"));
}

TEST_CASE("names that a folder can be given") {
  CHECK(name_of_folder("a/b") == "a/b");
  CHECK(name_of_folder("a/b/") == "a/b");
  CHECK(name_of_folder("./a//") == "a");
  CHECK(name_of_folder("a/../b") == "b");
  for (const char* none : {"", "/", ".", "..", "../", "a/.."}) {
    CAPTURE(none);
    CHECK(name_of_folder(none).empty());
  }
}

TEST_CASE("a folder takes no name that something has, not even an empty folder or a link to nowhere") {
  const Place place;
  fs::create_directory(place / "empty");
  write(place / "file", "mine");
  fs::create_symlink("nowhere", place / "link");
  for (const char* name : {"empty", "file", "link"}) {
    CAPTURE(name);
    CHECK(has(failure_of([&] { make_pack(place / name, {"a.csv"}, "x"); }), "cannot write"));
  }
  CHECK(place.count() == 3);
  CHECK(content_of(place / "file") == "mine");
}

TEST_CASE("a folder whose parent is not there is refused") {
  const Place place;
  CHECK(
      has(failure_of([&] { make_pack(place / "none/pack", {"a.csv"}, "x"); }), "no new folder can be made beside it"));
}

TEST_CASE("a folder takes the place of an earlier one, which is gone") {
  const Place place;
  const std::vector<std::string> old_names = {"a.csv", "b.csv", "never-there.csv"};
  make_pack(place / "pack", {"a.csv", "b.csv"}, "old");
  {
    OutputFolder output(place / "pack");
    output.add_file("a.csv", "new");
    CHECK(content_of(place / "pack/a.csv") == "old");
    output.commit_in_place_of(old_names);
  }
  CHECK(content_of(place / "pack/a.csv") == "new");
  CHECK_FALSE(fs::exists(place / "pack/b.csv"));
  CHECK(place.count() == 1);
}

TEST_CASE("no place is taken of a folder that holds something else") {
  const Place place;
  const std::vector<std::string> old_names = {"a.csv"};
  make_pack(place / "pack", {"a.csv"}, "old");
  write(place / "pack/mine.txt", "mine");
  CHECK(find_stranger(place / "pack", old_names) == "mine.txt");
  const std::string why = failure_of([&] {
    OutputFolder output(place / "pack");
    output.add_file("a.csv", "new");
    output.commit_in_place_of(old_names);
  });
  CHECK(has(why, "mine.txt in it would be lost"));
  CHECK(content_of(place / "pack/a.csv") == "old");
  CHECK(content_of(place / "pack/mine.txt") == "mine");
  CHECK(place.count() == 1);
}

TEST_CASE("a folder or a link of a known name is a stranger, too") {
  const Place place;
  const std::vector<std::string> names = {"a.csv", "b.csv"};
  fs::create_directories(place / "pack/a.csv");
  CHECK(find_stranger(place / "pack", names) == "a.csv");
  fs::remove(place / "pack/a.csv");
  fs::create_symlink("elsewhere", place / "pack/b.csv");
  CHECK(find_stranger(place / "pack", names) == "b.csv");
  fs::remove(place / "pack/b.csv");
  CHECK(find_stranger(place / "pack", names).empty());
}

TEST_CASE("names that lead out of the old folder are refused, and nothing is removed") {
  const Place place;
  const std::vector<std::string> leading_out = {"a.csv", "../file"};
  write(place / "file", "mine");
  make_pack(place / "pack", {"a.csv"}, "old");
  OutputFolder output(place / "pack");
  CHECK_THROWS_AS(output.commit_in_place_of(leading_out), std::invalid_argument);
  CHECK(content_of(place / "file") == "mine");
}

TEST_CASE("what a killed program left is removed by the next folder of that name, and only that") {
  const Place place;
  fs::create_directory(place / "pack.partial-abcdef");
  write(place / "pack.partial-abcdef/.pvault-partial", "");
  write(place / "pack.partial-abcdef/a.csv", "half");
  fs::create_directory(place / "pack.partial-mine01"); // without the mark: not ours
  fs::create_directory(place / "other.partial-abcdef");
  write(place / "other.partial-abcdef/.pvault-partial", "");
  make_pack(place / "pack", {"a.csv"}, "whole");
  CHECK_FALSE(fs::exists(place / "pack.partial-abcdef"));
  CHECK(fs::exists(place / "pack.partial-mine01"));
  CHECK(fs::exists(place / "other.partial-abcdef/.pvault-partial"));
}

TEST_CASE("a folder that is still being written is left alone by another of that name; the first has it") {
  const Place place;
  OutputFolder first(place / "pack");
  first.add_file("a.csv", "first");
  std::optional<OutputFolder> second;
  second.emplace(place / "pack");
  second->add_file("a.csv", "second");
  first.add_file("b.csv", "first");
  first.commit();
  CHECK(has(failure_of([&] { second->commit(); }), "cannot write"));
  second.reset();
  CHECK(content_of(place / "pack/a.csv") == "first");
  CHECK(place.count() == 1);
}

TEST_CASE("a folder whose name was taken meanwhile can take that place") {
  const Place place;
  OutputFolder output(place / "pack");
  output.add_file("a.csv", "second");
  make_pack(place / "pack", {"b.csv"}, "first");
  CHECK(has(failure_of([&] { output.commit(); }), "cannot write"));
  output.commit_in_place_of(std::vector<std::string>{"b.csv"});
  CHECK(content_of(place / "pack/a.csv") == "second");
  CHECK(place.count() == 1);
}

TEST_CASE("after it has its name, a folder takes no file and no other name") {
  const Place place;
  OutputFolder output(place / "pack");
  output.commit();
  CHECK_THROWS_AS(output.add_file("a.csv", "late"), std::logic_error);
  CHECK_THROWS_AS(output.commit(), std::logic_error);
}

} // namespace reports_output_folder_test
