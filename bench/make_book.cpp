// Makes a generated book: bench_make_book FILE EVENTS [SEED]
#include "generator/history.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::cerr << "usage: bench_make_book FILE EVENTS [SEED]\n";
    return 2;
  }
  try {
    const pvault::bench::HistorySize size{.events = std::atoll(argv[2]),
                                          .seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1};
    pvault::bench::make_history(argv[1], size);
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 3;
  }
  return 0;
}
