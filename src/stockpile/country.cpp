#include "stockpile/lot_paper.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <fmt/format.h>

namespace pvault {

namespace {

// ISO 3166-1 alpha-2 as of iso3166.tab of the time zone database, 2024a.
constexpr std::string_view country_codes =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY "
    "BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK "
    "FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR "
    "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
    "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
    "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

} // namespace

Expected<std::string> parse_country_code(std::string_view text) {
  std::string code(trim(text));
  for (char& c : code)
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const bool known =
      code.size() == 2 && code.find(' ') == std::string::npos && country_codes.find(code) != std::string_view::npos;
  if (known) return code;
  return refuse(Rule::country_unknown, fmt::format("{} is no country of ISO 3166", in_quotes(text)),
                "two letters, for example US, CD (Democratic Republic of the Congo) or CN");
}

} // namespace pvault
