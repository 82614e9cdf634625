// What the dry run of a backdated entry says of a real book: of loans, sales, settlements, transfers and reversals.
#include "operations/preview.hpp"

#include "operations/record_return.hpp"
#include "operations/record_sale.hpp"
#include "operations/set_cost_method.hpp"
#include "operations/settle_assay.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>

namespace operations_preview_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using Words = std::vector<std::string>;

std::string in_words(const std::vector<LotDraw>& draws) {
  std::string words;
  for (const LotDraw& draw : draws)
    words += fmt::format(" {}*{}", draw.code, format_kilograms(draw.mass));
  return words;
}

// 100 kg of gallium at 1 USD came on the 5th of January, 100 kg at 3 USD on the 6th.
class PreviewBook : public TemporaryBook {
public:
  PreviewBook() {
    site("RENO");
    purchase("gallium", "100 kg", "1 USD/kg", "2026-01-05", {.lot = "A"});
    purchase("gallium", "100 kg", "3 USD/kg", "2026-01-06", {.lot = "B"});
  }

  operations::ReleaseInput input(std::string_view mass_text, ReleaseKind kind) {
    return {.mineral = "gallium", .mass = mass(mass_text), .kind = kind, .authority = "board"};
  }
  EntryId sample(std::string_view mass_text, std::string_view on) {
    return allowed(operations::record_release(book(), options(on), input(mass_text, ReleaseKind::sample))).entry;
  }
  EntryId lend(std::string_view mass_text, std::string_view on) {
    operations::ReleaseInput lent = input(mass_text, ReleaseKind::loan);
    lent.recipient = "BUYER";
    lent.return_by = day("2026-12-31");
    return allowed(operations::record_release(book(), options(on), lent)).entry;
  }
  void come_back(EntryId loan, std::string_view mass_text, std::string_view short_text, std::string_view on) {
    operations::ReturnInput back{.release = loan, .mass = mass(mass_text), .site = "DENVER", .reason = "spilt"};
    if (!short_text.empty()) back.short_mass = mass(short_text);
    back_ = allowed(operations::record_return(book(), options(on), back)).entry;
  }
  EntryId sell(std::string_view mass_text, std::string_view on, const std::vector<std::string>& lots = {}) {
    const operations::SaleInput sold{.mineral = "gallium",
                                     .mass = mass(mass_text),
                                     .price = allowed(parse_price("5 USD/kg")),
                                     .buyer = "BUYER",
                                     .ship_by = day("2026-12-31"),
                                     .authority = "board",
                                     .lots = lots};
    return allowed(operations::record_sale(book(), options(on), sold)).entry;
  }
  void ship(EntryId sale_entry, std::string_view mass_text, std::string_view on) {
    operations::ReleaseInput shipped = input(mass_text, ReleaseKind::sale);
    shipped.sale = sale_entry;
    allowed(operations::record_release(book(), options(on), shipped));
  }

  // As recorded, without and with it in order, and what it draws then: "160.00 USD, 160.00 USD, 170.00 USD: Z*50".
  Words purchase_preview(std::string_view mass_text, std::string_view price_text, std::string_view on) {
    const operations::PurchaseInput late{.mineral = "gallium",
                                         .delivery = {.mass = mass(mass_text)},
                                         .price = allowed(parse_price(price_text)),
                                         .supplier = "TRAXYS",
                                         .site = "DENVER",
                                         .lot = "Z"};
    return in_words(allowed(operations::record_purchase(book(), dry_run(on), late)).preview);
  }
  Words release_preview(const operations::ReleaseInput& late, std::string_view on) {
    return in_words(allowed(operations::record_release(book(), dry_run(on), late)).preview);
  }
  Words sample_preview(std::string_view mass_text, std::string_view on) {
    return release_preview(input(mass_text, ReleaseKind::sample), on);
  }
  [[nodiscard]] std::string back_of(const std::string& lot) const {
    return fmt::format("{} (back by entry {})", lot, number_of(back_));
  }

private:
  operations::RecordingOptions dry_run(std::string_view on) {
    operations::RecordingOptions dry = options(on);
    dry.dry_run = true;
    return dry;
  }
  static std::string in_words(const RedrawDifference& difference) {
    return fmt::format("{}, {}, {}:{}", format_money(difference.with.recorded), format_money(difference.cost_without),
                       format_money(difference.with.cost), operations_preview_test::in_words(difference.with.draws));
  }
  static Words in_words(const std::optional<operations::Preview>& preview) {
    if (!preview) return {"none"};
    Words words;
    if (preview->own) words.push_back("own " + in_words(*preview->own));
    for (const RedrawDifference& difference : preview->differences)
      words.push_back(in_words(difference));
    return words;
  }

