#include "cli/report_command.hpp"

#include "cli/errors.hpp"
#include "reports/report.hpp"
#include "store/facilities.hpp"
#include "store/names.hpp"
#include "units/choice.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

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
  if (arguments.minerals.empty() || report.by_mineral) return {};
  return refuse(Rule::option_malformed, fmt::format("--mineral: the report {} has no rows by mineral", report.name),
                "leave out --mineral");
}

Expected<void> check_facilities_apply(const reports::Report& report, const ReportArguments& arguments) {
  if (arguments.facilities.empty() || report.by_facility) return {};
  return refuse(Rule::option_malformed, fmt::format("--facility: the report {} has no rows by facility", report.name),
                "leave out --facility");
}

Expected<void> check_others_apply(const reports::Report& report, const ReportArguments& arguments) {
  const auto check = [&](bool given, bool applies, std::string_view option) -> Expected<void> {
    if (!given || applies) return {};
    return refuse(Rule::option_malformed, fmt::format("{}: the report {} does not ask for it", option, report.name),
                  fmt::format("leave out {}", option));
  };
  auto apply = check(!arguments.sites.empty(), report.by_site, "--site");
  if (apply) apply = check(!arguments.from.empty(), report.by_from, "--from");
  if (apply) apply = check(!arguments.days.empty(), report.by_days, "--days");
  if (apply) apply = check(!arguments.by.empty(), report.by_interval, "--by");
  return apply;
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

Expected<void> check_from(std::optional<Date> from, Date as_of) {
  if (!from || *from <= as_of) return {};
  return refuse(Rule::option_malformed,
                fmt::format("--from: {} is {} after --as-of {}", format_date(*from),
                            format_days(days_between(as_of, *from)), format_date(as_of)),
                fmt::format("--from {}, or an earlier day", format_date(as_of)));
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

// A group stands for itself, which has the figures, and for its members, which have the stock.
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

Expected<std::string> make_page(const ReportArguments& arguments, const Context& context, const TableOutput& output,
                                OptionReader& reader) {
  const auto report = load_report(arguments.name);
  if (!report) return tl::unexpected(report.error());
  if (const auto apply = check_minerals_apply(**report, arguments); !apply) return tl::unexpected(apply.error());
  if (const auto apply = check_facilities_apply(**report, arguments); !apply) return tl::unexpected(apply.error());
  if (const auto apply = check_others_apply(**report, arguments); !apply) return tl::unexpected(apply.error());
  const auto days = reader.read_optional("--days", arguments.days, parse_days);
  const auto by = reader.read_optional("--by", arguments.by, parse_interval);
  std::optional<Date> from;
  if (!arguments.from.empty()) from = reader.read_date("--from", arguments.from, reader.today());
  return ask_book(context, reader, arguments.moment,
                  [&](store::Connection& connection, const Moment& moment) -> Expected<std::string> {
                    if (const auto checked = check_from(from, moment.as_of); !checked)
                      return tl::unexpected(checked.error());
                    const auto minerals = load_minerals(connection, arguments.minerals);
                    if (!minerals) return tl::unexpected(minerals.error());
                    const auto facilities = load_facilities(connection, arguments.facilities);
                    if (!facilities) return tl::unexpected(facilities.error());
                    const auto sites = load_sites(connection, arguments.sites);
                    if (!sites) return tl::unexpected(sites.error());
                    return render_table(make_report(**report, connection,
                                                    {moment, *minerals, *facilities, *sites, from, days,
                                                     by.value_or(reports::Interval::month)}),
                                        output);
                  });
}

} // namespace

int run_report(const ReportArguments& arguments, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, arguments.table);
  const auto page = make_page(arguments, context, output, reader);
  if (!page) return report_refusal(page.error());
  write_page(*page, output);
  return number_of(ExitCode::done);
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
