#include "cli/demand_choice.hpp"

#include "stockpile/country.hpp"
#include "store/demands.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::cli {

namespace {

constexpr std::string_view from_prefix = "imports-from:";

bool is_basis(const std::string& word) {
  const std::string name = lower(word);
  return name == "consumption" || name == "all" || find_demand_basis(name) != nullptr;
}

bool begins_countries(const std::string& word) { return lower(word).starts_with(from_prefix); }

Expected<void> check_basis(const std::string& word) {
  if (lower(word) == "exports")
    return refuse(Rule::option_malformed, "no stock covers exports: they are only taken off imports",
                  "--basis net-imports");
  if (is_basis(word)) return {};
  std::vector<std::string_view> names = {"consumption"};
  for (const DemandBasis& basis : demand_bases()) {
    if (basis.name != "exports") names.push_back(basis.name);
  }
  names.insert(names.end(), {"imports-from:China", "all"});
  return refuse_choice(word, "a basis of demand", names);
}

// A country by any of its names, as the published shares name it, or else as ISO 3166 does; missing when it is none.
std::optional<ChosenCountry> find_chosen(const std::vector<std::string>& known, const std::string& name) {
  const auto code = find_country(name);
  if (!code) return std::nullopt;
  const auto published =
      std::ranges::find_if(known, [&](const std::string& country) { return find_country(country) == code; });
  return ChosenCountry{.name = published == known.end() ? country_name(*code) : *published, .code = *code};
}

// The country at `at` of the words, whose name may go over several of them; `at` moves behind it.
Expected<ChosenCountry> take_country(const std::vector<std::string>& known, const std::vector<std::string>& words,
                                     std::size_t& at) {
  constexpr std::size_t most_words = 3;
  for (std::size_t count = std::min(most_words, words.size() - at); count > 0; --count) {
    std::string name = words[at];
    for (std::size_t i = 1; i < count; ++i)
      name += ", " + words[at + i];
    auto found = find_chosen(known, name);
    if (!found) continue;
    at += count;
    return *std::move(found);
  }
  const auto refused = parse_country(words[at]);
  return tl::unexpected(refused.error());
}

Expected<DemandChoice> read_countries(store::Connection& connection, std::vector<std::string> words) {
  words.front() = std::string(trim(std::string_view(words.front()).substr(from_prefix.size())));
  DemandChoice choice{.basis = "imports-from"};
  if (words.front().empty())
    return refuse(Rule::option_malformed, "imports-from: names no country", "--basis imports-from:China");
  const std::vector<std::string> known = store::list_share_countries(connection);
  for (std::size_t at = 0; at < words.size();) {
    const auto country = take_country(known, words, at);
    if (!country) return tl::unexpected(country.error());
    if (std::ranges::find(choice.countries, country->code, &ChosenCountry::code) == choice.countries.end())
      choice.countries.push_back(*country);
  }
  return choice;
}

// The words of one basis: itself, or imports-from: and what follows it up to the next basis.
std::vector<std::string> take_words(const std::vector<std::string>& words, std::size_t& at) {
  std::vector<std::string> taken = {words[at]};
  const bool takes_more = begins_countries(words[at]);
  for (++at; takes_more && at < words.size() && !is_basis(words[at]) && !begins_countries(words[at]); ++at)
    taken.push_back(words[at]);
  return taken;
}

Expected<DemandChoice> read_choice(store::Connection& connection, std::vector<std::string> words) {
  if (begins_countries(words.front())) return read_countries(connection, std::move(words));
  const auto sound = check_basis(words.front());
  if (!sound) return tl::unexpected(sound.error());
  return DemandChoice{.basis = lower(words.front())};
}

} // namespace

Expected<std::vector<DemandChoice>> read_bases(store::Connection& connection, const std::vector<std::string>& typed,
                                               std::optional<int> year) {
  std::vector<DemandChoice> choices;
  for (const std::string& text : typed) {
    const std::vector<std::string_view> parts = split_at_commas(text);
    const std::vector<std::string> words(parts.begin(), parts.end());
    for (std::size_t at = 0; at < words.size();) {
      auto choice = read_choice(connection, take_words(words, at));
      if (!choice) return tl::unexpected(choice.error());
      const bool is_new = std::ranges::find(choices, choice->name(), &DemandChoice::name) == choices.end();
      if (is_new) choices.push_back(*std::move(choice));
    }
  }
  if (choices.empty() && year) choices.emplace_back();
  for (DemandChoice& choice : choices)
    choice.year = year;
  return choices;
}

} // namespace pvault::cli
