#include "cli/pack.hpp"

#include "cli/errors.hpp"
#include "cli/left_document.hpp"
#include "cli/progress.hpp"
#include "cli/report_question.hpp"
#include "cli/run_record.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal.hpp"
#include "reports/all_reports.hpp"
#include "reports/conditions.hpp"
#include "reports/output_folder.hpp"
#include "reports/pack.hpp"
#include "reports/report.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace pvault::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* pack_heading = "Of pack";
constexpr const char* usual_formats = "html,csv,xlsx";

std::vector<std::string> split_names(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    parts.emplace_back(trim(list.substr(0, end)));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

// What was asked, read without the book.
struct PackPlan {
  std::vector<const reports::Report*> reports = {}; // in the order of `pvault report list`
  std::vector<TableFormat> formats = {};            // each once
  fs::path folder = {};
  std::vector<std::string> old_files = {};                                     // of the pack whose place it takes
  bool replaces = false;                                                       // there is such a pack
  bool may_replace = false;                                                    // --replace
  std::map<std::string_view, std::vector<reports::Condition>> conditions = {}; // by report: those that it can judge
};

Expected<std::vector<TableFormat>> read_formats(const std::string& list) {
  std::vector<TableFormat> formats;
  for (const std::string& name : split_names(list.empty() ? usual_formats : list)) {
    const auto format = parse_table_format(name);
    if (!format) {
      Refusal refusal = format.error();
      refusal.message.insert(0, "--format: ");
      return tl::unexpected(std::move(refusal));
    }
    if (std::ranges::find(formats, *format) == formats.end()) formats.push_back(*format);
  }
  return formats;
}

Expected<std::vector<const reports::Report*>> read_reports(const std::vector<std::string>& lists) {
  std::vector<const reports::Report*> wanted;
  for (const std::string& list : lists) {
    for (const std::string& name : split_names(list)) {
      const auto report = load_report(name);
      if (!report) return tl::unexpected(report.error());
      wanted.push_back(*report);
    }
  }
  std::vector<const reports::Report*> in_order;
  for (const reports::Report& report : reports::all_reports())
    if (lists.empty() || std::ranges::find(wanted, &report) != wanted.end()) in_order.push_back(&report);
  return in_order;
}

Expected<void> check_apply(const PackPlan& plan, const ReportArguments& arguments) {
  reports::Options options{};
  for (const reports::Report* report : plan.reports)
    options.add(report->options);
  if (auto apply = check_options_apply(options, "a pack of these reports", arguments); !apply) return apply;
  if (arguments.table.color.empty()) return {};
  return refuse(Rule::option_malformed, "--color: a pack has no colours", "leave out --color");
}

// Whether any report of the pack can judge it.
bool add_condition(PackPlan& plan, const std::string& text) {
  bool judged = false;
  for (const reports::Report* report : plan.reports) {
    auto condition = reports::parse_condition(report->name, text);
    if (!condition) continue;
    judged = true;
    std::vector<reports::Condition>& conditions = plan.conditions[report->name];
    if (std::ranges::find(conditions, condition->text, &reports::Condition::text) == conditions.end())
      conditions.push_back(*std::move(condition));
  }
  return judged;
}

// Each condition is judged from every report of the pack that can; one that none can judge is refused.
Expected<void> read_conditions(PackPlan& plan, const std::vector<std::string>& lists) {
  for (const std::string& list : lists) {
    for (const std::string& text : split_names(list)) {
      if (add_condition(plan, text)) continue;
      return refuse(Rule::option_malformed, fmt::format("--fail-on: no report of the pack judges {}", in_quotes(text)),
                    "`pvault report list --format json` has the conditions of each report");
    }
  }
  return {};
}

tl::unexpected<Refusal> in_the_way(const fs::path& folder, std::string_view what, std::string next_step) {
  return refuse(Rule::folder_in_the_way, fmt::format("{} {}", in_quotes(folder.string()), what), std::move(next_step));
}

// Only a pack, with nothing in it but what it names, as it was made, gives its place: no work of anybody's is lost.
Expected<void> find_place(PackPlan& plan, bool replace) {
  const fs::path& folder = plan.folder;
  const fs::file_status there = fs::symlink_status(folder);
  if (!fs::exists(there)) return {};
  const std::string another = fmt::format("--output {}-2", folder.string());
  if (!fs::is_directory(there)) return in_the_way(folder, "is there already and is no folder", another);
  auto files = reports::find_pack_files(folder);
  if (!files) return in_the_way(folder, "is there already and is no pack", another);
  if (!replace) return in_the_way(folder, "is there already", another + ", or --replace");
  const std::string stranger = reports::find_stranger(folder, *files);
  if (!stranger.empty())
    return in_the_way(folder, fmt::format("holds {}, which is not of the pack", in_quotes(stranger)),
                      fmt::format("move {} elsewhere, or {}", in_quotes(stranger), another));
  const std::string change = reports::find_change_in_pack(folder);
  if (!change.empty())
    return in_the_way(folder, fmt::format("is not replaced: {}", change),
                      fmt::format("move {} elsewhere, or {}", in_quotes(folder.string()), another));
  plan.old_files = *std::move(files);
  plan.replaces = true;
  return {};
}

Expected<PackPlan> plan_pack(const PackArguments& arguments) {
  PackPlan plan;
  auto chosen = read_reports(arguments.reports);
  if (!chosen) return tl::unexpected(std::move(chosen).error());
  plan.reports = *std::move(chosen);
  auto formats = read_formats(arguments.report.table.format);
  if (!formats) return tl::unexpected(std::move(formats).error());
  plan.formats = *std::move(formats);
  if (const auto apply = check_apply(plan, arguments.report); !apply) return tl::unexpected(apply.error());
  if (const auto read = read_conditions(plan, arguments.report.fail_on); !read) return tl::unexpected(read.error());
  const std::string& folder = arguments.report.table.output;
  if (folder.empty())
    return refuse(Rule::option_missing, "pvault report pack needs --output", "--output FOLDER, which is made");
  plan.folder = reports::name_of_folder(folder);
  if (plan.folder.empty() || folder == "-")
    return refuse(Rule::option_malformed, fmt::format("--output: {} is no name for a new folder", in_quotes(folder)),
                  "--output reports-2026-03-31");
  plan.may_replace = arguments.replace;
  if (const auto place = find_place(plan, arguments.replace); !place) return tl::unexpected(place.error());
  return plan;
}

// What narrows or changes the reports; the moment and the formats stand elsewhere in a pack.
std::vector<std::pair<std::string, std::string>> list_asked(const ReportArguments& arguments) {
  std::vector<std::pair<std::string, std::string>> asked;
  const auto add = [&](const char* option, const std::vector<std::string>& values) {
    if (!values.empty()) asked.emplace_back(option, fmt::format("{}", fmt::join(values, ", ")));
  };
  const auto add_one = [&](const char* option, const std::string& value) {
    if (!value.empty()) asked.emplace_back(option, value);
  };
  add("--mineral", arguments.minerals);
  add("--facility", arguments.facilities);
  add("--site", arguments.sites);
  add_one("--from", arguments.from);
  add_one("--days", arguments.days);
  add("--basis", arguments.bases);
  add_one("--demand-year", arguments.demand_year);
  add_one("--unavailable", arguments.unavailable);
  add("--cut-off", arguments.scenario.cut_off);
  add("--demand", arguments.scenario.demand);
  add("--price", arguments.scenario.prices);
  add_one("--by", arguments.by);
  return asked;
}

class PackMaker {
public:
  PackMaker(const PackPlan& plan, store::Connection& connection, const reports::ReportQuestion& question)
      : plan_(plan), connection_(connection), question_(question), folder_(plan.folder) {}

  // Refuses folder_in_the_way: what has taken the name meanwhile.
  Expected<MadePack> make(reports::Pack pack) {
    Progress progress("making");
    pack_ = std::move(pack);
    pack_.reports.reserve(plan_.reports.size());
    for (const reports::Report* report : plan_.reports) {
      progress.show(pack_.reports.size() + 1, plan_.reports.size(), report->name);
      pack_.reports.push_back(add_report(*report));
    }
    return finish();
  }

private:
  reports::PackFile write(std::string name, std::string format, const std::string& bytes) {
    StopSignals::check();
    folder_.add_file(name, bytes);
    note_page(plan_.folder / name, bytes);
    ++made_.files;
    return reports::describe_file(std::move(name), std::move(format), bytes);
  }

  // One table at a time is in memory.
  reports::PackedReport add_report(const reports::Report& report) {
    reports::PackedReport packed{
        .name = std::string(report.name), .title = std::string(report.title), .about = std::string(report.about)};
    reports::Table table;
    try {
      table = reports::make_report(report, connection_, question_);
    } catch (const std::overflow_error& error) { // a figure that does not fit, which the sentence names
      packed.not_made = error.what();
      made_.not_made.push_back(packed.not_made);
      return packed;
    }
    reports::add_to_summary(pack_.summary, table);
    judge_report(table);
    packed.rows = static_cast<std::int64_t>(table.rows.size());
    packed.files.reserve(plan_.formats.size());
    for (const TableFormat format : plan_.formats)
      packed.files.push_back(write(fmt::format("{}{}", report.name, ending_of_format(format)),
                                   std::string(name_of_format(format)), render_table(table, {.format = format})));
    ++made_.reports;
    return packed;
  }

  void judge_report(const reports::Table& table) {
    const auto conditions = plan_.conditions.find(table.name);
    if (conditions == plan_.conditions.end()) return;
    for (reports::ConditionFound& found : reports::judge(table, conditions->second))
      made_.conditions.push_back(std::move(found));
  }

  // A pack may have been filed as evidence.
  void check_old_files(const PackPlan& plan) const {
    const store::LeftDocuments documents(connection_);
    for (const std::string& name : plan.old_files)
      check_is_no_document(documents, plan.folder / name);
  }

  // With --replace, a pack that was made at the same time and was faster gives its place as well.
  Expected<void> take_name() {
    if (!plan_.replaces) {
      try {
        folder_.commit();
        return {};
      } catch (const std::system_error& error) {
        if (!plan_.may_replace || error.code() != std::errc::file_exists) throw;
      }
    }
    PackPlan now;
    now.folder = plan_.folder;
    const reports::HeldFolder held(plan_.folder); // which of several made at once takes the place of which
    if (auto place = find_place(now, true); !place) return place;
    check_old_files(now);
    if (now.replaces)
      folder_.commit_in_place_of(now.old_files);
    else
      folder_.commit();
    return {};
  }

  Expected<MadePack> finish() {
    const std::string json(name_of_format(TableFormat::json));
    const std::string html(name_of_format(TableFormat::html));
    const auto index = write(std::string(reports::pack_index), html, reports::render_pack_index(pack_));
    const auto manifest = write(std::string(reports::pack_manifest), json, reports::render_pack_manifest(pack_, index));
    const auto sums =
        write(std::string(reports::pack_sums), {}, reports::render_pack_sums(pack_, std::to_array({index, manifest})));
    StopSignals::check();
    if (const auto named = take_name(); !named) return tl::unexpected(named.error());
    made_.folder = plan_.folder;
    made_.sums_sha256 = sums.sha256;
    return std::move(made_);
  }

  const PackPlan& plan_;
  store::Connection& connection_;
  const reports::ReportQuestion& question_;
  reports::OutputFolder folder_;
  reports::Pack pack_;
  MadePack made_;
};

// A pack that was made and cannot be told of: who tries again has to know that its name is taken.
void tell_of_pack(const MadePack& made) {
  const auto number = [](std::size_t of, std::string_view what) {
    return reports::counted(static_cast<std::int64_t>(of), what);
  };
  const std::string folder = printable(made.folder.string());
  write_stdout_of_done(fmt::format("{}: {}, {}; SHA-256 of {}: {}\n", folder, number(made.reports, "report"),
                                   number(made.files, "file"), reports::pack_sums, made.sums_sha256),
                       fmt::format("the pack {} is complete", folder));
}

} // namespace

