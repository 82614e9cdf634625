// What the model answers to a transfer.
#include "tests/model/support/model_rules.hpp"

#include <algorithm>
#include <set>

namespace pvault::test {

std::string find_site(const ModelBook& book, const std::string& code) {
  if (code.empty()) return {};
  const Event* site = book.find_name("site", code);
  refuse_if(site == nullptr, "site_unknown");
  return site->code;
}

using boost::multiprecision::cpp_int;

// Each is rounded down, and what is left goes, one each, to those that lost most by it.
std::vector<std::int64_t> shared(std::int64_t whole, const std::vector<Ratio>& parts) {
  std::vector<std::int64_t> result;
  for (const Ratio& part : parts) {
    result.push_back(static_cast<std::int64_t>(cpp_int(numerator(part) / denominator(part))));
    whole -= result.back();
  }
  for (; whole > 0; --whole) {
    std::size_t most = 0;
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (parts[i] - result[i] > parts[most] - result[most]) most = i;
    }
    ++result[most];
  }
  return result;
}

namespace {

std::vector<std::string> names_given(const AskTransfer& ask) {
  if (ask.outputs.empty()) return {ask.name};
  std::vector<std::string> names;
  for (const AskOutput& output : ask.outputs)
    names.push_back(output.lot);
  return names;
}

void check_names(const AskTransfer& ask) {
  std::set<std::string> seen;
  for (const std::string& name : names_given(ask)) {
    refuse_if(is_number(name) || name.find('=') != std::string::npos, "option_malformed");
    refuse_if(!name.empty() && !seen.insert(lower_case(name)).second, "lot_named_twice");
  }
}

// PARENT.1, PARENT.2, ...: from the number of lots that were ever taken of it on, those left out that others have.
std::vector<std::string> name_outputs(const ModelBook& book, const AskTransfer& ask, const std::string& parent) {
  std::vector<std::string> names = names_given(ask);
  std::set<std::string> taken;
  for (const std::string& name : names) {
    if (!name.empty()) check_lot_free(book, name);
    taken.insert(lower_case(name));
  }
  int number = 1;
  for (const Event& event : book.events())
    number += static_cast<int>(std::ranges::count(event.lots, parent, &LotMade::parent));
  for (std::string& name : names) {
    if (!name.empty()) continue;
    // A place in the count is used up by each name, also by one that had to be passed over for another.
    int free = number++;
    const auto named = [&] { return parent + "." + std::to_string(free); };
    while (taken.contains(lower_case(named())) || book.find_lot(named()) != nullptr)
      ++free;
    name = named();
    taken.insert(lower_case(name));
  }
  return names;
}

std::vector<std::int64_t> put_out(const MineralFacts& mineral, const AskTransfer& ask, std::int64_t taken_mg) {
  if (ask.outputs.empty()) return {taken_mg};
  std::vector<Ratio> parts_mg;
  Ratio sum_mg = 0;
  for (const AskOutput& output : ask.outputs) {
    parts_mg.push_back(contained_mass(mineral, output.mass).exact_mg);
    sum_mg += parts_mg.back();
  }
  const cpp_int whole_mg = nearest(sum_mg);
  refuse_if(whole_mg > taken_mg, "outputs_above_mass");
  const bool may_lose = ask.kind == "upgrade" || ask.kind == "processing";
  refuse_if(whole_mg < taken_mg && !may_lose, "yield_loss_not_allowed");
  const auto masses_mg = shared(static_cast<std::int64_t>(whole_mg), parts_mg);
  for (const std::int64_t mass_mg : masses_mg)
    refuse_if(mass_mg == 0, "mass_not_positive");
  return masses_mg;
}

std::int64_t take_mass(const MineralFacts& mineral, const AskTransfer& ask, std::int64_t left_mg) {
  const std::int64_t taken_mg = ask.mass ? contained_mass(mineral, *ask.mass).mg : left_mg;
  refuse_if(taken_mg > left_mg || taken_mg == 0, "lot_mass_insufficient");
  return taken_mg;
}

Event move(const Request& request, const LotMade& parent, std::int64_t taken_mg, std::int64_t taken_cents,
           const std::vector<std::int64_t>& masses_mg) {
  Event event{.on = request.on, .request = request};
  const auto add = [&](const std::string& lot, std::int64_t mass_mg, std::int64_t cents) {
    event.effects.push_back(
        {.account = "inventory", .mineral = parent.mineral, .lot = lot, .mass_mg = mass_mg, .amount_cents = cents});
  };
  std::int64_t put_out_mg = 0;
  for (const std::int64_t mass_mg : masses_mg)
    put_out_mg += mass_mg;
  std::vector<Ratio> parts_cents;
  for (const std::int64_t mass_mg : masses_mg)
    parts_cents.push_back(Ratio(taken_cents) * mass_mg / put_out_mg);
  const auto cents = shared(taken_cents, parts_cents);
  add(parent.code, -taken_mg, -taken_cents);
  for (std::size_t i = 0; i < masses_mg.size(); ++i)
    add({}, masses_mg[i], cents[i]);
  if (put_out_mg < taken_mg)
    event.effects.push_back({.account = "lost", .mineral = parent.mineral, .mass_mg = taken_mg - put_out_mg});
  return event;
}

} // namespace

Event decide(const ModelBook& book, Request request, const AskTransfer& asked) {
  AskTransfer ask = asked;
  check_names(ask);
  answer_repeat(book, request);
  const LotMade* found = book.find_lot(ask.lot);
  refuse_if(found == nullptr, "lot_unknown");
  const LotMade& parent = *found;
  ask.lot = parent.code;
  ask.from_site = find_site(book, ask.from_site);
  const std::string to_site = find_site(book, ask.to_site);
  ask.to_site = to_site.empty() ? parent.site : to_site;
  request.ask = ask;
  const std::vector<std::string> names = name_outputs(book, ask, parent.code);
  refuse_if(!ask.from_site.empty() && ask.from_site != parent.site, "lot_at_other_site");
  refuse_if(ask.kind == "transfer" && ask.to_site == parent.site, "transfer_changes_nothing");
  refuse_if(book.drawable_from(parent.code) > request.on, "lot_not_yet_received");
  refuse_if(book.pledge_on(parent.code, request.on) != nullptr, "lot_pledged");
  const MineralFacts& mineral = find_mineral(parent.mineral);
  const auto [left_mg, left_cents] = book.left_in_lot(parent.code);
  const std::int64_t free_mg = book.free_in_lot(parent.code, request.on);
  refuse_if(!ask.mass && free_mg < left_mg, "lot_mass_sold");
  const std::int64_t taken_mg = take_mass(mineral, ask, left_mg);
  refuse_if(taken_mg > free_mg, "lot_mass_sold");
  const auto masses_mg = put_out(mineral, ask, taken_mg);
  const auto taken_cents = static_cast<std::int64_t>(nearest(Ratio(left_cents) * taken_mg / left_mg));
  check_no_later_quality(book, parent.code, request.on);
  Event event = move(request, parent, taken_mg, taken_cents, masses_mg);
  for (std::size_t i = 0; i < names.size(); ++i) {
    event.effects[i + 1].lot = names[i];
    event.lots.push_back({.code = names[i],
                          .mineral = parent.mineral,
                          .supplier = parent.supplier,
                          .site = ask.to_site,
                          .received_on = request.on,
                          .received_mg = masses_mg[i],
                          .aged_from = parent.aged_from,
                          .parent = parent.code,
                          .purchase = parent.purchase,
                          .quality = book.quality_on(parent.code, request.on)});
  }
  return event;
}

} // namespace pvault::test
