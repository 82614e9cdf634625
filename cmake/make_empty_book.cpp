// Makes the book that has every migration and nothing recorded in it, and writes OUTPUT, which implements
// empty_book_image() (src/store/empty_book.hpp) with its pages. A part of the build.
// Usage: make_empty_book OUTPUT
//
// The pages become an array of words of 64 bits: a compiler takes ten times as long for single bytes.
#include "store/migration_script.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdint>
#include <cstring>
#include <exception>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <span>
#include <sqlite3.h>
#include <stdexcept>
#include <string>

namespace {

using namespace pvault::store;

constexpr std::size_t word_bytes = sizeof(std::uint64_t);

std::string words_of(std::span<const unsigned char> pages) {
  if (pages.size() % word_bytes != 0) throw std::logic_error("pages of SQLite are powers of two");
  std::string words;
  for (std::size_t at = 0; at < pages.size(); at += word_bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, &pages[at], word_bytes); // the program that is built runs where this one does
    words += fmt::format("{:#x},{}", word, at / word_bytes % 8 == 7 ? '\n' : ' ');
  }
  return words;
}

std::string source_of(std::span<const unsigned char> pages) {
  return fmt::format("// Written by cmake/make_empty_book.cpp.\n"
                     "#include \"store/empty_book.hpp\"\n\n"
                     "#include <cstdint>\n\n"
                     "namespace pvault::store {{\n"
                     "namespace {{\n\n"
                     "constexpr std::uint64_t words[] = {{\n{}}};\n\n"
                     "}} // namespace\n\n"
                     "std::span<const unsigned char> empty_book_image() {{\n"
                     "  return {{reinterpret_cast<const unsigned char*>(words), sizeof(words)}};\n"
                     "}}\n\n"
                     "}} // namespace pvault::store\n",
                     words_of(pages));
}

void make(const std::string& output) {
  SQLite::Database book(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  for (const Migration& migration : migrations())
    book.exec(migration_script(migration));
  sqlite3_int64 size = 0;
  const std::unique_ptr<unsigned char, decltype(&sqlite3_free)> pages(
      sqlite3_serialize(book.getHandle(), "main", &size, 0), sqlite3_free);
  if (!pages) throw std::runtime_error("there is not enough memory for the empty book");
  std::ofstream file(output, std::ios::binary);
  file << source_of({pages.get(), static_cast<std::size_t>(size)});
  if (!file.flush()) throw std::runtime_error(output + " cannot be written");
}

} // namespace

int main(int count, char** arguments) {
  try {
    if (count != 2) throw std::runtime_error("usage: make_empty_book OUTPUT");
    make(arguments[1]);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "make_empty_book: {}\n", error.what());
    return 1;
  }
}
