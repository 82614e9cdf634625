// Names, texts and amounts of the book as programs of plain-text accounting can read them.
#pragma once

#include "store/posted_entries.hpp"

#include <string>
#include <string_view>

namespace pvault::reports {

// Where an account stands among those that other programs know. `mass` counts kilograms alone, `memoranda` money off
// the balance sheet.
enum class AccountType { assets, liabilities, equity, income, expenses, memoranda, mass };
AccountType account_type(Account account);

// As ledger and hledger take it: ASCII letters and digits, . _ - and single blanks stay, every other byte becomes %XX.
// No two names become one.
std::string plain_name(std::string_view name);
// Free text of a comment there: what they would take for a date or the end of a value ([ ] , and %) becomes %XX.
std::string plain_text(std::string_view text);
// "gallium", in quotes.
std::string plain_commodity(std::string_view mineral);
// assets:inventory:gallium:gallium-1
std::string plain_account(const store::PostedTo& to);

// A part of an account's name in beancount: with a capital first; a name that has other than letters, digits and
// dashes begins with X- and has each such byte as -HH. No two names that differ in more than case become one.
std::string beancount_name(std::string_view name);
// In quotes, quotes and backslashes behind a backslash.
std::string beancount_text(std::string_view text);
// GALLIUM
std::string beancount_commodity(std::string_view mineral);
// Assets:Inventory:Gallium; the lot is a part of the position's cost there, not of the account.
std::string beancount_account(const store::PostedTo& to);

// -25000.000000
std::string exact_kilograms(Mass mass);
// -14500000.00
std::string exact_dollars(Money amount);

} // namespace pvault::reports
