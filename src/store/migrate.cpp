#include "store/migrate.hpp"

#include "journal/chain.hpp"

#include <fmt/format.h>
#include <string>

namespace pvault::store {

int newest_schema_version() { return migrations().back().version; }

int schema_version_of(Connection& connection) { return static_cast<int>(connection.integer_of("PRAGMA user_version")); }

void migrate(Connection& connection, int from_version, const std::function<void(const Migration&)>& before_step) {
  for (const Migration& migration : migrations()) {
    if (migration.version <= from_version) continue;
    if (before_step) before_step(migration);
    connection.execute(std::string(migration.sql));
    connection.query("INSERT INTO schema_migration (version, name, sha256) VALUES (?, ?, ?)")
        .bind(std::int64_t{migration.version})
        .bind(std::string(migration.name))
        .bind(sha256_hex(migration.sql))
        .run();
    connection.execute(fmt::format("PRAGMA user_version = {}", migration.version));
  }
}

} // namespace pvault::store
