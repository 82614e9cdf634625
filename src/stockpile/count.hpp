// A count of what lies at a site, by somebody who does not see the book; what of it agrees with the book.
#pragma once

#include "stockpile/mineral.hpp"
#include "units/date.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

// What is within either is accurate: a part of the mass that the book has, or a mass. Zero: none.
struct CountTolerance {
  Rate part = {};
  Mass mass = {};
};
// "0.5%", "2 kg", or one of each. Refuses option_malformed (two of one sort, more than 100%, a mass of a component) and
// what parse_rate and parse_mass refuse.
Expected<CountTolerance> parse_count_tolerance(std::span<const std::string> texts);
// What it comes to for a lot, rounded down: nothing is taken as accurate that is not.
Mass allowed_difference(const CountTolerance& tolerance, Mass expected);

// What the material of a lot is weighed as: as it was delivered, with the moisture and assay of its delivery, or of the
// mineral's basis.
struct LotForm {
  std::optional<Assay> assay = {};
  std::optional<Exact> moisture = {};
  std::string moisture_text = {};
};
// "as delivered, 65% WO3, moisture 2%"; "tungsten content".
std::string describe_form(const Mineral& mineral, const LotForm& form);
// A mass of the material in that form, on the mineral's basis. Where the mass itself names a component ("of WO3") or
// counts content (mtu), that counts and the form does not. Refuses what contained_mass refuses.
Expected<Mass> mass_in_form(const Mineral& mineral, const LotForm& form, const EnteredMass& mass);

// A lot of the book, as a count or a statement about a site finds it.
struct LotOnBook {
  LotId id{};
  std::string code;
  Mineral mineral = {};
  LotForm form = {};
  Mass expected = {}; // what the book has of it at the site at the end of the day; nothing when it lies elsewhere
};

// A row of the file of a count.
struct CountedRow {
  std::size_t row = 0; // in the file, the header being 1
  std::string lot;
  std::optional<EnteredMass> mass = {}; // missing: it was not found
  std::string note = {};
};

enum class CountStatus { counted, not_found, unexpected };
std::string_view count_status_name(CountStatus status);
// Of a name in the book; nothing for another.
std::optional<CountStatus> find_count_status(std::string_view name);

struct CountLine {
  std::string lot_name;
  std::optional<LotId> lot = {}; // missing: the book knows no lot of that name
  CountStatus status = CountStatus::counted;
  std::string mass_entered = {};
  std::optional<Mass> counted = {}; // missing: what a lot that is not known holds is not known, either
  Mass expected = {};
  Mass allowed = {};
  std::string note = {};
};
// Whether it was found where it should be, within tolerance. A lot that was not found never is, however small.
bool is_accurate(const CountLine& line);

struct CountRequest {
  Date on;
  std::string site_code = {};
  std::string file = {}; // for messages
  CountTolerance tolerance = {};
  std::vector<CountedRow> rows = {};
};

// Decides a count; touches nothing. `lots` are those that the book expects at the site on the day, and those among the
// rows that it knows besides. Lines come in the order of the rows. Refuses count_malformed with every row that is
// wrong: a lot that stands twice, a mass that the lot's mineral does not allow, a lot that was not found and was not
// expected; then count_incomplete with every lot that was expected and has no row.
Expected<std::vector<CountLine>> plan_count(std::span<const LotOnBook> lots, const CountRequest& request);

} // namespace pvault
