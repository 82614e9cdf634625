#include "tests/model/support/real_book.hpp"

#include "audit/verify.hpp"
#include "journal/sha256.hpp"
#include "operations/decide_proposal.hpp"
#include "operations/init_book.hpp"
#include "operations/record_import.hpp"
#include "reports/render.hpp"
#include "store/balances.hpp"
#include "store/derived.hpp"
#include "store/entries.hpp"
#include "store/error.hpp"
#include "store/figures.hpp"
#include "store/period_changes.hpp"
#include "store/proposals.hpp"
#include "store/transaction.hpp"
#include "tests/model/support/model_lines.hpp"
#include "tests/model/support/model_rules.hpp"
#include "tests/model/support/typed_request.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>

namespace pvault::test {

namespace {

constexpr const char* first_day = "2026-12-31";
constexpr const char* first_moment_at = "2026-12-31T09:00:00.000Z";

Moment moment_of(const When& when) { return {*parse_iso_date(when.as_of), EntryId{when.known_at}}; }

} // namespace

RealBook::RealBook(const std::filesystem::path& folder, bool flushes) : path_(folder / "vault.db"), flushes_(flushes) {
  operations::init_book(
      path_,
      {.header = {.effective_on = *parse_iso_date(first_day), .recorded_at = first_moment_at, .recorded_by = "tester"}},
      "Model reserve");
  reopen();
}

void RealBook::reopen() {
  book_.reset();
  book_.emplace(store::Book::open(path_, store::Access::write));
  if (!flushes_) book_->connection().execute("PRAGMA synchronous = OFF");
}

// One consistent moment for the work.
template <class Work>
auto RealBook::reading(Work work) {
  const store::ReadTransaction transaction(book_->connection());
  return work(book_->connection());
}

std::string RealBook::code_of(const char* table, std::int64_t id) {
  std::string& code = codes_[{table, id}];
  if (!code.empty()) return code;
  const char* column = std::string_view(table) == "account" ? "name" : "code";
  store::Query row = book_->connection().query(fmt::format("SELECT {1} FROM {0} WHERE {0}_id = ?", table, column));
  row.bind(id).expect_row();
  return code = row.text(0);
}

std::vector<Event> RealBook::list_first_events() {
  std::vector<Event> events;
  store::Connection& connection = book_->connection();
  store::Query entry =
      connection.query("SELECT entry_id, kind, effective_on, recorded_at FROM entry ORDER BY entry_id");
  while (entry.next()) {
    events.push_back(
        {.number = entry.integer(0), .kind = entry.text(1), .on = entry.text(2), .recorded_at = entry.text(3)});
  }
  const auto event_of = [&](const store::Query& row) -> Event& {
    return events.at(static_cast<std::size_t>(row.integer(0)) - 1);
  };
  store::Query price =
      connection.query("SELECT price.entry_id, code, cents, per_mg FROM price JOIN mineral USING (mineral_id)");
  while (price.next()) {
    event_of(price).mineral = price.text(1);
    if (!price.is_null(2)) event_of(price).cents_per_mg = Ratio(price.integer(2), price.integer(3));
  }
  store::Query demand = connection.query(
      "SELECT demand.entry_id, code, mass_mg, year, demand.basis FROM demand JOIN mineral USING (mineral_id)");
  while (demand.next()) {
    event_of(demand).mineral = demand.text(1);
    event_of(demand).demand = DemandFacts{demand.integer(2), static_cast<int>(demand.integer(3)), demand.text(4)};
  }
  store::Query target =
      connection.query("SELECT target.entry_id, code, days FROM target JOIN mineral USING (mineral_id)");
  while (target.next())
    event_of(target).target_days[target.text(1)] = static_cast<int>(target.integer(2));
  return events;
}

// As cli/proposal.cpp does, with the request itself in the place of its command line.
Expected<operations::Recorded> RealBook::approve(const Request& request, operations::RecordingOptions options) {
  store::WriteTransaction transaction(book_->connection());
  const EntryId entry{request.carries_out};
  const auto proposal =
      operations::check_approval(book_->connection(), options.header, entry, *parse_iso_date(day_of(request)));
  if (!proposal) return tl::unexpected(proposal.error());
  options.header.request_id.clear();
  options.header.approval = Approval{.proposal = entry, .reason = "as proposed"};
  options.carried_out = std::make_shared<std::vector<ApprovedEntry>>();
  auto recorded = record(*book_, request, options);
  if (!recorded) return recorded;
  if (auto same = check_all_of_proposal(*proposal, *options.carried_out); !same) return tl::unexpected(same.error());
  if (!options.dry_run) transaction.commit();
  return recorded;
}

Expected<operations::Recorded> RealBook::record_or_propose(const Request& request) {
  operations::RecordingOptions options = options_of(request);
  if (request.carries_out != 0) return approve(request, options);
  options.needed_approval = std::make_shared<std::optional<operations::NeededApproval>>();
  auto recorded = record(*book_, request, options);
  if (recorded || recorded.error().rule != Rule::approval_missing) return recorded;
  const std::vector<std::string> command = {kind_of(request.ask)};
  return operations::propose(*book_, options, options.needed_approval->value(), command,
                             *parse_iso_date(day_of(request)));
}

namespace {

Answer told(const operations::Recorded& recorded) {
  if (recorded.nothing) return {"nothing"};
  Answer answer{.said = recorded.repeated             ? "repeated"
                        : recorded.dry_run            ? "tried"
                        : recorded.kind == "proposal" ? "proposed"
                                                      : "recorded",
                .entry = number_of(recorded.entry),
                .on = format_date(recorded.effective_on)};
  for (const operations::PostingLine& line : recorded.postings)
    answer.postings.push_back(posting_in_words(line.account, line.lot, line.mass.milligrams(), line.amount.cents()));
  std::ranges::sort(answer.postings);
  return answer;
}

Answer told(const Expected<operations::Recorded>& recorded) {
  return recorded ? told(*recorded) : Answer{std::string(rule_name(recorded.error().rule))};
}

// What the work answers, or what kept it from that.
template <class Work>
Answer answered(Work work) {
  try {
    return work();
  } catch (const store::CommitInDoubt& error) {
    return {fmt::format("doubt: {}", error.what())};
  } catch (const store::BookError& error) {
    return {fmt::format("trouble: {}", error.what())};
  } catch (const std::exception& error) {
    return {fmt::format("failed: {}", error.what())};
  }
}

} // namespace

Answer RealBook::answer(const Request& request) {
  return answered([&] { return told(record_or_propose(request)); });
}

// As cli/import_run.cpp does, with the request in the place of its row.
Answer RealBook::import_rows(const PlainImport& file) {
  store::WriteTransaction transaction(book_->connection());
  operations::ImportedFile imported{.file = "rows.csv",
                                    .sha256 = sha256_hex(in_words(file)),
                                    .rows = static_cast<std::int64_t>(file.rows.size()),
                                    .first = EntryId{newest() + 1}};
  std::vector<std::string> rows;
  bool is_refused = false;
  for (const Request& row : file.rows) {
    const Expected<operations::Recorded> recorded = record(*book_, row, options_of(row));
    is_refused = is_refused || !recorded;
    imported.recorded += recorded && !recorded->repeated && !recorded->nothing ? 1 : 0;
    rows.push_back(in_words(told(recorded)));
  }
  Answer answer{is_refused ? "import_refused" : "nothing"};
  if (!is_refused && imported.recorded > 0) {
    const Request batch{.on = file.recorded_at.substr(0, 10), .recorded_at = file.recorded_at, .signer = file.signer};
    const auto recorded = operations::record_import(*book_, options_of(batch), imported);
    answer = told(recorded);
    if (recorded) transaction.commit();
  }
  answer.postings = rows;
  return answer;
}

Answer RealBook::answer(const PlainImport& file) {
  return answered([&] { return import_rows(file); });
}

Lines RealBook::balances(const When& when) {
  const store::Balances balances =
      reading([&](auto& connection) { return store::load_balances(connection, moment_of(when)); });
  Lines lines;
  for (const auto& [key, balance] : balances) {
    if (balance.mass == Mass() && balance.amount == Money()) continue;
    const BalanceName name = {code_of("account", static_cast<std::int64_t>(key.account)),
                              key.mineral ? code_of("mineral", number_of(*key.mineral)) : "",
                              key.party ? code_of("party", number_of(*key.party)) : "",
                              key.facility ? code_of("facility", number_of(*key.facility)) : ""};
    lines[balance_words(name)] = amounts_in_words(balance.mass.milligrams(), balance.amount.cents());
  }
  return lines;
}

Lines RealBook::lots(const When& when) {
  const auto lots = reading([&](auto& connection) { return store::list_lots(connection, moment_of(when), false); });
  Lines lines;
  std::size_t place = 0;
  for (const store::LotState& lot : lots) {
    const LotFacts facts{.code = lot.code,
                         .mineral = lot.mineral_code,
                         .supplier = lot.supplier_code,
                         .site = lot.site_code,
                         .received_on = format_date(lot.received_on),
                         .aged_from = format_date(lot.aged_from),
                         .parent = lot.parent_code,
                         .received_mg = lot.received.milligrams(),
                         .on_hand_mg = lot.on_hand.milligrams(),
                         .cost_cents = lot.cost.cents(),
                         .reversed = lot.reversed};
    add_lot_line(lines, ++place, facts);
  }
  return lines;
}

Lines RealBook::figures(const When& when) {
  return reading([&](store::Connection& connection) {
    Lines lines;
    for (const MineralFacts& mineral : model_minerals()) {
      const MineralId id = store::load_mineral(connection, mineral.code)->id;
      const auto price = store::find_price(connection, id, moment_of(when));
      const auto demand = store::find_demand(connection, id, moment_of(when));
      const auto days = store::find_target_days(connection, id, moment_of(when));
      FigureWords words;
      if (price)
        words.price = price_in_words(Ratio(price->price.cents, price->price.per_mg), number_of(price->entry),
                                     format_date(price->on));
      if (demand) words.demand = demand_in_words({demand->per_year.milligrams(), demand->year, demand->basis});
      if (days) words.target = fmt::format("{} days", *days);
      add_figure_lines(lines, mineral.code, words);
    }
    return lines;
  });
}

namespace {

std::string cell_in_words(const reports::Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return std::to_string(*count);
  if (const auto* scaled = std::get_if<reports::Decimal>(&cell)) return std::to_string(scaled->scaled);
  return missing;
}

// The cells that the model answers for too, of the rows of its minerals.
Lines cells_of(const reports::Table& table, const std::vector<std::string>& names) {
  Lines lines;
  const auto column_of = [&](const std::string& name) {
    const auto found = std::ranges::find(table.columns, name, &reports::Column::name);
    return static_cast<std::size_t>(found - table.columns.begin());
  };
  for (const reports::Row& row : table.rows) {
    const std::string mineral = cell_in_words(row.cells.at(column_of("mineral")));
    if (std::ranges::find(model_minerals(), mineral, &MineralFacts::code) == model_minerals().end()) continue;
    for (const std::string& name : names)
      lines[mineral + " " + name] = cell_in_words(row.cells.at(column_of(name)));
  }
  return lines;
}

reports::Table make_table(store::Connection& connection, const std::string& name, const When& when) {
  return reports::make_report(*reports::find_report(name), connection, {.moment = moment_of(when)});
}

} // namespace

Lines RealBook::coverage(const When& when) {
  return cells_of(reading([&](auto& connection) { return make_table(connection, "coverage", when); }),
                  coverage_fields());
}

Lines RealBook::cost(const When& when) {
  return cells_of(reading([&](auto& connection) { return make_table(connection, "cost", when); }), cost_fields());
}

std::string RealBook::report(const std::string& name, const When& when) {
  const reports::Table table = reading([&](auto& connection) { return make_table(connection, name, when); });
  return reports::render_json(table) + reports::render_text(table, {});
}

Lines RealBook::controls() {
  return reading([](store::Connection& connection) {
    Lines lines;
    const auto change = store::load_period_change(connection);
    lines["open from"] = change ? format_date(change->open_from) : missing;
    for (const Proposal& proposal : store::list_proposals(connection)) {
      const ApprovedEntry& first = proposal.entries.front(); // the model knows of no more
      lines[fmt::format("proposal {}", number_of(proposal.entry))] =
          proposal_in_words(first.kind, format_date(first.on), first.amount.cents(), format_date(proposal.expires_on),
                            proposal.approved   ? "approved"
                            : proposal.rejected ? "rejected"
                                                : missing);
    }
    return lines;
  });
}

Answer RealBook::known_at(const std::string& text) {
  const auto known = store::resolve_known_at(book_->connection(), text);
  if (!known) return {std::string(rule_name(known.error().rule))};
  return {"known", number_of(*known)};
}

std::int64_t RealBook::newest() { return number_of(store::load_chain_head(book_->connection()).entry); }

std::string RealBook::head() {
  const store::ChainHead head = store::load_chain_head(book_->connection());
  return fmt::format("entry {} {}", number_of(head.entry), head.hash);
}

std::map<std::string, std::int64_t> RealBook::count_kinds() {
  std::map<std::string, std::int64_t> kinds;
  store::Query row = book_->connection().query(
      "SELECT kind, count(entry_id) FROM entry_kind LEFT JOIN entry USING (kind) GROUP BY kind");
  while (row.next())
    kinds[row.text(0)] = row.integer(1);
  return kinds;
}

Lines RealBook::broken_identities(const When& when) {
  const auto balances = reading([&](auto& connection) { return store::load_balances(connection, moment_of(when)); });
  std::map<std::string, Wide> mass_of;
  std::map<std::string, Wide> lots_of; // what lots hold, wherever they lie, less what the account of it says
  std::map<std::string, Wide> amount_of;
  for (const auto& [key, balance] : balances) {
    if (key.mineral) mass_of[code_of("mineral", number_of(*key.mineral))] += balance.mass.milligrams();
    if (key.account == Account::inventory)
      lots_of[code_of("mineral", number_of(*key.mineral))] -= balance.mass.milligrams();
    const bool memorandum = key.facility && key.account != Account::loan_principal;
    amount_of[memorandum ? "commitments of " + code_of("facility", number_of(*key.facility)) : "money"] +=
        balance.amount.cents();
  }
  Lines broken;
  // On hand + owed back + in process = received + opening - released - lost; granted = undisbursed + disbursed; debits
  // = credits.
  for (const auto& [mineral, mass_mg] : mass_of) {
    if (mass_mg != 0) broken["mass of " + mineral] = amounts_in_words(mass_mg, 0);
  }
  for (const auto& [what, cents] : amount_of) {
    if (cents != 0) broken[what] = amounts_in_words(0, cents);
  }
  for (const store::LotState& lot :
       reading([&](auto& connection) { return store::list_lots(connection, moment_of(when), false); })) {
    const bool sound = lot.on_hand >= Mass() && lot.cost >= Money() && (lot.on_hand > Mass() || lot.cost == Money());
    lots_of[lot.mineral_code] += lot.on_hand.milligrams();
    if (!sound) broken["lot " + lot.code] = amounts_in_words(lot.on_hand.milligrams(), lot.cost.cents());
  }
  for (const auto& [mineral, mass_mg] : lots_of) {
    if (mass_mg != 0) broken["lots of " + mineral] = amounts_in_words(mass_mg, 0);
  }
  return broken;
}

Lines RealBook::faults() {
  Lines lines;
  const audit::Verification found = reading([](auto& connection) { return audit::check_book(connection); });
  for (const audit::CheckResult& check : found.checks) {
    for (const audit::Fault& fault : check.faults)
      lines[check.name] += fault.what + "; ";
  }
  return lines;
}

Lines RealBook::derived() {
  Lines lines;
  for (const store::DerivedTable& table : store::derived_tables()) {
    store::Query row = book_->connection().query(fmt::format("SELECT * FROM {}", table.name));
    while (row.next()) {
      std::string words = table.name;
      for (int column = 0; column < row.columns(); ++column) {
        const Value value = row.value(column);
        const auto* number = std::get_if<std::int64_t>(&value);
        words += " " + (number != nullptr ? std::to_string(*number) : row.text(column));
      }
      lines[words] = "there";
    }
  }
  return lines;
}

void RealBook::rebuild_derived() {
  store::WriteTransaction transaction(book_->connection());
  store::rebuild_derived(book_->connection());
  transaction.commit();
}

} // namespace pvault::test
