#include "cli/known_at.hpp"

#include "audit/checkpoint_moment.hpp"
#include "store/entries.hpp"
#include "store/small_files.hpp"
#include "units/parsing.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <system_error>

namespace pvault::cli {

Expected<EntryId> find_known_at(store::Connection& connection, const std::string& text) {
  auto entry = store::resolve_known_at(connection, text);
  if (entry || entry.error().rule != Rule::option_malformed) return entry;
  std::error_code error;
  if (!std::filesystem::exists(text, error)) {
    entry.error().message =
        fmt::format("--known-at: {} is neither an entry, nor a moment, nor a file that is there", in_quotes(text));
    entry.error().next_step += ", or name the file of a checkpoint";
    return entry;
  }
  const auto checkpoint = audit::parse_checkpoint(store::read_small_file(text), text);
  if (!checkpoint) return tl::unexpected(checkpoint.error());
  return audit::find_moment_of(connection, *checkpoint, text);
}

} // namespace pvault::cli
