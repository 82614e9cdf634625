// Entries that post something, in the order of their days: the journal as other programs of book-keeping read it.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pvault::store {

// What postings are about, by name; empty where there is none.
struct PostedTo {
  Account account = Account::cash;
  std::string name; // as in the reports: inventory:gallium
  std::string mineral;
  std::string lot;
  std::string party;
  std::string facility;
};

struct PostedLine { // NOLINT(cppcoreguidelines-pro-type-member-init): set whole
  PostedTo to;
  std::optional<Date> aged_from = {}; // of the lot
  Mass mass;
  Money amount;
};

struct PostedEntry { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  std::string kind;
  Date effective_on;
  std::string recorded_at;
  std::string recorded_by;
  std::string request_id; // empty: none; the same for reference and memo
  std::string reference;
  std::string memo;
  std::string hash;
  std::optional<EntryId> reverses = {};
  std::vector<PostedLine> lines = {};
};

// Calls `take` for each entry that posts something at the moment, by day and then by number. In this order no lot ever
// holds less than nothing. One entry is in memory at a time.
void visit_posted_entries(Connection& connection, const Moment& moment,
                          const std::function<void(const PostedEntry&)>& take);

// Calls `take` once for each account, mineral, lot, party and facility that is posted to together at the moment, in the
// order of their names.
void visit_posted_accounts(Connection& connection, const Moment& moment,
                           const std::function<void(const PostedTo&)>& take);

struct PostedMineral {
  std::string code;
  std::string name;
  std::string basis;
};
// Those with mass posted at the moment, by code.
std::vector<PostedMineral> list_posted_minerals(Connection& connection, const Moment& moment);

} // namespace pvault::store
