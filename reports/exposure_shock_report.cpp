#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/price_scenario.hpp"
#include "reports/sheet.hpp"
#include "store/figures.hpp"
#include "store/lent_metal.hpp"
#include "store/names.hpp"
#include "store/read_again.hpp"
#include "store/sales.hpp"
#include "units/figure.hpp"

#include <fmt/format.h>
#include <map>
#include <tuple>

namespace pvault::reports {

namespace {

constexpr int decimals_of_exposure_change = 7; // parts per billion in percent

// Which way a party's metal goes: back to the stock, whatever it is worth then, or to the party, for what was agreed.
enum class Exposure { owed_back, sold_not_shipped };

std::string_view exposure_name(Exposure exposure) {
  return exposure == Exposure::owed_back ? "owed_back" : "sold_not_shipped";
}

// What of one mineral a party owes back, or has bought and not received.
struct ExposedLine {
  std::string party = {};
  std::string role = {};
  std::string mineral = {};
  Exposure exposure = {};
  Mass mass = {};
  std::optional<Money> agreed = {}; // what is to be paid for it; only of what is sold
  RelativeChange change = {};
  std::optional<store::PriceFigure> price = {};

  [[nodiscard]] std::optional<Money> value_before() const {
    return price ? value_at(price->price, mass) : std::nullopt;
  }
  [[nodiscard]] std::optional<Money> value_after() const {
    return price ? value_at_changed_price(price->price, mass, change) : std::nullopt;
  }
  [[nodiscard]] std::optional<Money> value_change() const { return difference_of(value_after(), value_before()); }
  // Who has to bring metal loses what it gains in value; who gets it at a fixed price wins that.
  [[nodiscard]] std::optional<Money> gain() const {
    const auto more = value_change();
    return more && exposure == Exposure::owed_back ? std::optional(-*more) : more;
  }
};

std::vector<Field<ExposedLine>> exposed_fields() {
  using Line = ExposedLine;
  using namespace column;
  return {
      {text("party", "Party"), [](const Line& line) { return cell(line.party); }},
      {for_machines(text("role", "Role")), [](const Line& line) { return text_or_missing(line.role); }},
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral); }},
      {text("exposure", "Exposure"), [](const Line& line) { return cell(std::string(exposure_name(line.exposure))); }},
      {kilograms("mass_kg", "Mass"), [](const Line& line) { return cell(line.mass); }},
      {for_machines(usd("agreed_usd", "Agreed")), [](const Line& line) { return cell(line.agreed); }},
      {percent("price_change_percent", "Price changes", decimals_of_exposure_change),
       [](const Line& line) { return decimal(line.change.parts_per_billion()); }},
      {for_machines(date("price_on", "Price of")),
       [](const Line& line) { return line.price ? cell(line.price->on) : no_value(); }},
      {usd("value_before_usd", "Value before"), [](const Line& line) { return cell(line.value_before()); }},
      {usd("value_after_usd", "Value after"), [](const Line& line) { return cell(line.value_after()); }},
      {for_machines(usd("value_change_usd", "Change")), [](const Line& line) { return cell(line.value_change()); }},
      {tells_why(usd("party_gain_usd", "Party gains")), [](const Line& line) { return cell(line.gain()); }, true,
       TotalOfNone::missing},
  };
}

using ExposedKey = std::tuple<std::string, MineralId, Exposure>;

// The lines by party, mineral and exposure, in which what a party has of several loans or sales comes together.
class ExposedLines {
public:
  ExposedLines(store::Connection& connection, const ReportQuestion& question)
      : connection_(connection), question_(question) {
    for (const store::Party& party : store::list_parties(connection))
      roles_.emplace(party.code, party.role);
    for (const Mineral& mineral : store::list_minerals(connection))
      minerals_.emplace(mineral.id, mineral);
  }

