// Long text page by page on a terminal, by the program that the reader chose for that.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pvault::cli {

// The words of a command: parted by blanks, except within '...' and "..."; \ takes away the meaning of what follows
// (not within '...'). Nothing else means anything: no shell reads it.
std::vector<std::string> split_command(std::string_view command);

// The command that shows pages: $PVAULT_PAGER, else $PAGER, else `less -FRX`, which ends by itself when all fits. Empty
// when the first of them that is set is empty or `cat`, or the terminal cannot move its cursor ($TERM is not set, or
// dumb).
std::vector<std::string> pager_command();

// Whether a page does not fit so many rows, the last of which the pager needs.
bool is_longer_than(std::string_view page, int rows);

// Runs the command with `page` as its input and waits for its end. That its reader leaves before the last page is no
// error. False when there is no such program: nothing was shown then.
bool show_in_pager(std::string_view page, const std::vector<std::string>& command);

} // namespace pvault::cli
