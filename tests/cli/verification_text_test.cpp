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

} // namespace cli_verification_text_test
