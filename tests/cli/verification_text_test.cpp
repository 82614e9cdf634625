#include "cli/verification_text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace cli_verification_text_test {

using namespace pvault;
using namespace pvault::cli;
using audit::Verification;

namespace {

Verification sound() {
  return {.entries = 161, .rows = 676, .head_hash = std::string(64, 'b'), .checks = {{"chain", "hashes fit", {}}}};
}

Verification broken() {
  Verification found = sound();
  found.checks.push_back({"derived", "balances fit", {{EntryId{64}, "differs\x1b[0m"}, {std::nullopt, "is missing"}}});
  return found;
}

} // namespace

TEST_CASE("a sound book") {
  CHECK(print_verification(sound()) ==
        "ok      chain  hashes fit\nthe book is sound: 161 entries, 676 rows, 1 checks\nhash " + std::string(64, 'b') +
            "\n");
  CHECK(nlohmann::json::parse(print_verification_json(sound()))["sound"] == true);
}

TEST_CASE("every fault is named, with its entry where there is one") {
  CHECK(print_verification(broken()) == "ok      chain    hashes fit\n"
                                        "FAULT   derived  balances fit\n"
                                        "        entry 64: differs\\x1B[0m\n"
                                        "        is missing\n"
                                        "the book is NOT sound: 2 faults, the first in entry 64\n");
  const auto object = nlohmann::json::parse(print_verification_json(broken()));
  CHECK(object["sound"] == false);
  CHECK(object["faults"] == 2);
  CHECK(object["first_broken_entry"] == 64);
  CHECK(object["checks"][1]["faults"][1]["entry"].is_null());
}

TEST_CASE("where an entry before the one that is named may be at fault, the summary says so") {
  Verification found = sound();
  found.checks.push_back({"checkpoint", "as it was", {{EntryId{316}, "history_changed: another hash", true}}});
  CHECK(print_verification(found).ends_with("the book is NOT sound: 1 fault, the first at or before entry 316\n"));
}

TEST_CASE("checkpoints that hold are named, with the key that signed them") {
  Verification found = sound();
  audit::Checkpoint content;
  content.entry = EntryId{150};
  content.hash = std::string(64, 'c');
  found.checkpoints = {
      {.file = "a.json", .content = content, .signature = audit::HeldSignature::good, .key = "C8DB9DD045464A45"},
      {.file = "b.json", .content = content, .note = "b.json is not signed"}};
  found.notes = {"b.json is not signed"};
  CHECK(print_verification(found) ==
        "ok      chain  hashes fit\nnote: b.json is not signed\n"
        "unchanged up to entry 150, as a.json says, signed with key C8DB9DD045464A45\n"
        "unchanged up to entry 150, as b.json says\nthe book is sound: 161 entries, 676 rows, 1 checks\nhash " +
            std::string(64, 'b') + "\n");
  const auto object = nlohmann::json::parse(print_verification_json(found));
  CHECK(object["checkpoints"][0]["signature"] == "good");
  CHECK(object["checkpoints"][0]["key"] == "C8DB9DD045464A45");
  CHECK(object["checkpoints"][1]["signature"] == "none");
  CHECK(object["checkpoints"][1]["key"].is_null());
  CHECK(object["checkpoints"][1]["entry"] == 150);
}

} // namespace cli_verification_text_test