  EntryId back_{};
};

} // namespace

TEST_CASE("a preview has what was lent and came back in order of date") {
  PreviewBook book;
  const EntryId loan = book.lend("120 kg", "2026-02-01");
  book.come_back(loan, "110 kg", "10 kg", "2026-02-10");
  book.sample("110 kg", "2026-03-01");
  // 50 kg of Z at 2 USD would have been lent before 70 of A, and have come back before 60 of them.
  CHECK_EQ(book.purchase_preview("50 kg", "2 USD/kg", "2026-01-04"),
           Words{"160.00 USD, 160.00 USD, 170.00 USD: Z*50 A*70",
                 fmt::format("130.00 USD, 130.00 USD, 160.00 USD: {}*50 A*30 A.1*30", book.back_of("Z"))});
  CHECK_EQ(book.purchase_preview("50 kg", "2 USD/kg", "2026-02-11"), Words{});
  CHECK_EQ(book.purchase_preview("50 kg", "2 USD/kg", "2026-03-01"), Words{"none"});
  // A late sample of 20 kg before the loan draws B now, A in its turn.
  CHECK_EQ(book.sample_preview("20 kg", "2026-01-20"),
           Words{"own 60.00 USD, 60.00 USD, 20.00 USD: A*20", "160.00 USD, 160.00 USD, 200.00 USD: A*80 B*40",
                 "130.00 USD, 130.00 USD, 170.00 USD: A.1*80 B*30"});
}

TEST_CASE("a preview leaves in lots what is sold of them, and ships what the sale would have held") {
  PreviewBook book;
  const EntryId sale = book.sell("80 kg", "2026-02-01");
  book.sample("50 kg", "2026-02-05");
  book.ship(sale, "80 kg", "2026-03-01");
  CHECK_EQ(book.purchase_preview("40 kg", "0.5 USD/kg", "2026-01-04"),
           Words{"110.00 USD, 110.00 USD, 50.00 USD: A*50", "80.00 USD, 80.00 USD, 60.00 USD: Z*40 A*40"});
}

TEST_CASE("a sale whose lots were named holds them") {
  PreviewBook book;
  const EntryId sale = book.sell("80 kg", "2026-02-01", {"A"});
  book.sample("50 kg", "2026-02-05");
  book.ship(sale, "80 kg", "2026-03-01");
  CHECK_EQ(book.purchase_preview("40 kg", "0.5 USD/kg", "2026-01-04"),
           Words{"110.00 USD, 110.00 USD, 30.00 USD: Z*40 A*10"});
}

TEST_CASE("a sale that was cancelled holds nothing from then on") {
  PreviewBook book;
  const EntryId sale = book.sell("80 kg", "2026-02-01");
  book.ship(sale, "30 kg", "2026-02-02");
  allowed(operations::cancel_sale(book.book(), book.options("2026-02-03"), {sale, "withdrew"}));
  book.sample("90 kg", "2026-02-05");
  CHECK_EQ(book.purchase_preview("40 kg", "0.5 USD/kg", "2026-01-04"),
           Words{"30.00 USD, 30.00 USD, 15.00 USD: Z*30", "130.00 USD, 130.00 USD, 85.00 USD: Z*10 A*80"});
}

