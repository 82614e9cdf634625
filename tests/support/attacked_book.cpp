#include "tests/support/attacked_book.hpp"

#include "operations/change_facility.hpp"
#include "operations/disburse.hpp"
#include "operations/grant_release.hpp"
#include "operations/record_evidence.hpp"
#include "operations/record_return.hpp"
#include "operations/record_sale.hpp"
#include "operations/record_transfer.hpp"
#include "operations/service_loan.hpp"
#include "operations/set_annual_plan.hpp"
#include "operations/set_borrowing_base.hpp"
#include "store/names.hpp"
#include "tests/support/documents.hpp"

#include <fmt/format.h>
#include <fstream>
#include <regex>

namespace pvault::test {

SampleBook::SampleBook() {
  record_names();
  record_stock();
  record_money();
  record_loans();
  record_disbursements();
  record_transfers();
  record_evidence();
  record_grants();
  record_lent_metal();
  record_sales();
  record_rotation();
  record_figures();
  name_ids();
}

void SampleBook::record_names() {
  name("reno_entry", site("RENO"));
  name("hartree_entry", party("HARTREE", "supplier"));
  FacilityTerms terms{.signed_on = day("2026-01-01"),
                      .commitment = allowed(parse_money("10e6 USD")),
                      .rate = allowed(parse_rate("4.63%")),
                      .day_count = DayCount::act_360,
                      .available_from = day("2026-01-15"),
                      .available_until = day("2027-12-31"),
                      .matures_on = day("2041-12-31"),
                      .payments = PaymentDays{.months = 6},
                      .first_payment_on = day("2026-06-30"),
                      .commitment_fee = allowed(parse_rate("0.5%")),
                      .exposure_fees = {allowed(parse_exposure_fee("0.5%:completion:cash"))},
                      .source = "term sheet"};
  name("facility_entry",
       allowed(operations::add_facility(book(), options("2026-01-01"), {"EXIM-1", "EXIM", terms})).entry);
  name("facility2_entry", facility("EXIM-2", "2e6 USD", "2026-01-01"));
}

void SampleBook::record_stock() {
  operations::RecordingOptions with_all = options("2026-02-01");
  with_all.header.request_id = "contract-1";
  with_all.header.reference = "C-1";
  with_all.header.memo = "first lot";
  const operations::PurchaseInput first{.mineral = "gallium",
                                        .delivery = {.mass = allowed(parse_mass("10 t"))},
                                        .price = allowed(parse_price("580 USD/kg")),
                                        .landed = {{"freight", Money::cents(100'000)}, {"duty", Money::cents(50'000)}},
                                        .supplier = "TRAXYS",
                                        .site = "DENVER",
                                        .lot = "GA-1"};
  name("purchase1", allowed(operations::record_purchase(book(), with_all, first)).entry);
  name("purchase2", purchase("gallium", "5 t", "600 USD/kg", "2026-03-01", {.lot = "GA-2"}));
  const operations::PurchaseInput tungsten{.mineral = "tungsten",
                                           .delivery = {.mass = allowed(parse_mass("20 t")),
                                                        .assay = allowed(parse_assay("65% WO3")),
                                                        .moisture = allowed(parse_moisture("2%")),
                                                        .moisture_text = "2%"},
                                           .price = allowed(parse_price("380 USD/mtu of WO3")),
                                           .supplier = "HARTREE",
                                           .site = "RENO",
                                           .lot = "W-1"};
  name("purchase3", allowed(operations::record_purchase(book(), options("2026-02-15"), tungsten)).entry);
  name("sale", sale("gallium", "4 t", "700 USD/kg", "2026-04-01"));
  name("loss", loss("tungsten", "1 kg", "2026-04-02"));
}

void SampleBook::record_money() {
  name("draw", drawdown("EXIM-1", "6e6 USD", "2026-02-01", {{entry("purchase1"), "5e6 USD"}}));
  name("undone_draw", drawdown("EXIM-1", "1e6 USD", "2026-02-10"));
  name("reversal", reverse(entry("undone_draw")));
  name("payment", pay_supplier("TRAXYS", "1e6 USD", "2026-02-20"));
  const operations::PaymentInput from_buyer{PaymentDirection::from_customer, "BUYER", Money::cents(12'345)};
  name("receipt", allowed(operations::record_payment(book(), options("2026-04-10"), from_buyer)).entry);
}

// A loan of its own, all of it before 2026, so that the other facilities stay as they are.
void SampleBook::record_loans() {
  FacilityTerms terms{.signed_on = day("2025-06-01"),
                      .commitment = money("500,000 USD"),
                      .rate = rate("6%"),
                      .day_count = DayCount::thirty_360,
                      .available_from = day("2025-06-01"),
                      .available_until = day("2026-12-31"),
                      .matures_on = day("2030-12-31"),
                      .payments = PaymentDays{.months = 6},
                      .exposure_fees = {allowed(parse_exposure_fee("7.3107%:each-draw:financed")),
                                        allowed(parse_exposure_fee("1%:closing:cash:100000 USD"))}};
  name("facility3_entry",
       allowed(operations::add_facility(book(), options("2025-06-01"), {"EXIM-3", "EXIM", terms})).entry);
  name("fixing_entry",
       allowed(operations::add_fixing(book(), options("2025-06-02"), {"SOFR", rate("4.31%"), "New York Fed"})).entry);
  const auto change = [](FacilityTerms& amended) -> Expected<void> {
    amended.rate.reset();
    amended.floating = FloatingRate{"SOFR", rate("1.75%")};
    amended.business_days = BusinessDayRule::following;
    amended.capitalise_until = day("2025-12-31");
    amended.commitment_fee = rate("0.5%");
    amended.commitment_fee_day_count = DayCount::act_360;
    amended.repayment = Repayment::custom;
    amended.first_repayment_on = day("2027-06-30");
    amended.instalments = {{day("2027-06-30"), money("1000 USD")}};
    amended.default_margin = rate("2%");
    amended.conditions = {"legal opinion"};
    amended.source = "amendment 1";
    return {};
  };
  name("amendment", allowed(operations::amend_facility(book(), options("2025-06-10"), {"EXIM-3", change})).entry);
  name("condition",
       allowed(operations::meet_condition(book(), options("2025-06-14"), {"EXIM-3", "legal opinion"})).entry);
  name("draw3", drawdown("EXIM-3", "100,000 USD", "2025-06-15"));
  name("cancellation",
       allowed(operations::cancel_commitment(book(), options("2025-06-20"), {"EXIM-3", money("1000 USD")})).entry);
  name("share", allowed(operations::set_shares(book(), options("2025-07-01"), {{"EXIM-3", rate("100%")}})).entry);
  name("accrual", allowed(operations::accrue(book(), options("2025-12-31"))).entry);
  name("loan_payment",
       allowed(operations::record_loan_payment(book(), options("2025-12-31"), {"EXIM-3", money("5000 USD")})).entry);
  const operations::BorrowingBaseInput base{.facility = "EXIM-3",
                                            .advance_rate = rate("80%"),
                                            .advances = {{"gallium", rate("70%")}},
                                            .reserve = money("1000 USD"),
                                            .concentration_limit = rate("25%"),
                                            .price_age_days = 365,
                                            .shared_with = {"EXIM-2"},
                                            .source = "loan agreement"};
  name("borrowing_base", allowed(operations::set_borrowing_base(book(), options("2026-01-01"), base)).entry);
}

// With a lender and suppliers of its own: one request that was paid, one that was approved, one that is open, and one
// that was refused.
void SampleBook::record_disbursements() {
  site("OGDEN");
  party("ALCOA", "supplier");
  party("MAERSK", "carrier");
  name("facility4_entry", facility("EXIM-4", "2e6 USD", "2026-04-01"));
  name("purchase4",
       purchase("germanium", "5 t", "1 USD/kg", "2026-04-12", {.site = "OGDEN", .supplier = "ALCOA", .lot = "GE-1"}));
  const auto request = [&](const std::string& code, const std::vector<operations::InvoiceInput>& invoices) {
    return allowed(operations::request_disbursement(book(), options("2026-04-16"), {code, "EXIM-4", invoices})).entry;
  };
  const auto approve = [&](const operations::ApprovalInput& input) {
    return allowed(operations::approve_disbursement(book(), options("2026-04-16"), input)).entry;
  };
  const operations::InvoiceInput metal{.cost_type = CostType::metal,
                                       .biller = "ALCOA",
                                       .number = "I-1",
                                       .amount = money("3000 USD"),
                                       .purchase = "GE-1",
                                       .receipt = "WR-1",
                                       .proof = ProofOfPayment{day("2026-03-01"), "SWIFT 1"}};
  const operations::InvoiceInput fee{
      .cost_type = CostType::fee, .biller = "MAERSK", .number = "I-2", .amount = money("5 USD")};
  name("request1", request("D-1", {metal, fee}));
  name("approval1", approve({"D-1", {"I-2"}, "not eligible"}));
  name("paying_draw", allowed(operations::pay_disbursement(book(), options("2026-04-17"), "D-1")).entry);
  const operations::InvoiceInput more{.cost_type = CostType::metal,
                                      .biller = "ALCOA",
                                      .number = "I-3",
                                      .amount = money("1000 USD"),
                                      .purchase = "GE-1",
                                      .receipt = "WR-3"};
  name("request2", request("D-2", {more}));
  name("approval2", approve({"D-2"}));
  name("request3", request("D-3", {fee}));
  name("request4",
       request("D-4", {{.cost_type = CostType::fee, .biller = "MAERSK", .number = "I-5", .amount = money("7 USD")}}));
  name("refusal4", allowed(operations::refuse_disbursement(book(), options("2026-04-16"), {"D-4", "no"})).entry);
}

// A lot at a depot, and a part of it on its way.
void SampleBook::record_transfers() {
  name("sea_entry",
       allowed(operations::add_site(
                   book(), options("2026-01-01"),
                   {.code = "AT-SEA", .name = "On its way", .country = "US", .kind = SiteKind::in_transit}))
           .entry);
  name("purchase5", purchase("indium", "5 t", "1 USD/kg", "2026-04-20", {.supplier = "HARTREE", .lot = "IN-1"}));
  const operations::TransferInput to_sea{
      .lot = "IN-1", .mass = allowed(parse_mass("2 t")), .to_site = "AT-SEA", .name = "IN-2", .reason = "sold ex ship"};
  name("transfer", allowed(operations::record_transfer(book(), options("2026-04-25"), to_sea)).entry);
}

// One document beside the book, one where it was left; kinds that were required once, and none any more.
void SampleBook::record_evidence() {
  name("logistix_entry", party("LOGISTIX", "warehouse"));
  const operations::DocumentInput receipt{.kind = DocumentKind::warehouse_receipt,
                                          .file = write_file(path().parent_path() / "wr.pdf", "receipt"),
                                          .number = "WR-1",
                                          .dated_on = day("2026-02-02"),
                                          .issuer = "LOGISTIX"};
  name("evidence", allowed(operations::record_evidence(book(), options("2026-04-18"), {"GA-1", receipt})).entry);
  const operations::DocumentInput left{
      .kind = DocumentKind::contract, .file = write_file(path().parent_path() / "c.pdf", "contract"), .leave = true};
  name("evidence2",
       allowed(operations::record_evidence(book(), options("2026-04-18"), {names_.at("sale"), left})).entry);
  const auto require = [&](const std::vector<DocumentKind>& kinds) {
    return allowed(operations::require_evidence(book(), options("2026-04-18"), kinds)).entry;
  };
  name("requirement", require({DocumentKind::contract, DocumentKind::assay}));
  name("requirement2", require({}));
}

// A mineral that is released under an authority and an emergency, and an emergency that is over.
void SampleBook::record_grants() {
  name("purchase6", purchase("cobalt", "5 t", "1 USD/kg", "2026-04-20", {.supplier = "HARTREE", .lot = "CO-1"}));
  const operations::AuthorityInput authority{.code = "A-1",
                                             .mineral = "cobalt",
                                             .quantity = mass("3 t"),
                                             .granted_by = "the board",
                                             .rule = "resolution 1",
                                             .until = day("2026-12-31"),
                                             .kinds = {ReleaseKind::sale, ReleaseKind::emergency}};
  name("authority", allowed(operations::add_authority(book(), options("2026-04-21"), authority)).entry);
  const auto declare = [&](const operations::EmergencyInput& input) {
    return allowed(operations::declare_emergency(book(), options("2026-04-21"), input)).entry;
  };
  name("emergency", declare({.code = "E-1",
                             .declared_by = "the President",
                             .rule = "section 98f",
                             .until = day("2026-12-31"),
                             .minerals = {"cobalt", "indium"},
                             .maximum = mass("2 t")}));
  const operations::ReleaseInput release{
      .mineral = "cobalt", .mass = mass("1 t"), .kind = ReleaseKind::emergency, .authority = "A-1", .emergency = "E-1"};
  name("emergency_release", allowed(operations::record_release(book(), options("2026-04-22"), release)).entry);
  name("over", declare({.code = "E-2", .declared_by = "the President", .rule = "section 98f"}));
  name("emergency_end", allowed(operations::end_emergency(book(), options("2026-04-23"), {.code = "E-2"})).entry);
}

// Two tonnes of two lots are lent; a half of one is back.
void SampleBook::record_lent_metal() {
  for (const char* lot : {"SB-1", "SB-2"})
    name(lot, purchase("antimony", "1 t", "1 USD/kg", "2026-04-20", {.supplier = "HARTREE", .lot = lot}));
  name("more_antimony", purchase("antimony", "4 t", "1 USD/kg", "2026-04-20", {.supplier = "HARTREE", .lot = "SB-3"}));
  const operations::ReleaseInput lent{.mineral = "antimony",
                                      .mass = mass("2 t"),
                                      .kind = ReleaseKind::loan,
                                      .authority = "board",
                                      .recipient = "BUYER",
                                      .return_by = day("2026-09-30")};
  name("loan", allowed(operations::record_release(book(), options("2026-04-22"), lent)).entry);
  const operations::ReturnInput back{.release = entry("loan"), .mass = mass("500 kg"), .site = "DENVER"};
  name("loan_return", allowed(operations::record_return(book(), options("2026-04-24"), back)).entry);
}

// Three tonnes are sold, of which one is shipped; another sale was cancelled.
void SampleBook::record_sales() {
  name("zinc1", purchase("zinc", "5 t", "1 USD/kg", "2026-04-20", {.supplier = "HARTREE", .lot = "ZN-1"}));
  name("zinc2", purchase("zinc", "5 t", "1 USD/kg", "2026-04-20", {.supplier = "HARTREE", .lot = "ZN-2"}));
  operations::SaleInput sold{.mineral = "zinc",
                             .mass = mass("3 t"),
                             .price = allowed(parse_price("2 USD/kg")),
                             .buyer = "BUYER",
                             .ship_by = day("2026-06-30"),
                             .authority = "board"};
  name("future_sale", allowed(operations::record_sale(book(), options("2026-04-22"), sold)).entry);
  const operations::ReleaseInput shipped{.mineral = "zinc",
                                         .mass = mass("1 t"),
                                         .kind = ReleaseKind::sale,
                                         .authority = "order",
                                         .sale = entry("future_sale")};
  name("shipment", allowed(operations::record_release(book(), options("2026-04-24"), shipped)).entry);
  sold.lots = {"ZN-2"};
  name("cancelled_sale", allowed(operations::record_sale(book(), options("2026-04-25"), sold)).entry);
  name("sale_cancellation",
       allowed(operations::cancel_sale(book(), options("2026-04-26"), {entry("cancelled_sale"), "withdrew"})).entry);
}

// One tonne leaves, a half of it is replaced; and a plan.
void SampleBook::record_rotation() {
  purchase("nickel", "2 t", "1 USD/kg", "2026-04-20", {.supplier = "HARTREE", .lot = "NI-1"});
  const operations::ReleaseInput out{
      .mineral = "nickel", .mass = mass("1 t"), .kind = ReleaseKind::rotation, .authority = "board"};
  name("rotation", allowed(operations::record_release(book(), options("2026-04-22"), out)).entry);
  const operations::PurchaseInput in{.mineral = "nickel",
                                     .delivery = {.mass = mass("500 kg")},
                                     .price = allowed(parse_price("1 USD/kg")),
                                     .supplier = "HARTREE",
                                     .site = "DENVER",
                                     .lot = "NI-2",
                                     .rotation = entry("rotation")};
  name("inflow", allowed(operations::record_purchase(book(), options("2026-04-23"), in)).entry);
  const operations::AnnualPlanInput plan{
      .mineral = "nickel", .year = 2026, .buy_at_most = mass("2 t"), .release_at_most = mass("1 t"), .reason = "board"};
  name("annual_plan", allowed(operations::set_annual_plan(book(), options("2026-04-24"), plan)).entry);
}

void SampleBook::record_figures() {
  name("price_entry", price("gallium", "590 USD/kg", "2026-03-31"));
  name("demand_entry", demand("gallium", 2024, "19000 kg", true));
  name("target_entry", target("gallium", 90, "2026-04-01"));
}

void SampleBook::name_ids() {
  for (const char* code :
       {"gallium", "antimony", "nickel", "zinc", "cobalt", "germanium", "indium", "tungsten", "rare-earths"}) {
    const std::string word = std::string(code) == "rare-earths" ? "group" : code;
    name(word, number_of(allowed(store::load_mineral(connection(), code)).id));
  }
  const auto number = [&](const std::string& sql) { return connection().integer_of(sql); };
  for (const auto& [word, code] : {std::pair{"ga1", "GA-1"},
                                   {"ga2", "GA-2"},
                                   {"w1", "W-1"},
                                   {"in1", "IN-1"},
                                   {"in2", "IN-2"},
                                   {"co1", "CO-1"},
                                   {"sb1", "SB-1"},
                                   {"sb2", "SB-2"},
                                   {"sb3", "SB-3"},
                                   {"zn1", "ZN-1"},
                                   {"zn2", "ZN-2"}}) {
    name(word, number(fmt::format("SELECT lot_id FROM lot WHERE code = '{}'", code)));
  }
  for (const auto& [word, code] : {std::pair{"traxys", "TRAXYS"},
                                   {"hartree", "HARTREE"},
                                   {"buyer", "BUYER"},
                                   {"exim", "EXIM"},
                                   {"alcoa", "ALCOA"},
                                   {"maersk", "MAERSK"},
                                   {"logistix", "LOGISTIX"}}) {
    name(word, number(fmt::format("SELECT party_id FROM party WHERE code = '{}'", code)));
  }
  for (const auto& [word, code] : {std::pair{"denver", "DENVER"}, {"reno", "RENO"}, {"sea", "AT-SEA"}})
    name(word, number(fmt::format("SELECT site_id FROM site WHERE code = '{}'", code)));
  name("facility1", number("SELECT facility_id FROM facility WHERE code = 'EXIM-1'"));
  name("facility2", number("SELECT facility_id FROM facility WHERE code = 'EXIM-2'"));
  name("facility4", number("SELECT facility_id FROM facility WHERE code = 'EXIM-4'"));
  name("facility3", number("SELECT facility_id FROM facility WHERE code = 'EXIM-3'"));
  for (const char* code : {"D-1", "D-2", "D-3", "D-4"})
    name("disbursement" + std::string(code + 2),
         number(fmt::format("SELECT disbursement_id FROM disbursement WHERE code = '{}'", code)));
  for (const auto& [word, code] : {std::pair{"e1", "E-1"}, {"e2", "E-2"}})
    name(word, number(fmt::format("SELECT emergency_id FROM emergency WHERE code = '{}'", code)));
  name("a1", number("SELECT authority_id FROM authority WHERE code = 'A-1'"));
  name("last", newest());
}

void SampleBook::copy_to(const std::filesystem::path& path) {
  connection().execute("PRAGMA wal_checkpoint(TRUNCATE)");
  std::filesystem::copy_file(this->path(), path, std::filesystem::copy_options::overwrite_existing);
}

std::unique_ptr<SQLite::Database> open_plainly(const std::filesystem::path& path, ForeignKeys keys) {
  auto database = std::make_unique<SQLite::Database>(path.string(), SQLite::OPEN_READWRITE);
  database->exec(keys == ForeignKeys::on ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF");
  database->exec("PRAGMA recursive_triggers = OFF; PRAGMA synchronous = OFF");
  return database;
}

std::vector<std::string> columns_of(SQLite::Database& database, const std::string& table) {
  std::vector<std::string> columns;
  SQLite::Statement row(database, fmt::format("SELECT name FROM pragma_table_info('{}') ORDER BY cid", table));
  while (row.executeStep())
    columns.push_back(row.getColumn(0).getString());
  return columns;
}

std::vector<std::string> tables_in_role(SQLite::Database& database, const std::string& role) {
  std::vector<std::string> tables;
  SQLite::Statement row(database, fmt::format("SELECT name FROM table_role WHERE role = '{}' ORDER BY name", role));
  while (row.executeStep())
    tables.push_back(row.getColumn(0).getString());
  return tables;
}

std::string dump_of(SQLite::Database& database) {
  std::string dump;
  std::vector<std::string> tables;
  SQLite::Statement object(database, "SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name");
  while (object.executeStep()) {
    dump += object.getColumn(2).getString() + "\n";
    if (object.getColumn(0).getString() == "table") tables.push_back(object.getColumn(1).getString());
  }
  for (const std::string& table : tables) {
    std::string quoted = "''";
    for (const std::string& column : columns_of(database, table))
      quoted += fmt::format(" || quote({}) || ','", column);
    SQLite::Statement row(database, fmt::format("SELECT {} AS line FROM {} ORDER BY line", quoted, table));
    while (row.executeStep())
      dump += fmt::format("{}: {}\n", table, row.getColumn(0).getString());
  }
  return dump;
}

std::string try_sql(SQLite::Database& database, const std::string& sql) {
  try {
    database.exec("BEGIN; " + sql + "; COMMIT;");
    return {};
  } catch (const SQLite::Exception& error) {
    const std::string message = error.what();
    database.tryExec("ROLLBACK");
    return message;
  }
}

AttackedBook::AttackedBook(SampleBook& sample, ForeignKeys keys) : sample_(sample), keys_(keys) {
  restore();
  dump_ = dump_of(*database_);
}

void AttackedBook::restore() {
  database_.reset();
  for (const char* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove(path().string() + suffix);
  sample_.copy_to(path());
  database_ = open_plainly(path(), keys_);
}

// What is committed goes to the log beside the file. Where that is empty, nothing was, and nothing need be compared.
bool AttackedBook::is_unchanged() {
  std::error_code no_log;
  const auto log_size = std::filesystem::file_size(path().string() + "-wal", no_log);
  return no_log || log_size == 0 || dump_of(*database_) == dump_;
}

std::string AttackedBook::tamper(const std::string& sql) {
  std::string drop;
  std::string create;
  SQLite::Statement row(*database_, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid");
  while (row.executeStep()) {
    drop += fmt::format("DROP TRIGGER {}; ", row.getColumn(0).getString());
    create += row.getColumn(1).getString() + ";\n";
  }
  database_->exec("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON");
  return try_sql(*database_, drop + expand(sql) + ";\n" + create);
}

std::string AttackedBook::expand(const std::string& sql) const {
  static const std::map<std::string, std::string> fixed = {
      {"next", "(SELECT max(entry_id) + 1 FROM entry)"},
      {"new", "(SELECT max(entry_id) FROM entry)"},
      {"seal", "INSERT INTO seal SELECT max(entry_id), (SELECT hash FROM seal ORDER BY entry_id DESC LIMIT 1), "
               "'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff' FROM entry"}};
  static const std::regex word("\\$[a-z_0-9]+");
  std::string expanded;
  std::size_t done = 0;
  for (std::sregex_iterator found(sql.begin(), sql.end(), word), end; found != end; ++found) {
    const std::string name = found->str().substr(1);
    const auto position = static_cast<std::size_t>(found->position());
    expanded += sql.substr(done, position - done) + (fixed.contains(name) ? fixed.at(name) : sample_.names().at(name));
    done = position + static_cast<std::size_t>(found->length());
  }
  return expanded + sql.substr(done);
}

} // namespace pvault::test
