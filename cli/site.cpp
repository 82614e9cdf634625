// pvault site add, pvault site list
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

struct SiteOptions {
  std::string code;
  std::string name;
  std::string country;
  std::string kind;
  RecordingArguments recording;
};

int run_site_add(const SiteOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::SiteInput input{
      .code = reader.read("SITE", parse_name("site", options.code)),
      .name = reader.read("--name", parse_name("name", options.name)),
      .country = options.country,
      .kind = reader.read_optional("--kind", options.kind, parse_site_kind).value_or(SiteKind::storage)};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::add_site(book, header, input); });
}

reports::Table make_site_list(store::Connection& connection) {
  namespace column = reports::column;
  reports::Table table = new_table("site-list", "Sites",
                                   {column::text("site", "Site"), column::text("name", "Name"),
                                    column::text("country", "Country"), column::text("kind", "Kind")});
  for (const store::Site& site : store::list_sites(connection))
    add_row(table, {site.code, site.name, site.country, std::string(site_kind_name(site.kind))});
  return table;
}

void setup_site_add(CLI::App& site, Context& context) {
  const auto options = std::make_shared<SiteOptions>();
  CLI::App& command =
      add_command(site, "add",
                  {.about = "Records a site. Its name stands for it for ever, and its kind stays.",
                   .examples = "pvault site add HAWTHORNE --name \"Hawthorne depot, Nevada\" --country US\n"
                               "pvault site add AT-SEA --name \"On its way\" --country US --kind in-transit"},
                  context);
  add_text(command, "SITE", "", options->code, "The name to call it by: HAWTHORNE.").required();
  add_text(command, "--name", "TEXT", options->name, "Its full name.").required();
  add_text(command, "--country", "CC", options->country, "Two letters of ISO 3166-1: US.").required();
  add_text(command, "--kind", "KIND", options->kind,
           "storage (default), in-transit or in-process; from the others nothing is released.");
  add_optional_on(command, options->recording, "The day of the record; today by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_site_add(*options, context); });
}

} // namespace

void setup_site(CLI::App& program, Context& context) {
  CLI::App& site = add_noun(program, "site",
                            {.about = "Storage sites.",
                             .examples = "pvault site add HAWTHORNE --name \"Hawthorne depot, Nevada\" --country US\n"
                                         "pvault site list"},
                            context);
  setup_site_add(site, context);
  add_name_list(site, context,
                {.about = "Lists the sites.", .examples = "pvault site list\npvault site list --format csv"},
                make_site_list);
}

} // namespace pvault::cli
