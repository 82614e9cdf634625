#include "store/loans.hpp"

#include "store/moment_sql.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::store {

namespace {

// `what` of a facility (?3) with its entry and, if it was undone by the moment, the day of that.
std::string facts_sql(std::string_view table, std::string_view columns) {
  return fmt::format(
      "SELECT {0}.entry_id, entry.effective_on, undoing.effective_on, undoing.entry_id, {1} FROM {0} JOIN entry USING "
      "(entry_id) "
      "LEFT JOIN reversal AS undoing ON undoing.reversed_entry_id = {0}.entry_id AND undoing.effective_on <= ?1 AND "
      "undoing.entry_id <= ?2 WHERE {0}.facility_id = ?3 AND entry.effective_on <= ?1 AND entry.entry_id <= ?2 "
      "ORDER BY entry.effective_on, {0}.entry_id",
      table, columns);
}

// One undone as of its own day never was; one undone later is taken back then.
template <class Fact, class Read, class Turn>
std::vector<Fact> load_facts(Connection& connection, const std::string& sql, FacilityId facility, const Moment& moment,
                             Read read, Turn turn) {
  std::vector<Fact> facts;
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at).bind(facility);
  while (row.next()) {
    Fact fact = read(row);
    if (row.is_null(2)) {
      facts.push_back(fact);
      continue;
    }
    if (row.date(2) == row.date(1)) continue;
    facts.push_back(fact);
    turn(fact);
    fact.on = row.date(2);
    fact.entry = row.id<EntryId>(3);
    facts.push_back(fact);
  }
  std::ranges::stable_sort(facts, {}, &Fact::on);
  return facts;
}

void load_fixings(Connection& connection, LoanFacts& facts, const Moment& moment) {
  for (const TermsVersion& version : facts.versions) {
    if (!version.terms.floating) continue;
    std::vector<Fixing> fixings;
    Query row =
        connection.query("SELECT effective_on, rate_ppb FROM rate_fixing WHERE index_name = ?3 AND effective_on <= ?1 "
                         "AND entry_id <= ?2 ORDER BY effective_on, entry_id");
    row.bind(moment.as_of).bind(moment.known_at).bind(version.terms.floating->index);
    while (row.next()) {
      if (!fixings.empty() && fixings.back().on == row.date(0)) fixings.pop_back();
      fixings.push_back({row.date(0), Rate::parts_per_billion(row.integer(1))});
    }
    facts.fixings[lower(version.terms.floating->index)] = std::move(fixings);
  }
}

} // namespace

LoanFacts load_loan_facts(Connection& connection, const Facility& facility, const Moment& moment) {
  LoanFacts facts{.versions = load_terms(connection, facility, moment)};
  load_fixings(connection, facts, moment);
  facts.draws = load_facts<LoanDraw>(
      connection, facts_sql("drawdown", "amount_cents, financed_fee_cents, cash_fee_cents"), facility.id, moment,
      [](const Query& row) {
        return LoanDraw{row.date(1), row.id<EntryId>(0), row.money(4), row.money(5), row.money(6)};
      },
      [](LoanDraw& draw) {
        draw.amount = -draw.amount;
        draw.financed_fee = -draw.financed_fee;
        draw.cash_fee = -draw.cash_fee;
      });
  facts.payments = load_facts<LoanPayment>(
      connection, facts_sql("loan_payment", "fees_cents, interest_cents, principal_cents"), facility.id, moment,
      [](const Query& row) {
        return LoanPayment{row.date(1), row.id<EntryId>(0), row.money(4), row.money(5), row.money(6)};
      },
      [](LoanPayment& payment) {
        payment.fees = -payment.fees;
        payment.interest = -payment.interest;
        payment.principal = -payment.principal;
      });
  facts.cancellations = load_facts<Cancellation>(
      connection, facts_sql("cancellation", "amount_cents"), facility.id, moment,
      [](const Query& row) {
        return Cancellation{row.date(1), row.id<EntryId>(0), row.money(4)};
      },
      [](Cancellation& cancellation) { cancellation.amount = -cancellation.amount; });
  return facts;
}

