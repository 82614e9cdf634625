// Papers of lots as they are kept, and who inherits them.
#include "operations/record_purchase.hpp"
#include "store/lot_papers.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <functional>

namespace operations_lot_papers_test {

using namespace pvault;
using namespace pvault::test;

namespace {

operations::PurchaseInput concentrate(const std::string& lot, const std::string& receipt) {
  return {
      .mineral = "tungsten",
      .delivery = {.mass = allowed(net_mass(mass("20.6 t"), mass("600 kg"))), .assay = allowed(parse_assay("65% WO3"))},
      .cost = money("450,000 USD"),
      .supplier = "TRAXYS",
      .site = "DENVER",
      .lot = lot,
      .paper = {.gross = mass("20.6 t"),
                .tare = mass("600 kg"),
                .components = {allowed(parse_assay("0.02% As")), allowed(parse_assay("1.5% Fe"))},
                .form = "concentrate",
                .grade = "65",
                .producer = "Panasqueira",
                .ore_country = "PT",
                .processing_country = "ES",
                .contract = "C-7",
                .receipt = receipt,
                .objective = LotObjective::demand_aggregation,
                .expires_on = day("2030-01-01"),
                .rotate_by = day("2029-01-01"),
                .quality = LotQuality::accepted}};
}

store::LotPapers papers_of(TemporaryBook& book, const std::string& lot) {
  store::Query row = book.connection().query("SELECT lot_id FROM lot WHERE code = ?");
  row.bind(lot).expect_row();
  return store::load_lot_papers(book.connection(), row.id<LotId>(0));
}

std::vector<std::string> components_of(TemporaryBook& book, const std::string& lot) {
  store::Query row = book.connection().query("SELECT lot_id FROM lot WHERE code = ?");
  row.bind(lot).expect_row();
  return store::list_components(book.connection(), row.id<LotId>(0));
}

Expected<operations::Recorded> buy(TemporaryBook& book, const operations::PurchaseInput& input,
                                   std::string_view on = "2026-03-01") {
  return operations::record_purchase(book.book(), book.options(on), input);
}

Expected<operations::Recorded> move(TemporaryBook& book, const operations::TransferInput& input) {
  return operations::record_transfer(book.book(), book.options("2026-04-01"), input);
}

} // namespace

TEST_CASE("papers are kept as they were entered") {
  TemporaryBook book;
  REQUIRE(buy(book, concentrate("W-1", "LOGISTIX-7")).has_value());
  const store::LotPapers papers = papers_of(book, "W-1");
  CHECK_EQ(papers.gross, "20.6 t");
  CHECK_EQ(papers.tare, "600 kg");
  CHECK_EQ(papers.form, "concentrate");
  CHECK_EQ(papers.grade, "65");
  CHECK_EQ(papers.producer, "Panasqueira");
  CHECK_EQ(papers.ore_country, "PT");
  CHECK_EQ(papers.processing_country, "ES");
  CHECK_EQ(papers.contract, "C-7");
  CHECK_EQ(papers.receipt, "LOGISTIX-7");
  CHECK_EQ(papers.objective, "demand-aggregation");
  CHECK(papers.expires_on == day("2030-01-01"));
  CHECK(papers.due_on() == day("2029-01-01"));
  CHECK_EQ(papers.quality, "accepted");
  CHECK_FALSE(papers.provisional);
  CHECK(components_of(book, "W-1") == std::vector<std::string>{"0.02% As", "1.5% Fe"});
  CHECK_EQ(book.connection().integer_of("SELECT received_mg FROM lot WHERE code = 'W-1'"), 10'309'000'000);
  store::Query row = book.connection().query("SELECT mass_entered, gross_mg, tare_mg FROM lot JOIN lot_paper USING "
                                             "(lot_id) WHERE code = 'W-1'");
  row.expect_row();
  CHECK_EQ(row.text(0), "20.6 t gross less 600 kg");
  CHECK_EQ(row.integer(1), 20'600'000'000);
  CHECK_EQ(row.integer(2), 600'000'000);
}

TEST_CASE("a lot of which nothing is said has no papers") {
  TemporaryBook book;
  book.purchase("gallium", "1 t", "500 USD/kg", "2026-03-01");
  CHECK_EQ(book.connection().integer_of("SELECT count(*) FROM lot_paper"), 0);
  book.site("RENO");
  book.transfer("gallium-166", "1 kg", "RENO", "2026-03-02", "G-2");
  CHECK_EQ(book.connection().integer_of("SELECT count(*) FROM lot_paper"), 0);
}

TEST_CASE("a warehouse receipt stands for one lot, while that stands") {
  TemporaryBook book;
  const EntryId first = allowed(buy(book, concentrate("W-1", "LOGISTIX-7"))).entry;
  check_refusal(
      buy(book, concentrate("W-2", "logistix-7")), Rule::receipt_already_used,
      fmt::format("warehouse receipt logistix-7 is that of lot W-1 (entry {}); one receipt stands for one lot",
                  number_of(first)),
      "check the number; where two warehouses count alike, put the warehouse before it: LOGISTIX-1007");
  book.reverse(first, "2026-03-10");
  check_rule(buy(book, concentrate("W-2", "LOGISTIX-7"), "2026-03-09"), Rule::receipt_already_used);
  CHECK(buy(book, concentrate("W-2", "LOGISTIX-7"), "2026-03-10").has_value());
}

TEST_CASE("what moves keeps its papers but for its receipt") {
  TemporaryBook book;
  book.site("RENO");
  REQUIRE(buy(book, concentrate("W-1", "LOGISTIX-7")).has_value());
  book.transfer("W-1", "1 t", "RENO", "2026-04-01", "W-2");
  const store::LotPapers moved = papers_of(book, "W-2");
  CHECK_EQ(moved.form, "concentrate");
  CHECK_EQ(moved.producer, "Panasqueira");
  CHECK_EQ(moved.ore_country, "PT");
  CHECK_EQ(moved.receipt, "");
  CHECK_EQ(moved.quality, "accepted");
  CHECK(moved.rotate_by == day("2029-01-01"));
  CHECK_EQ(components_of(book, "W-2").size(), 2);
  operations::TransferInput with_receipt{
      .lot = "W-1", .to_site = "RENO", .name = "W-3", .paper = {.receipt = "logistix-7"}};
  check_rule(move(book, with_receipt), Rule::receipt_already_used);
  with_receipt.paper.receipt = "RENO-1";
  REQUIRE(move(book, with_receipt).has_value());
  CHECK_EQ(papers_of(book, "W-3").receipt, "RENO-1");
}

TEST_CASE("what is processed has a form of its own, and what is taken of it has that") {
  TemporaryBook book;
  book.site("RENO");
  REQUIRE(buy(book, concentrate("W-1", "LOGISTIX-7")).has_value());
  const operations::TransferInput processing{.lot = "W-1",
                                             .kind = TransferKind::processing,
                                             .to_site = "RENO",
                                             .outputs = {{.mass = mass("9 t"), .lot = "APT-1"}},
                                             .paper = {.form = "APT", .processing_country = "US"}};
  REQUIRE(move(book, processing).has_value());
  book.transfer("APT-1", "1 t", "DENVER", "2026-04-02", "APT-2");
  for (const char* lot : {"APT-1", "APT-2"}) {
    const store::LotPapers papers = papers_of(book, lot);
    CHECK_EQ(papers.form, "APT");
    CHECK_EQ(papers.grade, "");
    CHECK_EQ(papers.processing_country, "US");
    CHECK_EQ(papers.ore_country, "PT");
    CHECK(components_of(book, lot).empty());
  }
}

TEST_CASE("a transfer leaves the form, and a receipt is not for several lots") {
  TemporaryBook book;
  book.site("RENO");
  REQUIRE(buy(book, concentrate("W-1", "LOGISTIX-7")).has_value());
  check_refusal(move(book, {.lot = "W-1", .to_site = "RENO", .paper = {.form = "APT"}}), Rule::form_stays,
                "a transfer leaves form, grade and country of processing as they are, and \"APT\" is given",
                "leave it out, or record an upgrade or processing with --kind");
  check_rule(move(book, {.lot = "W-1", .kind = TransferKind::repack, .paper = {.processing_country = "US"}}),
             Rule::form_stays);
  check_refusal(move(book, {.lot = "W-1",
                            .kind = TransferKind::repack,
                            .outputs = {{.mass = mass("1 t")}, {.mass = mass("2 t")}},
                            .paper = {.receipt = "RENO-1"}}),
                Rule::option_malformed, "--receipt RENO-1 and 2 outputs: one receipt stands for one lot",
                "record a transfer for each lot that has a receipt");
}

TEST_CASE("papers are a part of what was asked") {
  TemporaryBook book;
  operations::RecordingOptions options = book.options("2026-03-01");
  options.header.request_id = "R-1";
  const operations::PurchaseInput input = concentrate("W-1", "LOGISTIX-7");
  REQUIRE(operations::record_purchase(book.book(), options, input).has_value());
  CHECK(allowed(operations::record_purchase(book.book(), options, input)).repeated);
  for (const auto& change : std::vector<std::function<void(LotPaper&)>>{
           [](LotPaper& paper) { paper.gross = mass("20,600 kg"); },
           [](LotPaper& paper) { paper.tare = mass("0.6 t"); }, [](LotPaper& paper) { paper.components.pop_back(); },
           [](LotPaper& paper) { paper.form = "ore"; }, [](LotPaper& paper) { paper.grade = "66"; },
           [](LotPaper& paper) { paper.producer = "Almonty"; }, [](LotPaper& paper) { paper.ore_country = "ES"; },
           [](LotPaper& paper) { paper.processing_country = ""; }, [](LotPaper& paper) { paper.contract = "C-8"; },
           [](LotPaper& paper) { paper.receipt = ""; }, [](LotPaper& paper) { paper.objective.reset(); },
           [](LotPaper& paper) { paper.expires_on.reset(); },
           [](LotPaper& paper) { paper.rotate_by = day("2029-01-02"); },
           [](LotPaper& paper) { paper.quality = LotQuality::rejected; },
           [](LotPaper& paper) { paper.provisional = true; }}) {
    operations::PurchaseInput other = input;
    change(other.paper);
    check_rule(operations::record_purchase(book.book(), options, other), Rule::request_id_reused);
  }
}

} // namespace operations_lot_papers_test
