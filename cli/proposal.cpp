// pvault proposal approve, reject, withdraw, show and list
#include "cli/command_line.hpp"
#include "cli/command_words.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/name_list.hpp"
#include "cli/program.hpp"
#include "cli/recorded_text.hpp"
#include "cli/recording_options.hpp"
#include "cli/recording_session.hpp"
#include "cli/run_record.hpp"
#include "cli/table_output.hpp"
#include "cli/terminal.hpp"
#include "operations/decide_proposal.hpp"
#include "reports/columns.hpp"
#include "reports/terminal_text.hpp"
#include "store/entries.hpp"
#include "store/error.hpp"
#include "store/people.hpp"
#include "store/proposals.hpp"
#include "store/transaction.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace pvault::cli {

namespace {

struct ProposalOptions {
  std::string proposal;
  std::string reason;
  std::string format;
  RecordingArguments recording;
};

EntryId read_proposal(OptionReader& reader, const std::string& text) {
  return EntryId{reader.read_whole_number("PROPOSAL", text, "the number of an entry")};
}

// Whatever stands in the book as a command line: a program that proposes writes none but of these.
Expected<void> check_can_be_carried_out(const CLI::App& program, const Proposal& proposal) {
  const std::string line = format_command(proposal.command);
  if (!is_recording_command(program)) {
    return refuse(Rule::option_malformed, fmt::format("`{}` records nothing that could be approved", line),
                  "`pvault proposal reject` ends it");
  }
  if (const auto option = find_named_file(program)) {
    return refuse(Rule::option_malformed,
                  fmt::format("`{}` reads a file with {}, which may have changed since", line, *option),
                  "`pvault proposal reject` ends it");
  }
  return {};
}

// Runs what was proposed, in the session. "Today" in it is the day that the proposal is dated; the moment at which it
// was recorded is another where a clock was ahead once.
Expected<operations::Recorded> carry_out(const Proposal& proposal, RecordingSession& session, const Context& context) {
  Context inner = context;
  inner.session = &session;
  inner.clock.today = store::load_entry(session.book.connection(), proposal.entry)->effective_on;
  const auto program = make_program(inner);
  std::vector<std::string> words(proposal.command.rbegin(), proposal.command.rend()); // as CLI11 takes them
  const KeptRefusal kept;
  try {
    program->parse(std::move(words));
    if (auto sound = check_can_be_carried_out(*program, proposal); !sound) return tl::unexpected(sound.error());
    inner.action();
  } catch (const CLI::ParseError& error) {
    return refuse(Rule::option_malformed, error.what(), "propose it again");
  }
  if (kept.refusal()) return tl::unexpected(*kept.refusal());
  if (!session.answer) {
    throw store::DamagedBookError(fmt::format("`{}`, which proposal {} names, records nothing",
                                              format_command(proposal.command), number_of(proposal.entry)),
                                  "`pvault proposal reject` ends it; `pvault audit verify` checks the book");
  }
  return *std::move(session.answer);
}

// What has become impossible since is refused with the reason it has now.
Expected<operations::Recorded> approve(store::Book& book, const operations::RecordingOptions& options, EntryId entry,
                                       const std::string& reason, const Context& context) {
  store::WriteTransaction transaction(book.connection());
  const auto proposal = operations::check_approval(book.connection(), options.header, entry, context.clock.today);
  if (!proposal) return tl::unexpected(proposal.error());
  const auto carried_out = std::make_shared<std::vector<ApprovedEntry>>();
  RecordingSession session{.book = book, .complete = [&](operations::RecordingOptions& recording) {
                             recording.header.signer = options.header.signer;
                             recording.header.request_id.clear();
                             recording.header.approval = Approval{.proposal = entry, .reason = reason};
                             recording.dry_run = options.dry_run;
                             recording.carried_out = carried_out;
                           }};
  auto recorded = carry_out(*proposal, session, context);
  if (recorded) {
    if (auto same = check_all_of_proposal(*proposal, *carried_out); !same) recorded = tl::unexpected(same.error());
  }
  if (!recorded) {
    return refuse(recorded.error().rule,
                  fmt::format("proposal {} cannot be carried out now: {}", number_of(entry), recorded.error().message),
                  recorded.error().next_step);
  }
  if (!options.dry_run) transaction.commit();
  return recorded;
}

int run_approve(const ProposalOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const EntryId entry = read_proposal(reader, options.proposal);
  const std::string reason = reader.read("--reason", parse_text("reason", options.reason));
  return record(context, reader, options.recording, context.clock.today,
                [&](store::Book& book, const auto& header) { return approve(book, header, entry, reason, context); });
}

void setup_approve_proposal(CLI::App& proposal, Context& context) {
  const auto options = std::make_shared<ProposalOptions>();
  CLI::App& command = add_command(
      proposal, "approve",
      {.about = "Carries out what another person proposed, signed by who approves it. What has become impossible since "
                "is refused, with the reason.",
       .examples = "pvault proposal approve 412 --key okafor.key\n"
                   "pvault proposal approve 412 --key okafor.key --reason \"board of 12 April\"\n"
                   "pvault proposal approve 412 --key okafor.key --dry-run"},
      context);
  add_text(command, "PROPOSAL", "", options->proposal, "The number of its entry; `pvault proposal list` shows it.")
      .required();
  add_text(command, "--reason", "TEXT", options->reason, "Why, kept with what is recorded.");
  add_signing_options(command, options->recording.signing);
  add_switch(command, "--dry-run", options->recording.dry_run,
             "Say what would be recorded, every posting and lot, and record nothing.")
      .group(recording_heading);
  add_text(command, "--format", "FORMAT", options->recording.format, "text (default) or json.").group(output_heading);
  on_run(command, context, [options, &context] { return run_approve(*options, context); });
}

int run_reject(const ProposalOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const EntryId entry = read_proposal(reader, options.proposal);
  const std::string reason = reader.read("--reason", parse_required_text("reason", options.reason));
  return record(context, reader, options.recording, context.clock.today, [&](store::Book& book, const auto& header) {
    return operations::reject_proposal(book, header, entry, reason);
  });
}

void setup_reject(CLI::App& proposal, Context& context, bool withdraws) {
  const auto options = std::make_shared<ProposalOptions>();
  CLI::App& command = add_command(
      proposal, withdraws ? "withdraw" : "reject",
      {.about = withdraws ? "Takes back what one proposed oneself." : "Says that a proposal is not carried out.",
       .examples = withdraws ? "pvault proposal withdraw 412 --reason \"wrong lot\" --key chen.key"
                             : "pvault proposal reject 412 --reason \"over budget\" --key okafor.key"},
      context);
  add_text(command, "PROPOSAL", "", options->proposal, "The number of its entry; `pvault proposal list` shows it.")
      .required();
  add_text(command, "--reason", "TEXT", options->reason, "Why.").required();
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_reject(*options, context); });
}

