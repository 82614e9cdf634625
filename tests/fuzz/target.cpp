#include "tests/fuzz/target.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <string>

namespace pvault::fuzz {

std::span<const Target> list_targets() {
  static constexpr std::array targets = {
      Target{"number", fuzz_number, 3000},
      Target{"mass", fuzz_mass, 3000},
      Target{"money", fuzz_money, 3000},
      Target{"price", fuzz_price, 3000},
      Target{"rate", fuzz_rate, 3000},
      Target{"assay", fuzz_assay, 3000},
      Target{"date", fuzz_date, 3000},
      Target{"text", fuzz_text, 1000},
      Target{"terms", fuzz_terms, 1500},
      Target{"conditions", fuzz_conditions, 1000},
      Target{"arguments", fuzz_arguments, 40},
      Target{"file_names", fuzz_file_names, 1000},
      Target{"csv", fuzz_csv, 3000},
      Target{"published", fuzz_published, 1000},
      Target{"orders", fuzz_orders, 500},
      Target{"own_report", fuzz_own_report, 1000},
      Target{"mapping", fuzz_mapping, 500},
      Target{"import_rows", fuzz_import_rows, 500},
      Target{"import", fuzz_import, 20},
      Target{"checkpoint", fuzz_checkpoint, 2000},
      Target{"key", fuzz_key, 2000},
      Target{"signature", fuzz_signature, 1000},
      Target{"lender_statement", fuzz_lender_statement, 20},
      Target{"warehouse_statement", fuzz_warehouse_statement, 20},
      Target{"count", fuzz_count, 500},
      Target{"invoices", fuzz_invoices, 20},
      Target{"known_at", fuzz_known_at, 20},
      Target{"pack_manifest", fuzz_pack_manifest, 1000},
      Target{"query", fuzz_query, 300},
      Target{"jsonl", fuzz_jsonl, 10},
      Target{"book", fuzz_book, 10},
  };
  return targets;
}

const Target* find_target(std::string_view name) {
  const auto targets = list_targets();
  const auto found = std::ranges::find(targets, name, &Target::name);
  return found == targets.end() ? nullptr : &*found;
}

void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fputs(fmt::format("does not hold: {}\n", what).c_str(), stderr);
  std::abort();
}

void check_words(std::string_view what, std::string_view words) {
  if (words.empty()) require(false, fmt::format("{} says something", what));
  for (std::string_view rest = words; !rest.empty();) {
    const Character character = first_character(rest);
    const bool is_shown = character.printable || rest.front() == '\n';
    if (!is_shown) require(false, fmt::format("{} can be shown as it is: {}", what, printable(rest)));
    rest.remove_prefix(character.bytes);
  }
}

void check_refusal(const Refusal& refusal) {
  const std::string rule(rule_name(refusal.rule));
  check_words(fmt::format("the refusal by {}", rule), refusal.message);
  check_words(fmt::format("the next step of {} ({})", rule, refusal.message), refusal.next_step);
}

} // namespace pvault::fuzz
