// Random choices that come out the same with every standard library: the engine is fixed by the standard, the
// distributions are ours.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace pvault::test {

class Random {
public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  // 0 to limit - 1; the small numbers are a little likelier, which does no harm here.
  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }
  bool one_in(std::uint64_t chances) { return below(chances) == 0; }
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least) + 1));
  }
  template <class T>
  const T& pick(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }
  std::string pick(std::initializer_list<const char*> choices) { return *(choices.begin() + below(choices.size())); }

private:
  std::mt19937_64 engine_;
};

// Every day from 2026 to the end of that year as ISO text, the 29th of February 2028 among them.
inline std::vector<std::string> make_calendar(int last_year) {
  std::vector<std::string> made;
  const auto two_digits = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  for (int year = 2026; year <= last_year; ++year) {
    const std::vector<int> lengths = {31, year % 4 == 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= lengths[static_cast<std::size_t>(month) - 1]; ++day) {
        made.push_back(std::to_string(year) + "-" + two_digits(month) + "-" + two_digits(day));
      }
    }
  }
  return made;
}

// The days of the histories.
inline const std::vector<std::string>& calendar() {
  static const std::vector<std::string> days = make_calendar(2030);
  return days;
}

} // namespace pvault::test
