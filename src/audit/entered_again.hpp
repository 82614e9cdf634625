// Texts of the book, read and computed again, and the fault when the book has another figure.
#pragma once

#include "audit/verify.hpp"
#include "stockpile/mineral.hpp"
#include "store/connection.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::audit {

// "the mass of lot GA-1", and its text.
struct EnteredText {
  EntryId entry{};
  std::string what;
  std::string text;
};

class EnteredAgain {
public:
  EnteredAgain(store::Connection& connection, std::vector<Fault>& faults);
  [[nodiscard]] const Mineral& mineral(MineralId id) const { return minerals_.at(id); }

  // The mass of a text on the mineral's basis; of no mass, none. Refuses what parse_mass and contained_mass refuse.
  [[nodiscard]] Expected<Mass> mass_of(MineralId mineral, std::string_view text) const;

  // A fault when what the text comes to is not what the book has, or when it cannot be read.
  void compare(const EnteredText& entered, const Expected<Mass>& again, Mass stored);
  void compare(const EnteredText& entered, const Expected<Money>& again, Money stored);
  void compare(const EnteredText& entered, const Expected<BasisPrice>& again, const BasisPrice& stored);
  // A fault when it cannot be read.
  void refuse(const EnteredText& entered, const Refusal& refusal);
  void add(EntryId entry, std::string what) { faults_.push_back({entry, std::move(what)}); }

private:
  void differ(const EnteredText& entered, const std::string& again, const std::string& stored);

  std::map<MineralId, Mineral> minerals_;
  std::vector<Fault>& faults_;
};

} // namespace pvault::audit
