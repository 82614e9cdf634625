#include "operations/add_names.hpp"

#include "store/names.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>

namespace pvault::operations {

namespace {

Expected<std::string> read_country(const std::string& text) {
  std::string country = text;
  std::ranges::transform(country, country.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const bool letters = country.size() == 2 && std::ranges::all_of(country, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (letters) return country;
  return refuse(Rule::option_malformed, fmt::format("{} is not a country code", in_quotes(text)),
                "use two letters of ISO 3166-1, for example US");
}

Expected<void> check_role(const std::string& role) {
  static constexpr std::array<std::string_view, 6> roles = {"supplier",  "participant", "lender",
                                                            "warehouse", "carrier",     "other"};
  if (std::ranges::find(roles, role) != roles.end()) return {};
  return refuse_choice(role, "a role", roles);
}

} // namespace

Expected<Recorded> add_site(store::Book& book, const RecordingOptions& options, const SiteInput& input) {
  const auto country = read_country(input.country);
  if (!country) return tl::unexpected(country.error());
  Recording recording(book, options, "site");
  const bool stores = input.kind == SiteKind::storage;
  auto fingerprint = recording.fingerprint().add("code", input.code).add("name", input.name).add("country", *country);
  if (!stores) fingerprint.add("kind", site_kind_name(input.kind));
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  if (auto free = store::check_code_free(recording.connection(), "site", input.code); !free)
    return tl::unexpected(free.error());
  RecordRow row("site");
  row.set("site_id", recording.writer().next_id("site"))
      .set("code", input.code)
      .set("name", input.name)
      .set("country", *country);
  if (!stores) row.set("kind", site_kind_name(input.kind));
  return recording.finish({row}, {},
                          fmt::format("site {} ({}, {}{})", input.code, input.name, *country,
                                      stores ? "" : fmt::format(", {}", site_kind_in_words(input.kind))));
}

Expected<Recorded> add_party(store::Book& book, const RecordingOptions& options, const PartyInput& input) {
  if (auto known = check_role(input.role); !known) return tl::unexpected(known.error());
  Recording recording(book, options, "party");
  const std::int64_t related = input.related ? 1 : 0;
  const auto fingerprint = recording.fingerprint()
                               .add("code", input.code)
                               .add("name", input.name)
                               .add("role", input.role)
                               .add("related", related);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  if (auto free = store::check_code_free(recording.connection(), "party", input.code); !free)
    return tl::unexpected(free.error());
  RecordRow row("party");
  row.set("party_id", recording.writer().next_id("party")).set("code", input.code).set("name", input.name);
  row.set("role", input.role).set("related", related);
  return recording.finish(
      {row}, {}, fmt::format("{} {} ({}{})", input.role, input.code, input.name, input.related ? ", related" : ""));
}

} // namespace pvault::operations
