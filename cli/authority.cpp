// pvault authority add and list
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/name_list.hpp"
#include "cli/recording_options.hpp"
#include "cli/table_output.hpp"
#include "operations/grant_release.hpp"
#include "reports/columns.hpp"
#include "store/authorities.hpp"
#include "store/facilities.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <memory>

namespace pvault::cli {

namespace {

struct AuthorityOptions {
  std::string code;
  std::string mineral;
  std::string quantity;
  std::string granted_by;
  std::string rule;
  std::string until;
  std::vector<std::string> kinds;
  RecordingArguments recording;
};

// Each kind once, in the order of the list of kinds, so that the same request reads the same.
std::vector<ReleaseKind> read_release_kinds(OptionReader& reader, const std::vector<std::string>& words) {
  std::vector<ReleaseKind> kinds;
  kinds.reserve(words.size());
  for (const std::string& word : words)
    kinds.push_back(reader.read("--kind", parse_release_kind(word)));
  std::ranges::sort(kinds);
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

int run_authority_add(const AuthorityOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  operations::AuthorityInput input{
      .code = reader.read("CODE", parse_name("authority", options.code)),
      .mineral = options.mineral,
      .quantity = reader.read("--quantity", parse_mass(options.quantity)),
      .granted_by = reader.read("--granted-by", parse_required_text("granted-by", options.granted_by)),
      .rule = reader.read("--rule", parse_required_text("rule", options.rule)),
      .kinds = read_release_kinds(reader, options.kinds)};
  if (!options.until.empty()) input.until = reader.read_date("--until", options.until, reader.today());
  const Date on = reader.read_date("--from", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::add_authority(book, header, input); });
}

void setup_authority_add(CLI::App& authority, Context& context) {
  const auto options = std::make_shared<AuthorityOptions>();
  CLI::App& command = add_command(
      authority, "add",
      {.about = "Records an authority to release a quantity of a mineral. From its first day on releases of the "
                "mineral name a recorded authority, and no more is released under it.",
       .examples = "pvault authority add BR-12 --mineral gallium --quantity \"25 t\" --from 2026-01-01 --until "
                   "2026-12-31 --granted-by \"the board\" --rule \"resolution 12\" --kind sale --kind rotation"},
      context);
  add_text(command, "CODE", "", options->code, "The name to call it by: BR-12.").required();
  add_text(command, "--mineral", "MINERAL", options->mineral, "Its name or symbol: gallium, Ga.").required();
  add_text(command, "--quantity", "MASS", options->quantity, "The most that may be released, with its unit: \"25 t\".")
      .required();
  add_text(command, "--from", "DATE", options->recording.on, "Its first day.").required();
  add_text(command, "--until", "DATE", options->until, "Its last day; otherwise it does not end.");
  add_text(command, "--granted-by", "TEXT", options->granted_by, "Who granted it.").required();
  add_text(command, "--rule", "TEXT", options->rule, "Under which rule.").required();
  add_texts(command, "--kind", "KIND", options->kinds, "A kind of release that it is for; all when none is named.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_authority_add(*options, context); });
}

reports::Table make_authority_list(store::Connection& connection) {
  namespace column = reports::column;
  reports::Table table = new_table(
      "authority-list", "Authorities",
      {column::text("authority", "Authority"), column::text("mineral", "Mineral"), column::date("from_on", "From"),
       column::date("until_on", "Until"), column::kilograms("authorised_kg", "Authorised"),
       column::kilograms("left_kg", "Left"), column::text("granted_by", "Granted by"), column::text("rule", "Rule")});
  for (const store::AuthorityState& state : store::list_authorities(connection, store::end_of_time(connection))) {
    const Authority& authority = state.authority;
    add_row(table, {authority.code, authority.mineral_code, format_date(authority.period.from),
                    reports::cell(authority.period.until), reports::cell(authority.quantity),
                    reports::cell(authority.quantity - state.used), state.granted_by, state.rule});
  }
  return table;
}

} // namespace

void setup_authority(CLI::App& program, Context& context) {
  CLI::App& authority =
      add_noun(program, "authority",
               {.about = "Authorities to release a quantity of a mineral.",
                .examples = "pvault authority add BR-12 --mineral gallium --quantity \"25 t\" --from 2026-01-01 "
                            "--granted-by \"the board\" --rule \"resolution 12\"\n"
                            "pvault report authorities"},
               context);
  setup_authority_add(authority, context);
  add_name_list(authority, context,
                {.about = "Lists the authorities, with what is left of each.",
                 .examples = "pvault authority list\npvault authority list --format csv"},
                make_authority_list);
}

} // namespace pvault::cli
