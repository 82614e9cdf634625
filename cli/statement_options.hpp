// What a statement of somebody else is asked with: values for its parameters, how long it may take, how many rows it
// may answer.
#pragma once

#include "cli/moment_options.hpp"
#include "store/read_query.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pvault::cli {

// As typed; empty where not given.
struct StatementArguments {
  std::vector<std::string> parameters;
  std::string timeout;
  std::string limit;
};
void add_sql_options(CLI::App& command, StatementArguments& arguments);

struct StatementOptions {
  std::vector<store::QueryParameter> parameters;
  std::chrono::milliseconds timeout{};
  std::optional<std::int64_t> rows; // the first ones only
};
// Refuses option_malformed.
StatementOptions read_sql_options(OptionReader& reader, const StatementArguments& arguments);

// Asks the book, with :as_of and :known_at beside the parameters given; a moment that was typed must be named by the
// statement. Says on standard error when rows were left out. Refuses what store::ask_read_only refuses.
Expected<store::ReadAnswer> ask_sql(store::Connection& connection, const Moment& moment, const MomentArguments& typed,
                                    const std::string& sql, const StatementOptions& options);

// The value of a parameter: a whole number as SQLite would write it is one, all else is text.
store::QueryParameter parse_parameter_value(const std::string& name, const std::string& text);

// For an answer that --limit cut: "the first 10 rows; there are more".
std::string describe_cut(std::int64_t rows);

// Whether the answer is of the days up to --as-of.
bool names_day(const store::ReadAnswer& answer);

// The file, or what comes in on standard input for "-". Throws std::system_error.
std::string read_sql(const std::string& path);

} // namespace pvault::cli
