#include "stockpile/country.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace pvault {

namespace {

// ISO 3166-1 alpha-2 as of iso3166.tab of the time zone database, 2025b, each code with a name. Names are those of the
// lists of suppliers in the USGS Mineral Commodity Summaries where a country stands there, else those of that file
// without abbreviations.
constexpr std::string_view country_list =
    "AD Andorra;AE United Arab Emirates;AF Afghanistan;AG Antigua and Barbuda;AI Anguilla;AL Albania;AM Armenia;"
    "AO Angola;AQ Antarctica;AR Argentina;AS American Samoa;AT Austria;AU Australia;AW Aruba;AX Åland Islands;"
    "AZ Azerbaijan;BA Bosnia and Herzegovina;BB Barbados;BD Bangladesh;BE Belgium;BF Burkina Faso;BG Bulgaria;"
    "BH Bahrain;BI Burundi;BJ Benin;BL St Barthelemy;BM Bermuda;BN Brunei;BO Bolivia;BQ Caribbean NL;BR Brazil;"
    "BS Bahamas;BT Bhutan;BV Bouvet Island;BW Botswana;BY Belarus;BZ Belize;CA Canada;CC Cocos (Keeling) Islands;"
    "CD Congo (Kinshasa);CF Central African Republic;CG Congo (Brazzaville);CH Switzerland;CI Côte d'Ivoire;"
    "CK Cook Islands;CL Chile;CM Cameroon;CN China;CO Colombia;CR Costa Rica;CU Cuba;CV Cabo Verde;CW Curaçao;"
    "CX Christmas Island;CY Cyprus;CZ Czechia;DE Germany;DJ Djibouti;DK Denmark;DM Dominica;DO Dominican Republic;"
    "DZ Algeria;EC Ecuador;EE Estonia;EG Egypt;EH Western Sahara;ER Eritrea;ES Spain;ET Ethiopia;FI Finland;"
    "FJ Fiji;FK Falkland Islands;FM Micronesia;FO Faroe Islands;FR France;GA Gabon;GB United Kingdom;GD Grenada;"
    "GE Georgia;GF French Guiana;GG Guernsey;GH Ghana;GI Gibraltar;GL Greenland;GM Gambia;GN Guinea;GP Guadeloupe;"
    "GQ Equatorial Guinea;GR Greece;GS South Georgia and the South Sandwich Islands;GT Guatemala;GU Guam;"
    "GW Guinea-Bissau;GY Guyana;HK Hong Kong;HM Heard Island and McDonald Islands;HN Honduras;HR Croatia;HT Haiti;"
    "HU Hungary;ID Indonesia;IE Ireland;IL Israel;IM Isle of Man;IN India;IO British Indian Ocean Territory;"
    "IQ Iraq;IR Iran;IS Iceland;IT Italy;JE Jersey;JM Jamaica;JO Jordan;JP Japan;KE Kenya;KG Kyrgyzstan;"
    "KH Cambodia;KI Kiribati;KM Comoros;KN Saint Kitts and Nevis;KP Korea, North;KR Korea, Republic of;KW Kuwait;"
    "KY Cayman Islands;KZ Kazakhstan;LA Laos;LB Lebanon;LC Saint Lucia;LI Liechtenstein;LK Sri Lanka;LR Liberia;"
    "LS Lesotho;LT Lithuania;LU Luxembourg;LV Latvia;LY Libya;MA Morocco;MC Monaco;MD Moldova;ME Montenegro;"
    "MF Saint Martin;MG Madagascar;MH Marshall Islands;MK North Macedonia;ML Mali;MM Burma;MN Mongolia;MO Macau;"
    "MP Northern Mariana Islands;MQ Martinique;MR Mauritania;MS Montserrat;MT Malta;MU Mauritius;MV Maldives;"
    "MW Malawi;MX Mexico;MY Malaysia;MZ Mozambique;NA Namibia;NC New Caledonia;NE Niger;NF Norfolk Island;"
    "NG Nigeria;NI Nicaragua;NL Netherlands;NO Norway;NP Nepal;NR Nauru;NU Niue;NZ New Zealand;OM Oman;PA Panama;"
    "PE Peru;PF French Polynesia;PG Papua New Guinea;PH Philippines;PK Pakistan;PL Poland;"
    "PM Saint Pierre and Miquelon;PN Pitcairn;PR Puerto Rico;PS Palestine;PT Portugal;PW Palau;PY Paraguay;"
    "QA Qatar;RE Réunion;RO Romania;RS Serbia;RU Russia;RW Rwanda;SA Saudi Arabia;SB Solomon Islands;SC Seychelles;"
    "SD Sudan;SE Sweden;SG Singapore;SH St Helena;SI Slovenia;SJ Svalbard and Jan Mayen;SK Slovakia;"
    "SL Sierra Leone;SM San Marino;SN Senegal;SO Somalia;SR Suriname;SS South Sudan;ST Sao Tome and Principe;"
    "SV El Salvador;SX Sint Maarten;SY Syria;SZ Eswatini;TC Turks and Caicos Islands;TD Chad;"
    "TF French Southern Territories;TG Togo;TH Thailand;TJ Tajikistan;TK Tokelau;TL East Timor;TM Turkmenistan;"
    "TN Tunisia;TO Tonga;TR Turkey;TT Trinidad and Tobago;TV Tuvalu;TW Taiwan;TZ Tanzania;UA Ukraine;UG Uganda;"
    "UM US minor outlying islands;US United States;UY Uruguay;UZ Uzbekistan;VA Vatican City;"
    "VC Saint Vincent and the Grenadines;VE Venezuela;VG British Virgin Islands;VI U.S. Virgin Islands;VN Vietnam;"
    "VU Vanuatu;WF Wallis and Futuna;WS Samoa;YE Yemen;YT Mayotte;ZA South Africa;ZM Zambia;ZW Zimbabwe;";

// Other names, each with its code.
struct OtherName {
  std::string_view name;
  std::string_view code;
};
constexpr auto other_names = std::to_array<OtherName>({
    {"America", "US"},
    {"Britain", "GB"},
    {"Brunei Darussalam", "BN"},
    {"Cape Verde", "CV"},
    {"Cote d'Ivoire", "CI"},
    {"Czech Republic", "CZ"},
    {"Congo, Democratic Republic of the", "CD"},
    {"Congo, Republic of the", "CG"},
    {"Democratic People's Republic of Korea", "KP"},
    {"Democratic Republic of the Congo", "CD"},
    {"DR Congo", "CD"},
    {"DRC", "CD"},
    {"Great Britain", "GB"},
    {"Holland", "NL"},
    {"Hong Kong SAR", "HK"},
    {"Iran, Islamic Republic of", "IR"},
    {"Ivory Coast", "CI"},
    {"Lao PDR", "LA"},
    {"Macao", "MO"},
    {"Macedonia", "MK"},
    {"Myanmar", "MM"},
    {"North Korea", "KP"},
    {"People's Republic of China", "CN"},
    {"PRC", "CN"},
    {"Republic of Korea", "KR"},
    {"Republic of the Congo", "CG"},
    {"Russian Federation", "RU"},
    {"South Korea", "KR"},
    {"Swaziland", "SZ"},
    {"Taiwan, Province of China", "TW"},
    {"Tanzania, United Republic of", "TZ"},
    {"Turkiye", "TR"},
    {"T\u00fcrkiye", "TR"},
    {"U.K.", "GB"},
    {"U.S.", "US"},
    {"U.S.A.", "US"},
    {"UAE", "AE"},
    {"UK", "GB"},
    {"United States of America", "US"},
    {"USA", "US"},
    {"Viet Nam", "VN"},
});

struct Country {
  std::string_view code;
  std::string_view name;
};

std::vector<Country> read_countries() {
  std::vector<Country> countries;
  std::string_view rest = country_list;
  while (!rest.empty()) {
    const std::size_t end = rest.find(';');
    countries.push_back({rest.substr(0, 2), rest.substr(3, end - 3)});
    rest.remove_prefix(end + 1);
  }
  return countries;
}

const std::vector<Country>& all_countries() {
  static const std::vector<Country> countries = read_countries();
  return countries;
}

} // namespace

