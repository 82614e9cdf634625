#include "cli/csv_input.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace pvault::cli {

std::string read_file(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) throw std::system_error(EISDIR, std::generic_category(), path);
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::system_error(errno, std::generic_category(), path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

tl::unexpected<Refusal> refuse_file(const CsvForm& form, const std::string& path, const std::string& why) {
  return refuse(form.rule, fmt::format("{}: {}", printable(path), why), form.example);
}

Expected<operations::CsvRows> read_csv_file(const CsvForm& form, const std::string& path) {
  std::string text = read_file(path);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF"; // as spreadsheets write it
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  try {
    operations::CsvRows rows(text);
    for (const std::string& column : form.columns) {
      if (!rows.has(column)) return refuse_file(form, path, fmt::format("there is no column {}", column));
    }
    if (rows.size() == 0) return refuse_file(form, path, "there is no row");
    return rows;
  } catch (const std::runtime_error& error) {
    return refuse_file(form, path, error.what());
  }
}

Expected<Money> parse_usd_cell(std::string_view text) {
  std::string_view digits = trim(text);
  if (lower(digits).ends_with("usd")) digits = trim(digits.substr(0, digits.size() - 3));
  const bool negative = digits.starts_with('-');
  const auto number = parse_number(negative ? digits.substr(1) : digits);
  if (!number) return tl::unexpected(number.error());
  const auto amount = parse_money(fmt::format("{} USD", negative ? digits.substr(1) : digits));
  if (!amount) return tl::unexpected(amount.error());
  return negative ? -*amount : *amount;
}

} // namespace pvault::cli
