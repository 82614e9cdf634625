#include "reports/journal_names.hpp"

#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace pvault::reports {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char capital(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// The name of an account is one of ours, a colon and the name of what it is about, which may hold colons itself.
struct NameParts {
  std::string_view account;
  std::string_view about; // may be empty
};
NameParts parts_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return {.account = name, .about = {}};
  return {.account = name.substr(0, colon), .about = name.substr(colon + 1)};
}

std::string_view plain_type(AccountType type) {
  switch (type) {
  case AccountType::assets:
    return "assets";
  case AccountType::liabilities:
    return "liabilities";
  case AccountType::equity:
    return "equity";
  case AccountType::income:
    return "income";
  case AccountType::expenses:
    return "expenses";
  case AccountType::memoranda:
    return "memoranda";
  case AccountType::mass:
    return "mass";
  }
  throw std::logic_error("an account is of no type");
}

// beancount has five roots and no more.
std::string_view beancount_root(AccountType type) {
  switch (type) {
  case AccountType::assets:
    return "Assets";
  case AccountType::liabilities:
    return "Liabilities";
  case AccountType::equity:
    return "Equity";
  case AccountType::income:
    return "Income";
  case AccountType::expenses:
    return "Expenses";
  case AccountType::memoranda:
    return "Equity:Memoranda";
  case AccountType::mass:
    return "Equity:Mass";
  }
  throw std::logic_error("an account is of no type");
}

// cost_of_releases -> CostOfReleases
std::string joined_words(std::string_view name) {
  std::string joined;
  bool starts_word = true;
  for (const char c : name) {
    if (c != '_') joined += starts_word ? capital(c) : c;
    starts_word = c == '_';
  }
  return joined;
}

bool is_plain_component(std::string_view name) {
  const bool own_prefix = name.size() > 1 && capital(name[0]) == 'X' && name[1] == '-';
  return !name.empty() && name.front() != '-' && !own_prefix &&
         std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

// format_scaled keeps the digits asked for, zeros included.
std::string fixed(std::int64_t value, int decimals) { return format_scaled(value, decimals, decimals); }

} // namespace

AccountType account_type(Account account) {
  switch (account) {
  case Account::cash:
  case Account::inventory:
  case Account::receivable:
  case Account::stock_on_loan:
  case Account::inventory_written_down:
    return AccountType::assets;
  case Account::payable:
  case Account::loan_principal:
  case Account::accrued_interest:
  case Account::accrued_fees:
    return AccountType::liabilities;
  case Account::opening_balance:
    return AccountType::equity;
  case Account::sales:
    return AccountType::income;
  case Account::cost_of_releases:
  case Account::loss_and_shrinkage:
  case Account::interest:
  case Account::commitment_fee:
  case Account::exposure_fee:
  case Account::storage:
  case Account::insurance:
  case Account::handling:
  case Account::write_downs:
  case Account::write_downs_released:
    return AccountType::expenses;
  case Account::commitment_granted:
  case Account::commitment_undisbursed:
  case Account::commitment_disbursed:
  case Account::commitment_cancelled:
    return AccountType::memoranda;
  case Account::received_from:
  case Account::released_to:
  case Account::lost:
  case Account::owed_back:
  case Account::opening_stock:
    return AccountType::mass;
  }
  throw std::logic_error("an account is not in the chart of accounts");
}

std::string plain_name(std::string_view name) {
  std::string plain;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool single_blank = c == ' ' && i > 0 && i + 1 < name.size() && name[i - 1] != ' ' && name[i + 1] != ' ';
    const bool stays = is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-' || single_blank;
    if (stays) plain += c;
    if (!stays) plain += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return plain;
}

std::string plain_text(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    const bool speaks = c == '[' || c == ']' || c == ',' || c == '%';
    if (speaks) plain += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    if (!speaks) plain += c;
  }
  return plain;
}

std::string plain_commodity(std::string_view mineral) { return fmt::format("\"{}\"", plain_name(mineral)); }

std::string plain_account(const store::PostedTo& to) {
  const NameParts parts = parts_of(to.name);
  std::string account = fmt::format("{}:{}", plain_type(account_type(to.account)), parts.account);
  if (!parts.about.empty()) account += ":" + plain_name(parts.about);
  if (!to.lot.empty()) account += ":" + plain_name(to.lot);
  return account;
}

std::string beancount_name(std::string_view name) {
  if (is_plain_component(name)) return capital(name.front()) + std::string(name.substr(1));
  std::string escaped = "X-";
  for (const char c : name) {
    const bool stays = is_letter(c) || is_digit(c);
    if (stays) escaped += c;
    if (!stays) escaped += fmt::format("-{:02X}", static_cast<unsigned char>(c));
  }
  return escaped;
}

std::string beancount_text(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string beancount_commodity(std::string_view mineral) {
  std::string commodity;
  for (const char c : mineral)
    commodity += is_letter(c) || is_digit(c) || c == '-' ? capital(c) : '.';
  return commodity;
}

std::string beancount_account(const store::PostedTo& to) {
  const NameParts parts = parts_of(to.name);
  std::string account = fmt::format("{}:{}", beancount_root(account_type(to.account)), joined_words(parts.account));
  if (!parts.about.empty()) account += ":" + beancount_name(parts.about);
  return account;
}

std::string exact_kilograms(Mass mass) { return fixed(mass.milligrams(), 6); }

std::string exact_dollars(Money amount) { return fixed(amount.cents(), 2); }

} // namespace pvault::reports
