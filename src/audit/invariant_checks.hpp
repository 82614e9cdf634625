// The invariants as queries that return what breaks them.
#pragma once

#include <span>
#include <string_view>

namespace pvault::audit {

struct InvariantCheck {
  std::string_view name;
  std::string_view about;
  // Rows (entry, what): the entry may be NULL.
  std::string_view faults_sql;
};

// In the order of docs/ARCHITECTURE.md. Triggers refuse the same when an entry is sealed (schema/); these find it when
// the file was changed by other hands.
std::span<const InvariantCheck> invariant_checks();
// Those of them that are about requests for disbursement.
std::span<const InvariantCheck> disbursement_checks();
// Those about papers, quality, pledges and settlements of lots.
std::span<const InvariantCheck> lot_checks();
// Those about what releases are made under, loans of metal, sales that are shipped later and rotations.
std::span<const InvariantCheck> release_checks();
// Those about documents.
std::span<const InvariantCheck> evidence_invariants();
// Those about cost methods.
std::span<const InvariantCheck> cost_method_checks();
// Those about write-downs.
std::span<const InvariantCheck> write_down_checks();
// Those about opening balances.
std::span<const InvariantCheck> opening_checks();
// Those about closed periods.
std::span<const InvariantCheck> period_checks();
// Those about people, what they signed, and what another approved.
std::span<const InvariantCheck> people_checks();
// Those about imported files.
std::span<const InvariantCheck> import_checks();

// Those about storage, insurance and handling.
std::span<const InvariantCheck> carrying_invariants();
// Those about counts and statements of warehouses.
std::span<const InvariantCheck> count_checks();

} // namespace pvault::audit
