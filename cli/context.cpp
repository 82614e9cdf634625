#include "cli/context.hpp"

#include "store/error.hpp"

#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

namespace pvault::cli {

namespace {

// What a Date can be.
constexpr date::year first_year(1900);
constexpr date::year last_year(2199);

} // namespace

Clock clock_at(std::chrono::system_clock::time_point moment) {
  using std::chrono::milliseconds;
  const auto whole = std::chrono::floor<milliseconds>(moment);
  const auto midnight = std::chrono::floor<date::days>(whole);
  const date::year_month_day day(date::sys_days(midnight.time_since_epoch()));
  if (day.year() < first_year || day.year() > last_year) {
    throw store::BookError(
        fmt::format("the clock of this machine says it is the year {}", static_cast<int>(day.year())), "set the clock");
  }
  const Date today = Date::of(day);
  const date::hh_mm_ss<milliseconds> time(whole - midnight);
  return {today, fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", format_date(today), time.hours().count(),
                             time.minutes().count(), time.seconds().count(), time.subseconds().count())};
}

Clock read_clock() { return clock_at(std::chrono::system_clock::now()); }

namespace {

std::string ask_user_name() {
  constexpr std::size_t room = 16'384; // what sysconf(_SC_GETPW_R_SIZE_MAX) suggests on Linux is less
  std::array<char, room> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  const bool asked = ::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0;
  if (asked && found != nullptr && *found->pw_name != '\0') return found->pw_name;
  return fmt::format("uid-{}", ::getuid());
}

} // namespace

const std::string& user_name() {
  static const std::string name = ask_user_name();
  return name;
}

std::filesystem::path book_path(const Context& context) {
  if (!context.book.empty()) return context.book;
  const char* named = std::getenv("PVAULT_BOOK"); // NOLINT(concurrency-mt-unsafe): the program has one thread
  return named != nullptr && *named != '\0' ? named : "vault.db";
}

} // namespace pvault::cli
