// What `pvault import` reads: mappings, and files in all their encodings.
#include "tests/fuzz/target.hpp"

#include "cli/context.hpp"
#include "cli/import_cells.hpp"
#include "cli/import_map.hpp"
#include "cli/import_rows.hpp"
#include "cli/program.hpp"
#include "tests/fuzz/program_run.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <memory>
#include <string>
#include <vector>

namespace pvault::fuzz {

namespace {

const std::vector<cli::ImportKind>& kinds() {
  static cli::Context context;
  static const auto program = cli::make_program(context);
  static const std::vector<cli::ImportKind> all = cli::list_import_kinds(*program);
  return all;
}

// As `pvault import` goes through a file, until there is nothing to record it in.
void read_rows(cli::ImportSource& source, char delimiter, cli::CellReader& reader) {
  const auto rows = cli::open_import_rows(source, delimiter);
  if (!is_accepted(rows)) return;
  if (!(*rows)->names().empty() && !is_accepted(reader.check_header((*rows)->names()))) return;
  cli::RawRow raw;
  std::size_t number = 0;
  for (auto more = (*rows)->next(raw); is_accepted(more) && *more; more = (*rows)->next(raw)) {
    require(raw.number == ++number && raw.line >= number, "rows are counted one by one");
    if (raw.fault) {
      check_refusal(*raw.fault);
      continue;
    }
    for (const cli::RawCell& cell : raw.cells)
      require(cell.column < (*rows)->names().size() && !cell.text.empty(), "a cell stands in a column");
    cli::ImportedRow row;
    reader.read(raw, (*rows)->names(), row);
    for (const cli::CellFault& fault : row.faults)
      check_refusal(fault.refusal);
    require(!row.faults.empty() || row.kind != nullptr, "a row without a fault has a kind");
  }
}

} // namespace

void fuzz_mapping(std::string_view text) {
  std::vector<cli::FileFault> faults;
  cli::ImportMap map = cli::read_import_map(text, faults);
  for (const cli::FileFault& fault : faults) {
    require(fault.at.line > 0 && fault.at.column > 0, "a fault has its place");
    check_words("a fault of a mapping", fault.message);
    check_words("the next step of a fault of a mapping", fault.next_step);
  }
  if (!faults.empty()) return;
  is_accepted(cli::parse_encoding(map.encoding));
  const cli::CellReader reader({.kinds = kinds(), .map = std::move(map)});
  is_accepted(reader.check_map("map.toml"));
}

// The first byte says in which encoding the others are, what stands between cells, and how numbers are written.
void fuzz_import_rows(std::string_view bytes) {
  if (bytes.empty()) return;
  const unsigned choice = static_cast<unsigned char>(bytes.front());
  constexpr std::array encodings = {cli::Encoding::utf_8, cli::Encoding::latin_1, cli::Encoding::windows_1252,
                                    cli::Encoding::utf_16_le, cli::Encoding::utf_16_be};
  const FileOfBytes file(bytes.substr(1));
  cli::ImportSource source(file.path(), encodings[choice % encodings.size()]);
  const bool comma = choice / 8 % 2 == 0;
  cli::CellReader reader({.kinds = kinds(), .decimal_comma = choice / 16 % 2 == 1});
  read_rows(source, comma ? ',' : ';', reader);
}

} // namespace pvault::fuzz
