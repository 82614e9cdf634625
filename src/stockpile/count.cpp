#include "stockpile/count.hpp"

#include "units/choice.hpp"
#include "units/file_faults.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace pvault {

namespace {

constexpr Choices<CountStatus, 3> statuses = {{{CountStatus::counted, "counted"},
                                               {CountStatus::not_found, "not-found"},
                                               {CountStatus::unexpected, "unexpected"}}};

tl::unexpected<Refusal> refuse_tolerance(std::string message) {
  return refuse(Rule::option_malformed, std::move(message),
                "a part of each lot's mass, a mass, or one of each: 0.5% or \"2 kg\"");
}

Expected<Rate> parse_part(const std::string& text) {
  auto part = parse_rate(text);
  if (part && part->parts_per_billion() > whole_ppb) return refuse_tolerance(fmt::format("{} is above 100%", text));
  return part;
}

Expected<Mass> parse_allowed_mass(const std::string& text) {
  const auto mass = parse_mass(text);
  if (!mass) return tl::unexpected(mass.error());
  if (!mass->component.empty() || mass->of_content) {
    return refuse_tolerance(
        fmt::format("\"{}\" is a mass of one component, and lots of any mineral are counted", mass->text));
  }
  // No larger mass can be read, so it fits.
  return Mass::milligrams(round_to_integer(mass->milligrams, Rounding::down).value_or(largest_mass_mg));
}

} // namespace

Expected<CountTolerance> parse_count_tolerance(std::span<const std::string> texts) {
  CountTolerance tolerance;
  bool has_part = false;
  bool has_mass = false;
  for (const std::string& text : texts) {
    const bool is_part = text.ends_with('%');
    bool& given = is_part ? has_part : has_mass;
    if (given) return refuse_tolerance(fmt::format("two of the tolerances are {}", is_part ? "parts" : "masses"));
    given = true;
    if (is_part) {
      const auto part = parse_part(text);
      if (!part) return tl::unexpected(part.error());
      tolerance.part = *part;
      continue;
    }
    const auto mass = parse_allowed_mass(text);
    if (!mass) return tl::unexpected(mass.error());
    tolerance.mass = *mass;
  }
  return tolerance;
}

Mass allowed_difference(const CountTolerance& tolerance, Mass expected) {
  const std::int64_t part_mg =
      share_of(expected.milligrams(), tolerance.part.parts_per_billion(), whole_ppb, Rounding::down);
  return std::max(Mass::milligrams(part_mg), tolerance.mass);
}

std::string describe_form(const Mineral& mineral, const LotForm& form) {
  if (!form.assay && !form.moisture) return mineral.basis;
  std::string text = "as delivered";
  if (form.assay) text += ", " + form.assay->text;
  if (form.moisture) text += ", moisture " + form.moisture_text;
  return text;
}

Expected<Mass> mass_in_form(const Mineral& mineral, const LotForm& form, const EnteredMass& mass) {
  Delivery delivery{.mass = mass};
  if (mass.component.empty() && !mass.of_content) {
    delivery.assay = form.assay;
    delivery.moisture = form.moisture;
    delivery.moisture_text = form.moisture_text;
  }
  const auto contained = contained_mass(mineral, delivery);
  if (!contained) return tl::unexpected(contained.error());
  return contained->mass;
}

std::string_view count_status_name(CountStatus status) { return name_of(statuses, status); }

std::optional<CountStatus> find_count_status(std::string_view name) {
  for (const auto& [status, of_status] : statuses) {
    if (name == of_status) return status;
  }
  return std::nullopt;
}

bool is_accurate(const CountLine& line) {
  if (line.status != CountStatus::counted || !line.counted) return false;
  const Mass difference = *line.counted - line.expected;
  return std::max(difference, -difference) <= line.allowed;
}

namespace {

// What the file says of each lot is one row.
void check_twice(const std::vector<CountedRow>& rows, FileFaults& faults) {
  std::map<std::string, std::size_t> seen;
  for (const CountedRow& row : rows) {
    const auto [first, is_new] = seen.emplace(lower(row.lot), row.row);
    if (!is_new) faults.add(row.row, "lot", row.lot, fmt::format("stands in row {} already", first->second));
  }
}

CountLine read_line(const CountedRow& row, const LotOnBook* lot, const CountRequest& request, FileFaults& faults) {
  CountLine line{.lot_name = lot == nullptr ? row.lot : lot->code,
                 .status = CountStatus::unexpected,
                 .mass_entered = row.mass ? row.mass->text : "",
                 .note = row.note};
  const bool is_expected = lot != nullptr && lot->expected > Mass();
  if (!row.mass && !is_expected) {
    faults.add(row.row, "mass", "not found",
               fmt::format("the book has no lot {} at {} on {}; leave the row out", row.lot, request.site_code,
                           format_date(request.on)));
  }
  if (lot == nullptr) return line;
  line.lot = lot->id;
  if (is_expected) {
    line.status = row.mass ? CountStatus::counted : CountStatus::not_found;
    line.expected = lot->expected;
    line.allowed = allowed_difference(request.tolerance, lot->expected);
  }
  line.counted = Mass();
  if (!row.mass) return line;
  const auto counted = mass_in_form(lot->mineral, lot->form, *row.mass);
  if (counted) {
    line.counted = *counted;
  } else {
    const bool is_nothing = counted.error().rule == Rule::mass_not_positive;
    faults.add(row.row, "mass", row.mass->text,
               is_nothing ? "that is nothing; write \"not found\"" : counted.error().message);
  }
  return line;
}

Expected<void> check_complete(std::span<const LotOnBook> lots, const CountRequest& request) {
  std::set<std::string> counted;
  for (const CountedRow& row : request.rows)
    counted.insert(lower(row.lot));
  std::string missing;
  std::size_t expected = 0;
  std::size_t left_out = 0;
  for (const LotOnBook& lot : lots) {
    if (lot.expected == Mass()) continue;
    ++expected;
    if (counted.contains(lower(lot.code))) continue;
    missing += (++left_out == 1 ? "" : ", ") + lot.code;
  }
  if (left_out == 0) return {};
  return refuse(Rule::count_incomplete,
                fmt::format("the book has {} lots at {} on {}, {} has {} of them; missing are {}: {}", expected,
                            request.site_code, format_date(request.on), printable(request.file), expected - left_out,
                            left_out, missing),
                "count them, or write \"not found\" as their mass");
}

} // namespace

Expected<std::vector<CountLine>> plan_count(std::span<const LotOnBook> lots, const CountRequest& request) {
  std::map<std::string, const LotOnBook*> by_name;
  for (const LotOnBook& lot : lots)
    by_name.emplace(lower(lot.code), &lot);
  FileFaults faults;
  check_twice(request.rows, faults);
  std::vector<CountLine> lines;
  for (const CountedRow& row : request.rows) {
    const auto found = by_name.find(lower(row.lot));
    lines.push_back(read_line(row, found == by_name.end() ? nullptr : found->second, request, faults));
  }
  if (!faults.none())
    return tl::unexpected(
        faults.in_file(Rule::count_malformed, request.file, "correct these rows; nothing was recorded"));
  if (auto complete = check_complete(lots, request); !complete) return tl::unexpected(complete.error());
  return lines;
}

} // namespace pvault