std::string state_in_words(const Proposal& proposal, Date today) {
  const auto decided = proposal.approved ? proposal.approved : proposal.rejected;
  return decided ? fmt::format("{} by entry {}", state_of(proposal, today), number_of(*decided))
                 : std::string(state_of(proposal, today));
}

reports::Table make_proposal_list(store::Connection& connection, Date today) {
  namespace column = reports::column;
  reports::Table table =
      new_table("proposal-list", "Proposals",
                {column::entry("proposal", "Entry"), column::text("summary", "What"), column::text("kind", "Kind"),
                 column::date("dated_on", "Dated"), column::usd("amount_usd", "Amount"),
                 column::text("proposed_by", "By"), column::for_machines(column::text("proposed_at", "At")),
                 column::date("expires_on", "Stands until"), column::text("state", "State"),
                 column::for_machines(column::text("command", "Command")), column::text("decided_by", "Decided by"),
                 column::for_machines(column::text("decided_at", "Decided at")), column::text("reason", "Reason")});
  for (const Proposal& proposal : store::list_proposals(connection)) {
    add_row(table, {reports::cell(proposal.entry), proposal.summary, proposal.entries.front().kind,
                    reports::cell(proposal.entries.front().on), reports::cell(proposal.amount), proposal.proposed_by,
                    proposal.proposed_at, reports::cell(proposal.expires_on), state_in_words(proposal, today),
                    format_command(proposal.command), reports::text_or_missing(proposal.decided_by),
                    reports::text_or_missing(proposal.decided_at), reports::text_or_missing(proposal.reason)});
  }
  return table;
}

