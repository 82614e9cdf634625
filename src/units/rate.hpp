// Rates and fractions, always written with a percent sign.
#pragma once

#include "units/exact.hpp"
#include "units/refusal.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace pvault {

// 100 % in parts per billion.
inline constexpr std::int64_t whole_ppb = 1'000'000'000;

// A yearly rate or a percentage in whole parts per billion: 4.63% is 46,300,000.
class Rate {
public:
  constexpr Rate() = default;
  static constexpr Rate parts_per_billion(std::int64_t count) { return Rate(count); }
  [[nodiscard]] constexpr std::int64_t parts_per_billion() const { return parts_per_billion_; }
  friend constexpr auto operator<=>(Rate, Rate) = default;

private:
  constexpr explicit Rate(std::int64_t count) : parts_per_billion_(count) {}
  std::int64_t parts_per_billion_ = 0;
};

// Refuses: number_malformed (also when something follows the percent sign), percent_sign_missing (suggests it),
// percent_out_of_range (negative, above 1000%, or finer than 0.0000001%).
Expected<Rate> parse_rate(std::string_view text);

// 4.63 (percent, exactly the digits needed)
std::string format_percent_number(Rate rate);

// What part of a delivery is the named component: "99.8%", "65% WO3" (also "65% of WO3"). Above 0%, at most 100%.
// Refuses as parse_rate does, of any fineness, and text_malformed.
struct Assay {
  std::string text;
  Exact fraction;        // 0.65
  std::string component; // "WO3"; empty when none is named
};
Expected<Assay> parse_assay(std::string_view text);

// Moisture: at least 0%, below 100%, of any fineness. The exact fraction. Refuses as parse_rate does.
Expected<Exact> parse_moisture(std::string_view text);

} // namespace pvault
