#include "stockpile/release.hpp"

#include "stockpile/cost_method.hpp"
#include "stockpile/lot_status.hpp"
#include "stockpile/purchase.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>
#include <utility>

namespace pvault {

namespace {

constexpr std::array<std::pair<ReleaseKind, std::string_view>, 7> release_kinds = {
    {{ReleaseKind::sale, "sale"},
     {ReleaseKind::emergency, "emergency"},
     {ReleaseKind::loan, "loan"},
     {ReleaseKind::exchange, "exchange"},
     {ReleaseKind::rotation, "rotation"},
     {ReleaseKind::sample, "sample"},
     {ReleaseKind::loss, "loss"}}};

} // namespace

std::string_view release_kind_name(ReleaseKind kind) {
  for (const auto& [candidate, name] : release_kinds) {
    if (candidate == kind) return name;
  }
  return {};
}

Expected<ReleaseKind> parse_release_kind(std::string_view text) {
  for (const auto& [kind, name] : release_kinds) {
    if (lower(text) == name) return kind;
  }
  std::array<std::string_view, release_kinds.size()> names;
  std::ranges::transform(release_kinds, names.begin(), [](const auto& kind) { return kind.second; });
  return refuse_choice(text, "a kind of release", names);
}

std::string describe_taken_later(const std::optional<TakenLater>& taken) {
  if (!taken) return {};
  return fmt::format("; {} kg more are taken by what is recorded on later days, until {}",
                     format_kilograms(taken->mass), format_date(taken->until));
}

bool can_be_taken(const OpenLot& lot, const ReleaseRequest& request) {
  if (request.site && lot.site != *request.site) return false;
  const bool of_what_is_there = request.kind == ReleaseKind::sample || request.kind == ReleaseKind::loss;
  const bool is_free = lot.site_kind == SiteKind::storage && !is_held_back(lot.quality) && !lot.release_forbidden;
  return is_free || (request.lots_named && of_what_is_there);
}

Expected<ContainedMass> release_mass(const Mineral& mineral, const ReleaseRequest& request) {
  return contained_mass(mineral, {.mass = request.mass});
}

namespace {

tl::unexpected<Refusal> refuse_held(const OpenLot& lot, const ReleaseRequest& request) {
  if (is_held_back(lot.quality)) {
    return refuse(Rule::lot_not_accepted,
                  fmt::format("lot {} is {} on {}; nothing is released of it but samples and losses", lot.code,
                              quality_name(*lot.quality), format_date(request.on)),
                  fmt::format("when it has been accepted: `pvault lot quality {} --status accepted --on DATE --reason "
                              "TEXT`",
                              lot.code));
  }
  return refuse(Rule::lot_pledged,
                fmt::format("lot {} is pledged to {}, which forbids its release but for samples and losses", lot.code,
                            lot.pledged_to),
                fmt::format("when the lender has given it back: `pvault pledge release --lot {} --on DATE`", lot.code));
}

// Of a named lot.
Expected<void> check_place(const OpenLot& lot, const ReleaseRequest& request) {
  if (can_be_taken(lot, request)) return {};
  if (request.site && lot.site != *request.site) {
    return refuse(Rule::lot_at_other_site,
                  fmt::format("lot {} lies at {}, not at {}", lot.code, lot.site_code, request.site_code),
                  fmt::format("name a lot of {}; `pvault report lots` shows where each lies", request.site_code));
  }
  if (lot.site_kind == SiteKind::storage) return refuse_held(lot, request);
  return refuse(
      Rule::lot_not_in_storage,
      fmt::format("lot {} is {} at {}, from where nothing is released but samples and losses", lot.code,
                  site_kind_in_words(lot.site_kind), lot.site_code),
      fmt::format("record its arrival first: `pvault transfer record --lot {} --all --to-site SITE --on DATE`",
                  lot.code));
}

Expected<void> check_lots(const Mineral& mineral, const std::vector<OpenLot>& lots, const ReleaseRequest& request) {
  std::set<LotId> seen;
  for (const OpenLot& lot : lots) {
    if (lot.mineral != mineral.id) {
      return refuse(Rule::lot_of_other_mineral,
                    fmt::format("lot {} holds another mineral, not {}", lot.code, mineral.code),
                    fmt::format("`pvault report lots --mineral {}` shows the lots that do", mineral.code));
    }
    if (!seen.insert(lot.id).second)
      return refuse(Rule::lot_named_twice, fmt::format("lot {} is named twice", lot.code), "name each lot once");
    if (!request.lots_named) continue;
    if (auto placed = check_place(lot, request); !placed) return placed;
    if (lot.drawable_from > request.on) {
      return refuse(Rule::lot_not_yet_received,
                    fmt::format("lot {} can be drawn from {} on, the release is dated {}, {} earlier", lot.code,
                                format_date(lot.drawable_from), format_date(request.on),
                                format_days(days_between(request.on, lot.drawable_from))),
                    fmt::format("date the release {} or later, or name another lot", format_date(lot.drawable_from)));
    }
  }
  return {};
}

LotDraw draw_from(const OpenLot& lot, Mass wanted) {
  const Mass mass = std::min(lot.free(), wanted);
  const std::int64_t cost_cents =
      share_of(lot.cost.cents(), mass.milligrams(), lot.mass.milligrams(), Rounding::half_even);
  return {lot.id, lot.code, mass, Money::cents(cost_cents)};
}

// What is there but cannot be drawn yet, because it came to its site, or back to its lot, on a later day.
std::string describe_later(const std::vector<OpenLot>& lots, const ReleaseRequest& request) {
  Mass mass;
  std::optional<Date> from;
  for (const OpenLot& lot : lots) {
    if (lot.drawable_from <= request.on || !can_be_taken(lot, request)) continue;
    mass += lot.mass;
    from = from ? std::max(*from, lot.drawable_from) : lot.drawable_from;
  }
  return from ? fmt::format("; {} kg more can be drawn from {} on", format_kilograms(mass), format_date(*from)) : "";
}

std::string_view what_holds(const OpenLot& lot, const ReleaseRequest& request) {
  if (lot.site_kind != SiteKind::storage) return site_kind_in_words(lot.site_kind);
  if (request.site && lot.site != *request.site) return "at other sites";
  return is_held_back(lot.quality) ? "not accepted" : "held by a pledge";
}

// What is there but lies elsewhere, or may not be released.
std::string describe_elsewhere(const std::vector<OpenLot>& lots, const ReleaseRequest& request) {
  std::map<std::string_view, Mass> by_place;
  for (const OpenLot& lot : lots) {
    if (lot.drawable_from > request.on || can_be_taken(lot, request)) continue;
    by_place[what_holds(lot, request)] += lot.mass;
  }
  std::string text;
  for (const auto& [place, mass] : by_place)
    text += fmt::format("; {} kg more are {}", format_kilograms(mass), place);
  return text;
}

// What is there and sold to others.
Mass sold_of(const std::vector<OpenLot>& lots, const ReleaseRequest& request) {
  Mass sold;
  for (const OpenLot& lot : lots) {
    if (lot.drawable_from <= request.on && can_be_taken(lot, request)) sold += lot.sold;
  }
  return sold;
}

std::string how_much_is_left(const Mineral& mineral, const ReleaseRequest& request, Mass available) {
  const std::string at_most =
      available > Mass() ? fmt::format("release at most {} kg; ", format_kilograms(available)) : "";
  return fmt::format("{}`pvault report lots --mineral {} --as-of {}` shows what is {}", at_most, mineral.code,
                     format_date(request.taken_later ? request.taken_later->until : request.on),
                     request.taken_later ? "left" : "there");
}

// What is lost cannot be recorded as less.
std::string how_to_cancel(const std::vector<HoldingSale>& sales) {
  std::vector<std::string> commands;
  commands.reserve(sales.size());
  for (const HoldingSale& sale : sales)
    commands.push_back(fmt::format("`pvault sale cancel {} --reason TEXT --on {}`", number_of(sale.entry),
                                   format_date(sale.cancel_on)));
  return fmt::format("{}; then record the loss, and sell anew what is left", fmt::join(commands, ", "));
}

tl::unexpected<Refusal> refuse_insufficient(const Mineral& mineral, const std::vector<OpenLot>& lots,
                                            const ReleaseRequest& request, Mass asked, Mass available) {
  std::string where = request.site ? fmt::format(" at {}", request.site_code) : "";
  if (request.lots_named) where += " in the lots named";
  const Mass sold = sold_of(lots, request);
  std::string more = describe_later(lots, request) + describe_elsewhere(lots, request);
  if (sold > Mass()) more += fmt::format("; {} kg more are sold and not shipped", format_kilograms(sold));
  more += describe_taken_later(request.taken_later);
  const bool cancelling_helps = asked <= available + sold;
  return refuse(cancelling_helps ? Rule::lot_mass_sold : Rule::lot_mass_insufficient,
                fmt::format("asked for {} kg of {}, {} kg available{} at {}, short by {} kg{}", format_kilograms(asked),
                            mineral.code, format_kilograms(available), where, format_date(request.on),
                            format_kilograms(asked - available), more),
                cancelling_helps && !request.held_by.empty() ? how_to_cancel(request.held_by)
                                                             : how_much_is_left(mineral, request, available));
}

Expected<std::vector<LotDraw>> draw_lots(const Mineral& mineral, const std::vector<OpenLot>& lots,
                                         const ReleaseRequest& request, Mass asked) {
  std::vector<LotDraw> draws;
  Mass left = asked;
  for (const OpenLot& lot : lots) {
    if (left == Mass()) break;
    if (lot.drawable_from > request.on || lot.free() == Mass() || !can_be_taken(lot, request)) continue;
    draws.push_back(draw_from(lot, left));
    left -= draws.back().mass;
  }
  if (left > Mass()) return refuse_insufficient(mineral, lots, request, asked, asked - left);
  return draws;
}

void cost_at_average(std::vector<LotDraw>& draws, const AverageCost& average) {
  const std::vector<Money> costs = costs_at_average(average, draws);
  for (std::size_t i = 0; i < draws.size(); ++i)
    draws[i].cost = costs[i];
}

Expected<Money> proceeds_of(const Mineral& mineral, const ReleaseRequest& request, const Exact& exact_mg) {
  if (!request.price) return Money();
  return amount_at(mineral, *request.price, exact_mg, "the proceeds come");
}

// Where a release's mass goes and where its cost is charged.
struct Destination {
  Account mass;
  Account cost;
};

Destination destination_of(ReleaseKind kind) {
  if (kind == ReleaseKind::loss) return {Account::lost, Account::loss_and_shrinkage};
  if (kind == ReleaseKind::loan || kind == ReleaseKind::exchange) return {Account::owed_back, Account::stock_on_loan};
  return {Account::released_to, Account::cost_of_releases};
}

Postings release_postings(const Mineral& mineral, const ReleaseRequest& request, const ReleasePlan& plan) {
  Postings postings;
  for (const LotDraw& draw : plan.draws) {
    postings.push_back({.account = Account::inventory,
                        .mineral = mineral.id,
                        .lot = draw.lot,
                        .mass = -draw.mass,
                        .amount = -draw.cost});
  }
  const Destination destination = destination_of(request.kind);
  const auto recipient = destination.mass == Account::lost ? std::nullopt : request.recipient;
  postings.push_back({.account = destination.mass, .mineral = mineral.id, .party = recipient, .mass = plan.mass});
  if (plan.cost != Money()) {
    const auto borrower = destination.cost == Account::stock_on_loan ? request.recipient : std::nullopt;
    postings.push_back({.account = destination.cost, .mineral = mineral.id, .party = borrower, .amount = plan.cost});
  }
  if (plan.proceeds == Money()) return postings;
  const Account debtor = request.recipient ? Account::receivable : Account::cash;
  postings.push_back({.account = debtor, .party = request.recipient, .amount = plan.proceeds});
  postings.push_back({.account = Account::sales, .mineral = mineral.id, .amount = -plan.proceeds});
  return postings;
}

Expected<void> check_price(const ReleaseRequest& request) {
  const bool gives_nothing_back = request.kind == ReleaseKind::sample || request.kind == ReleaseKind::loss;
  if (request.price && gives_nothing_back) {
    return refuse(
        Rule::price_not_applicable,
        fmt::format("a {} has no price, and \"{}\" is given", release_kind_name(request.kind), request.price->text),
        "leave --price out, or record a sale");
  }
  if (request.kind != ReleaseKind::sale || request.price) return {};
  return refuse(Rule::sale_price_missing, "a sale has a price, and none is given", "add --price \"580 USD/kg\"");
}

} // namespace

Expected<ReleasePlan> plan_release(const Mineral& mineral, const std::vector<OpenLot>& lots,
                                   const ReleaseRequest& request) {
  if (auto single = check_not_group(mineral); !single) return tl::unexpected(single.error());
  const auto asked = release_mass(mineral, request);
  if (!asked) return tl::unexpected(asked.error());
  if (auto priced = check_price(request); !priced) return tl::unexpected(priced.error());
  if (auto fit = check_lots(mineral, lots, request); !fit) return tl::unexpected(fit.error());
  auto draws = draw_lots(mineral, lots, request, asked->mass);
  if (!draws) return tl::unexpected(draws.error());
  if (request.average) cost_at_average(*draws, *request.average);
  const auto proceeds = proceeds_of(mineral, request, asked->exact_mg);
  if (!proceeds) return tl::unexpected(proceeds.error());

  ReleasePlan plan{.mass = asked->mass, .draws = std::move(*draws), .cost = {}, .proceeds = *proceeds, .postings = {}};
  for (const LotDraw& draw : plan.draws)
    plan.cost += draw.cost;
  plan.postings = release_postings(mineral, request, plan);
  return plan;
}

} // namespace pvault
