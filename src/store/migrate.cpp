#include "store/migrate.hpp"

#include "store/migration_script.hpp"

namespace pvault::store {

int newest_schema_version() { return migrations().back().version; }

int schema_version_of(Connection& connection) { return static_cast<int>(connection.integer_of("PRAGMA user_version")); }

void migrate(Connection& connection, int from_version, const std::function<void(const Migration&)>& before_step) {
  for (const Migration& migration : migrations()) {
    if (migration.version <= from_version) continue;
    if (before_step) before_step(migration);
    connection.execute(migration_script(migration));
  }
}

} // namespace pvault::store
