#include "operations/add_figures.hpp"

#include "coverage/demand.hpp"
#include "store/figures.hpp"
#include "store/names.hpp"
#include "tests/support/attacked_book.hpp"

#include <doctest/doctest.h>

namespace operations_add_figures_test {

using namespace pvault;
using namespace pvault::test;

namespace {

operations::DemandInput demand(int year, const std::string& basis = "apparent-consumption",
                               std::string_view mass_text = "5 t") {
  return {.mineral = "gallium", .year = year, .mass = mass(mass_text), .basis = basis, .source = "press"};
}

} // namespace

TEST_CASE("a price is kept as it was published, and on the mineral's basis") {
  TemporaryBook book;
  const EntryId entry = allowed(operations::add_price(book.book(), book.options("2026-02-01"),
                                                      {"W", price("1,380.50 USD/mtu of WO3"), "press"}))
                            .entry;
  store::Query row = book.connection().query(
      "SELECT amount, currency, unit, component, cents, per_mg, unusable FROM price WHERE entry_id = ?");
  row.bind(entry).expect_row();
  CHECK_EQ(row.text(0), "1380.50");
  CHECK_EQ(row.text(1), "USD");
  CHECK_EQ(row.text(2), "mtu");
  CHECK_EQ(row.text(3), "WO3");
  CHECK(Exact(row.integer(4)) / row.integer(5) == Exact(138'050) / 7'930'000);
  CHECK(row.is_null(6));
}

TEST_CASE("a price refuses an unknown mineral, a group, and a component without a factor") {
  TemporaryBook book;
  const auto add = [&](const char* mineral, const char* text) {
    return operations::add_price(book.book(), book.options("2026-02-01"), {mineral, price(text), "press"});
  };
  check_rule(add("nothing", "1 USD/kg"), Rule::mineral_unknown);
  check_rule(add("rare-earths", "1 USD/kg"), Rule::mineral_is_group);
  check_rule(add("gallium", "1 USD/kg of Ga2O3"), Rule::component_unknown);
  check_rule(add("tungsten", "1 USD/mtu"), Rule::component_missing);
}

TEST_CASE("a demand figure is dated the first day of its year, whatever the options say") {
  TemporaryBook book;
  CHECK_EQ(allowed(operations::add_demand(book.book(), book.options("2026-06-01"), demand(2024))).effective_on,
           day("2024-01-01"));
  CHECK(operations::add_demand(book.book(), book.options("2026-06-01"), demand(1900)).has_value());
  CHECK(operations::add_demand(book.book(), book.options("2026-06-01"), demand(2199)).has_value());
}

TEST_CASE("a demand figure refuses a year, a basis and a mass that are none") {
  TemporaryBook book;
  const auto options = book.options("2026-06-01");
  check_refusal(operations::add_demand(book.book(), options, demand(1899)), Rule::option_malformed,
                "1899 is not a year from 1900 to 2199", "give --year 2025");
  check_rule(operations::add_demand(book.book(), options, demand(2200)), Rule::option_malformed);
  check_rule(operations::add_demand(book.book(), options, demand(2025, "guess")), Rule::option_malformed);
  check_rule(operations::add_demand(book.book(), options, demand(2025, "apparent-consumption", "0.4 mg")),
             Rule::mass_not_positive);
  check_rule(operations::add_demand(book.book(), options, demand(2025, "apparent-consumption", "0 t of Ga2O3")),
             Rule::component_unknown);
  operations::DemandInput unknown = demand(2025);
  unknown.mineral = "nothing";
  check_rule(operations::add_demand(book.book(), options, unknown), Rule::mineral_unknown);
}

TEST_CASE("a demand of nothing is a figure, and neither of the bounds") {
  TemporaryBook book;
  const auto options = book.options("2026-06-01");
  CHECK_EQ(allowed(operations::add_demand(book.book(), options, demand(2026, "net-imports", "0 t"))).summary,
           "demand for gallium in 2026: 0 kg (net-imports)");
  operations::DemandInput bounded = demand(2026, "net-imports", "0 t");
  bounded.is_upper_bound = true;
  check_refusal(operations::add_demand(book.book(), options, bounded), Rule::option_malformed,
                "a bound of no mass says nothing", "leave out the bound, or give a mass");
  bounded = demand(2026, "net-imports", "1 t");
  bounded.is_upper_bound = bounded.is_lower_bound = true;
  check_rule(operations::add_demand(book.book(), options, bounded), Rule::option_malformed);
}

TEST_CASE("participant_missing, participant_not_applicable: who declares a demand is named where somebody does") {
  TemporaryBook book;
  book.party("MAKER-A", "participant");
  const auto options = book.options("2026-06-01");
  operations::DemandInput input = demand(2026, "participant-demand");
  check_refusal(operations::add_demand(book.book(), options, input), Rule::participant_missing,
                "participant-demand is declared by somebody, and nobody is named",
                "give --participant PARTY; `pvault party list` shows them");
  input.participant = "maker-a";
  CHECK_EQ(allowed(operations::add_demand(book.book(), options, input)).summary,
           "demand for gallium in 2026: 5,000 kg (participant-demand of maker-a)");
  input.participant = "TRAXYS";
  check_rule(operations::add_demand(book.book(), options, input), Rule::party_role_wrong);
  input.participant = "NOBODY";
  check_rule(operations::add_demand(book.book(), options, input), Rule::party_unknown);
  input = demand(2026, "defence-demand");
  input.participant = "MAKER-A";
  check_refusal(operations::add_demand(book.book(), options, input), Rule::participant_not_applicable,
                "defence-demand is of the whole country, and MAKER-A is named",
                "leave out --participant, or give --basis participant-demand");
}

TEST_CASE("the bases that the program knows are those of the book") {
  TemporaryBook book;
  for (const DemandBasis& basis : demand_bases()) {
    store::Query row =
        book.connection().query("SELECT kind, preference, by_participant FROM demand_basis WHERE basis = ?");
    row.bind(std::string(basis.name)).expect_row();
    CHECK_EQ(row.text(0), basis.kind == BasisKind::consumption ? "consumption"
                          : basis.kind == BasisKind::trade     ? "trade"
                                                               : "declared");
    CHECK_EQ(row.optional_integer(1).value_or(0), basis.preference);
    CHECK_EQ(row.integer(2) != 0, basis.by_participant);
  }
  CHECK_EQ(book.connection().integer_of("SELECT count(*) FROM demand_basis"),
           static_cast<std::int64_t>(demand_bases().size()));
}

TEST_CASE("a target for all is one entry for every mineral and group") {
  TemporaryBook book;
  const EntryId entry = book.target("all", 45, "2026-06-01");
  CHECK_EQ(book.connection().integer_of(
               fmt::format("SELECT count(*) FROM target WHERE entry_id = {} AND days = 45", number_of(entry))),
           61);
}

TEST_CASE("option_malformed: a target is from 0 to 36,500 days") {
  TemporaryBook book;
  for (const int days : {-1, 36'501}) {
    check_refusal(operations::set_target(book.book(), book.options("2026-06-01"), {"gallium", days}),
                  Rule::option_malformed, fmt::format("{} is not a number of days from 0 to 36,500", days),
                  "give --days 60");
  }
  for (const int days : {0, 36'500})
    CHECK(operations::set_target(book.book(), book.options("2026-06-01"), {"gallium", days}).has_value());
  check_rule(operations::set_target(book.book(), book.options("2026-06-01"), {"nothing", 5}), Rule::mineral_unknown);
}

} // namespace operations_add_figures_test
