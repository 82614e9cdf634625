#include "journal/chain.hpp"

#include <doctest/doctest.h>

namespace journal_chain_test {

using namespace pvault;

// NIST, examples of SHA-256 in FIPS 180-4.
TEST_CASE("sha256_hex gives the published digests") {
  CHECK_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK_EQ(sha256_hex(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("an entry's bytes are written out in full") {
  EntryBytes bytes(first_previous_hash);
  bytes.begin_row("entry");
  bytes.add("entry_id", std::int64_t{1});
  bytes.add("kind", "book");
  bytes.add("memo", std::monostate{});
  bytes.begin_row("book");
  bytes.add("name", "Größe"); // counted in bytes: ö and ß take two each
  bytes.add("offset", std::int64_t{-5});
  const std::string expected = "pvault entry 1\n"
                               "previous_hash=t:64:0000000000000000000000000000000000000000000000000000000000000000\n"
                               "@entry\nentry_id=i:1\nkind=t:4:book\n"
                               "@book\nname=t:7:Größe\noffset=i:-5\n";
  CHECK_EQ(bytes.bytes(), expected);
  CHECK_EQ(bytes.hash(), sha256_hex(expected));
}

TEST_CASE("contents that differ have other bytes") {
  const auto bytes_of = [](const std::vector<std::pair<std::string, Value>>& values) {
    EntryBytes bytes("");
    for (const auto& [column, value] : values)
      bytes.add(column, value);
    return bytes.bytes();
  };
  const std::string plain = bytes_of({{"a", "x"}, {"b", "y"}});
  CHECK_NE(plain, bytes_of({{"a", "x\nb=t:1:y"}})); // a text cannot imitate a column: its length is written
  CHECK_NE(plain, bytes_of({{"a", "y"}, {"b", "x"}}));
  CHECK_NE(plain, bytes_of({{"b", "y"}, {"a", "x"}}));
  CHECK_NE(bytes_of({{"a", std::int64_t{1}}}), bytes_of({{"a", "1"}}));
  CHECK_NE(bytes_of({{"a", ""}}), bytes_of({{"a", std::monostate{}}}));
  CHECK_EQ(bytes_of({{"a", std::monostate{}}}),
           bytes_of({})); // so that a later schema's columns leave older hashes as they were
}

TEST_CASE("an entry's hash depends on the entry before it") {
  CHECK_NE(EntryBytes(std::string(64, '0')).hash(), EntryBytes(std::string(64, '1')).hash());
}

TEST_CASE("a request's fingerprint tells kinds, names, values and their order apart") {
  const auto two = [](std::string_view kind, std::string_view a, std::string_view b) {
    return RequestFingerprint(kind).add("use", a).add("use", b).hash();
  };
  const std::string request = two("drawdown", "1", "2");
  CHECK_EQ(two("drawdown", "1", "2"), request);
  CHECK_NE(two("payment", "1", "2"), request);
  CHECK_NE(two("drawdown", "2", "1"), request);
  CHECK_NE(two("drawdown", "12", ""), request);
  CHECK_NE(RequestFingerprint("drawdown").add("use", "1").hash(), request);
  CHECK_NE(RequestFingerprint("drawdown").add("use", "1").add("for", "2").hash(), request);
}

TEST_CASE("a row keeps what was set, and keeps no empty text") {
  RecordRow row("lot");
  row.set("mass_mg", Mass::milligrams(5)).set("cost_cents", Money::cents(7)).set("lot_id", LotId{3});
  row.set_text("note", "").set_text("code", "GA-1").set("party_id", std::optional<PartyId>());
  CHECK_EQ(row.table(), "lot");
  CHECK(row.value("mass_mg") == Value(std::int64_t{5}));
  CHECK(row.value("cost_cents") == Value(std::int64_t{7}));
  CHECK(row.value("lot_id") == Value(std::int64_t{3}));
  CHECK(row.value("code") == Value("GA-1"));
  for (const char* column : {"note", "party_id", "never set"})
    CHECK(row.value(column) == Value(std::monostate{}));
}

} // namespace journal_chain_test
