// What a rule says when it does not allow something. A refusal is an expected answer, so it is a value;
// trouble outside (disk, lock) is an exception; a broken promise of ours stops the program.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace pvault {

// Every rule has one word. The same word stands here, in the schema's triggers where they re-check it, in the
// manual and in the tests: one search finds all of them. The list itself is in refusal_rules.def.
enum class Rule {
#define PVAULT_RULE(name, about) name,
#include "units/refusal_rules.def"
#undef PVAULT_RULE
};

// What a refusal is about decides the exit code: the rules of the book (1) or text that cannot be understood (2).
enum class RefusalAbout { book, input };

std::string_view rule_name(Rule rule);
RefusalAbout refusal_about(Rule rule);

struct Refusal {
  Rule rule;
  std::string message;   // the fact, both numbers, the difference; without the rule's name
  std::string next_step; // what to do now, printed behind "Try: "; may be empty
};

template <class T>
using Expected = tl::expected<T, Refusal>;

tl::unexpected<Refusal> refuse(Rule rule, std::string message, std::string next_step = {});

} // namespace pvault