PostedFinancing load_posted(Connection& connection, FacilityId facility, const Moment& moment) {
  PostedFinancing posted;
  // Postings of what was undone are taken back by those of its reversal; rows are not.
  Query accrued = connection.query(
      "SELECT coalesce(SUM(interest_cents), 0), coalesce(SUM(default_interest_cents), 0), "
      "coalesce(SUM(commitment_fee_cents), 0), "
      "coalesce(SUM(cash_fee_cents), 0), coalesce(SUM(financed_fee_cents), 0), coalesce(SUM(capitalised_cents), 0) "
      "FROM accrual CROSS JOIN entry USING (entry_id) WHERE facility_id = ?3 AND " +
      stands_at_moment("entry"));
  accrued.bind(moment.as_of).bind(moment.known_at).bind(facility).expect_row();
  posted.totals = {accrued.money(0), accrued.money(1), accrued.money(2),
                   accrued.money(3), accrued.money(4), accrued.money(5)};
  Query cost = connection.query(
      "SELECT account_id, mineral_id, SUM(amount_cents) FROM posting JOIN entry USING (entry_id) WHERE facility_id = "
      "?3 "
      "AND account_id IN (9, 10, 11) AND effective_on <= ?1 AND entry_id <= ?2 GROUP BY account_id, mineral_id");
  cost.bind(moment.as_of).bind(moment.known_at).bind(facility);
  while (cost.next()) {
    const Account account{cost.integer(0)};
    MineralShares& shares = account == Account::interest         ? posted.interest
                            : account == Account::commitment_fee ? posted.commitment_fees
                                                                 : posted.exposure_fees;
    shares[cost.optional_id<MineralId>(1)] = cost.money(2);
  }
  return posted;
}

Money load_fee_not_posted(Connection& connection, FacilityId facility, const LoanFacts& facts, Date on) {
  const FacilityTerms& first = facts.versions.front().terms;
  if (on <= first.signed_on || !finances_fee_at_completion(first)) return {};
  const Date before = add_days(on, -1);
  const Money charged = accrued_totals(facts, run_loan(facts, before).state, before).financed_fee;
  return std::max(charged - load_posted(connection, facility, end_of_time(connection)).totals.financed_fee, Money());
}

Money load_posted_principal(Connection& connection, FacilityId facility) {
  Query row =
      connection.query("SELECT -coalesce(SUM(amount_cents), 0) FROM posting WHERE facility_id = ? AND account_id = 5");
  row.bind(facility).expect_row();
  return row.money(0);
}

std::optional<Date> find_accrued_until(Connection& connection, FacilityId facility, const Moment& moment) {
  Query row =
      connection.query("SELECT max(effective_on) FROM accrual CROSS JOIN entry USING (entry_id) WHERE facility_id = ?3 "
                       "AND " +
                       stands_at_moment("entry"));
  row.bind(moment.as_of).bind(moment.known_at).bind(facility).expect_row();
  return row.optional_date(0);
}

std::optional<Date> find_accrued_until(Connection& connection, const Moment& moment) {
  Query row = connection.query("SELECT max(effective_on) FROM accrual CROSS JOIN entry USING (entry_id) WHERE " +
                               stands_at_moment("entry"));
  row.bind(moment.as_of).bind(moment.known_at).expect_row();
  return row.optional_date(0);
}

