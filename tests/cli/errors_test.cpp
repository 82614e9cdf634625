#include "cli/errors.hpp"

#include "store/error.hpp"

#include <cerrno>
#include <doctest/doctest.h>
#include <filesystem>
#include <new>
#include <stdexcept>

namespace cli_errors_test {

using namespace pvault;
using namespace pvault::cli;

TEST_CASE("a refusal by a rule of the book begins with refused, one of the input with error") {
  CHECK(format_refusal({Rule::lot_mass_insufficient, "short by 1 kg", "release less"}) ==
        "refused: lot_mass_insufficient: short by 1 kg\nTry: release less\n");
  CHECK(format_refusal({Rule::mass_unit_missing, "\"25\" has no unit", "25 t"}) ==
        "error: mass_unit_missing: \"25\" has no unit\nTry: 25 t\n");
}

TEST_CASE("a refusal without a next step is one line") {
  CHECK(format_refusal({Rule::name_taken, "taken", ""}) == "refused: name_taken: taken\n");
}

TEST_CASE("nothing in a message steers the terminal or begins a line") {
  CHECK(format_refusal({Rule::mineral_unknown, "there is no mineral \"\x1b[2J\n\"", "a\tb"}) ==
        "refused: mineral_unknown: there is no mineral \"\\x1B[2J\\x0A\"\nTry: a\\x09b\n");
}

TEST_CASE("trouble that the system reports has a next step where one is known") {
  const auto remedy = [](std::errc code) { return remedy_for(std::make_error_code(code)); };
  CHECK(remedy(std::errc::no_such_file_or_directory) == "check the name, and that its folder is there");
  CHECK(remedy(std::errc::is_a_directory) == "name a file, not a folder");
  CHECK(remedy(std::errc::permission_denied) ==
        "see to it that the file and its folder may be read and written, or name another");
  CHECK(remedy(std::errc::read_only_file_system) == "name a place that can be written");
  CHECK(remedy(std::errc::no_space_on_device) == "make room"); // and not "try again": it may be recorded
  CHECK(remedy(std::errc::filename_too_long) == "a shorter name");
  CHECK(remedy(std::errc::file_exists) == "another name");
  CHECK(remedy(std::errc::file_too_large) == "allow larger files (ulimit -f)");
  CHECK(remedy_for({ELIBACC, std::generic_category()}) == "install that package, or take --format csv");
  CHECK(remedy(std::errc::io_error).empty());
}

TEST_CASE("exit codes tell schedulers what happened") {
  CHECK(report_refusal({Rule::lot_mass_insufficient, "short by 1 kg", ""}) == 1);
  CHECK(report_refusal({Rule::mass_unit_missing, "no unit", ""}) == 2);
  CHECK(run_guarded([] { return 0; }) == 0);
  CHECK(run_guarded([] { return 5; }) == 5);
  CHECK(run_guarded([]() -> int { throw store::BookError("locked", "wait"); }) == 3);
  CHECK(run_guarded([]() -> int { throw std::system_error(std::make_error_code(std::errc::no_space_on_device)); }) ==
        3);
  CHECK(run_guarded([]() -> int { throw std::filesystem::filesystem_error("no", std::error_code()); }) == 3);
  CHECK(run_guarded([]() -> int { throw std::overflow_error("too large"); }) == 1);
  CHECK(run_guarded([]() -> int { throw std::logic_error("broken promise"); }) == 70);
  CHECK(run_guarded([]() -> int { throw std::bad_alloc(); }) == 3);
  CHECK(run_guarded([]() -> int { throw 7; }) == 70);
}

} // namespace cli_errors_test
