// pvault person add, give, take, key and list
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/name_list.hpp"
#include "cli/recording_options.hpp"
#include "cli/table_output.hpp"
#include "operations/keep_people.hpp"
#include "reports/columns.hpp"
#include "store/people.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

namespace pvault::cli {

namespace {

struct PersonOptions {
  std::string person;
  std::string name;
  std::vector<std::string> roles;
  std::string reason;
  std::string public_key;
  RecordingArguments recording;
};

constexpr const char* role_words = "operator, approver, auditor or administrator";

std::vector<PersonRole> read_roles(OptionReader& reader, const std::vector<std::string>& texts) {
  std::vector<PersonRole> roles;
  roles.reserve(texts.size());
  for (const std::string& text : texts)
    roles.push_back(reader.read("--role", parse_role(text)));
  return roles;
}

// In a session the text alone is read: a file that a row names, or a proposal, may be anybody's by now.
auto reading_key(const Context& context) {
  return [in_session = context.session != nullptr](const std::string& text) {
    return in_session ? parse_public_key(text) : read_public_key(text);
  };
}

// Who approves it approves the key, and not the file that it was read from.
RecordingArguments with_key(RecordingArguments recording, const std::optional<PublicKey>& key) {
  if (key) recording.understood.insert_or_assign("--public-key", format_public_key(*key));
  return recording;
}

int run_person_add(const PersonOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::PersonInput input{
      .code = reader.read("PERSON", parse_name("person", options.person)),
      .name = reader.read("--name", parse_name("name", options.name)),
      .roles = read_roles(reader, options.roles),
      .key = reader.read_optional("--public-key", options.public_key, reading_key(context))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, with_key(options.recording, input.key), on,
                [&](store::Book& book, const auto& header) { return operations::add_person(book, header, input); });
}

void setup_person_add(CLI::App& person, Context& context) {
  const auto options = std::make_shared<PersonOptions>();
  CLI::App& command = add_command(
      person, "add",
      {.about = "Records somebody who records, approves, audits or administers, with the key that signs for them.",
       .examples = "pvault person add chen --name \"B. Chen\" --role operator --public-key chen.pub\n"
                   "pvault person add okafor --name \"D. Okafor\" --role approver --role administrator --public-key "
                   "okafor.pub"},
      context);
  add_text(command, "PERSON", "", options->person, "The name to call them by: chen.").required();
  add_text(command, "--name", "TEXT", options->name, "Their full name.").required();
  add_texts(command, "--role", "ROLE", options->roles,
            "What they may: operator records, approver approves what others propose, auditor records nothing, "
            "administrator keeps people and the policy.")
      .required();
  add_text(command, "--public-key", "KEY", options->public_key,
           "The 56 characters of their public key, or the file that has them; `pvault key create` makes one.");
  add_optional_on(command, options->recording, "The day of the record; today by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_person_add(*options, context); });
}

using ChangeRole = Expected<operations::Recorded> (*)(store::Book&, const operations::RecordingOptions&,
                                                      const operations::RoleInput&);

int run_role(const PersonOptions& options, const Context& context, ChangeRole change, bool takes) {
  OptionReader reader(context.clock.today);
  const auto roles = read_roles(reader, options.roles);
  const operations::RoleInput input{
      .person = options.person,
      .role = roles.front(),
      .reason = takes ? reader.read("--reason", parse_required_text("reason", options.reason)) : std::string()};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return change(book, header, input); });
}

void setup_role(CLI::App& person, Context& context, bool takes) {
  const auto options = std::make_shared<PersonOptions>();
  CLI::App& command =
      add_command(person, takes ? "take" : "give",
                  {.about = takes ? "Takes a role from somebody. What they signed before keeps its worth."
                                  : "Gives somebody a further role.",
                   .examples = takes ? "pvault person take chen --role operator --reason \"left on 30 April\""
                                     : "pvault person give chen --role approver"},
                  context);
  add_text(command, "PERSON", "", options->person, "Who.").required();
  options->roles.resize(1);
  add_text(command, "--role", "ROLE", options->roles.front(), role_words + std::string(".")).required();
  if (takes) add_text(command, "--reason", "TEXT", options->reason, "Why.").required();
  add_optional_on(command, options->recording, "The day of the record; today by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context, takes] {
    return run_role(*options, context, takes ? operations::take_role : operations::give_role, takes);
  });
}

int run_person_key(const PersonOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const PublicKey key = reader.read("--public-key", reading_key(context)(options.public_key));
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, with_key(options.recording, key), on, [&](store::Book& book, const auto& header) {
    return operations::add_key(book, header, options.person, key);
  });
}

void setup_person_key(CLI::App& person, Context& context) {
  const auto options = std::make_shared<PersonOptions>();
  CLI::App& command = add_command(person, "key",
                                  {.about = "Records a further key of somebody; `pvault key revoke` ends one.",
                                   .examples = "pvault person key chen --public-key chen-2027.pub"},
                                  context);
  add_text(command, "PERSON", "", options->person, "Whose.").required();
  add_text(command, "--public-key", "KEY", options->public_key,
           "The 56 characters of the public key, or the file that has them.")
      .required();
  add_optional_on(command, options->recording, "The day of the record; today by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_person_key(*options, context); });
}

// Each key has a row; who has none, one without.
reports::Table make_person_list(store::Connection& connection) {
  namespace column = reports::column;
  reports::Table table = new_table("person-list", "People",
                                   {column::text("person", "Person"), column::text("name", "Name"),
                                    column::text("roles", "Roles"), column::text("key", "Key"),
                                    column::entry("key_entry", "Since"), column::entry("revoked_by", "Revoked by"),
                                    column::for_machines(column::text("public_key", "Public key"))});
  const auto keys = store::list_person_keys(connection);
  for (const Person& person : store::list_people(connection)) {
    std::vector<std::string_view> names(person.roles.size());
    std::ranges::transform(person.roles, names.begin(), role_name);
    const std::string roles = fmt::format("{}", fmt::join(names, ", "));
    bool has_key = false;
    for (const PersonKey& key : keys) {
      if (key.person.id != person.id) continue;
      has_key = true;
      add_row(table, {person.code, person.name, reports::text_or_missing(roles), format_key_number(key.key.number),
                      reports::cell(key.entry), reports::cell(key.revoked), format_public_key(key.key)});
    }
    if (!has_key) {
      add_row(table, {person.code, person.name, reports::text_or_missing(roles), reports::no_value(),
                      reports::no_value(), reports::no_value(), reports::no_value()});
    }
  }
  return table;
}

} // namespace

void setup_person(CLI::App& program, Context& context) {
  CLI::App& person = add_noun(
      program, "person",
      {.about = "Who records, approves, audits and administers, and with which keys they sign.",
       .examples = "pvault person add okafor --name \"D. Okafor\" --role administrator --public-key okafor.pub\n"
                   "pvault policy set --signed yes --key okafor.key\n"
                   "pvault person list"},
      context);
  setup_person_add(person, context);
  setup_role(person, context, false);
  setup_role(person, context, true);
  setup_person_key(person, context);
  add_name_list(person, context,
                {.about = "Lists people with their roles and keys.",
                 .examples = "pvault person list\npvault person list --format csv"},
                make_person_list);
}

} // namespace pvault::cli
