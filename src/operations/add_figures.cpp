#include "operations/add_figures.hpp"

#include "coverage/demand.hpp"
#include "stockpile/purchase.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::operations {

RecordRow price_row(MineralId mineral, Date on, const QuotedPrice& quoted, const std::optional<BasisPrice>& price) {
  RecordRow row("price");
  row.set("mineral_id", mineral).set("effective_on", on).set("amount", quoted.amount).set("currency", quoted.currency);
  row.set("unit", quoted.unit).set_text("component", quoted.component);
  if (price) row.set("cents", price->cents).set("per_mg", price->per_mg);
  return row;
}

Expected<Recorded> add_price(store::Book& book, const RecordingOptions& options, const PriceInput& input) {
  Recording recording(book, options, "price");
  auto fingerprint = recording.fingerprint()
                         .add_name("mineral", input.mineral)
                         .add("price", input.price.text)
                         .add("source", input.source);
  fingerprint.add("published", input.published);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto mineral = store::load_mineral(recording.connection(), input.mineral);
  if (!mineral) return tl::unexpected(mineral.error());
  if (auto single = check_not_group(*mineral); !single) return tl::unexpected(single.error());
  const auto price = basis_price(*mineral, input.price);
  if (!price) return tl::unexpected(price.error());
  RecordRow row = price_row(mineral->id, recording.on(), input.price, *price);
  row.set("source", input.source).set_text("published", input.published);
  return recording.finish(
      {row}, {}, fmt::format("price of {}: {} on {}", mineral->code, input.price.text, format_date(recording.on())));
}

Date first_day_of(int year) { return Date::of(date::year{year} / date::January / 1); }

RecordRow demand_row(MineralId mineral, const DemandInput& input, Mass mass, std::optional<PartyId> participant) {
  RecordRow row("demand");
  row.set("mineral_id", mineral).set("effective_on", first_day_of(input.year)).set("year", std::int64_t{input.year});
  row.set("basis", input.basis)
      .set_text("bound", input.is_upper_bound   ? "<"
                         : input.is_lower_bound ? ">"
                                                : "")
      .set("mass_mg", mass)
      .set("entered", input.mass.text);
  row.set_text("quality", input.quality).set_text("published", input.published).set("source", input.source);
  if (participant) row.set("participant_id", *participant);
  return row;
}

Expected<Mass> demand_mass(const Mineral& mineral, const EnteredMass& entered) {
  if (entered.milligrams == 0) {
    const auto content = find_content(mineral, entered.component, entered.of_content);
    if (!content) return tl::unexpected(content.error());
    return Mass();
  }
  const auto contained = contained_mass(mineral, {.mass = entered});
  if (!contained) return tl::unexpected(contained.error());
  return contained->mass;
}

namespace {

Expected<const DemandBasis*> load_basis(const std::string& name) {
  if (const DemandBasis* basis = find_demand_basis(name)) return basis;
  std::vector<std::string_view> names;
  for (const DemandBasis& basis : demand_bases())
    names.push_back(basis.name);
  return refuse_choice(name, "a basis of demand", names);
}

Expected<void> check_demand(const DemandInput& input) {
  if (input.year < 1900 || input.year > 2199) {
    return refuse(Rule::option_malformed, fmt::format("{} is not a year from 1900 to 2199", input.year),
                  "give --year 2025");
  }
  const auto basis = load_basis(input.basis);
  if (!basis) return tl::unexpected(basis.error());
  if (input.is_upper_bound && input.is_lower_bound)
    return refuse(Rule::option_malformed, "a figure is either an upper or a lower bound",
                  "leave out --upper-bound or --lower-bound");
  if ((input.is_upper_bound || input.is_lower_bound) && input.mass.milligrams == 0)
    return refuse(Rule::option_malformed, "a bound of no mass says nothing", "leave out the bound, or give a mass");
  if ((*basis)->by_participant && input.participant.empty())
    return refuse(Rule::participant_missing,
                  fmt::format("{} is declared by somebody, and nobody is named", input.basis),
                  "give --participant PARTY; `pvault party list` shows them");
  if (!(*basis)->by_participant && !input.participant.empty())
    return refuse(Rule::participant_not_applicable,
                  fmt::format("{} is of the whole country, and {} is named", input.basis, input.participant),
                  "leave out --participant, or give --basis participant-demand");
  return {};
}

// "demand for gallium in 2026: <21,000 kg (reported-consumption)"
std::string demand_in_words(const Mineral& mineral, const DemandInput& input, Mass mass) {
  const char* sign = input.is_upper_bound ? "<" : input.is_lower_bound ? ">" : "";
  const std::string by = input.participant.empty() ? "" : " of " + input.participant;
  return fmt::format("demand for {} in {}: {}{} kg ({}{})", mineral.code, input.year, sign, format_kilograms(mass),
                     input.basis, by);
}

Expected<std::optional<PartyId>> load_participant(store::Connection& connection, const std::string& code) {
  if (code.empty()) return std::optional<PartyId>();
  const auto party = store::load_party_in_role(connection, code, "participant");
  if (!party) return tl::unexpected(party.error());
  return std::optional(party->id);
}

} // namespace

