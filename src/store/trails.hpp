// The trail of a thing: every entry that touched it, with who, when, and what it did to it.
#pragma once

#include "store/touched_things.hpp"
#include "store/who_signed.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::store {

struct NamedThing {
  std::string kind; // lot, mineral, ..., entry
  std::string code; // as the book has it
  // The thing; of a lot also the lots it was taken of and those taken of it, of a group of minerals its members.
  Things things = {};
};

// Everything that has or had this name in entries up to `known_at`, what was reversed included; an entry is named by
// its number or its request id. Without regard to case, and minerals also by name and symbol.
std::vector<NamedThing> find_things(Connection& connection, const std::string& name, EntryId known_at);

struct TrailLine { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  std::string kind;
  Date effective_on;
  std::string recorded_at;
  std::string recorded_by;
  std::string request_id; // empty: none; the same for reference and memo
  std::string reference;
  std::string memo;
  std::optional<EntryId> reverses = {};
  std::optional<EntryId> reversed_by = {};
  Mass mass = {};     // into the vault, less out of it
  Money amount = {};  // see amount_account
  std::string did;    // postings by account, and what the rows that touch it say
  std::string reason; // empty: none was given
  WhoSigned who = {};
};

// The accounts that a trail's amount is of: what the thing cost (inventory), what is drawn on a facility
// (loan_principal), what is open with a party (payable, receivable).
std::vector<std::string_view> accounts_of_trail(std::string_view kind);

// Calls `take` for each entry up to `last` that touches the thing, in their order. Throws std::overflow_error when a
// sum is too large.
void visit_trail(Connection& connection, const NamedThing& thing, EntryId last,
                 const std::function<void(const TrailLine&)>& take);

} // namespace pvault::store
