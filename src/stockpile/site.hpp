// What a site is to the stock that lies there.
#pragma once

#include "units/refusal.hpp"

#include <string_view>

namespace pvault {

// Stock that is on its way or in process is on hand and costs what it costs, but cannot be released.
enum class SiteKind { storage, in_transit, in_process };
std::string_view site_kind_name(SiteKind kind);     // in-transit
std::string_view site_kind_in_words(SiteKind kind); // in transit
// Refuses option_malformed with the kinds there are.
Expected<SiteKind> parse_site_kind(std::string_view text);

} // namespace pvault
