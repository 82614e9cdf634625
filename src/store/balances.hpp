// Balances at a moment. The derived tables hold them over all entries; from these is taken what the moment has not
// seen: entries dated after it or recorded after it. So today's figures read a few rows however long the journal is.
#pragma once

#include "financing/drawdown.hpp"
#include "financing/payment.hpp"
#include "journal/entry.hpp"
#include "stockpile/cost_method.hpp"
#include "stockpile/release.hpp"
#include "store/book.hpp"
#include "store/names.hpp"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace pvault::store {

struct BalanceKey {
  Account account{};
  std::optional<MineralId> mineral = {};
  std::optional<PartyId> party = {};
  std::optional<FacilityId> facility = {};
  friend auto operator<=>(const BalanceKey&, const BalanceKey&) = default;
};

struct Balance {
  Mass mass;
  Money amount;
};

using Balances = std::map<BalanceKey, Balance>;
// Every account and dimension that was ever posted to; balances that are zero at the moment may be among them.
Balances load_balances(Connection& connection, const Moment& moment);
// Makes balances of a moment those of an earlier day: takes off what is dated behind that day, of what it knows.
void take_off_later(Connection& connection, Date day, const Moment& moment, Balances& balances);

// The balances of accounts that may name a mineral, over all parties and facilities: read from the closing of a month
// and part of the month, where load_balances reads all entries that the moment has not seen. Where one does not fit 64
// bits, those of load_balances, whose parts do.
Balances load_mineral_balances(Connection& connection, const Moment& moment);

// What an account holds of a mineral, over all parties and facilities; of a facility, over all minerals. Recording
// keeps each balance within 64 bits, not their sum: throws std::overflow_error when that does not fit.
Balance balance_of(const Balances& balances, Account account, MineralId mineral);
Money balance_of(const Balances& balances, Account account, FacilityId facility);

// What accruals posted to a mineral: storage, insurance and handling; interest and fees. Both throw as above.
Money carrying_cost_of(const Balances& balances, MineralId mineral);
Money financing_cost_of(const Balances& balances, MineralId mineral);

// A balance of money as people read it.
struct NamedBalance {
  std::string account; // inventory:gallium, payable:TRAXYS
  Money amount;        // never zero
  bool is_memorandum = false;
};
// In the order of the chart of accounts, within an account by name.
std::vector<NamedBalance> list_money_balances(Connection& connection, const Moment& moment);

// One lot at a moment.
struct LotState {
  LotId id{};
  std::string code;
  MineralId mineral{};
  std::string mineral_code;
  std::string site_code;
  std::string supplier_code;
  Date received_on; // at its site
  Date aged_from;   // the day the lot that was bought was received
  Mass received;
  Mass on_hand;
  Money cost;
  bool reversed = false; // its receipt was reversed
  SiteKind site_kind = SiteKind::storage;
  std::string parent_code = {}; // the lot it was taken from; empty when it was bought
  std::string origin_code = {}; // the lot that was bought: itself, unless it has a parent
};
// Lots received and known at the moment, in the order of drawing: by age, then by purchase, then by lot; `only_open`
// leaves out those with no mass left.
std::vector<LotState> list_lots(Connection& connection, const Moment& moment, bool only_open);

// The open lots of a mineral that are old enough for the day of a release, oldest first (by the method last in, first
// out: youngest first), only as many as it takes for those that it can take from then to reach `asked`.
std::vector<OpenLot> list_drawable_lots(Connection& connection, MineralId mineral, const ReleaseRequest& request,
                                        Mass asked, CostMethod method = CostMethod::fifo);
// The open lots of a mineral that can be drawn on the day, wherever they lie, oldest first: those of an average.
std::vector<OpenLot> list_averaged_lots(Connection& connection, MineralId mineral, Date on);
// The lots named, in that order, with their quality and pledges of the day if one is given. Refuses lot_unknown.
Expected<std::vector<OpenLot>> load_named_lots(Connection& connection, const std::vector<std::string>& codes,
                                               std::optional<Date> on = {});

// What the lots that are taken of a lot inherit.
struct LotOrigin {
  PartyId supplier{};
  LotId root{}; // the lot that was bought
  Date aged_from;
};
LotOrigin load_lot_origin(Connection& connection, LotId lot);
// How many lots were taken of it, those among them whose transfer was reversed.
std::int64_t count_children(Connection& connection, LotId lot);

// The purchase that made a lot, or the one it was transferred from. Refuses lot_unknown.
Expected<EntryId> load_entry_of_lot(Connection& connection, const std::string& code);

// What of it is financed and requested on `on` or later. The invoices of `except`, a request, do not count.
FinancedPurchase load_financed_purchase(Connection& connection, EntryId entry, Date on,
                                        std::optional<EntryId> except = {});

// What an account that names no mineral holds of a facility from a day on; nothing when that changes on a later day.
std::optional<Money> find_last_balance(Connection& connection, Account account, FacilityId facility, Date on);

// What is open between the vault and a party: the least that is open on `on` or any later date; never below zero. What
// a supplier or other owes to us: the least on `on` or a later day on which it paid back, and no more than was paid to
// it on `on` and every later day.
Money load_owed(Connection& connection, PaymentDirection direction, PartyId party, Date on);

} // namespace pvault::store
