// The file of standing orders: which reports, of which day, in which formats, under which names, and for how long. Here
// it becomes a plain structure whose every text knows where it stands; what the texts mean is checked elsewhere
// (cli/order_plan.hpp).
#pragma once

#include "cli/file_fault.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::cli {

struct PlacedText {
  std::string text; // empty: not given, or at fault
  Place at;
};

struct PlacedNumber {
  int number = 0;
  Place at;
};

// An option of the reports, as on the command line: "cut_off" is --cut-off.
struct OrderOption {
  PlacedText name;
  std::vector<PlacedText> values;
};

struct StandingOrder {
  Place at;
  PlacedText name;
  std::vector<PlacedText> reports;
  std::vector<PlacedText> formats;
  PlacedText as_of = {.text = "today", .at = {}};
  PlacedText folder; // the order's own, or that of the whole file
  PlacedText file = {.text = "{order}-{report}-{as_of}", .at = {}};
  std::vector<OrderOption> options;
  std::vector<PlacedText> fail_on;
  std::optional<PlacedNumber> keep;      // files
  std::optional<PlacedNumber> keep_days; // days
};

struct OrderFile {
  PlacedText book;
  std::vector<StandingOrder> orders;
};

// Reads all of it and adds a fault for everything that is unknown, missing, empty or of the wrong type. Text that is no
// TOML is one fault, as nothing is known of what follows. What is at fault is left out of the answer.
OrderFile read_order_file(std::string_view toml, std::vector<FileFault>& faults);

// A path in the file is relative to the folder in which the file is, so that it does not matter where the program was
// started.
std::filesystem::path path_beside(const std::filesystem::path& order_file, const std::string& path);

} // namespace pvault::cli