TEST_CASE("a preview settles what was lent and came back with the rest of its delivery") {
  PreviewBook book;
  allowed(operations::record_purchase(book.book(), book.options("2026-01-04"),
                                      {.mineral = "gallium",
                                       .delivery = {.mass = mass("100 kg")},
                                       .price = price("1 USD/kg"),
                                       .supplier = "TRAXYS",
                                       .site = "DENVER",
                                       .lot = "P",
                                       .paper = {.provisional = true}}));
  book.come_back(book.lend("40 kg", "2026-01-10"), "40 kg", "", "2026-01-20");
  allowed(operations::settle_assay(book.book(), book.options("2026-01-25"),
                                   {.lot = "P", .mass = mass("110 kg"), .cost = money("132 USD")}));
  book.sample("100 kg", "2026-02-01"); // 66 kg of P for 79.20, 34 of 44 of P.1 for 40.80
  // In its turn, 30 kg of P are gone when it is settled: 33 and 44 are there.
  CHECK_EQ(book.sample_preview("30 kg", "2026-01-08"),
           Words{"own 30.00 USD, 30.00 USD, 30.00 USD: P*30", "120.00 USD, 120.00 USD, 115.40 USD: P*33 P.1*44 A*23"});
}

TEST_CASE("a release says what it would have drawn in its turn also where no other is later") {
  PreviewBook book;
  book.transfer("A", "", "RENO", "2026-02-10", "A-RENO");
  CHECK_EQ(book.sample_preview("10 kg", "2026-01-20"), Words{"own 30.00 USD, 30.00 USD, 10.00 USD: A*10"});
  CHECK_EQ(book.sample_preview("10 kg", "2026-02-15"), Words{"none"});
  operations::ReleaseInput named = book.input("10 kg", ReleaseKind::sample);
  named.lots = {"B"};
  CHECK_EQ(book.release_preview(named, "2026-01-20"), Words{"none"});
  book.sell("100 kg", "2026-02-20", {"B"});
  CHECK_EQ(book.sample_preview("10 kg", "2026-02-15"), Words{"none"}); // A-RENO, as in its turn
}

TEST_CASE("what was recorded late before is told beside what it changes") {
  PreviewBook book;
  book.sample("60 kg", "2026-02-01");
  book.sample("60 kg", "2026-03-01"); // 40 kg of A, 20 of B
  book.sample("10 kg", "2026-01-20"); // of B
  CHECK_EQ(book.purchase_preview("30 kg", "2 USD/kg", "2026-01-05"),
           Words{"100.00 USD, 120.00 USD, 90.00 USD: A*30 Z*30"});
}

TEST_CASE("what is undone on a later day was there until then") {
  PreviewBook book;
  const EntryId gone = book.sample("100 kg", "2026-02-01"); // all of A
  book.sample("10 kg", "2026-02-02");                       // of B
  book.reverse(gone, "2026-02-10");
  book.sample("10 kg", "2026-02-11");                  // of A
  CHECK_EQ(book.sample_preview("20 kg", "2026-01-20"), // A has come back on the 10th of February only
           Words{"own 60.00 USD, 60.00 USD, 20.00 USD: A*20"});
  CHECK_EQ(book.purchase_preview("10 kg", "2 USD/kg", "2026-01-04"),
           Words{"30.00 USD, 30.00 USD, 10.00 USD: A*10", "10.00 USD, 10.00 USD, 20.00 USD: Z*10"});
}

TEST_CASE("at average cost what is lent comes back at what it left with") {
  PreviewBook book;
  allowed(operations::set_cost_method(book.book(), book.options("2026-01-07"),
                                      {.mineral = "gallium", .method = CostMethod::average}));
  book.come_back(book.lend("50 kg", "2026-02-01"), "50 kg", "", "2026-02-10"); // at 2 USD
  book.sample("100 kg", "2026-03-01");
  // 300 kg for 700 USD: 50 leave and come back at 116.67, 100 cost 233.33.
  CHECK_EQ(book.purchase_preview("100 kg", "3 USD/kg", "2026-01-08"),
           Words{"100.00 USD, 100.00 USD, 116.67 USD: A*50", "200.00 USD, 200.00 USD, 233.33 USD: A*50 A.1*50"});
}

} // namespace operations_preview_test
