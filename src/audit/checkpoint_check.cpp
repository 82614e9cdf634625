#include "audit/checkpoint_check.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <map>

namespace pvault::audit {

namespace {

std::string list_key_numbers(const std::vector<PublicKey>& keys) {
  std::vector<std::string> numbers;
  numbers.reserve(keys.size());
  std::ranges::transform(keys, std::back_inserter(numbers),
                         [](const PublicKey& key) { return format_key_number(key.number); });
  return fmt::format("{}", fmt::join(numbers, ", "));
}

std::string describe_signature_fault(SignatureFault fault, const Signature& signature,
                                     const std::vector<PublicKey>& keys) {
  const std::string key = format_key_number(signature.key);
  switch (fault) {
  case SignatureFault::other_key:
    return fmt::format("signature_bad: it was made with key {}, and {} was to have made it", key,
                       list_key_numbers(keys));
  case SignatureFault::other_bytes:
    return fmt::format("signature_bad: key {} did not sign what the file holds", key);
  case SignatureFault::other_comment:
    break;
  }
  return fmt::format("signature_bad: key {} did not sign the comment of the signature", key);
}

void check_signature(const CheckpointFile& file, const std::vector<PublicKey>& keys, HeldCheckpoint& held) {
  held.signature = HeldSignature::bad;
  if (!file.signature) {
    held.fault = fmt::format("signature_missing: there is no {}.minisig beside it", file.name);
    held.signature = HeldSignature::none;
    return;
  }
  const auto signature = parse_signature(*file.signature);
  if (!signature) {
    held.fault = fmt::format("signature_bad: {}.minisig is no signature of minisign over a hash", file.name);
    return;
  }
  held.key = format_key_number(signature->key);
  const auto key = std::ranges::find(keys, signature->key, &PublicKey::number);
  const auto fault = key == keys.end() ? SignatureFault::other_key : find_signature_fault(*signature, file.bytes, *key);
  if (fault)
    held.fault = describe_signature_fault(*fault, *signature, keys);
  else
    held.signature = HeldSignature::good;
}

void note_unchecked_signature(const CheckpointFile& file, HeldCheckpoint& held) {
  if (!file.signature) {
    held.signature = HeldSignature::none;
    held.note = fmt::format("{} is not signed: it proves what it says as far as nobody could write it anew", file.name);
    return;
  }
  held.signature = HeldSignature::unchecked;
  const auto signature = parse_signature(*file.signature);
  held.key = signature ? format_key_number(signature->key) : std::string();
  held.note = fmt::format("{} is signed{}, and the signature was not checked: no --public-key was given", file.name,
                          signature ? fmt::format(" with key {}", held.key) : "");
}

// As the book has them now.
struct Ends {
  std::string name;
  std::string first_hash;
  std::int64_t newest = 0;
  std::string hash_then; // of the checkpoint's entry; empty when there is none
};

std::string text_of(store::Connection& connection, const char* sql, EntryId entry) {
  store::Query row = connection.query(sql);
  return row.bind(entry).next() ? row.text(0) : std::string();
}

Ends read_ends(store::Connection& connection, EntryId then) {
  constexpr const char* hash = "SELECT hash FROM seal WHERE entry_id = ?";
  return {.name = text_of(connection, "SELECT name FROM book WHERE entry_id = ?", EntryId{1}),
          .first_hash = text_of(connection, hash, EntryId{1}),
          .newest = connection.integer_of("SELECT coalesce(max(entry_id), 0) FROM entry"),
          .hash_then = text_of(connection, hash, then)};
}

void compare_ends(const Ends& ends, const Checkpoint& then, std::vector<Fault>& faults) {
  if (ends.name != then.book || ends.first_hash != then.first_hash) {
    faults.push_back({EntryId{1}, fmt::format("other_book: the book is \"{}\" with first hash {}, the checkpoint is of "
                                              "\"{}\" with {}",
                                              ends.name, ends.first_hash, then.book, then.first_hash)});
  }
  const std::int64_t number = number_of(then.entry);
  const std::int64_t missing = number - ends.newest;
  if (missing > 0) {
    faults.push_back(
        {EntryId{ends.newest + 1},
         fmt::format("cut_short: the newest entry is {}, the checkpoint is of entry {}: {} missing", ends.newest,
                     number, missing == 1 ? "1 entry is" : fmt::format("{} entries are", missing))});
  } else if (ends.hash_then != then.hash) {
    faults.push_back({then.entry,
                      fmt::format("history_changed: entry {} has hash {}, the checkpoint says {}: it, or an "
                                  "entry before it, is not what it was",
                                  number, ends.hash_then, then.hash),
                      true});
  }
}

// The hash of its entry proves nothing where the chain up to it does not hold.
void add_chain_faults(EntryId then, const std::vector<Fault>& chain_faults, std::vector<Fault>& faults) {
  std::optional<EntryId> first;
  for (const Fault& fault : chain_faults) {
    if (fault.entry && *fault.entry <= then && (!first || *fault.entry < *first)) first = fault.entry;
  }
  if (first)
    faults.push_back({first, fmt::format("history_changed: the chain up to entry {} is broken, first at entry {}",
                                         number_of(then), number_of(*first))});
}

template <class Value>
void compare_by_name(std::string_view what, const std::map<std::string, Value>& now,
                     const std::map<std::string, Value>& then, std::vector<std::string>& words) {
  std::map<std::string, Value> names = now;
  names.insert(then.begin(), then.end());
  for (const auto& [name, any] : names) {
    const auto present = now.find(name);
    const auto past = then.find(name);
    const Value there = present == now.end() ? Value() : present->second;
    const Value said = past == then.end() ? Value() : past->second;
    if (there == said) continue;
    words.push_back(fmt::format("{} of {} is {}, the checkpoint says {}", what, name,
                                present == now.end() ? "none" : fmt::format("{}", there),
                                past == then.end() ? "none" : fmt::format("{}", said)));
  }
}

void compare_totals(const Checkpoint& now, const Checkpoint& then, std::vector<Fault>& faults) {
  std::vector<std::string> words;
  const auto compare = [&](std::string_view what, const std::string& there, const std::string& said) {
    if (there != said) words.push_back(fmt::format("{} is {}, the checkpoint says {}", what, there, said));
  };
  compare("time of recording", now.recorded_at, then.recorded_at);
  compare_by_name("rows", now.rows, then.rows, words);
  compare("debit_usd", now.debit_usd, then.debit_usd);
  compare("credit_usd", now.credit_usd, then.credit_usd);
  compare_by_name("on_hand_kg", now.on_hand_kg, then.on_hand_kg, words);
  for (const std::string& word : words)
    faults.push_back({std::nullopt, fmt::format("totals_differ: {}", word)});
  if (now.schema_version < then.schema_version) {
    faults.push_back({std::nullopt, fmt::format("schema_older: the book has schema {}, the checkpoint says {}",
                                                now.schema_version, then.schema_version)});
  }
}

} // namespace

Expected<HeldCheckpoint> read_checkpoint(const CheckpointFile& file, const std::vector<PublicKey>& keys) {
  HeldCheckpoint held;
  held.file = file.name;
  if (keys.empty())
    note_unchecked_signature(file, held);
  else
    check_signature(file, keys, held);
  if (!held.fault.empty()) return held;
  auto checkpoint = parse_checkpoint(file.bytes, file.name);
  if (!checkpoint) return tl::unexpected(checkpoint.error());
  held.content = *std::move(checkpoint);
  return held;
}

void check_against(store::Connection& connection, const HeldCheckpoint& held, const std::vector<Fault>& chain_faults,
                   std::vector<Fault>& faults) {
  if (!held.content) {
    faults.push_back({std::nullopt, held.fault});
    return;
  }
  const Checkpoint& then = *held.content;
  add_chain_faults(then.entry, chain_faults, faults);
  const Ends ends = read_ends(connection, then.entry);
  compare_ends(ends, then, faults);
  if (ends.newest >= number_of(then.entry) && !ends.hash_then.empty())
    compare_totals(make_checkpoint(connection, then.entry), then, faults);
}

} // namespace pvault::audit
