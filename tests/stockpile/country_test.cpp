#include "stockpile/country.hpp"

#include "tests/support/refusals.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace stockpile_country_test {

using namespace pvault;
using namespace pvault::test;

TEST_CASE("a country goes by its code, its published name and other names, in any case") {
  for (const char* name : {"CN", "cn", "China", " CHINA ", "PRC"})
    CHECK_EQ(find_country(name), "CN");
  for (const char* name : {"KR", "Korea, Republic of", "South Korea", "republic of korea"})
    CHECK_EQ(find_country(name), "KR");
  CHECK_EQ(find_country("Russian Federation"), "RU");
  CHECK_EQ(find_country("T\u00fcrkiye"), "TR");
  CHECK_EQ(find_country("DR Congo"), "CD");
  CHECK_EQ(find_country("Congo (Brazzaville)"), "CG");
  CHECK_EQ(find_country("UK"), "GB");
  CHECK_EQ(find_country("USA"), "US");
  CHECK_EQ(find_country("Zimbabwe"), "ZW"); // the last of the list
  for (const char* name : {"", "Korea", "Other countries", "C", "Atlantis", "AD Andorra"})
    CHECK_EQ(find_country(name), std::nullopt);
}

TEST_CASE("a country that is none is refused with the nearest name") {
  check_refused(parse_country,
                {{"Chnia", Rule::country_unknown, "\"Chnia\" is no country of ISO 3166", "China"},
                 {"Kazakstan", Rule::country_unknown, "\"Kazakstan\" is no country of ISO 3166", "Kazakhstan"},
                 {"", Rule::country_unknown, "\"\" is no country of ISO 3166",
                  "a name such as China, or two letters such as CN"}});
}

TEST_CASE("a code has a name") {
  CHECK_EQ(country_name("CN"), "China");
  CHECK_EQ(country_name("KR"), "Korea, Republic of");
  CHECK_EQ(country_name("CI"), "C\u00f4te d'Ivoire");
  CHECK_EQ(country_name("XX"), "XX");
}

} // namespace stockpile_country_test
