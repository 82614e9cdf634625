// What every command that records has in common: its options, and how it is carried out.
#pragma once

#include "cli/command_words.hpp"
#include "cli/context.hpp"
#include "cli/option_reader.hpp"
#include "cli/signing_options.hpp"
#include "operations/recording.hpp"
#include "store/book.hpp"

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace pvault::cli {

// As typed; empty where not given.
struct RecordingArguments {
  std::string on;
  std::string request_id;
  std::string reference;
  std::string memo;
  std::string format;
  bool dry_run = false;
  SigningArguments signing = {};
  UnderstoodValues understood = {}; // what a proposal keeps of options that were typed in another way
};

void add_recording_options(CLI::App& command, RecordingArguments& arguments);
void add_required_on(CLI::App& command, RecordingArguments& arguments, const std::string& about);
void add_optional_on(CLI::App& command, RecordingArguments& arguments, const std::string& about);

// Refuses text_malformed and, of the key, what load_signer refuses.
operations::RecordingOptions read_recording(OptionReader& reader, const RecordingArguments& arguments,
                                            const Context& context, Date on);

using Decide = std::function<Expected<operations::Recorded>(store::Book&, const operations::RecordingOptions&)>;

// Opens the book, records, and prints the answer, unless the reader holds a refusal already; the exit code. `decide` is
// not called then, so it may count on everything read before. What another person has to approve is recorded as a
// proposal instead.
int record(const Context& context, OptionReader& reader, const RecordingArguments& arguments, Date on,
           const Decide& decide);

} // namespace pvault::cli
