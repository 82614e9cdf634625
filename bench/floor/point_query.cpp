// The floor of every report: opens the book and makes one point query. bench_point_query BOOK
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: bench_point_query BOOK\n", stderr);
    return 2;
  }
  try {
    const SQLite::Database book(argv[1], SQLite::OPEN_READONLY);
    SQLite::Statement row(book, "SELECT hash FROM seal WHERE entry_id = ?");
    row.bind(1, 1);
    if (!row.executeStep()) return 1;
    std::puts(row.getColumn(0).getText());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 3;
  }
  return 0;
}
