#include "coverage/price_age.hpp"

namespace pvault {

namespace {

constexpr int last_year = 2199; // of a Date: nothing is a year later

} // namespace

bool is_older_than_a_year(Date price_on, Date as_of) {
  return price_on.year() < last_year && as_of > add_months(price_on, 12);
}

} // namespace pvault
