// pvault audit trail
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/known_at.hpp"
#include "cli/left_document.hpp"
#include "cli/moment_options.hpp"
#include "cli/table_output.hpp"
#include "reports/all_reports.hpp"
#include "reports/trail_table.hpp"
#include "store/entries.hpp"
#include "store/transaction.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <memory>

namespace pvault::cli {

namespace {

struct TrailArguments {
  std::string name;
  std::string kind;
  std::string known_at;
  TableArguments table;
};

std::vector<std::string> list_kinds(store::Connection& connection) {
  const std::vector<store::ThingKind> listed = store::list_thing_kinds(connection);
  std::vector<std::string> kinds;
  kinds.reserve(listed.size());
  std::ranges::transform(listed, std::back_inserter(kinds), &store::ThingKind::table);
  return kinds;
}

Expected<std::string> parse_kind(store::Connection& connection, const std::string& text) {
  const std::vector<std::string> kinds = list_kinds(connection);
  const std::string wanted = lower(trim(text));
  if (wanted.empty() || std::ranges::find(kinds, wanted) != kinds.end()) return wanted;
  const std::vector<std::string_view> choices(kinds.begin(), kinds.end());
  auto refused = refuse_choice(text, "a kind of thing", choices);
  refused.value().message.insert(0, "--kind: ");
  return refused;
}

std::string name_with_article(const store::NamedThing& thing) {
  const bool vowel = std::string_view("aeiou").find(thing.kind.front()) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", thing.kind);
}

Expected<store::NamedThing> find_thing(store::Connection& connection, const TrailArguments& arguments,
                                       EntryId known_at) {
  const auto kind = parse_kind(connection, arguments.kind);
  if (!kind) return tl::unexpected(kind.error());
  std::vector<store::NamedThing> found = store::find_things(connection, arguments.name, known_at);
  if (!kind->empty()) std::erase_if(found, [&](const store::NamedThing& thing) { return thing.kind != *kind; });
  if (found.size() == 1) return std::move(found.front());
  if (found.empty()) {
    return refuse(Rule::name_unknown,
                  fmt::format("{} has or had the name {}", kind->empty() ? "nothing" : fmt::format("no {}", *kind),
                              in_quotes(arguments.name)),
                  "a lot, mineral, facility, party or site by its name, or an entry by its number or request id");
  }
  std::vector<std::string> kinds;
  kinds.reserve(found.size());
  std::ranges::transform(found, std::back_inserter(kinds), name_with_article);
  return refuse(
      Rule::option_missing,
      fmt::format("{} is the name of {}: --kind says which", in_quotes(arguments.name), reports::list_in_words(kinds)),
      fmt::format("--kind {}", found.front().kind));
}

// A trail has entries of all days: what it is as of is the day on which the last of them was recorded.
reports::Provenance provenance_of_trail(store::Connection& connection, EntryId known_at, Date today) {
  reports::Provenance provenance = provenance_of(connection, {today, known_at});
  provenance.as_of = provenance.known_at_time.substr(0, std::string_view("2026-03-31").size());
  return provenance;
}

int run_trail(const TrailArguments& arguments, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, arguments.table);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  store::Book book = store::Book::open(book_path(context), store::Access::read);
  const store::ReadTransaction reading(book.connection());
  const auto known_at = find_known_at(book.connection(), arguments.known_at);
  if (!known_at) return report_refusal(known_at.error());
  check_is_no_document(book.connection(), output.file);
  const auto thing = find_thing(book.connection(), arguments, *known_at);
  if (!thing) return report_refusal(thing.error());
  reports::Table table = reports::make_trail_table(book.connection(), *thing, *known_at);
  table.provenance = provenance_of_trail(book.connection(), *known_at, context.clock.today);
  write_table(table, output);
  return number_of(ExitCode::done);
}

} // namespace

void setup_audit_trail(CLI::App& audit, Context& context) {
  const auto arguments = std::make_shared<TrailArguments>();
  CLI::App& command = add_command(
      audit, "trail",
      {.about =
           "Shows every entry that ever touched a lot, a mineral, a facility, a party, a site or another entry: who "
           "recorded it, when, what it did, why, and what reversed it.",
       .examples = "pvault audit trail W-1\npvault audit trail cobalt --format xlsx --output cobalt.xlsx\n"
                   "pvault audit trail EXIM-2026 --kind facility --known-at 2026-03.json\npvault audit trail 190"},
      context);
  add_text(command, "NAME", "", arguments->name,
           "Its name: a lot, mineral, facility, party, site, authority, emergency or request to a lender; an entry by "
           "its number or its request id.")
      .required();
  add_text(command, "--kind", "KIND", arguments->kind,
           "lot, mineral, facility, party, site, authority, emergency, disbursement or entry, where several have the "
           "name.");
  add_text(
      command, "--known-at", known_at_form, arguments->known_at,
      "Up to this entry, up to this moment (2026-03-31T17:00:00Z), or what this checkpoint is of; all by default.");
  add_table_options(command, arguments->table);
  on_run(command, context, [arguments, &context] { return run_trail(*arguments, context); });
}

} // namespace pvault::cli
