// The names of the files that a standing order writes: "{report}-{as_of}". A name tells its day again, so that what is
// out of date can be found without a list of what was written.
#pragma once

#include "journal/posting.hpp"
#include "units/date.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::cli {

enum class NameField { order, report, as_of, year, month, day, known_at };

// What a name says.
struct NameStamp {
  Date on;             // of a month or a year: its last day
  EntryId known_at{0}; // 0: it does not say
};

class NamePattern {
public:
  // Refuses orders_malformed: nothing, a '/' or a backslash, "..", a '.' at the beginning, what cannot be printed, a
  // brace without its partner, a field that is none, and {known_at} with anything behind it but a text that does not
  // begin with a digit, since its own digits have no fixed number.
  static Expected<NamePattern> parse(std::string_view text);

  [[nodiscard]] bool has(NameField field) const;
  // Whether its names can be put in order of their days: it has the day, the month with the year, or the year.
  [[nodiscard]] bool has_date() const;

  // The pattern of one output: with these names in it, and `ending` behind it.
  [[nodiscard]] NamePattern of_output(std::string_view order, std::string_view report, std::string_view ending) const;

  // These three need the pattern of one output.
  [[nodiscard]] std::string fill(Date as_of, EntryId known_at) const;
  // What the name says, if it is exactly one that this pattern makes; it must have a date.
  [[nodiscard]] std::optional<NameStamp> match(std::string_view name) const;
  // Whether there is a name that both make, on whatever days.
  friend bool can_coincide(const NamePattern& a, const NamePattern& b);

private:
  struct Part {
    std::optional<NameField> field; // else `text`
    std::string text;
  };
  std::vector<Part> parts_;
};

} // namespace pvault::cli
