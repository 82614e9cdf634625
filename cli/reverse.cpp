// pvault reverse
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/json.hpp"
#include "cli/recorded_text.hpp"
#include "cli/recording_options.hpp"
#include "cli/run_record.hpp"
#include "cli/terminal.hpp"
#include "cli/upgraded_book.hpp"
#include "operations/record_import.hpp"
#include "operations/reverse_entry.hpp"
#include "reports/all_reports.hpp"
#include "store/book.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <memory>

namespace pvault::cli {

namespace {

struct ReverseOptions {
  std::string entry;
  std::string batch;
  std::string reason;
  RecordingArguments recording;
};

std::string batch_in_text(const operations::ReversedBatch& reversed) {
  const auto& own = *reversed.batch;
  std::string page =
      fmt::format("{}{} of the import of {} reversed, and the batch\n", own.dry_run ? "dry run: would have " : "",
                  reports::counted(reversed.reversed, "entry", "entries"), reversed.file);
  for (const auto& [entry, by] : reversed.already)
    page += fmt::format("  entry {} was reversed by entry {} before\n", number_of(entry), number_of(by));
  return page + (own.dry_run
                     ? std::string("nothing was recorded\n")
                     : fmt::format("entry {} recorded: {}\nhash {}\n", number_of(own.entry), own.summary, own.hash));
}

std::string batch_in_json(const operations::ReversedBatch& reversed, EntryId batch) {
  const auto& own = *reversed.batch;
  Json object;
  object["schema"] = "pvault.batch-reversal/1";
  object["batch_entry"] = number_of(batch);
  object["file"] = reversed.file;
  object["reversed"] = reversed.reversed;
  object["reversed_before"] = Json::array();
  for (const auto& [entry, by] : reversed.already)
    object["reversed_before"].push_back({{"entry", number_of(entry)}, {"reversed_by", number_of(by)}});
  object["entry"] = own.dry_run ? Json(nullptr) : Json(number_of(own.entry));
  object["hash"] = own.dry_run ? Json(nullptr) : Json(own.hash);
  object["dry_run"] = own.dry_run;
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// What keeps entries from being reversed, each; nothing was recorded.
Refusal refused_batch(const operations::ReversedBatch& reversed, EntryId batch) {
  for (const auto& [entry, refusal] : reversed.refused)
    print_refusal(refusal, "");
  return {Rule::something_depends_on_it,
          fmt::format("{} of the import of entry {} cannot be reversed; nothing was recorded",
                      reports::counted(static_cast<std::int64_t>(reversed.refused.size()), "entry", "entries"),
                      number_of(batch)),
          "reverse what rests on them first"};
}

int run_reverse_batch(const ReverseOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  operations::BatchReversalInput input{
      .batch = EntryId{reader.read_whole_number("--batch", options.batch, "the number of an import's entry")},
      .reason = reader.read("--reason", parse_required_text("reason", options.reason))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  if (!options.recording.on.empty()) input.on = on;
  const auto recording = read_recording(reader, options.recording, context, on);
  const auto format = reader.read("--format", parse_recorded_format(options.recording.format));
  if (reader.refusal()) return report_refusal(*reader.refusal());
  if (!options.recording.request_id.empty())
    return report_refusal({Rule::option_malformed, "--request-id does not go with --batch",
                           "leave it out: a batch that is reversed is not reversed again"});
  store::Book book = open_for_recording(context, recording.dry_run);
  note_clock(book, context.clock);
  const auto reversed = operations::reverse_batch(book, recording, input);
  if (!reversed) return report_refusal(reversed.error());
  if (!reversed->batch) return report_refusal(refused_batch(*reversed, input.batch));
  if (!recording.dry_run) run_record().entry = reversed->batch->entry;
  print_answer(format == RecordedFormat::json ? batch_in_json(*reversed, input.batch) : batch_in_text(*reversed),
               recording.dry_run
                   ? std::string()
                   : fmt::format("entry {}, which reverses the batch, is", number_of(reversed->batch->entry)));
  return number_of(ExitCode::done);
}

int run_reverse(const ReverseOptions& options, const Context& context) {
  if (options.entry.empty() == options.batch.empty())
    return report_refusal({Rule::option_missing, "pvault reverse needs ENTRY or --batch",
                           "the number of an entry; or --batch and the entry of an import"});
  if (!options.batch.empty() && context.session == nullptr) return run_reverse_batch(options, context);
  OptionReader reader(context.clock.today);
  operations::ReversalInput input{.entry =
                                      EntryId{reader.read_whole_number("ENTRY", options.entry, "an entry's number")},
                                  .reason = reader.read("--reason", parse_required_text("reason", options.reason))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  if (!options.recording.on.empty()) input.on = on;
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::reverse_entry(book, header, input); });
}

} // namespace

void setup_reverse(CLI::App& program, Context& context) {
  const auto options = std::make_shared<ReverseOptions>();
  CLI::App& command = add_command(
      program, "reverse",
      {.about =
           "Undoes an entry by another one that names it; nothing is ever deleted. By default the reversal bears the "
           "date of the entry, as if that had never been; with --on it takes effect later.",
       .examples = "pvault reverse 183 --reason \"delivered to the wrong site\"\n"
                   "pvault reverse 183 --reason \"contract rescinded\" --on 2026-05-01\n"
                   "pvault reverse --batch 1188 --reason \"the wrong file\""},
      context);
  add_text(command, "ENTRY", "", options->entry,
           "The number of the entry; `pvault report journal` shows it. Or --batch.");
  add_text(command, "--batch", "ENTRY", options->batch,
           "The entry of an import: all that its file recorded is undone, the newest first, or nothing.");
  add_text(command, "--reason", "TEXT", options->reason, "Why.").required();
  add_optional_on(command, options->recording, "The day the reversal takes effect; the day of the entry by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_reverse(*options, context); });
}

} // namespace pvault::cli
