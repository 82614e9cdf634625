// Changes of inputs, the same ones in every run: what libFuzzer would do in its first second.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::fuzz {

class Mutator {
public:
  // `kept` are the inputs that are changed; the same name gives the same changes.
  Mutator(std::vector<std::string> kept, std::string_view name);
  std::string next();

private:
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_()) % bound; }
  std::size_t place_in(const std::string& input) { return below(input.size() + 1); }
  void change(std::string& input);
  std::string piece_of_kept();

  std::vector<std::string> kept_;
  std::mt19937_64 random_;
};

} // namespace pvault::fuzz
