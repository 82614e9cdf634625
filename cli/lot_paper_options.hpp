// Options that say what the papers of a lot say.
#pragma once

#include "cli/option_reader.hpp"
#include "stockpile/lot_paper.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace pvault::cli {

// As typed; empty where not given.
struct LotPaperArguments {
  std::string gross;
  std::string tare;
  std::vector<std::string> components;
  std::string form;
  std::string grade;
  std::string producer;
  std::string ore_country;
  std::string processing_country;
  std::string contract;
  std::string receipt;
  std::string objective;
  std::string expires;
  std::string rotate_by;
  std::string quality;
  bool provisional = false;
};

// Of a lot that is bought.
void add_lot_paper_options(CLI::App& command, LotPaperArguments& arguments);
// Of lots that a transfer makes: form, grade, country of processing, receipt.
void add_output_paper_options(CLI::App& command, LotPaperArguments& arguments);

LotPaper read_lot_paper(OptionReader& reader, const LotPaperArguments& arguments);

} // namespace pvault::cli
