// Makes a generated book: bench_make_book FILE EVENTS [SEED] [--bulk|--beginning]
//   --bulk        writes its rows without asking the rules, which is much faster
//   --beginning   the names that the events need, none of them
#include "generator/bulk.hpp"
#include "generator/history.hpp"

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string_view>
#include <vector>

namespace {

void make_book(std::string_view how, const std::filesystem::path& path, const pvault::bench::HistorySize& size) {
  if (how == "--bulk") {
    pvault::bench::make_history_in_bulk(path, size);
  } else if (how == "--beginning") {
    pvault::bench::begin_history(path, size);
  } else {
    pvault::bench::make_history(path, size);
  }
}

} // namespace

int main(int argc, char** argv) {
  std::vector<std::string_view> arguments(argv + 1, argv + argc);
  std::string_view how;
  if (!arguments.empty() && (arguments.back() == "--bulk" || arguments.back() == "--beginning")) {
    how = arguments.back();
    arguments.pop_back();
  }
  if (arguments.size() < 2 || arguments.size() > 3) {
    std::cerr << "usage: bench_make_book FILE EVENTS [SEED] [--bulk|--beginning]\n";
    return 2;
  }
  try {
    const std::uint64_t seed = arguments.size() == 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
    make_book(how, argv[1], {.events = std::atoll(argv[2]), .seed = seed});
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 3;
  }
  return 0;
}
