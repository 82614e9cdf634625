// pvault party add, pvault party list
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/name_list.hpp"
#include "cli/recording_options.hpp"
#include "cli/table_output.hpp"
#include "operations/add_names.hpp"
#include "reports/columns.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct PartyOptions {
  std::string code;
  std::string name;
  std::string role;
  bool related = false;
  RecordingArguments recording;
};

int run_party_add(const PartyOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::PartyInput input{.code = reader.read("PARTY", parse_name("party", options.code)),
                                     .name = reader.read("--name", parse_name("name", options.name)),
                                     .role = lower(options.role),
                                     .related = options.related};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::add_party(book, header, input); });
}

reports::Table make_party_list(store::Connection& connection) {
  namespace column = reports::column;
  reports::Table table = new_table("party-list", "Parties",
                                   {column::text("party", "Party"), column::text("name", "Name"),
                                    column::text("role", "Role"), column::text("related", "Related")});
  for (const store::Party& party : store::list_parties(connection))
    add_row(table, {party.code, party.name, party.role, std::string(party.related ? "yes" : "no")});
  return table;
}

void setup_party_add(CLI::App& party, Context& context) {
  const auto options = std::make_shared<PartyOptions>();
  CLI::App& command = add_command(
      party, "add",
      {.about = "Records somebody the reserve deals with. The name stands for it for ever.",
       .examples = "pvault party add TRAXYS --name \"Traxys North America\" --role supplier\n"
                   "pvault party add EXIM --name \"Export-Import Bank of the United States\" --role lender"},
      context);
  add_text(command, "PARTY", "", options->code, "The name to call it by: TRAXYS.").required();
  add_text(command, "--name", "TEXT", options->name, "Its full name.").required();
  add_text(command, "--role", "ROLE", options->role, "supplier, participant, lender, warehouse, carrier or other.")
      .required();
  add_switch(command, "--related", options->related, "It is a related party.");
  add_optional_on(command, options->recording, "The day of the record; today by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_party_add(*options, context); });
}

} // namespace

void setup_party(CLI::App& program, Context& context) {
  CLI::App& party = add_noun(program, "party",
                             {.about = "Suppliers, participants, lenders and others.",
                              .examples = "pvault party add TRAXYS --name \"Traxys North America\" --role supplier\n"
                                          "pvault party list"},
                             context);
  setup_party_add(party, context);
  add_name_list(party, context,
                {.about = "Lists the parties.", .examples = "pvault party list\npvault party list --format csv"},
                make_party_list);
}

} // namespace pvault::cli
