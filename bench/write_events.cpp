// Writes the events of a generated book for other programs:
//   bench_write_events ledger|hledger|beancount|table FILE EVENTS [SEED]
#include "generator/journals.hpp"
#include "generator/tables.hpp"

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

namespace {

using namespace pvault::bench;

bool write_events(const std::string& what, const std::filesystem::path& path, const HistorySize& size) {
  static const std::map<std::string, JournalOf> journals = {
      {"ledger", JournalOf::ledger}, {"hledger", JournalOf::hledger}, {"beancount", JournalOf::beancount}};
  const auto journal = journals.find(what);
  if (journal == journals.end() && what != "table") return false;
  std::ofstream file;
  file.exceptions(std::ios::failbit | std::ios::badbit);
  file.open(path);
  if (what == "table") {
    write_table(file, size);
  } else {
    write_journal(file, journal->second, size);
  }
  file.close();
  return true;
}

} // namespace

int main(int argc, char** argv) {
  try {
    const bool counted = argc == 4 || argc == 5;
    const HistorySize size{.events = counted ? std::atoll(argv[3]) : 0,
                           .seed = argc == 5 ? std::strtoull(argv[4], nullptr, 10) : 1};
    if (counted && write_events(argv[1], argv[2], size)) return 0;
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 3;
  }
  std::cerr << "usage: bench_write_events ledger|hledger|beancount|table FILE EVENTS [SEED]\n";
  return 2;
}
