// Journals of ledger and hledger.
#include "reports/export.hpp"
#include "reports/journal_names.hpp"
#include "store/book.hpp"
#include "store/entries.hpp"

#include <array>
#include <fmt/format.h>
#include <string>

namespace pvault::reports {

namespace {

constexpr std::array<std::string_view, 10> entry_tags = {"recorded-at", "recorded-by", "request-id", "reference",
                                                         "memo",        "reverses",    "hash",       "mineral",
                                                         "party",       "facility"};

// ledger reads no line beyond 4,096 bytes: a long text goes on under the same tag with a number.
std::string tag_lines(std::string_view indent, std::string_view tag, std::string_view text) {
  constexpr std::size_t longest_piece = 1000;
  std::string lines;
  for (int part = 1; !text.empty(); ++part) {
    std::size_t length = std::min(text.size(), longest_piece);
    // Not within a character: bytes 10xxxxxx go on with one.
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
      --length;
    const std::string name = part == 1 ? std::string(tag) : fmt::format("{}-{}", tag, part);
    lines += fmt::format("{}; {}: {}\n", indent, name, plain_text(text.substr(0, length)));
    text.remove_prefix(length);
  }
  return lines;
}

std::string commodity_line(std::string_view name, std::string_view example, PlainDialect dialect) {
  if (dialect == PlainDialect::hledger) return fmt::format("commodity {} {}\n", example, name);
  return fmt::format("commodity {0}\n    format {1} {0}\n", name, example);
}

std::string print_head(store::Connection& connection, const Moment& moment, PlainDialect dialect) {
  const auto known_at = store::load_entry(connection, moment.known_at);
  std::string head = fmt::format("; {}\n; as of {}, known at entry {}, hash {}\n", store::load_book_name(connection),
                                 format_date(moment.as_of), number_of(moment.known_at), known_at ? known_at->hash : "");
  head += "; masses in kilograms of each mineral's basis; mass:... counts mass alone, memoranda:... commitments\n\n";
  if (dialect == PlainDialect::hledger) head += "decimal-mark .\n";
  head += commodity_line("USD", "1000.00", dialect);
  for (const store::PostedMineral& mineral : store::list_posted_minerals(connection, moment)) {
    head += fmt::format("; {}: {}\n", mineral.name, mineral.basis);
    head += commodity_line(plain_commodity(mineral.code), "1000.000000", dialect);
  }
  if (dialect == PlainDialect::ledger) {
    for (const std::string_view tag : entry_tags)
      head += fmt::format("tag {}\n", tag);
  }
  return head + "\n";
}

void print_accounts(store::Connection& connection, const Moment& moment, const Sink& sink) {
  std::string before;
  store::visit_posted_accounts(connection, moment, [&](const store::PostedTo& to) {
    std::string account = plain_account(to);
    if (account == before) return;
    sink(fmt::format("account {}\n", account));
    before = std::move(account);
  });
  sink("\n");
}

// What the account's name does not say of the posting.
std::string print_posting_tags(const store::PostedTo& to) {
  constexpr std::string_view indent = "      ";
  const auto tag = [&](std::string_view name, const std::string& code) {
    return code.empty() || to.name.ends_with(":" + code) ? std::string() : tag_lines(indent, name, code);
  };
  return tag("mineral", to.mineral) + tag("party", to.party) + tag("facility", to.facility);
}

std::string posting_line(const std::string& account, const std::string& amount) {
  return fmt::format("    {}  {}\n", account, amount);
}

// Mass that came or went at a cost; cost that moved without mass, or against it, is a line of its own.
std::string print_stock(const std::string& account, const store::PostedLine& line) {
  const std::string mass = fmt::format("{} {}", exact_kilograms(line.mass), plain_commodity(line.to.mineral));
  const bool same_way = (line.mass > Mass()) == (line.amount > Money());
  if (line.mass == Mass()) return posting_line(account, exact_dollars(line.amount) + " USD");
  if (line.amount == Money()) return posting_line(account, mass + " @@ 0.00 USD");
  if (!same_way) {
    return posting_line(account, mass + " @@ 0.00 USD") + posting_line(account, exact_dollars(line.amount) + " USD");
  }
  const Money cost = line.amount > Money() ? line.amount : -line.amount;
  return posting_line(account, fmt::format("{} @@ {} USD", mass, exact_dollars(cost)));
}

std::string print_posting(const store::PostedLine& line) {
  const std::string account = plain_account(line.to);
  std::string text;
  switch (account_type(line.to.account)) {
  case AccountType::mass:
    text = posting_line(fmt::format("({})", account),
                        fmt::format("{} {}", exact_kilograms(line.mass), plain_commodity(line.to.mineral)));
    break;
  case AccountType::memoranda:
    text = posting_line(fmt::format("[{}]", account), exact_dollars(line.amount) + " USD");
    break;
  default:
    text = print_stock(account, line);
  }
  return text + print_posting_tags(line.to);
}

std::string print_entry(const store::PostedEntry& entry) {
  constexpr std::string_view indent = "    ";
  std::string text = fmt::format("{} * ({}) {}\n", format_date(entry.effective_on), number_of(entry.entry), entry.kind);
  text += tag_lines(indent, "recorded-at", entry.recorded_at);
  text += tag_lines(indent, "recorded-by", entry.recorded_by);
  text += tag_lines(indent, "request-id", entry.request_id);
  text += tag_lines(indent, "reference", entry.reference);
  text += tag_lines(indent, "memo", entry.memo);
  if (entry.reverses) text += tag_lines(indent, "reverses", fmt::format("{}", number_of(*entry.reverses)));
  text += tag_lines(indent, "hash", entry.hash);
  for (const store::PostedLine& line : entry.lines)
    text += print_posting(line);
  return text + "\n";
}

} // namespace

void write_plain_journal(store::Connection& connection, const Moment& moment, PlainDialect dialect, const Sink& sink) {
  sink(print_head(connection, moment, dialect));
  print_accounts(connection, moment, sink);
  store::visit_posted_entries(connection, moment, [&](const store::PostedEntry& entry) { sink(print_entry(entry)); });
}

} // namespace pvault::reports
