// The answer to a recording, for people and for programs.
#pragma once

#include "operations/recording.hpp"
#include "units/refusal.hpp"

#include <string>
#include <string_view>

namespace pvault::cli {

enum class RecordedFormat { text, json };
// Empty is text. Refuses option_malformed.
Expected<RecordedFormat> parse_recorded_format(std::string_view text);

// Text: what was recorded and its hash; in a dry run every posting. JSON: one object of schema pvault.entry/1.
std::string format_recorded(const operations::Recorded& recorded, RecordedFormat format);

// Prints the answer to what was recorded. That stays recorded when it cannot be printed, and the message must say so:
// `recorded` is what it begins with ("entry 162 is"), empty where nothing was recorded. Throws store::BookError, and
// where nothing was recorded what write_stdout throws.
void print_answer(const std::string& page, const std::string& recorded);

} // namespace pvault::cli
