#include "financing/drawable.hpp"

#include "tests/financing/support/loans.hpp"

#include <doctest/doctest.h>

namespace financing_drawable_test {

using namespace pvault;
using namespace pvault::test;

namespace {

DrawSource source(int id, std::string_view undisbursed, const std::string& fee = {}) {
  const FacilityTerms terms = quarterly_loan([&](FacilityTerms& changed) {
    if (!fee.empty()) changed.exposure_fees = {allowed(parse_exposure_fee(fee))};
  });
  return {FacilityId{id}, money(undisbursed), signed_loan(terms), terms};
}

ShareOfFacility share(int id, std::string_view percent, std::string_view drawn) {
  return {FacilityId{id}, "F" + std::to_string(id), rate(percent), money(drawn)};
}

BaseLimit base(std::vector<FacilityId> facilities, Money headroom) { return {std::move(facilities), headroom}; }

Money drawable(const std::vector<DrawSource>& sources, const std::vector<BaseLimit>& bases = {},
               const std::vector<ShareOfFacility>& shares = {}) {
  return compute_drawable(sources, bases, shares).within_shares;
}

} // namespace

TEST_CASE("what is undisbursed can be drawn") {
  CHECK_EQ(drawable({}), Money());
  CHECK_EQ(drawable({source(1, "100 USD"), source(2, "0 USD"), source(3, "50 USD")}), money("150 USD"));
}

// Viasat, Inc., Form 8-K of 26 January 2026: of a commitment of 188,730,259 USD 12,857,528 are the exposure fee of
// 7.3107%, financed as disbursed, and 175,872,731 the portion that is drawn.
TEST_CASE("the fee that a drawdown finances takes part of the commitment") {
  const Drawable viasat = compute_drawable({source(1, "188,730,259 USD", "7.3107%:each-draw:financed")}, {}, {});
  CHECK_EQ(viasat.undisbursed, money("188,730,259 USD"));
  CHECK_EQ(round_to_integer(Exact(viasat.within_fees.cents()) / 100, Rounding::half_even), 175'872'731);
  CHECK_EQ(drawable({source(1, "100 USD", "7.3107%:each-draw:cash")}), money("100 USD"));
  // 10% of 90.91 USD are 9.09 USD, which makes 100.00; of a cent they are nothing.
  CHECK_EQ(drawable({source(1, "100 USD", "10%:each-draw:financed")}), money("90.91 USD"));
  CHECK_EQ(drawable({source(1, "0.01 USD", "10%:each-draw:financed")}), money("0.01 USD"));
}

TEST_CASE("a borrowing base allows as much as its headroom, the fee included") {
  const std::vector<DrawSource> one = {source(1, "100 USD", "10%:each-draw:financed")};
  CHECK_EQ(drawable(one, {base({FacilityId{1}}, money("11 USD"))}), money("10 USD"));
  CHECK_EQ(drawable(one, {base({FacilityId{1}}, money("1000 USD"))}), money("90.91 USD"));
  CHECK_EQ(drawable(one, {base({FacilityId{1}}, Money::cents(-1))}), Money());
  CHECK_EQ(drawable(one, {base({FacilityId{2}}, Money())}), money("90.91 USD"));
}

TEST_CASE("facilities that share a base use it up together") {
  const std::vector<DrawSource> three = {source(1, "100 USD"), source(2, "100 USD"), source(3, "100 USD")};
  const BaseLimit of_two = base({FacilityId{1}, FacilityId{2}}, money("120 USD"));
  CHECK_EQ(drawable(three, {of_two}), money("220 USD"));
  // 2 stands under both and comes last, so that 1 and 3 use up what is theirs.
  CHECK_EQ(drawable(three, {of_two, base({FacilityId{2}, FacilityId{3}}, money("110 USD"))}), money("210 USD"));
}

TEST_CASE("by the shares of the lenders none is drawn on more than the others can follow") {
  const std::vector<DrawSource> two = {source(1, "900 USD"), source(2, "50 USD")};
  CHECK_EQ(drawable(two, {}, {share(1, "80%", "0 USD"), share(2, "20%", "0 USD")}), money("250 USD"));
  // The second may bear 150 USD in all, which is a fifth of 750, and 400 are drawn.
  CHECK_EQ(drawable(two, {}, {share(1, "80%", "300 USD"), share(2, "20%", "100 USD")}), money("350 USD"));
  CHECK_EQ(drawable(two, {}, {share(1, "100%", "0 USD"), share(2, "0%", "0 USD")}), money("900 USD"));
  // The second has drawn more than its share of all that the first can follow with.
  CHECK_EQ(
      drawable({source(1, "10 USD"), source(2, "50 USD")}, {}, {share(1, "80%", "0 USD"), share(2, "20%", "100 USD")}),
      Money());
  // A facility without a share is not held to any.
  CHECK_EQ(drawable({source(1, "900 USD"), source(2, "50 USD"), source(3, "7 USD")}, {},
                    {share(1, "80%", "0 USD"), share(2, "20%", "0 USD")}),
           money("257 USD"));
  CHECK_EQ(drawable({source(1, "900 USD")}, {}, {share(1, "80%", "0 USD"), share(2, "20%", "0 USD")}), Money());
}

TEST_CASE("what is drawn by shares is what a drawdown pro rata may be") {
  const std::vector<ShareOfFacility> shares = {share(1, "85.69%", "123.45 USD"), share(2, "14.31%", "20.61 USD")};
  const Money most = drawable({source(1, "1,000 USD"), source(2, "77.77 USD")}, {}, shares);
  const std::vector<Money> parts = allowed(split_by_shares(most, shares));
  CHECK_LE(parts[0], money("1,000 USD"));
  CHECK_LE(parts[1], money("77.77 USD"));
  CHECK_GT(allowed(split_by_shares(most + Money::cents(7), shares))[1], money("77.77 USD"));
}

} // namespace financing_drawable_test
