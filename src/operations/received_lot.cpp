#include "operations/received_lot.hpp"

#include "operations/lot_names.hpp"

#include <fmt/format.h>

namespace pvault::operations {

Expected<ReceivedLotNames> find_received_names(store::Connection& connection, const ReceivedLot& received) {
  const auto mineral = store::load_mineral(connection, received.mineral);
  if (!mineral) return tl::unexpected(mineral.error());
  const auto supplier = store::load_party_in_role(connection, received.supplier, "supplier");
  if (!supplier) return tl::unexpected(supplier.error());
  const auto site = store::load_site(connection, received.site);
  if (!site) return tl::unexpected(site.error());
  return ReceivedLotNames{*mineral, *supplier, *site};
}

void add_to_fingerprint(RequestFingerprint& fingerprint, const ReceivedLot& received) {
  fingerprint.add_name("mineral", received.mineral)
      .add_name("supplier", received.supplier)
      .add_name("site", received.site)
      .add("lot", received.code);
  fingerprint.add("mass", received.delivery.mass.text).add("moisture", received.delivery.moisture_text);
  if (received.delivery.assay) fingerprint.add("assay", received.delivery.assay->text);
}

Expected<std::string> choose_lot_name(Recording& recording, const ReceivedLot& received, const Mineral& mineral) {
  if (!received.code.empty()) {
    if (auto free = store::check_code_free(recording.connection(), "lot", received.code); !free)
      return tl::unexpected(free.error());
    return received.code;
  }
  std::string usual = fmt::format("{}-{}", mineral.code, number_of(recording.writer().next_entry()));
  if (store::check_code_free(recording.connection(), "lot", usual)) return usual;
  return free_lot_name(recording.connection(), usual + "-", 2, {});
}

RecordRow received_lot_row(const ReceivedLot& received, const ReceivedLotNames& named, const ContainedMass& contained,
                           Date on) {
  RecordRow lot("lot");
  lot.set("mineral_id", named.mineral.id).set("site_id", named.site.id).set("supplier_id", named.supplier.id);
  lot.set("received_on", on).set("mass_entered", received.delivery.mass.text);
  lot.set_text("moisture_entered", received.delivery.moisture_text).set_text("content_factor", contained.factor_text);
  if (received.delivery.assay) lot.set("assay_entered", received.delivery.assay->text);
  lot.set("received_mg", contained.mass);
  return lot;
}

} // namespace pvault::operations
