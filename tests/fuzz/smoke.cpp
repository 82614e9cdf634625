// Runs every kept input of a target, and so many changes of them; always the same ones. Whatever ends a run says which
// input did, and leaves it in a file.
// Usage: pvault_fuzz [TARGET...]      all targets, when none is named
//        pvault_fuzz --times N [TARGET...]   N times as many changes
//        pvault_fuzz TARGET FILE...   these inputs only
//        pvault_fuzz --list NAME...   that these are the targets, all of them
#include "tests/fuzz/mutation.hpp"
#include "tests/fuzz/target.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <iterator>
#include <sanitizer/common_interface_defs.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace pvault::fuzz {

namespace {

namespace fs = std::filesystem;

std::string current_target; // NOLINT: what the last words are about
std::string current_input;  // NOLINT
int words_go_to = STDERR_FILENO;

// After the words of a sanitizer, or before the end by a signal.
void say_last_words() {
  const std::string file = "fuzz-" + current_target + ".input";
  std::ofstream(file, std::ios::binary | std::ios::trunc) << current_input;
  const std::string words = fmt::format("{}: an input of {} bytes ended the run; it is in {}\n", current_target,
                                        current_input.size(), fs::absolute(file).string());
  if (::write(words_go_to, words.data(), words.size()) < 0) std::_Exit(1);
}

void die_of_signal(int signal) {
  say_last_words();
  std::signal(signal, SIG_DFL); // NOLINT(cert-err33-c)
  std::raise(signal);           // NOLINT(cert-err33-c)
}

[[noreturn]] void die_of_exception() {
  try {
    throw;
  } catch (const std::exception& error) {
    std::fputs(fmt::format("an exception got out: {}\n", error.what()).c_str(), stderr);
  } catch (...) {
    std::fputs("an exception of an unknown kind got out\n", stderr);
  }
  std::abort();
}

void watch_for_the_end() {
  words_go_to = ::dup(STDERR_FILENO); // where the program's own words do not go
  __sanitizer_set_report_fd(reinterpret_cast<void*>(static_cast<std::uintptr_t>(words_go_to))); // NOLINT
  __sanitizer_set_death_callback(say_last_words);
  std::signal(SIGABRT, die_of_signal); // NOLINT(cert-err33-c)
  std::set_terminate(die_of_exception);
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> kept_inputs(std::string_view target) {
  const fs::path folder = fs::path(PVAULT_SOURCE_DIR) / "tests" / "fuzz" / "corpus" / target;
  std::vector<fs::path> files;
  if (fs::is_directory(folder)) std::ranges::copy(fs::directory_iterator(folder), std::back_inserter(files));
  std::ranges::sort(files);
  std::vector<std::string> inputs;
  inputs.reserve(files.size());
  std::ranges::transform(files, std::back_inserter(inputs), read);
  return inputs;
}

void run(const Target& target, std::string input) {
  current_input = std::move(input);
  target.run(current_input);
}

bool run_smoke(const Target& target, int times) {
  current_target = target.name;
  const std::vector<std::string> kept = kept_inputs(target.name);
  for (const std::string& input : kept)
    run(target, input);
  Mutator mutator(kept, target.name);
  const int changes = target.mutations * times;
  for (int i = 0; i < changes; ++i)
    run(target, mutator.next());
  std::fputs(
      fmt::format("{}: {} kept inputs and {} changes of them, 0 crashes\n", target.name, kept.size(), changes).c_str(),
      stdout);
  if (kept.empty()) std::fputs(fmt::format("{}: no input is kept in tests/fuzz/corpus\n", target.name).c_str(), stderr);
  return !kept.empty();
}

int run_files(const Target& target, const std::vector<std::string>& files) {
  current_target = target.name;
  for (const std::string& file : files)
    run(target, read(file));
  std::fputs(fmt::format("{}: {} inputs, 0 crashes\n", target.name, files.size()).c_str(), stdout);
  return 0;
}

// Whether inputs are kept of every target, and of nothing else.
int compare_with_targets(std::vector<std::string> names) {
  std::vector<std::string> targets;
  std::ranges::transform(list_targets(), std::back_inserter(targets),
                         [](const Target& t) { return std::string(t.name); });
  std::ranges::sort(names);
  std::ranges::sort(targets);
  if (names == targets) return 0;
  std::fputs(
      fmt::format("inputs are kept of: {}\ntargets are: {}\n", fmt::join(names, " "), fmt::join(targets, " ")).c_str(),
      stderr);
  return 1;
}

int run_named(std::vector<std::string> names, int times = 1) {
  if (!names.empty() && names.front() == "--list") return compare_with_targets({names.begin() + 1, names.end()});
  if (names.size() > 1 && names.front() == "--times")
    return run_named({names.begin() + 2, names.end()}, std::max(1, std::atoi(names[1].c_str())));
  if (names.empty())
    std::ranges::transform(list_targets(), std::back_inserter(names),
                           [](const Target& t) { return std::string(t.name); });
  const Target* first = find_target(names.front());
  if (first != nullptr && names.size() > 1 && find_target(names[1]) == nullptr)
    return run_files(*first, {names.begin() + 1, names.end()});
  bool has_inputs = true;
  for (const std::string& name : names) {
    const Target* target = find_target(name);
    require(target != nullptr, "there is a target " + name);
    has_inputs = run_smoke(*target, times) && has_inputs;
  }
  return has_inputs ? 0 : 1;
}

} // namespace

} // namespace pvault::fuzz

int main(int argc, char** argv) {
  pvault::fuzz::watch_for_the_end();
  return pvault::fuzz::run_named({argv + 1, argv + argc});
}
