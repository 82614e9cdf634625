// --as-of and --known-at: which moment of the book a question is about.
#pragma once

#include "cli/context.hpp"
#include "cli/option_reader.hpp"
#include "journal/entry.hpp"
#include "reports/table.hpp"
#include "store/book.hpp"

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace pvault::cli {

// As typed; empty where not given.
struct MomentArguments {
  std::string as_of;
  std::string known_at;
};
// `as_of` is what the day is called: "--as-of,--to" where it can be the end of a period.
void add_moment_options(CLI::App& command, MomentArguments& arguments, const std::string& as_of = "--as-of");

using Answer = std::function<Expected<std::string>(store::Connection&, const Moment&)>;

// Asks the book at that moment, all reads of one state of it. Refuses date_malformed, option_malformed
// (--known-at), known_at_unknown, and what `answer` refuses.
Expected<std::string> ask_book(const Context& context, OptionReader& reader, const MomentArguments& arguments,
                               const Answer& answer);

// Book, date and entry for a table that is no report.
reports::Provenance provenance_of(store::Connection& connection, const Moment& moment);

} // namespace pvault::cli
