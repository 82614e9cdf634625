// Verifies the chain of a book and nothing else: bench_verify_chain BOOK
#include "audit/chain_check.hpp"
#include "store/book.hpp"
#include "store/transaction.hpp"

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: bench_verify_chain BOOK\n";
    return 2;
  }
  try {
    pvault::store::Book book = pvault::store::Book::open(argv[1], pvault::store::Access::read);
    const pvault::store::ReadTransaction moment(book.connection());
    const auto findings = pvault::audit::check_chain(book.connection(), [](pvault::EntryId) {});
    std::cout << "{\"entries\": " << findings.entries << ", \"rows\": " << findings.rows << ", \"hash\": \""
              << findings.head_hash << "\"}\n";
    return findings.faults.empty() ? 0 : 5;
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 3;
  }
}