  void add(const store::LoanState& loan) {
    if (loan.owed_back() == Mass() || !asks_for(question_, loan.mineral)) return;
    line_of(loan.borrower, loan.mineral, Exposure::owed_back).mass += loan.owed_back();
  }

  void add(const store::SaleState& sale) {
    if (sale.not_shipped() == Mass() || !asks_for(question_, sale.mineral)) return;
    ExposedLine& line = line_of(sale.buyer, sale.mineral, Exposure::sold_not_shipped);
    line.mass += sale.not_shipped();
    const QuotedPrice quoted = store::read_again(parse_price(sale.price));
    const auto agreed =
        value_at(store::read_again(basis_price(minerals_.at(sale.mineral), quoted)), sale.not_shipped());
    if (agreed) line.agreed = line.agreed.value_or(Money()) + *agreed;
  }

  [[nodiscard]] const std::map<ExposedKey, ExposedLine>& lines() const { return lines_; }

private:
  ExposedLine& line_of(const std::string& party, MineralId mineral, Exposure exposure) {
    const auto [found, is_new] = lines_.try_emplace({party, mineral, exposure});
    ExposedLine& line = found->second;
    if (is_new) {
      const auto role = roles_.find(party);
      line = {.party = party,
              .role = role == roles_.end() ? "" : role->second,
              .mineral = minerals_.at(mineral).code,
              .exposure = exposure,
              .change = question_.scenario.prices.of(mineral),
              .price = store::find_price(connection_, mineral, question_.moment)};
    }
    return line;
  }

  store::Connection& connection_;
  const ReportQuestion& question_;
  std::map<std::string, std::string> roles_;
  std::map<MineralId, Mineral> minerals_;
  std::map<ExposedKey, ExposedLine> lines_;
};

std::string party_note(const std::string& party, Money gain) {
  if (gain == Money()) return fmt::format("{}: neither gains nor loses.", party);
  const bool gains = gain > Money();
  return fmt::format("{}: {} {}.", party, gains ? "gains" : "loses", format_money(gains ? gain : -gain));
}

std::vector<std::string> exposure_notes(const ReportQuestion& question, const std::vector<Mineral>& minerals,
                                        const std::map<ExposedKey, ExposedLine>& lines) {
  std::vector<std::string> notes = {supposed_prices(question.scenario.prices, minerals)};
  if (lines.empty()) notes.emplace_back("Nobody owes metal back, or has bought any that is not shipped.");
  std::map<std::string, Money> gains;
  std::vector<std::string> unpriced;
  for (const auto& [key, line] : lines) {
    if (const auto gain = line.gain())
      gains[line.party] += *gain;
    else
      unpriced.push_back(fmt::format("{} of {}", line.mineral, line.party));
  }
  for (const auto& [party, gain] : gains)
    notes.push_back(party_note(party, gain));
  if (!unpriced.empty())
    notes.push_back(fmt::format("Without a usable price: {}; the gains are without it.", list_in_words(unpriced)));
  notes.emplace_back(
      "Who owes metal back has to bring it at the price of then; who bought at a fixed price gets it for "
      "what was agreed. The book has no other contracts of participants, so their exposure by these is "
      "not known.");
  return notes;
}

} // namespace

Table make_exposure_shock_report(store::Connection& connection, const ReportQuestion& question) {
  ExposedLines exposed(connection, question);
  compute_figure(std::string("what a party owes back or has bought"), [&] {
    for (const store::LoanState& loan : store::list_loans(connection, question.moment))
      exposed.add(loan);
    for (const store::SaleState& sale : store::list_sales(connection, question.moment))
      exposed.add(sale);
  });
  Sheet<ExposedLine> sheet(exposed_fields());
  for (const auto& [key, line] : exposed.lines()) {
    const auto gain = line.gain();
    sheet.add(line).mood = gain && *gain < Money() ? "bad" : "";
  }
  return sheet.finish(exposure_notes(question, store::list_minerals(connection), exposed.lines()));
}

} // namespace pvault::reports