Expected<Recorded> add_demand(store::Book& book, const RecordingOptions& options, const DemandInput& input) {
  if (auto sound = check_demand(input); !sound) return tl::unexpected(sound.error());
  RecordingOptions dated = options;
  dated.header.effective_on = first_day_of(input.year);
  dated.date_is_default = false;
  Recording recording(book, dated, "demand");
  auto fingerprint =
      recording.fingerprint().add_name("mineral", input.mineral).add("mass", input.mass.text).add("basis", input.basis);
  fingerprint.add("bound", std::int64_t{input.is_upper_bound ? 1 : 0})
      .add("source", input.source)
      .add("quality", input.quality);
  fingerprint.add("published", input.published);
  // Not in the fingerprints of requests that were made before these could be asked for.
  if (input.is_lower_bound) fingerprint.add("lower_bound", std::int64_t{1});
  if (!input.participant.empty()) fingerprint.add_name("participant", input.participant);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto mineral = store::load_mineral(recording.connection(), input.mineral);
  if (!mineral) return tl::unexpected(mineral.error());
  const auto participant = load_participant(recording.connection(), input.participant);
  if (!participant) return tl::unexpected(participant.error());
  const auto mass = demand_mass(*mineral, input.mass);
  if (!mass) return tl::unexpected(mass.error());
  return recording.finish({demand_row(mineral->id, input, *mass, *participant)}, {},
                          demand_in_words(*mineral, input, *mass));
}

Expected<Recorded> set_target(store::Book& book, const RecordingOptions& options, const TargetInput& input) {
  if (input.days < 0 || input.days > 36'500) {
    return refuse(Rule::option_malformed, fmt::format("{} is not a number of days from 0 to 36,500", input.days),
                  "give --days 60");
  }
  Recording recording(book, options, "target");
  const auto fingerprint = recording.fingerprint().add_name("of", input.mineral).add("days", std::int64_t{input.days});
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  std::vector<Mineral> minerals;
  if (lower(input.mineral) == "all") {
    minerals = store::list_minerals(recording.connection());
  } else if (const auto mineral = store::load_mineral(recording.connection(), input.mineral)) {
    minerals = {*mineral};
  } else {
    return tl::unexpected(mineral.error());
  }
  const std::string of = lower(input.mineral) == "all" ? "all minerals" : minerals.front().code;
  std::vector<RecordRow> rows;
  for (const Mineral& mineral : minerals) {
    rows.emplace_back("target")
        .set("mineral_id", mineral.id)
        .set("effective_on", recording.on())
        .set("days", std::int64_t{input.days});
  }
  return recording.finish(std::move(rows), {},
                          fmt::format("target of {} days for {} from {}", input.days, of, format_date(recording.on())));
}

} // namespace pvault::operations
