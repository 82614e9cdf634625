#include "tests/support/attacked_book.hpp"

#include "operations/change_facility.hpp"
#include "operations/confirm_warehouse.hpp"
#include "operations/disburse.hpp"
#include "operations/record_count.hpp"
#include "operations/record_evidence.hpp"
#include "operations/record_opening.hpp"
#include "operations/record_transfer.hpp"
#include "operations/record_write_down.hpp"
#include "operations/service_loan.hpp"
#include "operations/set_borrowing_base.hpp"
#include "operations/set_carrying_rate.hpp"
#include "operations/set_cost_method.hpp"
#include "store/names.hpp"
#include "tests/support/documents.hpp"

#include <fmt/format.h>
#include <fstream>
#include <regex>
#include <sqlite3.h>

namespace pvault::test {

SampleBook::SampleBook() {
  record_names();
  record_stock();
  record_money();
  record_loans();
  record_disbursements();
  record_transfers();
  record_lots();
  record_cost_methods();
  record_write_downs();
  record_openings();
  record_evidence();
  record_grants();
  record_lent_metal();
  record_sales();
  record_rotation();
  record_carrying();
  record_counts();
  record_imports();
  record_periods();
  record_people();
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

// Lots at average cost, which were evened out for a release, and one that came after it.
void SampleBook::record_cost_methods() {
  name("metallo_entry", party("METALLO", "supplier"));
  const operations::CostMethodInput average{
      .mineral = "tin", .method = CostMethod::average, .reason = "audit committee"};
  name("cost_method", allowed(operations::set_cost_method(book(), options("2026-01-10"), average)).entry);
  const auto buy = [&](const std::string& lot, const std::string& price, const std::string& on) {
    return purchase("tin", "1 t", price, on, {.supplier = "METALLO", .lot = lot});
  };
  name("tin1", buy("SN-1", "1 USD/kg", "2026-01-11"));
  name("tin2", buy("SN-2", "3 USD/kg", "2026-01-12"));
  const operations::ReleaseInput half{
      .mineral = "tin", .mass = allowed(parse_mass("500 kg")), .kind = ReleaseKind::sample, .authority = "board"};
  name("averaged_release", allowed(operations::record_release(book(), options("2026-01-13"), half)).entry);
  name("averaging", number_of(EntryId{number_of(newest()) - 1}));
  name("tin3", buy("SN-3", "2.5 USD/kg", "2026-01-14"));
}

// What was on hand when the book began.
void SampleBook::record_openings() {
  const operations::OpeningInput held{.mineral = "magnesium",
                                      .delivery = {.mass = mass("1 t")},
                                      .deemed_cost = money("5000 USD"),
                                      .supplier = "METALLO",
                                      .site = "DENVER",
                                      .authority = "valuation",
                                      .lot = "MG-1",
                                      .paper = {.components = {allowed(parse_assay("0.02% Fe"))},
                                                .form = "ingot",
                                                .receipt = "WR-M1",
                                                .quality = LotQuality::accepted}};
  name("opening", allowed(operations::record_opening(book(), options("2026-01-02"), held)).entry);
}

// A lot that is written down, and a part of it that left.
void SampleBook::record_write_downs() {
  name("va1_entry", purchase("vanadium", "1 t", "2 USD/kg", "2026-01-20", {.supplier = "METALLO", .lot = "VA-1"}));
  name("va2_entry", purchase("vanadium", "1 t", "2 USD/kg", "2026-01-21", {.supplier = "METALLO", .lot = "VA-2"}));
  const operations::WriteDownInput damaged{.lot = "VA-1", .amount = money("500 USD"), .reason = "damp"};
  name("write_down", allowed(operations::record_write_down(book(), options("2026-01-22"), damaged)).entry);
  const operations::ReleaseInput tenth{
      .mineral = "vanadium", .mass = allowed(parse_mass("100 kg")), .kind = ReleaseKind::sample, .authority = "board"};
  name("carrying_release", allowed(operations::record_release(book(), options("2026-01-23"), tenth)).entry);
  const operations::WriteDownInput worth{
      .mineral = "vanadium", .to = allowed(parse_price("1.5 USD/kg")), .reason = "market"};
  name("write_down2", allowed(operations::record_write_down(book(), options("2026-01-24"), worth)).entry);
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

// Storage of the germanium at OGDEN, from a day after it was received on, and what it came to.
void SampleBook::record_carrying() {
  name("depot_entry", party("DEPOT", "warehouse"));
  const operations::CarryingRateInput storage{.site = "OGDEN",
                                              .mineral = "germanium",
                                              .party = "DEPOT",
                                              .rate = allowed(parse_carrying_rate("12 USD/t-month"))};
  name("carrying_rate", allowed(operations::set_carrying_rate(book(), options("2026-04-16"), storage)).entry);
  name("carrying_accrual", allowed(operations::accrue(book(), options("2026-04-30"), {.carrying = true})).entry);
}

// A site of its own, with lots of which one is short, one more than it should be, and one not found; the first is
// adjusted.
void SampleBook::record_counts() {
  name("elko_entry", site("ELKO"));
  const auto buy = [&](const std::string& lot, std::string_view mass) {
    return purchase("antimony", mass, "1 USD/kg", "2026-04-21", {.site = "ELKO", .supplier = "HARTREE", .lot = lot});
  };
  name("purchase6", buy("SB-1", "3 t"));
  name("purchase7", buy("SB-2", "1 t"));
  name("purchase8", buy("SB-4", "10 kg"));
  const operations::StatementInput statement{.site = "ELKO",
                                             .file = "statement.csv",
                                             .sha256 = std::string(64, 'c'),
                                             .rows = {{.row = 2, .lot = "SB-2", .mass = allowed(parse_mass("1 t"))}}};
  name("confirmation", allowed(operations::confirm_warehouse(book(), options("2026-04-25"), statement)).entry);
  const operations::CountInput counted{.site = "ELKO",
                                       .counted_by = "A. Miller",
                                       .tolerance = {.part = rate("0.1%"), .mass = Mass::milligrams(1'000'000)},
                                       .file = "counts.csv",
                                       .rows = {{2, "SB-1", allowed(parse_mass("2,990 kg")), "drum 7"},
                                                {3, "SB-2", allowed(parse_mass("1,002 kg"))},
                                                {4, "SB-4"},
                                                {5, "NOBODYS", allowed(parse_mass("5 kg"))}}};
  name("count", allowed(operations::record_count(book(), options("2026-04-26"), counted)).entry);
  const auto explain = [&](const std::string& lot) {
    return allowed(operations::explain_count(book(), options("2026-04-27"), {entry("count"), lot, "looked into"}))
        .entry;
  };
  name("finding1", explain("SB-1"));
  name("finding2", explain("SB-2"));
  name("finding4", explain("SB-4"));
  name("adjustment",
       allowed(operations::adjust_count(book(), options("2026-04-28"), {entry("count"), "SB-1", "B. Chen", "leak"}))
           .entry);
}

void SampleBook::record_figures() {
  name("price_entry", price("gallium", "590 USD/kg", "2026-03-31"));
  name("demand_entry", demand("gallium", 2024, "19000 kg", true));
  name("target_entry", target("gallium", 90, "2026-04-01"));
}

void SampleBook::name_ids() {
  for (const char* code : {"antimony", "titanium", "nickel", "zinc", "cobalt", "bismuth", "gallium", "germanium",
                           "indium", "magnesium", "tin", "tungsten", "vanadium", "rare-earths"}) {
    const std::string word = std::string(code) == "rare-earths" ? "group" : code;
    name(word, number_of(allowed(store::load_mineral(connection(), code)).id));
  }
  const auto number = [&](const std::string& sql) { return connection().integer_of(sql); };
  for (const auto& [word, code] :
       {std::pair{"ga1", "GA-1"}, {"ga2", "GA-2"}, {"w1", "W-1"},   {"in1", "IN-1"}, {"in2", "IN-2"}, {"bi1", "BI-1"},
        {"bi2", "BI-2"},          {"bi3", "BI-3"}, {"co1", "CO-1"}, {"ti1", "TI-1"}, {"ti2", "TI-2"}, {"ti3", "TI-3"},
        {"zn1", "ZN-1"},          {"zn2", "ZN-2"}, {"sn1", "SN-1"}, {"sn2", "SN-2"}, {"sn3", "SN-3"}, {"sb1", "SB-1"},
        {"sb2", "SB-2"},          {"sb4", "SB-4"}, {"mg1", "MG-1"}, {"va1", "VA-1"}, {"va2", "VA-2"}}) {
    name(word, number(fmt::format("SELECT lot_id FROM lot WHERE code = '{}'", code)));
  }
  for (const auto& [word, code] : {std::pair{"traxys", "TRAXYS"},
                                   {"hartree", "HARTREE"},
                                   {"buyer", "BUYER"},
                                   {"exim", "EXIM"},
                                   {"alcoa", "ALCOA"},
                                   {"maersk", "MAERSK"},
                                   {"logistix", "LOGISTIX"},
                                   {"depot", "DEPOT"},
                                   {"metallo", "METALLO"}}) {
    name(word, number(fmt::format("SELECT party_id FROM party WHERE code = '{}'", code)));
  }
  for (const auto& [word, code] :
       {std::pair{"denver", "DENVER"}, {"reno", "RENO"}, {"ogden", "OGDEN"}, {"sea", "AT-SEA"}, {"elko", "ELKO"}})
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
  database_->exec("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON");
  sqlite3_db_config(database_->getHandle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  const std::string message = try_sql(*database_, expand(sql));
  sqlite3_db_config(database_->getHandle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, nullptr);
  return message;
}

std::string AttackedBook::expand(const std::string& sql) const {
  static const std::string sealed =
      "INSERT INTO seal SELECT max(entry_id), (SELECT hash FROM seal ORDER BY entry_id DESC LIMIT 1), '" +
      std::string(64, 'f') + "', ";
  static const std::map<std::string, std::string> fixed = {
      {"next", "(SELECT max(entry_id) + 1 FROM entry)"},
      {"new", "(SELECT max(entry_id) FROM entry)"},
      {"seal", sealed + "NULL FROM entry"},
      {"signed", sealed + "'" + std::string(128, '1') + "' FROM entry"}};
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
