#define DOCTEST_CONFIG_IMPLEMENT
#include "store/connection.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

int main(int argc, char** argv) {
  pvault::store::set_up_sqlite();
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 1); // some tests give SQLite little memory, for which it must count it
  return doctest::Context(argc, argv).run();
}
