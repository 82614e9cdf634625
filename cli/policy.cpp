// pvault policy set, pvault policy list
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/name_list.hpp"
#include "cli/recording_options.hpp"
#include "cli/table_output.hpp"
#include "operations/keep_people.hpp"
#include "reports/columns.hpp"
#include "store/people.hpp"
#include "units/choice.hpp"

#include <fmt/format.h>
#include <memory>

namespace pvault::cli {

namespace {

struct PolicyOptions {
  std::string is_signed;
  std::vector<std::string> approvals;
  std::string proposal_days;
  RecordingArguments recording;
};

constexpr int usual_proposal_days = 30;

Expected<bool> parse_yes_or_no(std::string_view text) {
  static constexpr Choices<bool, 2> choices = {{{true, "yes"}, {false, "no"}}};
  return parse_choice(choices, text, "yes or no");
}

// "purchase=1,000,000 USD", or "policy": all of them.
Expected<PolicyLimit> parse_policy_limit(const std::string& text) {
  if (text.find('=') == std::string::npos) return PolicyLimit{.kind = lower(trim(text)), .above = std::nullopt};
  const auto named = parse_named_money(text, "KIND=MONEY", "purchase=\"1,000,000 USD\"");
  if (!named) return tl::unexpected(named.error());
  if (named->amount < Money()) {
    return refuse(Rule::amount_not_positive, fmt::format("{} is below nothing", format_money(named->amount)),
                  "leave the amount out for all entries of the kind");
  }
  return PolicyLimit{.kind = lower(trim(named->name)), .above = named->amount};
}

Expected<int> parse_proposal_days(const std::string& text) {
  const auto days = parse_whole_number(text, "a number of days");
  if (!days) return tl::unexpected(days.error());
  if (*days >= 1 && *days <= 366) return static_cast<int>(*days);
  return refuse(Rule::option_malformed, fmt::format("{} days are not between 1 and 366", *days), "for example 30");
}

int run_policy_set(const PolicyOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  operations::PolicyInput input{.is_signed = reader.read("--signed", parse_yes_or_no(options.is_signed)),
                                .proposal_days =
                                    reader.read_optional("--expire-after", options.proposal_days, parse_proposal_days)
                                        .value_or(usual_proposal_days),
                                .limits = {}};
  input.limits.reserve(options.approvals.size());
  for (const std::string& text : options.approvals)
    input.limits.push_back(reader.read("--approve", parse_policy_limit(text)));
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::set_policy(book, header, input); });
}

void setup_policy_set(CLI::App& policy, Context& context) {
  const auto options = std::make_shared<PolicyOptions>();
  CLI::App& command = add_command(
      policy, "set",
      {.about = "Sets the whole policy from this entry on: whether every entry is signed by a person who has the role, "
                "and which entries another person approves before they are recorded.",
       .examples = "pvault policy set --signed yes\n"
                   "pvault policy set --signed yes --approve purchase=\"1,000,000 USD\" --approve release=\"0 USD\" "
                   "--approve facility --approve policy --expire-after 14"},
      context);
  add_text(command, "--signed", "CHOICE", options->is_signed, "yes or no.").required();
  add_texts(command, "--approve", "KIND[=MONEY]", options->approvals,
            "A kind of entry that another person approves: all of them, or those that move more than this amount.");
  add_text(command, "--expire-after", "DAYS", options->proposal_days,
           "How many days a proposal can be approved; 30 by default.");
  add_optional_on(command, options->recording, "The day of the record; today by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_policy_set(*options, context); });
}

reports::Table make_policy_list(store::Connection& connection) {
  namespace column = reports::column;
  reports::Table table =
      new_table("policy-list", "Policy",
                {column::text("what", "What"), column::text("rule", "Rule"),
                 column::for_machines(column::usd("above_usd", "Above")), column::entry("entry", "Entry")});
  const auto policy = store::find_policy(connection);
  if (!policy) {
    table.notes.emplace_back("No policy was ever set: entries bear the name that the system has of the user, and "
                             "nobody else approves them.");
    return table;
  }
  add_row(table, {"signature", policy->is_signed ? "every entry is signed" : "entries need not be signed",
                  reports::no_value(), reports::cell(policy->entry)});
  for (const PolicyLimit& limit : policy->limits) {
    add_row(table, {limit.kind,
                    limit.above ? fmt::format("another person approves above {}", format_money(*limit.above))
                                : std::string("another person approves all"),
                    reports::cell(limit.above), reports::cell(policy->entry)});
  }
  add_row(table, {"proposals", fmt::format("stand for {}", format_days(policy->proposal_days)), reports::no_value(),
                  reports::cell(policy->entry)});
  return table;
}

} // namespace

void setup_policy(CLI::App& program, Context& context) {
  CLI::App& policy = add_noun(program, "policy",
                              {.about = "Whether entries are signed, and what another person approves.",
                               .examples = "pvault policy set --signed yes --approve purchase=\"1,000,000 USD\"\n"
                                           "pvault policy list"},
                              context);
  setup_policy_set(policy, context);
  add_name_list(policy, context, {.about = "Lists what the policy says now.", .examples = "pvault policy list"},
                make_policy_list);
}

} // namespace pvault::cli
