#include "cli/recording_options.hpp"

#include "cli/command_line.hpp"
#include "cli/command_words.hpp"
#include "cli/errors.hpp"
#include "cli/recorded_text.hpp"
#include "cli/recording_session.hpp"
#include "cli/run_record.hpp"
#include "cli/terminal.hpp"
#include "cli/upgraded_book.hpp"
#include "operations/decide_proposal.hpp"
#include "units/text.hpp"

#include <array>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace pvault::cli {

void add_recording_options(CLI::App& command, RecordingArguments& arguments) {
  add_text(command, "--reference", "TEXT", arguments.reference, "A contract, an invoice, a notice.")
      .group(recording_heading);
  add_text(command, "--memo", "TEXT", arguments.memo, "A remark.").group(recording_heading);
  add_text(command, "--request-id", "TEXT", arguments.request_id,
           "Makes the recording repeatable: the same request with the same id answers with the entry it made before.")
      .group(recording_heading);
  add_switch(command, "--dry-run", arguments.dry_run,
             "Say what would be recorded, every posting and lot, and record nothing.")
      .group(recording_heading);
  add_signing_options(command, arguments.signing);
  add_text(command, "--format", "FORMAT", arguments.format, "text (default) or json.").group(output_heading);
}

namespace {

constexpr const char* date_forms = " 2026-03-31, 2026-03 (its last day), today or yesterday.";

} // namespace

void add_required_on(CLI::App& command, RecordingArguments& arguments, const std::string& about) {
  add_text(command, "--on", "DATE", arguments.on, about + date_forms).required();
}

void add_optional_on(CLI::App& command, RecordingArguments& arguments, const std::string& about) {
  add_text(command, "--on", "DATE", arguments.on, about + date_forms).group(recording_heading);
}

namespace {

Expected<std::string> parse_request_id(const std::string& text) {
  return text.empty() ? Expected<std::string>(text) : parse_name("request id", text);
}

} // namespace

operations::RecordingOptions read_recording(OptionReader& reader, const RecordingArguments& arguments,
                                            const Context& context, Date on) {
  operations::RecordingOptions options{
      .header = {.effective_on = on, .recorded_at = context.clock.now_at, .recorded_by = user_name()},
      .dry_run = arguments.dry_run,
      .date_is_default = arguments.on.empty()};
  // Kept as it was typed: the same bytes are the same request.
  if (!reader.read("--request-id", parse_request_id(arguments.request_id)).empty())
    options.header.request_id = arguments.request_id;
  options.header.reference = reader.read("--reference", parse_text("reference", arguments.reference));
  options.header.memo = reader.read("--memo", parse_text("memo", arguments.memo));
  // Last, because it may ask for a passphrase; a session has who signs all of it.
  if (!reader.refusal() && context.session == nullptr)
    options.header.signer = reader.read("--key", load_signer(arguments.signing));
  return options;
}

namespace {

Expected<operations::Recorded> decide_in_book(const Context& context, const operations::RecordingOptions& options,
                                              const Decide& decide) {
  store::Book book = open_for_recording(context, options.dry_run);
  try {
    return decide(book, options);
  } catch (const std::overflow_error& error) {
    return refuse(Rule::total_too_large, error.what(),
                  "check the masses and amounts of this entry and of those before it");
  }
}

void print_recorded(const operations::Recorded& recorded, RecordedFormat format) {
  print_answer(format_recorded(recorded, format), recorded.dry_run || recorded.nothing
                                                      ? std::string()
                                                      : fmt::format("entry {} is", number_of(recorded.entry)));
}

} // namespace

namespace {

// What was decided needs another person's approval: the command line itself is what is approved.
Expected<operations::Recorded> propose(const Context& context, const operations::RecordingOptions& options,
                                       const operations::NeededApproval& needed, const Refusal& refusal,
                                       const UnderstoodValues& understood) {
  if (const auto option = find_named_file(*context.program)) {
    return refuse(Rule::approval_missing, refusal.message,
                  fmt::format("it is proposed without {}, as a file may change until it is approved; `pvault evidence "
                              "add` adds documents to what was approved",
                              *option));
  }
  return decide_in_book(context, options, [&](store::Book& book, const operations::RecordingOptions& asked) {
    return operations::propose(book, asked, needed, command_words(*context.program, understood, context.clock.today),
                               context.clock.today);
  });
}

Expected<operations::Recorded> decide_or_propose(const Context& context, operations::RecordingOptions options,
                                                 const Decide& decide, const UnderstoodValues& understood) {
  options.needed_approval = std::make_shared<std::optional<operations::NeededApproval>>();
  auto recorded = decide_in_book(context, options, [&](store::Book& book, const operations::RecordingOptions& asked) {
    note_clock(book, context.clock);
    return decide(book, asked);
  });
  if (recorded || recorded.error().rule != Rule::approval_missing || !*options.needed_approval) return recorded;
  return propose(context, options, **options.needed_approval, recorded.error(), understood);
}

int record_in(RecordingSession& session, operations::RecordingOptions options, const Decide& decide) {
  session.complete(options);
  session.answer = decide(session.book, options);
  return number_of(ExitCode::done);
}

} // namespace

int record(const Context& context, OptionReader& reader, const RecordingArguments& arguments, Date on,
           const Decide& decide) {
  auto options = read_recording(reader, arguments, context, on);
  const auto format = reader.read("--format", parse_recorded_format(arguments.format));
  if (reader.refusal()) return report_refusal(*reader.refusal());
  if (context.session != nullptr) return record_in(*context.session, std::move(options), decide);
  const auto recorded = decide_or_propose(context, std::move(options), decide, arguments.understood);
  if (!recorded) return report_refusal(recorded.error());
  if (!recorded->dry_run && !recorded->nothing) run_record().entry = recorded->entry;
  print_recorded(*recorded, format);
  for (const std::string& note : recorded->notes)
    print_note(note);
  const Date today = context.clock.today;
  if (!recorded->repeated && !recorded->nothing && recorded->effective_on > today)
    print_note(fmt::format("{} is after today ({}); reports count it from that date on",
                           format_date(recorded->effective_on), format_date(today)));
  return number_of(ExitCode::done);
}

} // namespace pvault::cli
