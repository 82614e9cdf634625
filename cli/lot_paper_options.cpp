#include "cli/lot_paper_options.hpp"

#include "cli/command_line.hpp"
#include "stockpile/country.hpp"
#include "units/text.hpp"

namespace pvault::cli {

namespace {

void add_paper(CLI::App& command, const std::string& name, const std::string& form, std::string& target,
               const std::string& about) {
  add_text(command, name, form, target, about).group(papers_heading);
}

} // namespace

void add_output_paper_options(CLI::App& command, LotPaperArguments& arguments) {
  add_paper(command, "--form", "TEXT", arguments.form, "Its form: \"ingot\", \"APT\", \"concentrate\".");
  add_paper(command, "--grade", "TEXT", arguments.grade, "Its grade: \"4N\", \"alloy grade\".");
  add_paper(command, "--processing-country", "COUNTRY", arguments.processing_country,
            "Where it was smelted or refined, in two letters: CA.");
  add_paper(command, "--receipt", "NUMBER", arguments.receipt,
            "The warehouse receipt that stands for it; each stands for one lot.");
}

void add_opening_paper_options(CLI::App& command, LotPaperArguments& arguments) {
  add_paper(command, "--gross", "MASS", arguments.gross, "What it weighs with its packing.");
  add_paper(command, "--tare", "MASS", arguments.tare,
            "What the packing weighs. Without --mass, gross less tare is it.");
  add_texts(command, "--component", "ASSAY", arguments.components,
            "What else was found in it: \"0.02% As\". --assay states the content.")
      .group(papers_heading);
  add_output_paper_options(command, arguments);
  add_paper(command, "--producer", "TEXT", arguments.producer, "Who made it, where that is not the supplier.");
  add_paper(command, "--ore-country", "COUNTRY", arguments.ore_country, "Where it was mined, in two letters: CD.");
  add_paper(command, "--contract", "TEXT", arguments.contract, "The contract it was bought under.");
  add_paper(command, "--objective", "OBJECTIVE", arguments.objective,
            "What it is for: emergency, market-making or demand-aggregation.");
  add_paper(command, "--expires", "DATE", arguments.expires, "The day on which it is no longer fit for use.");
  add_paper(command, "--rotate-by", "DATE", arguments.rotate_by, "The day by which it is to be replaced.");
  add_paper(command, "--quality", "STATUS", arguments.quality, "unassayed, accepted, rejected or quarantined.");
}

void add_lot_paper_options(CLI::App& command, LotPaperArguments& arguments) {
  add_opening_paper_options(command, arguments);
  add_switch(command, "--provisional", arguments.provisional,
             "Assay and price are provisional: the final ones are still to come.")
      .group(papers_heading);
}

LotPaper read_lot_paper(OptionReader& reader, const LotPaperArguments& arguments) {
  const auto text = [&](const char* option, const char* what, const std::string& given) {
    return given.empty() ? std::string() : reader.read(option, parse_name(what, given));
  };
  const auto country = [&](const char* option, const std::string& given) {
    return given.empty() ? std::string() : reader.read(option, parse_country_code(given));
  };
  LotPaper paper{.gross = reader.read_optional("--gross", arguments.gross, parse_mass),
                 .tare = reader.read_optional("--tare", arguments.tare, parse_mass),
                 .form = text("--form", "form", arguments.form),
                 .grade = text("--grade", "grade", arguments.grade),
                 .producer = text("--producer", "producer", arguments.producer),
                 .ore_country = country("--ore-country", arguments.ore_country),
                 .processing_country = country("--processing-country", arguments.processing_country),
                 .contract = text("--contract", "contract", arguments.contract),
                 .receipt = text("--receipt", "receipt", arguments.receipt),
                 .objective = reader.read_optional("--objective", arguments.objective, parse_objective),
                 .quality = reader.read_optional("--quality", arguments.quality, parse_quality),
                 .provisional = arguments.provisional};
  for (const std::string& component : arguments.components)
    paper.components.push_back(reader.read("--component", parse_component_assay(component)));
  if (!arguments.expires.empty()) paper.expires_on = reader.read_date("--expires", arguments.expires, reader.today());
  if (!arguments.rotate_by.empty())
    paper.rotate_by = reader.read_date("--rotate-by", arguments.rotate_by, reader.today());
  return paper;
}

} // namespace pvault::cli
