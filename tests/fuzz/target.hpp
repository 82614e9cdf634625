// What is fuzzed: each target hands bytes of others to parsers of ours and asks what must hold of every answer. That
// nothing crashes and that no exception gets out that the parser does not promise need no asking: either ends the run.
#pragma once

#include "units/date.hpp"
#include "units/refusal.hpp"

#include <span>
#include <string_view>

namespace pvault::fuzz {

// For whatever is dated.
inline const Date today = parse_iso_date("2026-04-01").value();

struct Target {
  std::string_view name; // of its folder in tests/fuzz/corpus
  void (*run)(std::string_view input);
  int mutations; // of kept inputs in the smoke run: as many as take about a second with the sanitizers
};

std::span<const Target> list_targets();
const Target* find_target(std::string_view name); // nullptr: there is none

// Stops the program with these words unless it holds.
void require(bool holds, std::string_view what);

// What is said of text from outside has words, and none that could steer a terminal or spoil a log.
void check_words(std::string_view what, std::string_view words);
// A refusal says what is wrong and what to do next.
void check_refusal(const Refusal& refusal);

template <class T>
bool is_accepted(const Expected<T>& answer) {
  if (!answer) check_refusal(answer.error());
  return answer.has_value();
}

// The targets, by the files that hold them.
void fuzz_number(std::string_view text);
void fuzz_mass(std::string_view text);
void fuzz_money(std::string_view text);
void fuzz_price(std::string_view text);
void fuzz_rate(std::string_view text);
void fuzz_assay(std::string_view text);
void fuzz_date(std::string_view text);

void fuzz_text(std::string_view text);
void fuzz_terms(std::string_view text);
void fuzz_conditions(std::string_view text);
void fuzz_arguments(std::string_view text);
void fuzz_file_names(std::string_view text);

void fuzz_csv(std::string_view text);
void fuzz_published(std::string_view text);
void fuzz_orders(std::string_view text);
void fuzz_own_report(std::string_view text);

void fuzz_mapping(std::string_view text);
void fuzz_import_rows(std::string_view bytes);
void fuzz_import(std::string_view text);

void fuzz_checkpoint(std::string_view bytes);
void fuzz_key(std::string_view bytes);
void fuzz_signature(std::string_view bytes);

void fuzz_lender_statement(std::string_view text);
void fuzz_warehouse_statement(std::string_view text);
void fuzz_count(std::string_view text);
void fuzz_invoices(std::string_view text);
void fuzz_known_at(std::string_view text);
void fuzz_pack_manifest(std::string_view text);
void fuzz_query(std::string_view sql);

void fuzz_jsonl(std::string_view edits);
void fuzz_book(std::string_view edits);

} // namespace pvault::fuzz
