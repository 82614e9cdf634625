// A file in TOML. It is read by toml++, which does not hold all that it promises of a file: what includes this file,
// and asks parse_toml, is safe from that.
#pragma once

#include "cli/file_fault.hpp"

#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace pvault::cli {
class TomlPromiseBroken : public std::logic_error {
public:
  using std::logic_error::logic_error;
};
[[noreturn]] void break_toml_promise(const char* what);
} // namespace pvault::cli
// What it takes for granted of a file, and is not so: "[{order]]" would end the program.
#define TOML_ASSERT(expression) ((expression) ? void(0) : ::pvault::cli::break_toml_promise(#expression))
#include <toml++/toml.h>

namespace pvault::cli {

Place place_of(const toml::source_region& region);

// Text that is no TOML is one fault, as nothing is known of what follows, and no document.
std::optional<toml::table> parse_toml(std::string_view text, std::vector<FileFault>& faults);

} // namespace pvault::cli
