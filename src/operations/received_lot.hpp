// What a purchase and an opening balance share: a lot that comes in from a supplier.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/mineral.hpp"
#include "store/names.hpp"

#include <string>

namespace pvault::operations {

struct ReceivedLot {
  std::string mineral;
  std::string supplier;
  std::string site;
  std::string code; // empty: MINERAL-ENTRY, for example gallium-181
  Delivery delivery;
};

struct ReceivedLotNames {
  Mineral mineral;
  store::Party supplier;
  store::Site site;
};
// What it names, found in the book. Refuses: mineral_unknown, party_unknown, party_role_wrong, site_unknown.
Expected<ReceivedLotNames> find_received_names(store::Connection& connection, const ReceivedLot& received);

void add_to_fingerprint(RequestFingerprint& fingerprint, const ReceivedLot& received);

// The name asked for, which must be free (name_taken); with none, MINERAL-ENTRY, and a further number where somebody
// has used that.
Expected<std::string> choose_lot_name(Recording& recording, const ReceivedLot& received, const Mineral& mineral);

RecordRow received_lot_row(const ReceivedLot& received, const ReceivedLotNames& named, const ContainedMass& contained,
                           Date on);

} // namespace pvault::operations
