// A run in which several command lines record together, or one that was given before: the rows of an import, and what
// was proposed and is approved. They are carried out by the very commands an operator types.
#pragma once

#include "operations/recording.hpp"
#include "store/book.hpp"
#include "units/refusal.hpp"

#include <functional>
#include <optional>

namespace pvault::cli {

// While a context has one, `record` opens no book and prints nothing: it records in this one and leaves its answer
// here. Whoever made the session holds the book for writing, and commits.
struct RecordingSession {
  store::Book& book;
  // Adds to what a command line says of its recording, such as who signs it.
  std::function<void(operations::RecordingOptions&)> complete = [](operations::RecordingOptions&) {};
  // What the command line came to; nothing before it was carried out.
  std::optional<Expected<operations::Recorded>> answer = std::nullopt;
};

} // namespace pvault::cli
