#include "cli/library_versions.hpp"

#include "cli/version.hpp"
#include "store/book.hpp"
#include "store/connection.hpp"

#include <CLI/Version.hpp>
#include <boost/version.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <sodium.h>
#include <toml++/impl/version.h>
#include <utf8proc.h>

namespace pvault::cli {

std::string library_versions() {
  std::string lines = fmt::format("pvault {}\n", program_version);
  const auto add = [&](const char* library, const std::string& version) {
    lines += fmt::format("{:<14}{}\n", library, version);
  };
  add("book schema", fmt::format("{}", store::newest_schema_version()));
  add("SQLite", store::sqlite_version());
  add("libsodium", sodium_version_string());
  add("utf8proc", utf8proc_version());
  add("fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10'000, FMT_VERSION / 100 % 100, FMT_VERSION % 100));
  add("nlohmann json",
      fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH));
  add("toml++", fmt::format("{}.{}.{}", TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH));
  add("CLI11", CLI11_VERSION);
  add("Boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100'000, BOOST_VERSION / 100 % 1'000, BOOST_VERSION % 100));
  add("compiler", __VERSION__);
  return lines;
}

} // namespace pvault::cli
