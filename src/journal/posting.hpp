// One line of an entry: a debit (+) or credit (−) in money, in the mass of a mineral, or in both.
#pragma once

#include "journal/account.hpp"
#include "units/mass.hpp"
#include "units/money.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault {

// Keys of what entries are about. An id is never a count and never mixes with another kind of id.
enum class MineralId : std::int64_t {};
enum class SiteId : std::int64_t {};
enum class PartyId : std::int64_t {};
enum class FacilityId : std::int64_t {};
enum class LotId : std::int64_t {};
enum class EntryId : std::int64_t {};
enum class PersonId : std::int64_t {};

template <class Id>
constexpr std::int64_t number_of(Id id) {
  return static_cast<std::int64_t>(id);
}

struct Posting {
  Account account = Account::cash;
  std::optional<MineralId> mineral = {};
  std::optional<LotId> lot = {};
  std::optional<PartyId> party = {};
  std::optional<FacilityId> facility = {};
  Mass mass = {};
  Money amount = {};
  friend bool operator==(const Posting&, const Posting&) = default;
};

using Postings = std::vector<Posting>;

// Why these postings may not stand in one entry (invariant 1: money, memoranda and the mass of each mineral each sum to
// zero; no posting is empty), or nothing. The schema checks the same when an entry is sealed.
std::optional<std::string> find_imbalance(const Postings& postings);

// The money that an entry moves: what it debits, without memoranda.
Money money_moved(const Postings& postings);

// The same postings with the signs turned: what undoes them.
Postings turned(const Postings& postings);

} // namespace pvault
