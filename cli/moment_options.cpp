#include "cli/moment_options.hpp"

#include "cli/command_line.hpp"
#include "cli/command_words.hpp"
#include "cli/known_at.hpp"
#include "cli/left_document.hpp"
#include "cli/run_record.hpp"
#include "store/entries.hpp"
#include "store/transaction.hpp"

#include <stdexcept>

namespace pvault::cli {

void add_moment_options(CLI::App& command, MomentArguments& arguments, const std::string& as_of) {
  add_text(command, as_of, "DATE", arguments.as_of,
           "What is dated up to this day, the day itself included; today by default.");
  add_text(command, "--known-at", known_at_form, arguments.known_at,
           "What the book knew when it had this entry, at this moment (2026-03-31T17:00:00Z), or when this checkpoint "
           "was made; "
           "all of it by default.");
}

Expected<std::string> ask_book(const Context& context, OptionReader& reader, const MomentArguments& arguments,
                               const Answer& answer) {
  const Date as_of = reader.read_date("--as-of", arguments.as_of, context.clock.today);
  if (reader.refusal()) return tl::unexpected(*reader.refusal());
  store::Book book = store::Book::open(book_path(context), store::Access::read);
  const store::ReadTransaction reading(book.connection());
  const auto known_at = find_known_at(book.connection(), arguments.known_at);
  if (!known_at) return tl::unexpected(known_at.error());
  if (const auto file = find_output(*context.program)) check_is_no_document(book.connection(), *file);
  run_record().as_of = as_of;
  note_known_at(book.connection(), *known_at);
  return answer(book.connection(), Moment{as_of, *known_at});
}

reports::Provenance provenance_of(store::Connection& connection, const Moment& moment) {
  const auto known_at = store::load_entry(connection, moment.known_at);
  if (!known_at) throw std::logic_error("a moment names an entry that is not there");
  return {.book = store::load_book_name(connection),
          .as_of = format_date(moment.as_of),
          .known_at_entry = number_of(moment.known_at),
          .known_at_hash = known_at->hash,
          .known_at_time = known_at->recorded_at};
}

} // namespace pvault::cli
