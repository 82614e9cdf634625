#include "cli/statement_options.hpp"

#include "cli/command_line.hpp"
#include "cli/csv_input.hpp"
#include "cli/errors.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iostream>
#include <iterator>
#include <system_error>
#include <utility>

namespace pvault::cli {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds usual_timeout = std::chrono::seconds(30);
constexpr std::string_view letters_of_parameters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

Expected<milliseconds> parse_timeout(const std::string& text) {
  static constexpr auto units =
      std::to_array<std::pair<std::string_view, std::int64_t>>({{"ms", 1}, {"s", 1000}, {"min", 60'000}});
  const auto [number, unit] = split_number(text);
  const auto* const known = std::ranges::find(units, lower(unit), &std::pair<std::string_view, std::int64_t>::first);
  std::int64_t count = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), count);
  const bool whole = !number.empty() && read.ec == std::errc() && read.ptr == number.data() + number.size();
  constexpr std::int64_t most = 3'600'000;
  if (whole && known != units.end() && count > 0 && count <= most / known->second)
    return milliseconds(count * known->second);
  return refuse(Rule::option_malformed,
                fmt::format("{} is no time from 1ms to 60min: a whole number with ms, s or min", in_quotes(text)),
                "--timeout 30s");
}

std::string format_timeout(milliseconds timeout) {
  return timeout.count() % 1000 == 0 ? fmt::format("{} s", timeout.count() / 1000)
                                     : fmt::format("{} ms", timeout.count());
}

Expected<std::int64_t> parse_row_limit(const std::string& text) {
  auto rows = parse_whole_number(text, "a number of rows");
  constexpr std::int64_t most = 1'000'000;
  if (!rows || (*rows >= 0 && *rows <= most)) return rows;
  return refuse(Rule::option_malformed, fmt::format("{} is no number of rows from 0 to 1,000,000", *rows),
                "--limit 100");
}

Value value_of(const std::string& text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = !text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (whole && fmt::format("{}", number) == text) return number;
  return text;
}

Expected<store::QueryParameter> parse_parameter(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  if (equals == std::string::npos || name.empty() ||
      name.find_first_not_of(letters_of_parameters) != std::string::npos) {
    return refuse(Rule::option_malformed, fmt::format("{} is not NAME=VALUE", in_quotes(text)),
                  "--param mineral=cobalt, for :mineral in the statement");
  }
  if (name == "as_of" || name == "known_at") {
    return refuse(Rule::option_malformed, fmt::format("{} has an option of its own", name),
                  name == "as_of" ? "--as-of DATE" : "--known-at ENTRY");
  }
  return parse_parameter_value(name, text.substr(equals + 1));
}

Expected<std::vector<store::QueryParameter>> parse_parameters(const std::vector<std::string>& texts) {
  std::vector<store::QueryParameter> parameters;
  parameters.reserve(texts.size());
  for (const std::string& text : texts) {
    const auto parameter = parse_parameter(text);
    if (!parameter) return tl::unexpected(parameter.error());
    if (std::ranges::find(parameters, parameter->name, &store::QueryParameter::name) != parameters.end()) {
      return refuse(Rule::option_malformed, fmt::format("{} is given twice", parameter->name),
                    fmt::format("give {} once", parameter->name));
    }
    parameters.push_back(*parameter);
  }
  return parameters;
}

} // namespace

void add_sql_options(CLI::App& command, StatementArguments& arguments) {
  add_texts(command, "--param", "NAME=VALUE", arguments.parameters,
            "The value of :NAME in the statement; a whole number is one, all else is text.");
  add_text(command, "--timeout", "TIME", arguments.timeout,
           "How long the statement may take: 30s (default), 100ms, 5min.");
  add_text(command, "--limit", "ROWS", arguments.limit,
           "Only so many of the first rows; all by default, at most 1,000,000.");
}

StatementOptions read_sql_options(OptionReader& reader, const StatementArguments& arguments) {
  return {.parameters = reader.read("--param", parse_parameters(arguments.parameters)),
          .timeout = reader.read_optional("--timeout", arguments.timeout, parse_timeout).value_or(usual_timeout),
          .rows = reader.read_optional("--limit", arguments.limit, parse_row_limit)};
}

Expected<store::ReadAnswer> ask_sql(store::Connection& connection, const Moment& moment, const MomentArguments& typed,
                                    const std::string& sql, const StatementOptions& options) {
  using Stopwatch = std::chrono::steady_clock;
  const auto end = Stopwatch::now() + options.timeout;
  store::ReadQuery query{.sql = sql,
                         .parameters = options.parameters,
                         .is_out_of_time = [end] { return Stopwatch::now() > end; },
                         .time_limit = format_timeout(options.timeout)};
  query.parameters.push_back({"as_of", format_date(moment.as_of), !typed.as_of.empty()});
  query.parameters.push_back({"known_at", number_of(moment.known_at), !typed.known_at.empty()});
  if (options.rows) {
    query.most_rows = *options.rows;
    query.may_be_cut = true;
  }
  auto answer = store::ask_read_only(connection, query);
  if (answer && answer->is_cut) print_note("only " + describe_cut(*options.rows));
  return answer;
}

store::QueryParameter parse_parameter_value(const std::string& name, const std::string& text) {
  return {.name = name, .value = value_of(text)};
}

std::string describe_cut(std::int64_t rows) {
  return fmt::format("the first {}; there are more", rows == 1 ? "row" : fmt::format("{} rows", rows));
}

bool names_day(const store::ReadAnswer& answer) {
  return std::ranges::find(answer.parameters, "as_of") != answer.parameters.end();
}

std::string read_sql(const std::string& path) {
  std::string text = path == "-" ? std::string(std::istreambuf_iterator<char>(std::cin), {}) : read_file(path);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF"; // as some editors write it
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  return text;
}

} // namespace pvault::cli
