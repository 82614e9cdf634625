// Runs of the whole program, held against what it promises of every run.
#pragma once

#include "tests/support/program_run.hpp"

#include <string>
#include <vector>

namespace pvault::fuzz {

using test::FileOfBytes;

// Runs the program, holds what it did against what it promises of every run, and answers its exit code: it found no bug
// of ours, what it refuses it refuses by a rule, and what it could not do comes with a next step.
int check_run(const std::vector<std::string>& arguments);

} // namespace pvault::fuzz
