#include "journal/sha256.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace journal_sha256_test {

using namespace pvault;

namespace {

std::string in_pieces(std::string_view bytes, std::size_t size) {
  Sha256 hash;
  for (std::size_t at = 0; at < bytes.size(); at += size)
    hash.add(bytes.substr(at, size));
  return hash.finish();
}

} // namespace

// NIST, examples of SHA-256 in FIPS 180-4.
TEST_CASE("the published digests come out in whatever pieces the bytes come in") {
  for (const std::size_t size :
       {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{65}, std::size_t{1000}}) {
    CAPTURE(size);
    CHECK_EQ(in_pieces("", size), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK_EQ(in_pieces("abc", size), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK_EQ(in_pieces("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", size),
             "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK_EQ(in_pieces(std::string(1'000'000, 'a'), size),
             "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }
}

} // namespace journal_sha256_test
