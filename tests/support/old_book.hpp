// A small book as a program of an older schema left it.
#pragma once

#include "journal/chain.hpp"
#include "store/book.hpp"
#include "store/embedded.hpp"
#include "store/transaction.hpp"
#include "store/writer.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <utility>

namespace pvault::test {

inline EntryDraft old_draft(const char* kind, const char* on, RecordRow row) {
  return {.kind = kind,
          .header = {.effective_on = day(on), .recorded_at = "2026-01-01T00:00:00.000Z", .recorded_by = "tester"},
          .rows = {std::move(row)}};
}

// A book of gallium and two figures of its demand: four entries.
inline void make_old_book(const std::filesystem::path& path, int schema) {
  std::ofstream{path}; // an empty file is a database without tables
  store::Connection connection(path, store::Access::create);
  store::WriteTransaction transaction(connection);
  connection.execute(fmt::format("PRAGMA application_id = {}", store::application_id));
  for (const store::Migration& migration : store::migrations()) {
    if (migration.version > schema) continue;
    connection.execute(std::string(migration.sql));
    connection.query("INSERT INTO schema_migration (version, name, sha256) VALUES (?, ?, ?)")
        .bind(std::int64_t{migration.version})
        .bind(std::string(migration.name))
        .bind(sha256_hex(migration.sql))
        .run();
  }
  connection.execute(fmt::format("PRAGMA user_version = {}", schema));
  store::JournalWriter writer(connection);
  RecordRow book("book");
  book.set("name", "Old reserve").set("currency", "USD");
  writer.append(old_draft("book", "2025-01-01", book));
  RecordRow mineral("mineral");
  mineral.set("mineral_id", std::int64_t{1}).set("code", "gallium").set("name", "Gallium");
  mineral.set("is_group", std::int64_t{0}).set("category", "metal").set("added_in_2025", std::int64_t{0});
  mineral.set("basis", "gallium metal").set("basis_component", "Ga");
  writer.append(old_draft("mineral", "2025-01-01", mineral));
  for (const int year : {2024, 2025}) {
    RecordRow demand("demand");
    demand.set("mineral_id", std::int64_t{1}).set("effective_on", fmt::format("{}-01-01", year));
    demand.set("year", std::int64_t{year})
        .set("basis", "reported-consumption")
        .set_text("bound", year == 2024 ? "<" : "");
    demand.set("mass_mg", kilograms(year)).set("entered", fmt::format("{} kg", year)).set("source", "USGS");
    writer.append(old_draft("demand", fmt::format("{}-01-01", year).c_str(), demand));
  }
  transaction.commit();
}

} // namespace pvault::test
