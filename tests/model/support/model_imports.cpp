// What the model answers to a file that is imported.
#include "tests/model/support/model_rules.hpp"

#include <algorithm>

namespace pvault::test {

Answer ModelBook::record_batch(const PlainImport& file, std::size_t events_before) {
  Event event{.number = newest() + 1, .kind = "import", .on = file.recorded_at.substr(0, 10)};
  event.recorded_at = std::max(file.recorded_at, events_.back().recorded_at);
  event.request.signer = file.signer;
  event.first_of_batch = static_cast<std::int64_t>(events_before) + 1;
  try {
    check_controls(*this, event.request, event, event.kind);
  } catch (const Refused& refused) {
    return {refused.rule};
  }
  events_.push_back(event);
  return {.said = "recorded", .entry = event.number, .on = event.on};
}

// All rows are tried, also behind one that is refused.
Answer ModelBook::answer(const PlainImport& file) {
  const std::size_t events_before = events_.size();
  bool is_refused = false;
  std::vector<std::string> rows;
  for (const Request& row : file.rows) {
    const Answer one = answer_row(row);
    is_refused = is_refused || (one.said != "recorded" && one.said != "repeated" && one.said != "nothing");
    rows.push_back(in_words(one));
  }
  const bool has_new = events_.size() > events_before;
  Answer answer = is_refused ? Answer{"import_refused"}
                  : has_new  ? record_batch(file, events_before)
                             : Answer{"nothing"};
  if (answer.said != "recorded") forget_from(events_before);
  answer.postings = rows;
  return answer;
}

} // namespace pvault::test
