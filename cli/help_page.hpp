// The help of a command: examples first, then what it does, then its options.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace pvault::cli {

class HelpPage : public CLI::FormatterBase {
public:
  std::string make_help(const CLI::App* command, std::string name, CLI::AppFormatMode mode) const override;
};

} // namespace pvault::cli
