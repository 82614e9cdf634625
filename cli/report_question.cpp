#include "cli/report_question.hpp"

#include "cli/demand_choice.hpp"
#include "store/facilities.hpp"
#include "store/names.hpp"
#include "units/choice.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <array>

namespace pvault::cli {

namespace {

Expected<void> check_period(std::optional<Date> from, Date to) {
  if (!from || *from <= to) return {};
  return refuse(Rule::period_ends_before_it_begins,
                fmt::format("it would begin on {} and end on {}, {} earlier", format_date(*from), format_date(to),
                            format_days(days_between(to, *from))),
                fmt::format("--from {} or earlier, or a later --to", format_date(to)));
}

Expected<std::vector<std::string>> load_sites(store::Connection& connection, const std::vector<std::string>& codes) {
  std::vector<std::string> sites;
  for (const std::string& code : codes) {
    const auto site = store::load_site(connection, code);
    if (!site) return tl::unexpected(site.error());
    sites.push_back(site->code);
  }
  return sites;
}

Expected<int> parse_days(const std::string& text) {
  const auto days = parse_whole_number(text, "a number of days");
  if (!days) return tl::unexpected(days.error());
  constexpr std::int64_t most = 100'000;
  if (*days >= 0 && *days <= most) return static_cast<int>(*days);
  return refuse(Rule::option_malformed, fmt::format("{} is no number of days from 0 to {}", *days, most), "--days 180");
}

Expected<reports::Interval> parse_interval(const std::string& text) {
  using reports::Interval;
  static constexpr Choices<Interval, 3> choices = {
      {{Interval::month, "month"}, {Interval::quarter, "quarter"}, {Interval::year, "year"}}};
  return parse_choice(choices, text, "a step between days");
}

Expected<std::vector<FacilityId>> load_facilities(store::Connection& connection,
                                                  const std::vector<std::string>& codes) {
  std::vector<FacilityId> facilities;
  for (const std::string& code : codes) {
    const auto facility = store::load_facility(connection, code);
    if (!facility) return tl::unexpected(facility.error());
    facilities.push_back(facility->id);
  }
  return facilities;
}

Expected<int> parse_demand_year(const std::string& text) {
  const auto year = parse_whole_number(text, "a year");
  if (!year) return tl::unexpected(year.error());
  if (*year >= 1900 && *year <= 2199) return static_cast<int>(*year);
  return refuse(Rule::option_malformed, fmt::format("{} is not a year from 1900 to 2199", *year), "--demand-year 2025");
}

Expected<Rate> parse_unavailable(const std::string& text) {
  const auto fraction = parse_rate(text);
  if (!fraction || fraction->parts_per_billion() <= whole_ppb) return fraction;
  return refuse(Rule::percent_out_of_range, fmt::format("{} is above 100%", in_quotes(text)), "--unavailable 10%");
}

} // namespace

Expected<const reports::Report*> load_report(const std::string& name) {
  if (const reports::Report* report = reports::find_report(lower(name))) return report;
  std::vector<std::string> names;
  for (const reports::Report& report : reports::all_reports())
    names.emplace_back(report.name);
  const std::string nearest = nearest_name(name, names);
  return refuse(Rule::report_unknown, fmt::format("there is no report {}", in_quotes(name)),
                nearest.empty() ? "`pvault report list` shows them" : fmt::format("pvault report {}", nearest));
}

Expected<void> check_options_apply(reports::Options options, std::string_view asked, const ReportArguments& arguments) {
  using reports::Option;
  if (!arguments.minerals.empty() && !options.has(Option::mineral))
    return refuse(Rule::option_malformed, fmt::format("--mineral: {} has no rows by mineral", asked),
                  "leave out --mineral");
  if (!arguments.facilities.empty() && !options.has(Option::facility))
    return refuse(Rule::option_malformed, fmt::format("--facility: {} has no rows by facility", asked),
                  "leave out --facility");
  struct Given {
    bool given;
    Option option;
    std::string_view name;
  };
  const auto others = std::to_array<Given>({
      {!arguments.sites.empty(), Option::site, "--site"},
      {!arguments.from.empty(), Option::from, "--from"},
      {!arguments.days.empty(), Option::days, "--days"},
      {!arguments.bases.empty(), Option::basis, "--basis"},
      {!arguments.demand_year.empty(), Option::basis, "--demand-year"},
      {!arguments.unavailable.empty(), Option::basis, "--unavailable"},
      {!arguments.scenario.cut_off.empty(), Option::disruption, "--cut-off"},
      {!arguments.scenario.demand.empty(), Option::disruption, "--demand"},
      {!arguments.scenario.prices.empty(), Option::prices, "--price"},
      {!arguments.by.empty(), Option::interval, "--by"},
  });
  for (const Given& other : others) {
    if (!other.given || options.has(other.option)) continue;
    return refuse(Rule::option_malformed, fmt::format("{}: {} does not ask for it", other.name, asked),
                  fmt::format("leave out {}", other.name));
  }
  return {};
}

ReadQuestion read_question(OptionReader& reader, const ReportArguments& arguments) {
  ReadQuestion read;
  read.days = reader.read_optional("--days", arguments.days, parse_days);
  read.demand_year = reader.read_optional("--demand-year", arguments.demand_year, parse_demand_year);
  read.unavailable = reader.read_optional("--unavailable", arguments.unavailable, parse_unavailable);
  if (!arguments.from.empty())
    read.from = reader.read("--from", parse_first_date(arguments.from, reader.today()), reader.today());
  read.by = reader.read_optional("--by", arguments.by, parse_interval);
  read.scenario = read_scenario(reader, arguments.scenario);
  return read;
}

Expected<reports::ReportQuestion> find_question(store::Connection& connection, const Moment& moment,
                                                const ReportArguments& arguments, const ReadQuestion& read) {
  if (const auto ordered = check_period(read.from, moment.as_of); !ordered) return tl::unexpected(ordered.error());
  auto minerals = load_minerals(connection, arguments.minerals);
  if (!minerals) return tl::unexpected(std::move(minerals).error());
  auto facilities = load_facilities(connection, arguments.facilities);
  if (!facilities) return tl::unexpected(std::move(facilities).error());
  auto sites = load_sites(connection, arguments.sites);
  if (!sites) return tl::unexpected(std::move(sites).error());
  auto bases = read_bases(connection, arguments.bases, read.demand_year);
  if (!bases) return tl::unexpected(std::move(bases).error());
  auto scenario = find_scenario(connection, read.scenario);
  if (!scenario) return tl::unexpected(std::move(scenario).error());
  return reports::ReportQuestion{.moment = moment,
                                 .minerals = *std::move(minerals),
                                 .facilities = *std::move(facilities),
                                 .sites = *std::move(sites),
                                 .from = read.from,
                                 .days = read.days,
                                 .bases = *std::move(bases),
                                 .unavailable = read.unavailable.value_or(Rate()),
                                 .scenario = *std::move(scenario),
                                 .by = read.by.value_or(reports::Interval::month)};
}

} // namespace pvault::cli
