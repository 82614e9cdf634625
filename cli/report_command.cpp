#include "cli/report_command.hpp"

#include "cli/demand_choice.hpp"
#include "cli/errors.hpp"
#include "cli/run_record.hpp"
#include "reports/conditions.hpp"
#include "reports/report.hpp"
#include "store/facilities.hpp"
#include "store/names.hpp"
#include "units/choice.hpp"
#include "units/parsing.hpp"
#include "units/rate.hpp"
#include "units/text.hpp"

#include <array>
#include <memory>

namespace pvault::cli {

namespace {

Expected<const reports::Report*> load_report(const std::string& name) {
  if (const reports::Report* report = reports::find_report(lower(name))) return report;
  std::vector<std::string> names;
  for (const reports::Report& report : reports::all_reports())
    names.emplace_back(report.name);
  const std::string nearest = nearest_name(name, names);
  return refuse(Rule::report_unknown, fmt::format("there is no report {}", in_quotes(name)),
                nearest.empty() ? "`pvault report list` shows them" : fmt::format("pvault report {}", nearest));
}

Expected<void> check_minerals_apply(const reports::Report& report, const ReportArguments& arguments) {
  if (arguments.minerals.empty() || report.options.has(reports::Option::mineral)) return {};
  return refuse(Rule::option_malformed, fmt::format("--mineral: the report {} has no rows by mineral", report.name),
                "leave out --mineral");
}

Expected<void> check_facilities_apply(const reports::Report& report, const ReportArguments& arguments) {
  if (arguments.facilities.empty() || report.options.has(reports::Option::facility)) return {};
  return refuse(Rule::option_malformed, fmt::format("--facility: the report {} has no rows by facility", report.name),
                "leave out --facility");
}

Expected<void> check_others_apply(const reports::Report& report, const ReportArguments& arguments) {
  struct Given {
    bool given;
    reports::Option option;
    std::string_view name;
  };
  using reports::Option;
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
    if (!other.given || report.options.has(other.option)) continue;
    return refuse(Rule::option_malformed, fmt::format("{}: the report {} does not ask for it", other.name, report.name),
                  fmt::format("leave out {}", other.name));
  }
  return {};
}

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
  auto fraction = parse_rate(text);
  if (!fraction || fraction->parts_per_billion() <= whole_ppb) return fraction;
  return refuse(Rule::percent_out_of_range, fmt::format("{} is above 100%", in_quotes(text)), "--unavailable 10%");
}

Expected<std::string> make_page(const ReportArguments& arguments, const Context& context, const TableOutput& output,
                                OptionReader& reader) {
  const auto report = load_report(arguments.name);
  if (!report) return tl::unexpected(report.error());
  if (const auto apply = check_minerals_apply(**report, arguments); !apply) return tl::unexpected(apply.error());
  if (const auto apply = check_facilities_apply(**report, arguments); !apply) return tl::unexpected(apply.error());
  if (const auto apply = check_others_apply(**report, arguments); !apply) return tl::unexpected(apply.error());
  const auto conditions = reader.read("--fail-on", reports::parse_conditions((*report)->name, arguments.fail_on));
  const auto days = reader.read_optional("--days", arguments.days, parse_days);
  const auto demand_year = reader.read_optional("--demand-year", arguments.demand_year, parse_demand_year);
  const auto unavailable = reader.read_optional("--unavailable", arguments.unavailable, parse_unavailable);
  std::optional<Date> from;
  if (!arguments.from.empty())
    from = reader.read("--from", parse_first_date(arguments.from, reader.today()), reader.today());
  const auto by = reader.read_optional("--by", arguments.by, parse_interval);
  const NamedScenario named = read_scenario(reader, arguments.scenario);
  return ask_book(context, reader, arguments.moment,
                  [&](store::Connection& connection, const Moment& moment) -> Expected<std::string> {
                    if (const auto ordered = check_period(from, moment.as_of); !ordered)
                      return tl::unexpected(ordered.error());
                    const auto minerals = load_minerals(connection, arguments.minerals);
                    if (!minerals) return tl::unexpected(minerals.error());
                    const auto facilities = load_facilities(connection, arguments.facilities);
                    if (!facilities) return tl::unexpected(facilities.error());
                    const auto sites = load_sites(connection, arguments.sites);
                    if (!sites) return tl::unexpected(sites.error());
                    const auto bases = read_bases(connection, arguments.bases, demand_year);
                    if (!bases) return tl::unexpected(bases.error());
                    const auto scenario = find_scenario(connection, named);
                    if (!scenario) return tl::unexpected(scenario.error());
                    const reports::Table table =
                        make_report(**report, connection,
                                    {moment, *minerals, *facilities, *sites, from, days, *bases,
                                     unavailable.value_or(Rate()), *scenario, by.value_or(reports::Interval::month)});
                    run_record().conditions = judge(table, conditions);
                    return render_table(table, output);
                  });
}

} // namespace

Expected<std::vector<MineralId>> load_minerals(store::Connection& connection, const std::vector<std::string>& names) {
  std::vector<MineralId> minerals;
  for (const std::string& name : names) {
    const auto named = store::load_mineral(connection, name);
    if (!named) return tl::unexpected(named.error());
    minerals.push_back(named->id);
    if (!named->is_group) continue;
    for (const Mineral& mineral : store::list_minerals(connection)) {
      if (mineral.member_of == named->id) minerals.push_back(mineral.id);
    }
  }
  return minerals;
}

int report_conditions(std::span<const reports::ConditionFound> found) {
  for (const reports::ConditionFound& condition : found)
    print_condition(fmt::format("{}: {}", condition.condition, condition.sentence));
  return number_of(found.empty() ? ExitCode::done : ExitCode::condition);
}

int run_report(const ReportArguments& arguments, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, arguments.table);
  const auto page = make_page(arguments, context, output, reader);
  if (!page) return report_refusal(page.error());
  write_page(*page, output);
  return report_conditions(run_record().conditions);
}

void add_report_command(CLI::App& noun, const std::string& name, const std::string& report, const CommandPage& page,
                        Context& context) {
  const auto arguments = std::make_shared<ReportArguments>();
  arguments->name = report;
  CLI::App& command = add_command(noun, name, page, context);
  add_moment_options(command, arguments->moment);
  add_table_options(command, arguments->table);
  on_run(command, context, [arguments, &context] { return run_report(*arguments, context); });
}

} // namespace pvault::cli
