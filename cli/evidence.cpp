// pvault evidence add, require
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/recording_options.hpp"
#include "operations/record_evidence.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <memory>

namespace pvault::cli {

namespace {

struct EvidenceOptions {
  std::string of;
  std::string kind;
  std::string file;
  std::string number;
  std::string dated;
  std::string issuer;
  bool keep = false;
  bool leave = false;
  RecordingArguments recording;
};

int run_evidence_add(const EvidenceOptions& options, const Context& context) {
  if (options.keep && options.leave)
    return report_refusal({Rule::option_malformed, "--keep and --leave are both given",
                           "--keep copies the file beside the book, --leave records only where it lies"});
  OptionReader reader(context.clock.today);
  operations::DocumentInput document{.kind = reader.read("--kind", parse_document_kind(options.kind)),
                                     .file = reader.read("--file", parse_required_text("file", options.file)),
                                     .leave = options.leave,
                                     .issuer = options.issuer};
  if (!options.number.empty()) document.number = reader.read("--number", parse_name("number", options.number));
  if (!options.dated.empty()) document.dated_on = reader.read_date("--dated", options.dated, reader.today());
  const operations::EvidenceInput input{.of = options.of, .document = document};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::record_evidence(book, header, input);
  });
}

void setup_evidence_add(CLI::App& evidence, Context& context) {
  const auto options = std::make_shared<EvidenceOptions>();
  CLI::App& command = add_command(
      evidence, "add",
      {.about = "Records a document as evidence of an entry, with the SHA-256 and the size of its file. The file is "
                "copied into the folder BOOK.evidence beside the book.",
       .examples =
           "pvault evidence add --of gallium-181 --kind warehouse-receipt --number WR-7 --issuer LOGISTIX --file "
           "wr-7.pdf --on 2026-04-02\n"
           "pvault evidence add --of 183 --kind proof-of-payment --file /archive/swift-778.pdf --leave --on "
           "2026-04-10"},
      context);
  add_text(command, "--of", "ENTRY", options->of, "The entry it is evidence of; a purchase also by its lot.")
      .required();
  add_text(command, "--kind", "KIND", options->kind,
           "contract, warehouse-receipt, bill-of-lading, assay, insurance, invoice, proof-of-payment, inspection, "
           "certificate or other.")
      .required();
  add_text(command, "--file", "FILE", options->file, "The document.").required();
  add_required_on(command, options->recording, "The day from which it is there.");
  add_text(command, "--number", "TEXT", options->number, "The number on the document: WR-7.");
  add_text(command, "--dated", "DATE", options->dated, "The date on the document.");
  add_text(command, "--issuer", "PARTY", options->issuer, "Who issued it.");
  add_switch(command, "--keep", options->keep, "Copy the file beside the book (the default).");
  add_switch(command, "--leave", options->leave, "Leave the file where it is, and record that place.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_evidence_add(*options, context); });
}

struct RequirementOptions {
  std::vector<std::string> kinds;
  bool none = false;
  RecordingArguments recording;
};

// Each kind once, in the order of the list of kinds, so that the same request reads the same.
std::vector<DocumentKind> read_kinds(OptionReader& reader, const std::vector<std::string>& words) {
  std::vector<DocumentKind> kinds;
  for (const std::string& word : words) {
    std::string_view rest = word;
    while (true) {
      const std::size_t comma = rest.find(',');
      kinds.push_back(reader.read("KIND", parse_document_kind(rest.substr(0, comma))));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  std::ranges::sort(kinds);
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

int run_evidence_require(const RequirementOptions& options, const Context& context) {
  if (options.none && !options.kinds.empty())
    return report_refusal({Rule::option_malformed, "kinds and --none are both given",
                           "name the kinds that every lot must have, or --none to require nothing"});
  if (!options.none && options.kinds.empty())
    return report_refusal({Rule::option_missing, "pvault evidence require needs a KIND or --none",
                           "pvault evidence require contract,warehouse-receipt --on DATE"});
  OptionReader reader(context.clock.today);
  const std::vector<DocumentKind> kinds = read_kinds(reader, options.kinds);
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::require_evidence(book, header, kinds);
  });
}

void setup_evidence_require(CLI::App& evidence, Context& context) {
  const auto options = std::make_shared<RequirementOptions>();
  CLI::App& command = add_command(
      evidence, "require",
      {.about =
           "Says which kinds of documents every lot must have from a day on; it replaces what was required before. "
           "`pvault report missing-evidence` shows the lots that lack one.",
       .examples = "pvault evidence require contract,warehouse-receipt,assay --on 2026-02-02\n"
                   "pvault evidence require --none --on 2026-03-01"},
      context);
  add_texts(command, "KIND", "", options->kinds,
            "contract, warehouse-receipt, bill-of-lading, assay, insurance, invoice, proof-of-payment, inspection, "
            "certificate or other; several with commas.");
  add_required_on(command, options->recording, "The day from which it holds.");
  add_switch(command, "--none", options->none, "Nothing is required any more.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_evidence_require(*options, context); });
}

} // namespace

void setup_evidence(CLI::App& program, Context& context) {
  CLI::App& evidence =
      add_noun(program, "evidence",
               {.about = "Documents that show that entries are true.",
                .examples = "pvault evidence add --of gallium-181 --kind assay --file assay-181.pdf --on "
                            "2026-04-02\n"
                            "pvault evidence require contract,warehouse-receipt --on 2026-02-02\n"
                            "pvault report evidence\n"
                            "pvault report missing-evidence"},
               context);
  setup_evidence_add(evidence, context);
  setup_evidence_require(evidence, context);
}

} // namespace pvault::cli
