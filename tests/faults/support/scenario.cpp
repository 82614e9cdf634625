#include "tests/faults/support/scenario.hpp"

#include "tests/support/old_book.hpp"

#include <fmt/format.h>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace pvault::test {

namespace {

void write_file(const std::filesystem::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error(path.string() + " cannot be written");
}

struct KeyText {
  const char* name;
  const char* secret;
  const char* open;
};

// Those of tests/transcripts/people.test.
constexpr KeyText keys[] = {
    {"adams",
     "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA0JYg4aeThka9Ky/"
     "hBYzNvS1o2xHTVqW/+m0rZcjXD7R/93KOnqTUuJ67NaDfrJUOojhCziequHvh6XsYFcsjOwb7gt8VQZjgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
     "AAAAAAAAAAAA=",
     "RWTQliDhp5OGRp67NaDfrJUOojhCziequHvh6XsYFcsjOwb7gt8VQZjg"},
    {"chen",
     "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAYYs+LZslEQDnF7nYk424oOs73sujFJkC82Em3g4X"
     "nZtufagBQ4t8a8jMVU9ykAz/D3VgT5aiYtcS6tkOe8IJP1KbSw1d4aYwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
     "RWRhiz4tmyURAMjMVU9ykAz/D3VgT5aiYtcS6tkOe8IJP1KbSw1d4aYw"},
    {"okafor", "", "RWRbXnGwvHDy3Uxe3faLRenMYazZcDKqfcz1CMEYLpJRSigZJfKu1OVW"},
    {"stranger",
     "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA7qopEcEKjtlp2K0mING2gSHPfmPU09KIAr6th6iR"
     "wWom4SOmfz153u8f7PjybqWvMCgD20aGpKn8POSeH28bTZsufuEbkIUKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
     "RWTuqikRwQqO2e8f7PjybqWvMCgD20aGpKn8POSeH28bTZsufuEbkIUK"},
};

} // namespace

std::vector<ScenarioStep> read_scenario(const std::filesystem::path& file) {
  std::ifstream text(file);
  std::vector<ScenarioStep> steps;
  std::string line;
  for (int number = 1; std::getline(text, line); ++number) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t sign = line.find(" = ");
    const bool has_label = sign < line.find(' ') + 1;
    steps.push_back({.line = number,
                     .label = has_label ? line.substr(0, sign) : "",
                     .words = has_label ? line.substr(sign + 3) : line});
  }
  return steps;
}

std::vector<std::string> arguments_of(const ScenarioStep& step, const std::map<std::string, std::int64_t>& entries) {
  std::string words = step.words;
  for (std::size_t begin = 0; (begin = words.find('{')) != std::string::npos;) {
    const std::size_t end = words.find('}', begin);
    const auto found = entries.find(words.substr(begin + 1, end - begin - 1));
    if (found == entries.end()) throw std::logic_error("nothing has the name that is used in: " + words);
    words.replace(begin, end - begin + 1, std::to_string(found->second));
  }
  std::vector<std::string> arguments(1);
  bool is_quoted = false;
  for (const char letter : words) {
    if (letter == '"')
      is_quoted = !is_quoted;
    else if (letter == ' ' && !is_quoted)
      arguments.emplace_back();
    else
      arguments.back() += letter;
  }
  return arguments;
}

void make_keys(const std::filesystem::path& folder) {
  using std::filesystem::perms;
  for (const KeyText& key : keys) {
    write_file(folder / (std::string(key.name) + ".pub"), std::string(key.open) + "\n");
    const std::filesystem::path secret = folder / (std::string(key.name) + ".key");
    write_file(secret, fmt::format("untrusted comment: secret key\n{}\n", key.secret));
    std::filesystem::permissions(secret, perms::owner_read | perms::owner_write);
  }
}

void make_scenario_files(const std::filesystem::path& folder) {
  make_keys(folder);
  make_old_book(folder / "old.db", 7);
  make_old_book(folder / "older.db", 21);
  write_file(folder / "invoice.txt", "invoice 7\n");
  write_file(folder / "names.csv", "record,party,name,role,on\n"
                                   "party add,BUYER,Buyer,other,2025-01-02\n"
                                   "party add,MAKER,Maker,participant,2025-01-02\n"
                                   "party add,BANK,Bank,lender,2025-01-02\n"
                                   "party add,KEEPER,Keeper,warehouse,2025-01-02\n");
  write_file(folder / "purchases.csv", "mineral,mass,price,supplier,site,on,lot,assay,moisture,provisional\n"
                                       "tin,6 t,31.50 USD/kg,TRADER,EAST,2025-02-10,TIN-2,,,no\n"
                                       "tungsten,20 t,370 USD/mtu of WO3,TRADER,WEST,2025-02-12,W-1,64% WO3,2%,yes\n"
                                       "gallium,500 kg,580 USD/kg,TRADER,WEST,2025-02-14,GA-1,,,no\n");
  write_file(folder / "late.csv", "mineral,mass,price,supplier,site,on,lot\n"
                                  "tin,1 t,31 USD/kg,TRADER,WEST,2025-11-10,TIN-3\n"
                                  "tin,1 t,32 USD/kg,TRADER,WEST,2025-11-11,TIN-4\n");
  // USGS Mineral Commodity Summaries 2026, as in examples/published.
  write_file(
      folder / "prices.csv",
      "source_row,mcs_chapter,commodity,statistic,detail,unit,year,value_published,value_number,qualifier,estimated,"
      "value_kg,price_usd_per_kg,notes\n"
      "194,ALUMINUM,Aluminum,Price,\"Price, ingot, average U.S. market (spot), cents per pound\",cents per pound,2021,"
      "138.5,138.5,,no,,3.053402,\n"
      "208,ALUMINUM,Aluminum,Price,\"Price, ingot, average U.S. market (spot), cents per pound\",cents per pound,2022,"
      "152.6,152.6,,no,,3.364254,\n");
  write_file(folder / "counts.csv", "lot,mass\nTIN-1,8495 kg\nTIN-2,4000 kg\n");
}

} // namespace pvault::test
