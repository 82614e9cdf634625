// How old a price is on the day it values stock.
#pragma once

#include "units/date.hpp"

namespace pvault {

// Whether the same day a year after the price has passed. One of 29 February is older than a year from 1 March on.
bool is_older_than_a_year(Date price_on, Date as_of);

} // namespace pvault
