// A run of simulated histories, one after the other, for as long as it is told to: what the tests of this folder share.
//
// PVAULT_SIMULATOR_SECONDS=600 goes on for so long (tools/simulate), PVAULT_SIMULATOR_SEED=7 runs that history alone
// and PVAULT_SIMULATOR_FIRST=1000 begins with that one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace pvault::test {

// "purchase: recorded", "refused: lots_too_small", "disk: cut power at write" -> how often
using SimulatedCounts = std::map<std::string, std::int64_t>;

struct SimulatorRun {
  std::uint64_t seconds = 0;         // as a part of all tests
  std::uint64_t least_histories = 0; // however long they take
  int steps = 0;                     // of a history, for what it says
};

// Runs `history` with one seed after the other; what it answers went wrong, and fails the test with the seed. Says what
// occurred and how often. False when one seed alone was asked for, or a part of it with the sanitizers: then not
// everything that should occur will have.
bool run_simulator(const SimulatorRun& usual, const SimulatedCounts& counts,
                   const std::function<std::string(std::uint64_t seed)>& history);

// Five minutes or more, in which what is seldom occurs, too.
bool is_long_run(const SimulatorRun& usual);

// Kinds of entry that the plain model does not have (simulator_test.cpp): loans_test.cpp brings them about.
const std::set<std::string>& kinds_without_plain_model();

// The rules that a run must bring about, from a file of tests/simulator. Below its line "long" stand those of a long
// one.
std::vector<std::string> list_refusals(const std::string& file, bool is_long);

} // namespace pvault::test