void add_pack_options(CLI::App& command, PackArguments& arguments) {
  add_texts(command, "--reports", "REPORT[,REPORT...]", arguments.reports, "Only these reports; all by default.")
      .group(pack_heading);
  add_switch(command, "--replace", arguments.replace,
             "Take the place of an earlier pack of this name, in which nothing else lies.")
      .group(pack_heading);
}

Expected<void> check_no_pack(const PackArguments& arguments) {
  if (arguments.reports.empty() && !arguments.replace) return {};
  const std::string_view option = arguments.replace ? "--replace" : "--reports";
  return refuse(Rule::option_malformed, fmt::format("{}: only a pack takes it", option),
                fmt::format("leave out {}, or pvault report pack", option));
}

Expected<MadePack> make_pack(const PackArguments& arguments, const Context& context) {
  const auto plan = plan_pack(arguments);
  if (!plan) return tl::unexpected(plan.error());
  OptionReader reader(context.clock.today);
  const ReadQuestion read = read_question(reader, arguments.report);
  return run_stoppable([&]() -> Expected<MadePack> {
    MadePack made;
    const auto answer = ask_book(context, reader, arguments.report.moment,
                                 [&](store::Connection& connection, const Moment& moment) -> Expected<std::string> {
                                   const auto question = find_question(connection, moment, arguments.report, read);
                                   if (!question) return tl::unexpected(question.error());
                                   auto pack = PackMaker(*plan, connection, *question)
                                                   .make({.provenance = provenance_of(connection, moment),
                                                          .asked = list_asked(arguments.report)});
                                   if (!pack) return tl::unexpected(std::move(pack).error());
                                   made = *std::move(pack);
                                   return std::string();
                                 });
    if (!answer) return tl::unexpected(answer.error());
    return made;
  });
}

int run_pack(const PackArguments& arguments, const Context& context) {
  const auto made = make_pack(arguments, context);
  if (!made) return report_refusal(made.error());
  for (const std::string& not_made : made->not_made)
    print_note(fmt::format("not in the pack: {}", not_made));
  tell_of_pack(*made);
  run_record().conditions = made->conditions;
  for (const reports::ConditionFound& found : made->conditions)
    print_condition(fmt::format("{}: {}: {}", found.condition, found.report, found.sentence));
  return number_of(made->conditions.empty() ? ExitCode::done : ExitCode::condition);
}

} // namespace pvault::cli