Expected<std::string> parse_country_code(std::string_view text) {
  const std::string_view code = trim(text);
  for (const Country& country : all_countries()) {
    if (equals_ignoring_case(country.code, code)) return std::string(country.code);
  }
  return refuse(Rule::country_unknown, fmt::format("{} is no country of ISO 3166", in_quotes(text)),
                "two letters, for example US, CD (Democratic Republic of the Congo) or CN");
}

std::optional<std::string> find_country(std::string_view text) {
  const std::string_view wanted = trim(text);
  for (const Country& country : all_countries()) {
    if (equals_ignoring_case(country.code, wanted) || equals_ignoring_case(country.name, wanted))
      return std::string(country.code);
  }
  for (const OtherName& other : other_names) {
    if (equals_ignoring_case(other.name, wanted)) return std::string(other.code);
  }
  return std::nullopt;
}

Expected<std::string> parse_country(std::string_view text) {
  if (auto code = find_country(text)) return *std::move(code);
  std::vector<std::string> names;
  for (const Country& country : all_countries())
    names.emplace_back(country.name);
  for (const OtherName& other : other_names)
    names.emplace_back(other.name);
  const std::string nearest = nearest_name(trim(text), names);
  return refuse(Rule::country_unknown, fmt::format("{} is no country of ISO 3166", in_quotes(text)),
                nearest.empty() ? "a name such as China, or two letters such as CN" : nearest);
}

std::string country_name(std::string_view code) {
  const auto& countries = all_countries();
  const auto found = std::ranges::find(countries, code, &Country::code);
  return std::string(found == countries.end() ? code : found->name);
}

} // namespace pvault
