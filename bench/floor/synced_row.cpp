// The floor of recording one thing: opens the book, inserts one row, and returns when it is on disk.
//   bench_synced_row BOOK --prepare   makes the table, which no book has: use a copy
//   bench_synced_row BOOK
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdio>
#include <exception>
#include <string_view>

int main(int argc, char** argv) {
  const bool prepare = argc == 3 && std::string_view(argv[2]) == "--prepare";
  if (argc != 2 && !prepare) {
    std::fputs("usage: bench_synced_row BOOK [--prepare]\n", stderr);
    return 2;
  }
  try {
    SQLite::Database book(argv[1], SQLite::OPEN_READWRITE);
    book.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    if (prepare) {
      book.exec("CREATE TABLE bench_row (id INTEGER PRIMARY KEY, what TEXT NOT NULL) STRICT");
    } else {
      book.exec("INSERT INTO bench_row (what) VALUES ('one row')");
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 3;
  }
  return 0;
}
