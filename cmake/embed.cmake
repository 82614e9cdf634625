# Writes OUTPUT, which implements src/store/embedded.hpp with the files below ROOT:
#   schema/001_<name>.sql, schema/002_<name>.sql, ...   the migrations, in the order of their numbers, without a gap
#   reference/minerals.csv, reference/content_factors.csv, reference/published_series.csv, reference/views.csv
# Usage: cmake -DROOT=... -DOUTPUT=... -P embed.cmake
#
# The texts become arrays of characters, because compilers need not take a string literal beyond 65,536 characters.
cmake_minimum_required(VERSION 3.25)

# Appends an array of the file's bytes and a terminating zero, which is no part of the text's length.
function(append_text identifier file)
  if(NOT EXISTS ${file})
    message(FATAL_ERROR "${file} is missing: the program carries it")
  endif()
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  string(APPEND arrays "constexpr char ${identifier}[] = {${bytes}'\\0'};\n")
  set(arrays "${arrays}" PARENT_SCOPE)
endfunction()

set(arrays "")
set(rows "")
set(expected 1)
file(GLOB migrations LIST_DIRECTORIES false ${ROOT}/schema/*.sql)
list(SORT migrations COMPARE NATURAL)
foreach(migration IN LISTS migrations)
  cmake_path(GET migration FILENAME file_name)
  if(NOT file_name MATCHES "^0*([1-9][0-9]*)_([a-z0-9_]+)\\.sql$")
    message(FATAL_ERROR "schema/${file_name}: a migration is named like 001_book.sql")
  endif()
  set(version ${CMAKE_MATCH_1})
  set(name ${CMAKE_MATCH_2})
  if(NOT version EQUAL expected)
    message(FATAL_ERROR "schema/${file_name}: migration ${expected} was expected here, not ${version}")
  endif()
  math(EXPR expected "${expected} + 1")
  append_text(migration_${version} ${migration})
  string(APPEND rows "    Migration{${version}, \"${name}\", text(migration_${version})},\n")
endforeach()
math(EXPR migration_count "${expected} - 1")
append_text(minerals ${ROOT}/reference/minerals.csv)
append_text(content_factors ${ROOT}/reference/content_factors.csv)
append_text(published_series ${ROOT}/reference/published_series.csv)
append_text(views ${ROOT}/reference/views.csv)

file(WRITE ${OUTPUT} "// Written by cmake/embed.cmake.
#include \"store/embedded.hpp\"

#include <array>
#include <cstddef>

namespace pvault::store {
namespace {

${arrays}
template <std::size_t Size> constexpr std::string_view text(const char (&array)[Size]) { return {array, Size - 1}; }

constexpr std::array<Migration, ${migration_count}> all_migrations{
${rows}};

} // namespace

std::span<const Migration> migrations() { return all_migrations; }
std::string_view minerals_csv() { return text(minerals); }
std::string_view content_factors_csv() { return text(content_factors); }
std::string_view published_series_csv() { return text(published_series); }
std::string_view views_csv() { return text(views); }

} // namespace pvault::store
")
