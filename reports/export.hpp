// The book for other programs: journals of plain-text accounting, and every record line by line. What is written does
// not grow in memory with the book: one entry at a time goes to the sink.
#pragma once

#include "journal/entry.hpp"
#include "reports/output_file.hpp"
#include "store/connection.hpp"

namespace pvault::reports {

enum class PlainDialect { ledger, hledger };

// Entries that post something, as transactions of ledger (https://ledger-cli.org) or hledger (https://hledger.org): in
// the order of their days, with every account and commodity declared. Mass is in kilograms with six decimals, bought
// and taken at its total cost in USD; what counts mass alone stands in unbalanced virtual postings, commitments in
// balanced ones. Must run inside a ReadTransaction, as all of these.
void write_plain_journal(store::Connection& connection, const Moment& moment, PlainDialect dialect, const Sink& sink);

// The same as a journal of beancount (https://beancount.github.io). Each lot is one position, with its cost, the
// day its age counts from and its name: what changes it takes the whole position away and puts back what is left of
// it, so that costs agree to the cent. Keeps mass and cost of the lots that hold something in memory.
void write_beancount_journal(store::Connection& connection, const Moment& moment, const Sink& sink);

// Every entry up to `last`, one JSON object a line: its hashes, its row and its rows in all other record tables, in the
// order in which its hash covers them (docs/FORMAT.md). A book made of these lines has the same hashes. Throws
// DamagedBookError when an entry has no seal, or a text is not UTF-8.
void write_jsonl(store::Connection& connection, EntryId last, const Sink& sink);

} // namespace pvault::reports
