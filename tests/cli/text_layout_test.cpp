#include "cli/text_layout.hpp"

#include <doctest/doctest.h>

namespace cli_text_layout_test {

using namespace pvault::cli;

TEST_CASE("prose is folded between words") {
  CHECK(fold("one two three", 0, 2, 7) == "one two\n  three");
  CHECK(fold("one two three", 0, 2, 100) == "one two three");
  CHECK(fold("one two", 5, 5, 8) == "one\n     two");
  CHECK(fold("", 0, 0, 7).empty());
}

TEST_CASE("a word wider than the page stays whole") { CHECK(fold("a unbreakable b", 0, 0, 5) == "a\nunbreakable\nb"); }

TEST_CASE("wide characters count twice") {
  CHECK(fold("\u91d1\u91d1 \u91d1\u91d1", 0, 0, 8) == "\u91d1\u91d1\n\u91d1\u91d1");
}

TEST_CASE("a label stands beside its text, or above it when it is long") {
  CHECK(labelled("basis", "Ga", 8) == "basis   Ga\n");
  CHECK(labelled("a long label", "Ga", 8) == "a long label\n        Ga\n");
  CHECK(labelled("alone", "", 8) == "alone\n");
}

} // namespace cli_text_layout_test
