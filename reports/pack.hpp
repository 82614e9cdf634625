// A pack: many reports of one moment of a book as files of one folder, with an index page and a manifest. What stands
// in it follows from the book, the moment and what was asked: no clock, no machine, no version of the program.
#pragma once

#include "reports/pack_summary.hpp"
#include "reports/table.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pvault::reports {

inline constexpr std::string_view pack_index = "index.html";
inline constexpr std::string_view pack_manifest = "manifest.json";
inline constexpr std::string_view pack_sums = "SHA256SUMS";

struct PackFile {
  std::string name;   // coverage.html
  std::string format; // html, as --format has it
  std::uint64_t bytes = 0;
  std::string sha256;
};
PackFile describe_file(std::string name, std::string format, std::string_view bytes);

struct PackedReport {
  std::string name;  // coverage
  std::string title; // Coverage in days
  std::string about; // what `pvault report list` says
  std::int64_t rows = 0;
  std::vector<PackFile> files = {}; // one per format; none when it could not be made
  std::string not_made = {};        // why; empty when it was made
};

struct Pack {
  Provenance provenance;
  // The options that the reports were asked with, as typed: {"--from", "2026-01-01"}.
  std::vector<std::pair<std::string, std::string>> asked = {};
  std::vector<PackedReport> reports = {};
  PackSummary summary = {};
};

// One page without scripts that loads nothing: the summary, what needs attention, and all reports with links to their
// files.
std::string render_pack_index(const Pack& pack);

// The manifest, schema pvault.pack/1: book, as-of, known-at, the head of the chain as it was then, the summary, and
// each file with its SHA-256. `index` is the page as a file; the manifest cannot name itself.
std::string render_pack_manifest(const Pack& pack, const PackFile& index);

// What `sha256sum -c SHA256SUMS` reads: all files but itself.
std::string render_pack_sums(const Pack& pack, std::span<const PackFile> others);

// The names of the files of the pack in that folder, those that every pack has among them, as its manifest and
// SHA256SUMS name them; nothing when no manifest of a pack lies there.
std::optional<std::vector<std::string>> find_pack_files(const std::filesystem::path& folder);

// What of the pack in that folder is not as it was made, by its manifest and SHA256SUMS, as the end of a sentence;
// empty when nothing is. A report that is gone is no change, the sums are, since only they know the manifest.
std::string find_change_in_pack(const std::filesystem::path& folder);

} // namespace pvault::reports
