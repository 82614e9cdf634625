// The generated history as journals of ledger, hledger and beancount: what somebody who keeps such a journal would
// write of each event, and no more; `pvault export` writes more of each entry (its hash, its moment), which would only
// slow them down.
#pragma once

#include "generator/events.hpp"

#include <iosfwd>

namespace pvault::bench {

enum class JournalOf { ledger, hledger, beancount };

void write_journal(std::ostream& out, JournalOf program, const HistorySize& size);

} // namespace pvault::bench
