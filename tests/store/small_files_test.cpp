#include "store/small_files.hpp"

#include "store/error.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace store_small_files_test {

using namespace pvault;
using namespace pvault::test;
using store::Readers;

namespace {

template <class Action>
std::string trouble_of(const Action& action) {
  try {
    action();
  } catch (const store::BookError& error) {
    return error.what();
  }
  return "";
}

mode_t mode_of(const std::filesystem::path& path) {
  struct stat found {};
  REQUIRE_EQ(::stat(path.c_str(), &found), 0);
  return found.st_mode & 0777U;
}

} // namespace

TEST_CASE("a new file has its bytes, and a secret one is its owner's alone") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.key";
  store::write_new_file(path, "secret", Readers::owner);
  CHECK_EQ(store::read_small_file(path), "secret");
  CHECK_EQ(mode_of(path), 0600);
  CHECK_EQ(store::read_secret_file(path, "the secret key").value().text(), "secret");
  store::write_new_file(folder.path() / "a.pub", "public", Readers::everybody);
  CHECK_EQ(mode_of(folder.path() / "a.pub") & 0600U, 0600);
}

TEST_CASE("a file that is there is never written over, a link to nowhere neither") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.json";
  store::write_new_file(path, "first", Readers::everybody);
  const std::string taken = path.string() + " exists already, and is not written over";
  CHECK_EQ(trouble_of([&] { store::write_new_file(path, "second", Readers::everybody); }), taken);
  CHECK_EQ(trouble_of([&] { store::check_name_is_free(path); }), taken);
  CHECK_EQ(store::read_small_file(path), "first");
  std::filesystem::create_symlink(folder.path() / "nowhere", folder.path() / "link");
  CHECK_FALSE(trouble_of([&] { store::check_name_is_free(folder.path() / "link"); }).empty());
  CHECK_FALSE(trouble_of([&] { store::write_new_file(folder.path() / "link", "x", Readers::owner); }).empty());
  CHECK_EQ(trouble_of([&] { store::check_name_is_free(folder.path() / "free"); }), "");
}

TEST_CASE("what a killed process of the same number left does not stand in the way of a new file, and stays") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.json";
  const auto left = fmt::format("{}.new-{}", path.string(), ::getpid());
  store::write_new_file(left, "left", Readers::owner);
  store::write_new_file(path, "new", Readers::owner);
  CHECK_EQ(store::read_small_file(path), "new");
  CHECK_EQ(store::read_small_file(left), "left");
  CHECK_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 2);
}

TEST_CASE("what cannot be written or read is trouble, and says which file") {
  const TemporaryFolder folder;
  const auto nowhere = folder.path() / "no" / "a.json";
  CHECK_EQ(trouble_of([&] { store::write_new_file(nowhere, "x", Readers::owner); }),
           nowhere.string() + " cannot be written: No such file or directory");
  CHECK_EQ(trouble_of([&] { store::read_small_file(nowhere); }),
           nowhere.string() + " cannot be read: No such file or directory");
  CHECK_EQ(trouble_of([&] { store::read_small_file(folder.path()); }),
           folder.path().string() + " cannot be read: Is a directory");
  const auto large = folder.path() / "large";
  store::write_new_file(large, std::string((1U << 20U) + 1, 'x'), Readers::owner);
  CHECK_EQ(trouble_of([&] { store::read_small_file(large); }),
           large.string() + " cannot be read: it has more than 1 MiB");
}

TEST_CASE("key_exposed: others than its owner can read or write a secret file") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.key";
  store::write_new_file(path, "secret", Readers::owner);
  using std::filesystem::perms;
  for (const perms others : {perms::group_read, perms::others_read, perms::group_write, perms::others_exec}) {
    std::filesystem::permissions(path, perms::owner_read | others);
    const auto read = store::read_secret_file(path, "the secret key");
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().rule == Rule::key_exposed);
    CHECK_EQ(read.error().message, "others than its owner can get at the secret key in " + path.string());
    CHECK_EQ(read.error().next_step, "chmod 600 " + path.string());
  }
  std::filesystem::permissions(path, perms::owner_read);
  CHECK(store::read_secret_file(path, "the secret key").has_value());
}

} // namespace store_small_files_test
