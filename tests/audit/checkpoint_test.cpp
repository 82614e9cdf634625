#include "audit/checkpoint_check.hpp"
#include "tests/support/attacked_book.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/format.h>

namespace audit_checkpoint_test {

using namespace pvault;
using namespace pvault::test;
using audit::HeldCheckpoint;
using audit::HeldSignature;
using Texts = std::vector<std::string>;

namespace {

SampleBook& sample() {
  static SampleBook book;
  return book;
}

audit::Checkpoint checkpoint_of(SampleBook& book, std::optional<EntryId> entry = {}) {
  return audit::make_checkpoint(book.connection(), entry.value_or(book.newest()));
}

HeldCheckpoint held(const audit::Checkpoint& checkpoint) {
  return audit::read_checkpoint({.name = "c.json", .bytes = audit::format_checkpoint(checkpoint)}, {}).value();
}

// The first word of each fault that the check of the checkpoint finds.
Texts words_of(const std::filesystem::path& path, const HeldCheckpoint& checkpoint) {
  Texts words;
  for (const audit::CheckResult& check : audit::check_file(path, {.checkpoints = {checkpoint}}).checks) {
    if (check.name != "checkpoint") continue;
    for (const audit::Fault& fault : check.faults)
      words.push_back(fault.what.substr(0, fault.what.find(':')));
  }
  return words;
}

bool has_word(const Texts& words, const std::string& word) { return std::ranges::find(words, word) != words.end(); }

// As somebody would who holds the file: everything of the newest entry is gone.
void cut_newest(AttackedBook& book) {
  std::string sql;
  for (const std::string& table : tables_in_role(book.database(), "record"))
    sql += "DELETE FROM " + table + " WHERE entry_id = $last; ";
  REQUIRE_EQ(book.tamper(sql), "");
}

} // namespace

TEST_CASE("a checkpoint says the same of the same entry, whatever is recorded later") {
  SampleBook book;
  const audit::Checkpoint then = checkpoint_of(book);
  const std::string bytes = audit::format_checkpoint(then);
  CHECK_EQ(then.hash, store::load_chain_head(book.connection()).hash);
  CHECK_EQ(then.debit_usd, then.credit_usd);
  CHECK_EQ(then.rows.at("entry"), number_of(book.newest()));
  CHECK_FALSE(then.on_hand_kg.empty());
  book.site("LATER");
  CHECK_EQ(audit::format_checkpoint(checkpoint_of(book, then.entry)), bytes);
  CHECK_NE(audit::format_checkpoint(checkpoint_of(book)), bytes);
  CHECK(words_of(book.path(), held(then)).empty());
}

TEST_CASE("a checkpoint of any entry holds") {
  AttackedBook book(sample(), ForeignKeys::off);
  for (std::int64_t entry = 1; entry <= number_of(sample().newest()); entry += 37) {
    CAPTURE(entry);
    CHECK(words_of(book.path(), held(checkpoint_of(sample(), EntryId{entry}))).empty());
  }
}

TEST_CASE("a checkpoint is read back as it was written") {
  const audit::Checkpoint then = checkpoint_of(sample());
  const std::string bytes = audit::format_checkpoint(then);
  CHECK_EQ(audit::format_checkpoint(audit::parse_checkpoint(bytes, "c.json").value()), bytes);
}

TEST_CASE("checkpoint_malformed: what was not written by this program, or was edited") {
  const std::string bytes = audit::format_checkpoint(checkpoint_of(sample()));
  const std::string no_colon = [&] {
    std::string text = bytes;
    text.erase(text.find("\"entry\":") + 7, 1);
    return text;
  }();
  for (const std::string& text : {std::string(), std::string("{}"), std::string("[]"), std::string("no JSON"), no_colon,
                                  std::string("\xff\xfe"), std::string(100'000, '[')}) {
    const auto read = audit::parse_checkpoint(text, "c.json");
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().rule == Rule::checkpoint_malformed);
    CHECK_EQ(read.error().message, "c.json is no checkpoint of pvault");
  }
  for (const std::string& text : {bytes + "\n", " " + bytes, bytes.substr(0, bytes.size() - 1)}) {
    const auto read = audit::parse_checkpoint(text, "c.json");
    REQUIRE_FALSE(read.has_value());
    CHECK_EQ(read.error().message, "c.json is not written as pvault writes a checkpoint: it was edited");
  }
}

TEST_CASE("entries cut off behind a valid head are missed, which the chain alone does not show") {
  AttackedBook book(sample(), ForeignKeys::off);
  const HeldCheckpoint then = held(checkpoint_of(sample()));
  cut_newest(book);
  CHECK(has_word(words_of(book.path(), then), "cut_short"));
  CHECK(words_of(book.path(), held(checkpoint_of(sample(), EntryId{1}))).empty()); // made before what was cut off
}

TEST_CASE("a book that was changed, and another book, are not what the checkpoint says") {
  AttackedBook book(sample(), ForeignKeys::off);
  const audit::Checkpoint then = checkpoint_of(sample());
  REQUIRE_EQ(book.tamper("UPDATE seal SET hash = printf('%064d', 7) WHERE entry_id = $last"), "");
  CHECK(has_word(words_of(book.path(), held(then)), "history_changed"));
  book.restore();
  // Its content changed, its hash left: the hash at the checkpoint's entry is what it was.
  REQUIRE_EQ(book.tamper("UPDATE entry SET memo = 'x' WHERE entry_id = $sale"), "");
  CHECK(words_of(book.path(), held(then)) == Texts{"history_changed"});
  book.restore();
  REQUIRE_EQ(book.tamper("UPDATE book SET name = 'Another'"), "");
  CHECK(has_word(words_of(book.path(), held(then)), "other_book"));
}

TEST_CASE("each figure of a checkpoint is compared") {
  AttackedBook book(sample(), ForeignKeys::off);
  const auto words_with = [&](const auto& change) {
    audit::Checkpoint then = checkpoint_of(sample());
    change(then);
    return words_of(book.path(), held(then));
  };
  using audit::Checkpoint;
  CHECK(words_with([](Checkpoint& then) { then.debit_usd = "0.01"; }) == Texts{"totals_differ"});
  CHECK(words_with([](Checkpoint& then) { then.credit_usd = "0.01"; }) == Texts{"totals_differ"});
  CHECK(words_with([](Checkpoint& then) { then.on_hand_kg["gallium"] = "1"; }) == Texts{"totals_differ"});
  CHECK(words_with([](Checkpoint& then) { then.on_hand_kg.clear(); }).size() >= 1);
  CHECK(words_with([](Checkpoint& then) { ++then.rows["posting"]; }) == Texts{"totals_differ"});
  CHECK(words_with([](Checkpoint& then) { then.recorded_at = "2020-01-01T00:00:00.000Z"; }) == Texts{"totals_differ"});
  CHECK(words_with([](Checkpoint& then) { ++then.schema_version; }) == Texts{"schema_older"});
  CHECK(words_with([](Checkpoint& then) { then.book = "Another"; }) == Texts{"other_book"});
  CHECK(words_with([](Checkpoint& then) { then.first_hash = std::string(64, 'a'); }) == Texts{"other_book"});
  CHECK(words_with([](Checkpoint& then) { then.hash = std::string(64, 'a'); }) == Texts{"history_changed"});
  CHECK(words_with([](Checkpoint& then) { then.entry = EntryId{number_of(then.entry) + 1}; }) == Texts{"cut_short"});
}

TEST_CASE("a signature is looked at before the checkpoint is believed") {
  const SigningKey key = SigningKey::generate();
  const SigningKey other = SigningKey::generate();
  const std::string bytes = audit::format_checkpoint(checkpoint_of(sample()));
  const std::string signature = sign(key, bytes, "of the sample");
  const auto read = [&](const std::string& content, const std::optional<std::string>& signed_with,
                        const std::vector<PublicKey>& keys) {
    return audit::read_checkpoint({.name = "c.json", .bytes = content, .signature = signed_with}, keys).value();
  };
  CHECK(read(bytes, signature, {key.public_key()}).signature == HeldSignature::good);
  CHECK(read(bytes, signature, {other.public_key(), key.public_key()}).signature == HeldSignature::good);
  CHECK(read(bytes, signature, {}).signature == HeldSignature::unchecked);
  CHECK(read(bytes, std::nullopt, {}).signature == HeldSignature::none);
  const std::string number = format_key_number(key.public_key().number);
  CHECK_EQ(read(bytes, std::nullopt, {key.public_key()}).fault,
           "signature_missing: there is no c.json.minisig beside it");
  CHECK_EQ(read(bytes, signature, {other.public_key()}).fault,
           fmt::format("signature_bad: it was made with key {}, and {} was to have made it", number,
                       format_key_number(other.public_key().number)));
  CHECK_EQ(read(bytes + " ", signature, {key.public_key()}).fault,
           fmt::format("signature_bad: key {} did not sign what the file holds", number));
  CHECK_EQ(read(bytes, "nonsense", {key.public_key()}).fault,
           "signature_bad: c.json.minisig is no signature of minisign over a hash");
  std::string comment = signature;
  comment.replace(comment.find("of the sample"), 13, "of a sample");
  CHECK_EQ(read(bytes, comment, {key.public_key()}).fault,
           fmt::format("signature_bad: key {} did not sign the comment of the signature", number));
}

TEST_CASE("what is not believed is a fault of the verification, and nothing is compared with it") {
  AttackedBook book(sample(), ForeignKeys::off);
  const std::string bytes = audit::format_checkpoint(checkpoint_of(sample()));
  const auto not_signed =
      audit::read_checkpoint({.name = "c.json", .bytes = bytes}, {SigningKey::generate().public_key()}).value();
  CHECK_FALSE(not_signed.content.has_value());
  CHECK(words_of(book.path(), not_signed) == Texts{"signature_missing"});
}

} // namespace audit_checkpoint_test
