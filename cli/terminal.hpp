// Standard output and what stands behind it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace pvault::cli {

// Makes sure that no file of ours takes the number of a standard stream that the caller closed: what is printed would
// go into it. Such a stream is opened so that writing to it fails.
void reserve_standard_streams();

// Throws std::system_error when the bytes cannot be written (a full disk, a closed pipe).
void write_stdout(std::string_view bytes);

// Prints, when something is done already ("backed up vault.db to b.db"): where that throws std::system_error it throws
// BookError, which says what is done and `next_step`. Nor does a closed pipe end the program without a word.
void print_of_done(const std::function<void()>& print, std::string_view done, const std::string& next_step);
void write_stdout_of_done(std::string_view bytes, std::string_view done,
                          const std::string& next_step = "it need not be done again");

bool stdout_is_terminal();
// One that can take back what it shows ($TERM is not "dumb").
bool stderr_is_terminal();

// What the locale says of the terminal's characters: the first of $LC_ALL, $LC_CTYPE and $LANG that is set and not
// empty (POSIX.1-2017, chapter 8.2) names UTF-8. Where none is, nothing is known against it.
bool locale_shows_unicode();

// Columns of the terminal: $COLUMNS, else what the terminal says, else 80.
int terminal_columns();
// Rows of the terminal: $LINES, else what the terminal says, else 24.
int terminal_rows();

} // namespace pvault::cli
