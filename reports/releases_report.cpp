#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/releases.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace pvault::reports {

namespace {

// What was asked for it, what it had cost, and what it was worth on its day.
struct ReleaseLine {
  store::ReleaseState release;
  std::optional<store::MarketPrice> market = {};

  [[nodiscard]] std::optional<BasisPrice> market_price() const {
    return market ? std::optional(market->price) : std::nullopt;
  }
  [[nodiscard]] std::optional<Money> market_value() const {
    return market ? value_at(market->price, release.mass) : std::nullopt;
  }
  [[nodiscard]] std::optional<Money> gain() const {
    return release.for_good ? std::optional(release.proceeds - release.cost) : std::nullopt;
  }
  [[nodiscard]] std::optional<Money> against_market() const {
    const auto value = market_value();
    return value && release.for_good ? std::optional(release.proceeds - *value) : std::nullopt;
  }
};

std::vector<Field<ReleaseLine>> releases_fields() {
  using Line = ReleaseLine;
  using namespace column;
  return {
      {entry("entry", "Entry"), [](const Line& line) { return cell(line.release.entry); }},
      {date("on", "On"), [](const Line& line) { return cell(line.release.on); }},
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.release.mineral_code); }},
      {text("kind", "Kind"), [](const Line& line) { return cell(line.release.kind); }},
      {text("recipient", "To"), [](const Line& line) { return text_or_missing(line.release.recipient); }},
      {kilograms("mass_kg", "Mass"), [](const Line& line) { return cell(line.release.mass); }},
      {for_machines(text("price", "Price")), [](const Line& line) { return text_or_missing(line.release.price); }},
      {usd("proceeds_usd", "Proceeds"), [](const Line& line) { return cell(line.release.proceeds); }, true},
      {usd("cost_usd", "Cost"), [](const Line& line) { return cell(line.release.cost); }, true},
      {usd("market_value_usd", "At market"), [](const Line& line) { return cell(line.market_value()); }},
      {usd("gain_usd", "Gain on cost"), [](const Line& line) { return cell(line.gain()); }, true},
      {usd("against_market_usd", "Against market"), [](const Line& line) { return cell(line.against_market()); }, true},
      {for_machines(usd_per_kilogram("proceeds_usd_per_kg", "Proceeds a kilogram")),
       [](const Line& line) { return price_cell(line.release.proceeds, line.release.mass); }},
      {for_machines(usd_per_kilogram("cost_usd_per_kg", "Cost a kilogram")),
       [](const Line& line) { return price_cell(line.release.cost, line.release.mass); }},
      {for_machines(usd_per_kilogram("market_price_usd_per_kg", "Market price")),
       [](const Line& line) { return price_cell(line.market_price()); }},
      {for_machines(date("market_price_on", "Market price of")),
       [](const Line& line) { return line.market ? cell(line.market->on) : no_value(); }},
      {for_machines(count("market_price_age_days", "Age of the market price", "days")),
       [](const Line& line) {
         return line.market ? cell(days_between(line.market->on, line.release.on)) : no_value();
       }},
      {for_machines(text("market_price_source", "Source of the market price")),
       [](const Line& line) { return line.market ? cell(line.market->source) : no_value(); }},
      {text("authority", "Authority"), [](const Line& line) { return text_or_missing(line.release.authority); }},
      {for_machines(text("emergency", "Emergency")),
       [](const Line& line) { return text_or_missing(line.release.emergency); }},
      {for_machines(date("return_by", "Return by")), [](const Line& line) { return cell(line.release.return_by); }},
      {for_machines(entry("sale_entry", "Ships sale")), [](const Line& line) { return cell(line.release.sale); }},
      {for_machines(text("lots", "Lots")), [](const Line& line) { return cell(line.release.lots); }},
  };
}

// Releases, and what settlements changed of them later, in the order of their entries.
std::vector<store::ReleaseState> list_lines(store::Connection& connection, const ReportQuestion& question) {
  std::vector<store::ReleaseState> lines;
  const auto settled = store::list_settled_releases(connection, question.moment);
  std::ranges::merge(store::list_releases(connection, question.moment), settled, std::back_inserter(lines), {},
                     &store::ReleaseState::entry, &store::ReleaseState::entry);
  std::erase_if(lines, [&](const store::ReleaseState& line) { return !asks_for(question, line.mineral); });
  return lines;
}

} // namespace

Table make_releases_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<ReleaseLine> sheet(releases_fields());
  int unpriced = 0;
  bool any_settled = false;
  for (const store::ReleaseState& release : list_lines(connection, question)) {
    if (release.kind == "settlement") {
      sheet.add({.release = release});
      any_settled = true;
      continue;
    }
    const Moment its_day{release.on, question.moment.known_at};
    const ReleaseLine line{release, store::find_market_price(connection, release.mineral, its_day)};
    unpriced += line.market ? 0 : 1;
    sheet.add(line);
  }
  std::vector<std::string> notes = {"Market value is at the latest usable price up to the day of the release. What was "
                                    "lost or lent has neither gain nor a difference against the market."};
  if (unpriced > 0)
    notes.push_back(fmt::format("Without a usable price on their day: {}; the total against the market is without "
                                "{}.",
                                counted(unpriced, "release"), unpriced == 1 ? "it" : "them"));
  if (any_settled)
    notes.emplace_back("A settlement is what a final assay changed of what had been released before; with it, mass and "
                       "cost are those of `pvault report cost`.");
  return sheet.finish(notes);
}

} // namespace pvault::reports