namespace {

struct Use {
  EntryId purchase{};
  MineralId mineral{};
  Money amount;
  Date from;
  std::optional<Date> until; // the day its drawdown was undone
};

std::vector<Use> list_uses(Connection& connection, FacilityId facility, const Moment& moment) {
  std::vector<Use> uses;
  Query row = connection.query(
      "SELECT purchase_entry_id, purchase.mineral_id, draw_use.amount_cents, entry.effective_on, undoing.effective_on "
      "FROM drawdown JOIN entry USING (entry_id) JOIN draw_use ON draw_use.entry_id = drawdown.entry_id "
      "JOIN purchase ON purchase.entry_id = purchase_entry_id "
      "LEFT JOIN reversal AS undoing ON undoing.reversed_entry_id = drawdown.entry_id AND undoing.effective_on <= ?1 "
      "AND "
      "undoing.entry_id <= ?2 WHERE drawdown.facility_id = ?3 AND entry.effective_on <= ?1 AND entry.entry_id <= ?2 "
      "ORDER BY drawdown.entry_id, draw_use.line");
  row.bind(moment.as_of).bind(moment.known_at).bind(facility);
  while (row.next()) {
    const std::optional<Date> until = row.optional_date(4);
    if (until != row.date(3))
      uses.push_back({row.id<EntryId>(0), row.id<MineralId>(1), row.money(2), row.date(3), until});
  }
  return uses;
}

// How the lot that a purchase made, and all that was taken of it, changed on a day.
struct LotChange { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  Date on;
  Money cost;
  Mass mass;
  Money bought; // of the cost: what the purchase brought
  Mass received;
  Mass lost;          // of the mass: what transfers lost on the way, below zero
  Money shifted;      // of the cost: what averagings brought or took
  Money settled_cost; // what settlements of it brought or took
  Mass settled_mass;
};

std::vector<LotChange> list_lot_changes(Connection& connection, EntryId purchase, const Moment& moment) {
  std::vector<LotChange> changes;
  // A transfer moves cost between them and changes no sum.
  Query row = connection.query(
      "SELECT entry.effective_on, SUM(amount_cents), SUM(mass_mg), "
      "coalesce(SUM(amount_cents) FILTER (WHERE entry.entry_id = ?3), 0), "
      "coalesce(SUM(mass_mg) FILTER (WHERE entry.entry_id = ?3), 0), "
      "coalesce(SUM(mass_mg) FILTER (WHERE 'transfer' IN (entry.kind, undone.kind)), 0), "
      "coalesce(SUM(amount_cents) FILTER (WHERE 'averaging' IN (entry.kind, undone.kind)), 0), "
      "coalesce(SUM(amount_cents) FILTER (WHERE 'settlement' IN (entry.kind, undone.kind)), 0), "
      "coalesce(SUM(mass_mg) FILTER (WHERE 'settlement' IN (entry.kind, undone.kind)), 0) "
      "FROM posting JOIN entry USING (entry_id) LEFT JOIN reversal ON reversal.entry_id = entry.entry_id "
      "LEFT JOIN entry AS undone ON undone.entry_id = reversed_entry_id WHERE lot_id IN "
      "(SELECT lot_id FROM lot WHERE entry_id = ?3 UNION ALL "
      "SELECT child.lot_id FROM lot AS root JOIN lot AS child ON child.root_lot_id = root.lot_id WHERE root.entry_id = "
      "?3) AND entry.effective_on <= ?1 AND entry.entry_id <= ?2 GROUP BY entry.effective_on ORDER BY 1");
  row.bind(moment.as_of).bind(moment.known_at).bind(purchase);
  while (row.next())
    changes.push_back({row.date(0), row.money(1), row.mass(2), row.money(3), row.mass(4), row.mass(5), row.money(6),
                       row.money(7), row.mass(8)});
  return changes;
}

// What a purchase cost as it was recorded, and what settlements of its lot changed of that, by date.
class PurchaseCost {
public:
  PurchaseCost(Connection& connection, EntryId purchase, const Moment& moment) {
    Query cost =
        connection.query("SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE entry_id = ? AND account_id = 2");
    cost.bind(purchase).expect_row();
    recorded_ = cost.money(0);
    Query change = connection.query(
        "SELECT entry.effective_on, -SUM(amount_cents) FROM lot JOIN assay_settlement AS settled USING (lot_id) LEFT "
        "JOIN reversal ON reversed_entry_id = settled.entry_id JOIN posting ON posting.entry_id IN (settled.entry_id, "
        "reversal.entry_id) JOIN entry ON entry.entry_id = posting.entry_id WHERE lot.entry_id = ?3 AND account_id = 4 "
        "AND entry.effective_on <= ?1 AND entry.entry_id <= ?2 GROUP BY entry.effective_on ORDER BY 1");
    change.bind(moment.as_of).bind(moment.known_at).bind(purchase);
    while (change.next())
      changes_.emplace_back(change.date(0), change.money(1));
  }
  [[nodiscard]] Money on(Date day) const {
    Money cost = recorded_;
    for (const auto& [since, change] : changes_) {
      if (since <= day) cost += change;
    }
    return cost;
  }

private:
  Money recorded_;
  std::vector<std::pair<Date, Money>> changes_ = {};
};

// What of a purchase's cost is on hand. From the day on which its cost was first evened out with that of other lots,
// what was left then follows the mass: cost that an averaging shifts was neither bought with the purchase nor released.
// A settlement changes what was bought, and leaves the part of it that is on hand.
class BoughtOnHand {
public:
  explicit BoughtOnHand(const PurchaseCost& bought) : bought_(bought) {}

