// An input that says what to change in something sound: numbers are taken from its front, and zeros when it is used up.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace pvault::fuzz {

class Edits {
public:
  explicit Edits(std::string_view input) : rest_(input) {}

  [[nodiscard]] bool more() const { return !rest_.empty(); }
  std::size_t next() { return number(1); }
  // Of so many bytes, the first one the highest.
  std::uint64_t number(int bytes) {
    std::uint64_t number = 0;
    for (int i = 0; i < bytes; ++i)
      number = number << 8U | next_byte();
    return number;
  }
  std::string_view text(std::size_t bytes) {
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view rest() { return text(rest_.size()); }
  // One of them; needs at least one.
  template <class Choices>
  auto& pick(Choices& choices) {
    const int bytes = std::size(choices) > 256 ? 3 : 1;
    return choices[static_cast<std::size_t>(number(bytes)) % std::size(choices)];
  }

private:
  unsigned char next_byte() {
    const std::string_view taken = text(1);
    return taken.empty() ? 0 : static_cast<unsigned char>(taken.front());
  }
  std::string_view rest_;
};

// At the edges of what figures may be.
inline constexpr std::int64_t edge_numbers[] = {0,
                                                1,
                                                -1,
                                                2,
                                                365,
                                                999'999'999,
                                                1'000'000'000,
                                                1'000'000'001,
                                                1'000'000'000'000'000,
                                                100'000'000'000'000'000,
                                                INT64_MAX,
                                                INT64_MAX - 1,
                                                INT64_MIN,
                                                INT64_MIN + 1};

} // namespace pvault::fuzz
