// The generator's emergencies, authorities and returns.
#include "tests/model/support/history_generator.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::test {

Ask HistoryGenerator::make_emergency() {
  AskEmergency ask{.code = fmt::format("E-{}", random_.between(1, 40))};
  if (random_.one_in(3)) ask.until = day_near(on_, random_.one_in(8) ? -9 : 0, 200);
  for (std::uint64_t i = random_.below(3); i > 0; --i)
    ask.minerals.push_back(spelling_of(some_mineral()));
  if (random_.one_in(20)) ask.minerals.emplace_back("gallium");
  if (ask.minerals.size() == 1 ? random_.one_in(2) : random_.one_in(30)) {
    const std::string mineral = some_mineral();
    ask.maximum = some_mass(mineral);
    ask.maximum->component = "";
  }
  return ask;
}

// Mostly of one that runs, on a day within it; sometimes of one that has ended.
Ask HistoryGenerator::make_emergency_end() {
  AskEmergencyEnd ask{.code = some_name("emergency"), .reason = random_.one_in(3) ? "over" : ""};
  std::vector<const Event*> ends;
  for (const Event& event : book_.events()) {
    if (event.kind == "emergency-end" && book_.stands(event)) ends.push_back(&event);
  }
  if (!ends.empty() && random_.one_in(5)) {
    const Event& ended = *random_.pick(ends);
    on_ = day_near(ended.on, 0, 20);
    ask.code = std::get<AskEmergencyEnd>(ended.request.ask).code;
    return ask;
  }
  const Event* emergency = book_.find_name("emergency", ask.code);
  if (emergency != nullptr && !random_.one_in(4)) on_ = day_near(emergency->on, 0, 120);
  return ask;
}

// Seldom over gallium: where a mineral has one, nothing else goes without.
Ask HistoryGenerator::make_authority() {
  const std::string mineral = random_.one_in(30) ? some_mineral() : random_.pick({"niobium", "cerium", "tungsten"});
  AskAuthority ask{.code = fmt::format("A-{}", random_.between(1, 60)),
                   .mineral = spelling_of(mineral),
                   .quantity = random_.one_in(2) ? some_mass(mineral) : PlainMass{"40", "kg"},
                   .rule = "resolution"};
  if (random_.one_in(3)) ask.until = day_near(on_, random_.one_in(8) ? -9 : 0, 300);
  if (random_.one_in(3)) ask.kinds = {random_.pick({"sale", "emergency", "sample"})};
  return ask;
}

// Mostly of a loan of which something is out.
Ask HistoryGenerator::make_return() {
  std::vector<const Event*> loans;
  for (const Event& event : book_.events()) {
    const auto* release = std::get_if<AskRelease>(&event.request.ask);
    const bool lent = release != nullptr && !release->return_by.empty() && (book_.stands(event) || random_.one_in(9));
    if (lent || random_.one_in(200)) loans.push_back(&event);
  }
  // Of an entry that is not there, nor will be when this is a row of a file.
  AskReturn ask{.release = book_.newest() + 100, .reason = "agreed"};
  if (loans.empty() || random_.one_in(40)) return ask;
  const Event& loan = *random_.pick(loans);
  ask.release = loan.number;
  if (!random_.one_in(8)) on_ = std::max(on_, loan.on);
  std::int64_t out_mg = 0;
  for (const PartBack& lot : book_.out(loan.number, on_))
    out_mg += lot.mg;
  out_mg = std::max<std::int64_t>(out_mg, 0); // of a loan that was undone, less than nothing is out
  const bool gives_up = random_.one_in(4);
  if (!gives_up || random_.one_in(2)) {
    ask.mass = some_part_of(out_mg, loan.mineral);
    ask.site = some_name("site");
  }
  if (gives_up) ask.short_mass = some_part_of(ask.mass ? out_mg / 2 : out_mg, loan.mineral);
  return ask;
}

// One of the mineral where there is one, sometimes another or words that are none.
std::string HistoryGenerator::some_authority(const std::string& mineral) {
  std::vector<std::string> codes;
  for (const Event& event : book_.events()) {
    const bool of_it = event.kind == "authority" && book_.stands(event) && event.mineral == mineral;
    const std::string until = of_it ? std::get<AskAuthority>(event.request.ask).until : "";
    if (of_it && ((event.on <= on_ && (until.empty() || on_ <= until)) || random_.one_in(6)))
      codes.push_back(event.code);
  }
  if (random_.one_in(20)) return some_name("authority");
  if (codes.empty() || random_.one_in(15)) return "board";
  const std::string& code = random_.pick(codes);
  return random_.one_in(8) ? lower_case(code) : code;
}

// Mostly one that covers the mineral, on a day within it.
std::string HistoryGenerator::some_emergency(const std::string& mineral) {
  std::vector<const Event*> candidates;
  for (const Event& event : book_.events()) {
    if (event.kind != "emergency" || !book_.stands(event)) continue;
    const auto& minerals = std::get<AskEmergency>(event.request.ask).minerals;
    const bool covers = minerals.empty() || std::ranges::find(minerals, mineral) != minerals.end();
    if (covers || random_.one_in(2)) candidates.push_back(&event);
  }
  if (candidates.empty() || random_.one_in(30)) return some_name("emergency");
  const Event& emergency = *random_.pick(candidates);
  const std::string& until = std::get<AskEmergency>(emergency.request.ask).until;
  if (!random_.one_in(6)) on_ = std::max(on_, emergency.on);
  if (!until.empty() && !random_.one_in(6)) on_ = std::min(on_, until);
  return random_.one_in(8) ? lower_case(emergency.code) : emergency.code;
}

} // namespace pvault::test