  void change(const LotChange& change) {
    if (averaged_part_ && mass_ > Mass() && change.settled_mass != Mass())
      averaged_mg_ *= Exact((mass_ + change.settled_mass).milligrams()) / mass_.milligrams();
    if (change.shifted != Money() && !averaged_part_) {
      const Money bought = bought_.on(change.on);
      averaged_part_ =
          bought > Money() ? Exact((cost_ + change.bought + change.settled_cost).cents()) / bought.cents() : Exact(0);
      averaged_mg_ = (mass_ + change.received + change.settled_mass).milligrams();
    }
    cost_ += change.cost;
    mass_ += change.mass;
    if (averaged_part_) averaged_mg_ += change.lost.milligrams();
  }

  // The part of `amount` that what is on hand carries on a day.
  [[nodiscard]] Money part_of(Money amount, Date on) const {
    const Money bought = bought_.on(on);
    if (!averaged_part_) {
      if (bought <= Money()) return {};
      // A settlement has the share of a release that was recorded before it on its own day, also when the release is
      // dated later. What is on hand in between may then cost more than what was bought.
      const Money on_hand = std::clamp(cost_, Money(), bought);
      return Money::cents(share_of(amount.cents(), on_hand.cents(), bought.cents(), Rounding::half_even));
    }
    if (mass_ <= Mass() || averaged_mg_ <= 0) return {};
    const Exact part = Exact(amount.cents()) * *averaged_part_ * mass_.milligrams() / averaged_mg_;
    return std::min(amount, Money::cents(round_to_integer(part, Rounding::half_even).value_or(amount.cents())));
  }

private:
  const PurchaseCost& bought_;
  Money cost_;
  Mass mass_;
  std::optional<Exact> averaged_part_; // of what was bought, when it was first averaged
  Exact averaged_mg_ = 0;
};

// Adds what a use has financed and on hand as its lot's cost changes.
void add_changes(Connection& connection, const Use& use, const Moment& moment, std::vector<FinancedChange>& changes) {
  const PurchaseCost bought(connection, use.purchase, moment);
  if (bought.on(use.from) <= Money() && bought.on(moment.as_of) <= Money()) return;
  BoughtOnHand on_hand(bought);
  Money financed;
  const auto follow = [&](Date on) {
    const bool runs = !use.until || on < *use.until;
    const Money now = runs ? on_hand.part_of(use.amount, on) : Money();
    if (now != financed) changes.push_back({on, use.mineral, now - financed});
    financed = now;
  };
  bool begun = false;
  for (const LotChange& change : list_lot_changes(connection, use.purchase, moment)) {
    if (change.on > use.from && !begun) follow(use.from);
    begun = begun || change.on >= use.from;
    if (use.until && change.on >= *use.until) break;
    on_hand.change(change);
    if (begun) follow(change.on);
  }
  if (!begun) follow(use.from);
  if (use.until) follow(*use.until);
}

} // namespace

std::vector<FinancedChange> list_financed_changes(Connection& connection, FacilityId facility, const Moment& moment) {
  std::vector<FinancedChange> changes;
  for (const Use& use : list_uses(connection, facility, moment))
    add_changes(connection, use, moment, changes);
  std::ranges::stable_sort(changes, {}, &FinancedChange::on);
  return changes;
}

} // namespace pvault::store