std::string page_line(std::string_view what, const std::string& value) {
  return fmt::format("{:<13}{}\n", what, reports::format_for_terminal(value));
}

// Of several entries each has a line, as each is held against its limit and compared when it is carried out.
std::string proposed_entries(const Proposal& proposal) {
  const ApprovedEntry& first = proposal.entries.front();
  if (proposal.entries.size() == 1) {
    return page_line("kind", first.kind) + page_line("dated", format_date(first.on)) +
           page_line("amount", format_money(first.amount));
  }
  std::string lines =
      page_line("amount", fmt::format("{} in {} entries", format_money(proposal.amount), proposal.entries.size()));
  for (const ApprovedEntry& entry : proposal.entries) {
    lines +=
        page_line("entry", fmt::format("{} of {}: {}", entry.kind, format_date(entry.on), format_money(entry.amount)));
  }
  return lines;
}

std::string proposal_page(const Proposal& proposal, Date today) {
  const auto& line = page_line;
  std::string page = line("proposal", fmt::format("{}", number_of(proposal.entry))) + line("what", proposal.summary) +
                     proposed_entries(proposal) +
                     line("proposed", fmt::format("by {} at {}", proposal.proposed_by, proposal.proposed_at)) +
                     line("stands until", format_date(proposal.expires_on)) +
                     line("state", state_in_words(proposal, today));
  if (!proposal.decided_by.empty())
    page += line("decided", fmt::format("by {} at {}", proposal.decided_by, proposal.decided_at));
  if (!proposal.reason.empty()) page += line("reason", proposal.reason);
  return page + line("command", format_command(proposal.command));
}

int run_show(const ProposalOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const EntryId entry = read_proposal(reader, options.proposal);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  store::Book book = store::Book::open(book_path(context), store::Access::read);
  const store::ReadTransaction reading(book.connection());
  const auto proposal = store::load_proposal(book.connection(), entry);
  if (!proposal) return report_refusal(proposal.error());
  write_stdout(proposal_page(*proposal, operations::day_of_recording(book.connection(), context.clock.today)));
  return number_of(ExitCode::done);
}

void setup_show(CLI::App& proposal, Context& context) {
  const auto options = std::make_shared<ProposalOptions>();
  CLI::App& command = add_command(proposal, "show",
                                  {.about = "Shows a proposal, and the command line that is carried out when it is "
                                            "approved.",
                                   .examples = "pvault proposal show 412"},
                                  context);
  add_text(command, "PROPOSAL", "", options->proposal, "The number of its entry.").required();
  on_run(command, context, [options, &context] { return run_show(*options, context); });
}

} // namespace

void setup_proposal(CLI::App& program, Context& context) {
  CLI::App& proposal = add_noun(program, "proposal",
                                {.about = "What waits until another person approves it. It is in no report before.",
                                 .examples = "pvault proposal list\n"
                                             "pvault proposal approve 412 --key okafor.key\n"
                                             "pvault proposal reject 412 --reason \"over budget\" --key okafor.key"},
                                context);
  setup_approve_proposal(proposal, context);
  setup_reject(proposal, context, false);
  setup_reject(proposal, context, true);
  setup_show(proposal, context);
  add_name_list(proposal, context,
                {.about = "Lists what was proposed and what became of it.",
                 .examples = "pvault proposal list\npvault proposal list --format csv"},
                [&context](store::Connection& connection) {
                  return make_proposal_list(connection, operations::day_of_recording(connection, context.clock.today));
                });
}

} // namespace pvault::cli
