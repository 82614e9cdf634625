#include "tests/fuzz/mutation.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pvault::fuzz {

namespace {

constexpr std::size_t largest_input = 1U << 16U;

// FNV-1a: the same on every machine.
std::uint64_t seed_of(std::string_view name) {
  std::uint64_t seed = 14'695'981'039'346'656'037U;
  for (const char byte : name)
    seed = (seed ^ static_cast<unsigned char>(byte)) * 1'099'511'628'211U;
  return seed;
}

} // namespace

Mutator::Mutator(std::vector<std::string> kept, std::string_view name)
    : kept_(std::move(kept)), random_(seed_of(name)) {
  if (kept_.empty()) kept_.emplace_back();
}

std::string Mutator::piece_of_kept() {
  const std::string& other = kept_[below(kept_.size())];
  const std::size_t from = place_in(other);
  return other.substr(from, below(16) + 1);
}

void Mutator::change(std::string& input) {
  // What parsers stumble over.
  static constexpr std::array<std::string_view, 16> hard = {
      "\"", ",", "\n", "\r\n", "-",   "99999999999999999999", "e18", ".", "\x80", "\xE2\x80\xAE", "%",
      "=",  " ", "'",  "0",    "\xFF"};
  const std::size_t at = place_in(input);
  const std::size_t length = std::min(input.size() - at, below(8) + 1);
  switch (below(7)) {
  case 0:
    input.erase(at, length);
    break;
  case 1:
    input.insert(at, hard[below(hard.size())]);
    break;
  case 2:
    input.insert(at, piece_of_kept());
    break;
  case 3:
    input.replace(at, length, piece_of_kept());
    break;
  case 4:
    input.insert(at, input.substr(at, length));
    break;
  case 5:
    if (at < input.size()) input[at] = static_cast<char>(input[at] ^ static_cast<char>(1U << below(8)));
    break;
  default:
    if (at < input.size()) input[at] = static_cast<char>(below(256));
    break;
  }
}

std::string Mutator::next() {
  std::string input = kept_[below(kept_.size())];
  for (std::size_t changes = below(4) + 1; changes > 0; --changes)
    change(input);
  input.resize(std::min(input.size(), largest_input));
  return input;
}

} // namespace pvault::fuzz
