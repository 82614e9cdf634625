#include "tests/model/support/marks.hpp"

#include <cstdlib>

namespace pvault::test {

namespace {

void mark_lines(std::vector<std::string>& marks, const Event& event) {
  const auto add_if = [&](bool holds, const std::string& mark) {
    if (holds) marks.push_back(mark);
  };
  for (const CountedFact& line : event.counted) {
    const std::int64_t difference_mg = line.counted_mg - line.expected_mg;
    add_if(true, "count: " + line.status);
    add_if(line.lot.empty(), "count: of what is not known");
    if (line.status != "counted") continue;
    add_if(difference_mg == 0, "count: exact");
    add_if(difference_mg != 0 && std::abs(difference_mg) <= line.allowed_mg, "count: within tolerance");
    add_if(difference_mg != 0 && std::abs(difference_mg) == line.allowed_mg, "count: on the edge");
    add_if(difference_mg > line.allowed_mg, "count: too much");
    add_if(-difference_mg > line.allowed_mg, "count: too little");
  }
}

void mark_adjustment(std::vector<std::string>& marks, const Event& count, const Event& event) {
  marks.emplace_back(event.lots.empty() ? "count-adjustment: missing" : "count-adjustment: found");
  if (event.on > count.on) marks.emplace_back("count-adjustment: on a later day");
  for (const CountedFact& line : count.counted) {
    if (line.lot != event.counted_lot) continue;
    const bool is_rest = event.effects.front().mass_mg != line.counted_mg - line.expected_mg;
    if (is_rest) marks.emplace_back("count-adjustment: of what is left");
    marks.push_back("count-adjustment: " + line.status);
  }
}

} // namespace

std::vector<std::string> marks_of_count(const ModelBook& book, const Event& event) {
  std::vector<std::string> marks;
  if (event.kind == "count") mark_lines(marks, event);
  if (event.kind == "count-adjustment") mark_adjustment(marks, book.event(event.count), event);
  return marks;
}

const std::vector<std::string>& all_count_marks() {
  static const std::vector<std::string> marks = {
      "count: counted",
      "count: not-found",
      "count: unexpected",
      "count: of what is not known",
      "count: exact",
      "count: within tolerance",
      "count: on the edge",
      "count: too much",
      "count: too little",
      "count-adjustment: missing",
      "count-adjustment: found",
      "count-adjustment: on a later day",
      "count-adjustment: of what is left",
      "count-adjustment: counted",
      "count-adjustment: not-found",
      "count-adjustment: unexpected",
      "reversal: of a count",
      "reversal: of a count-finding",
      "reversal: of a count-adjustment",
      "reversal: of a warehouse-confirmation",
  };
  return marks;
}

} // namespace pvault::test
