// What entries have that is worth counting, so that a test of random histories knows what it has tested.
#pragma once

#include "tests/model/support/model_book.hpp"

#include <string>
#include <vector>

namespace pvault::test {

// Of the newest event: "release: empties a lot", "any: backdated".
std::vector<std::string> marks_of_newest(const ModelBook& book);
// All there are.
std::vector<std::string> all_marks();

// The same of counts, findings, adjustments and statements.
std::vector<std::string> marks_of_count(const ModelBook& book, const Event& event);
const std::vector<std::string>& all_count_marks();

} // namespace pvault::test
