#include "reports/pack.hpp"

#include "journal/sha256.hpp"
#include "units/parsing.hpp"

#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

namespace pvault::reports {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view pack_schema = "pvault.pack/1";

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json asked_to_json(const Pack& pack) {
  Json asked = Json::array();
  for (const auto& [option, value] : pack.asked)
    asked.push_back({{"option", option}, {"value", value}});
  return asked;
}

Json figures_to_json(const PackSummary& summary) {
  Json figures = Json::array();
  for (const PackFigure& figure : summary.figures)
    figures.push_back({{"figure", figure.name},
                       {"value", text_or_null(figure.value)},
                       {"unit", text_or_null(figure.unit)},
                       {"of", text_or_null(figure.detail)},
                       {"report", figure.report}});
  return figures;
}

Json exceptions_to_json(const PackSummary& summary) {
  Json exceptions = Json::array();
  for (const PackException& exception : summary.exceptions)
    exceptions.push_back({{"exception", exception.name}, {"count", exception.count}, {"report", exception.report}});
  return exceptions;
}

Json not_made_to_json(const Pack& pack) {
  Json not_made = Json::array();
  for (const PackedReport& report : pack.reports)
    if (!report.not_made.empty()) not_made.push_back({{"report", report.name}, {"reason", report.not_made}});
  return not_made;
}

Json file_to_json(const PackFile& file, const Json& report, const Json& rows) {
  return {{"name", file.name}, {"report", report},    {"format", file.format},
          {"rows", rows},      {"bytes", file.bytes}, {"sha256", file.sha256}};
}

Json files_to_json(const Pack& pack, const PackFile& index) {
  Json files = Json::array();
  files.push_back(file_to_json(index, nullptr, nullptr));
  for (const PackedReport& report : pack.reports)
    for (const PackFile& file : report.files)
      files.push_back(file_to_json(file, report.name, report.rows));
  return files;
}

std::string sums_line(const PackFile& file) { return fmt::format("{}  {}\n", file.sha256, file.name); }

// A name that leads out of the folder is none that we wrote.
bool is_plain_name(const Json& value) {
  if (!value.is_string()) return false;
  const std::string name = value.get<std::string>();
  return !name.empty() && !name.starts_with('.') && name.find_first_of(std::string_view("/\0", 2)) == std::string::npos;
}

bool is_file(const std::filesystem::path& path) {
  std::error_code error; // of a name that cannot be one
  return std::filesystem::symlink_status(path, error).type() == std::filesystem::file_type::regular;
}

// Nothing when it is no file, or cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!is_file(path) || !file) return std::nullopt;
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  return file.bad() ? std::nullopt : std::optional(std::move(bytes));
}

struct ManifestFile {
  std::string name;
  std::string sha256; // empty: none that is a text
};

// All but the manifest and the sums; nothing where it is no manifest of a pack.
std::optional<std::vector<ManifestFile>> read_manifest(const std::filesystem::path& folder) {
  const auto text = read_file(folder / pack_manifest);
  if (!text) return std::nullopt;
  const Json manifest = Json::parse(*text, nullptr, false);
  if (!manifest.is_object() || manifest.value("schema", Json()) != pack_schema) return std::nullopt;
  const Json listed = manifest.value("files", Json());
  if (!listed.is_array()) return std::nullopt;
  std::vector<ManifestFile> files;
  for (const Json& of : listed) {
    const Json name = of.is_object() ? of.value("name", Json()) : Json();
    if (!is_plain_name(name)) return std::nullopt;
    const Json sha256 = of.value("sha256", Json());
    files.push_back(
        {.name = name.get<std::string>(), .sha256 = sha256.is_string() ? sha256.get<std::string>() : std::string()});
  }
  return files;
}

} // namespace

PackFile describe_file(std::string name, std::string format, std::string_view bytes) {
  return {.name = std::move(name), .format = std::move(format), .bytes = bytes.size(), .sha256 = sha256_hex(bytes)};
}

std::string render_pack_manifest(const Pack& pack, const PackFile& index) {
  const Provenance& from = pack.provenance;
  Json manifest;
  manifest["schema"] = pack_schema;
  manifest["book"] = from.book;
  manifest["as_of"] = from.as_of;
  manifest["known_at"] = {
      {"entry", from.known_at_entry}, {"hash", from.known_at_hash}, {"recorded_at", text_or_null(from.known_at_time)}};
  manifest["chain_head"] = from.known_at_hash;
  manifest["asked"] = asked_to_json(pack);
  manifest["summary"] = figures_to_json(pack.summary);
  manifest["exceptions"] = exceptions_to_json(pack.summary);
  manifest["not_made"] = not_made_to_json(pack);
  manifest["files"] = files_to_json(pack, index);
  // As in render_json: a damaged name must not keep the rest from being read.
  return manifest.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string render_pack_sums(const Pack& pack, std::span<const PackFile> others) {
  std::string sums;
  for (const PackFile& file : others)
    sums += sums_line(file);
  for (const PackedReport& report : pack.reports)
    for (const PackFile& file : report.files)
      sums += sums_line(file);
  return sums;
}

std::optional<std::vector<std::string>> find_pack_files(const std::filesystem::path& folder) {
  const auto files = read_manifest(folder);
  if (!files) return std::nullopt;
  std::vector<std::string> names = {std::string(pack_manifest), std::string(pack_sums)};
  for (const ManifestFile& file : *files)
    names.push_back(file.name);
  return names;
}

std::string find_change_in_pack(const std::filesystem::path& folder) {
  const auto files = read_manifest(folder);
  if (!files) return {};
  const auto changed = [](std::string_view name) {
    return fmt::format("{} was changed since the pack was made", in_quotes(name));
  };
  const auto manifest = read_file(folder / pack_manifest);
  const auto sums = read_file(folder / pack_sums);
  if (!manifest || !sums) return fmt::format("{} is missing or cannot be read", pack_sums);
  std::string lines;
  for (const ManifestFile& file : *files) {
    const auto bytes = read_file(folder / file.name);
    if (!bytes && is_file(folder / file.name)) return fmt::format("{} cannot be read", in_quotes(file.name));
    if (bytes && sha256_hex(*bytes) != file.sha256) return changed(file.name);
    lines += sums_line({.name = file.name, .format = {}, .sha256 = file.sha256});
    if (file.name == pack_index) lines += sums_line(describe_file(std::string(pack_manifest), {}, *manifest));
  }
  if (*sums == lines) return {};
  const std::string manifest_line = sums_line(describe_file(std::string(pack_manifest), {}, *manifest));
  return changed(sums->find(manifest_line) == std::string::npos ? pack_manifest : pack_sums);
}

} // namespace pvault::reports
