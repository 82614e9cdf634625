// The small parts that everything else spends its time in, one by one (Google Benchmark).
#include "financing/loan.hpp"
#include "journal/chain.hpp"
#include "stockpile/release.hpp"
#include "units/mass.hpp"
#include "units/money.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace pvault;

template <class T>
T sound(Expected<T> value) {
  if (!value) throw std::logic_error(value.error().message);
  return *std::move(value);
}

Date day(std::string_view text) { return sound(parse_iso_date(text)); }

// An entry of the size of a purchase: some forty values.
std::string entry_hash() {
  EntryBytes bytes(first_previous_hash);
  for (int row = 0; row < 6; ++row) {
    bytes.begin_row("posting");
    for (const std::string_view column : {"entry_id", "line", "account_id", "mineral_id", "lot_id", "mass_mg"})
      bytes.add(column, std::int64_t{123'456'789});
    bytes.add("mass_entered", std::string("25,000 kg"));
  }
  return bytes.hash();
}

void hash_entry(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(entry_hash());
}

void hash_bytes(benchmark::State& state) {
  const std::string bytes(1 << 20, 'x');
  for (auto _ : state)
    benchmark::DoNotOptimize(sha256_hex(bytes));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

void parse_a_mass(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(parse_mass("12,345.678 t"));
}

void parse_an_amount(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(parse_money("14,500,000.25 USD"));
}

void parse_a_day(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(parse_iso_date("2026-03-31"));
}

std::vector<OpenLot> lots(std::int64_t count) {
  std::vector<OpenLot> all;
  all.reserve(static_cast<std::size_t>(count));
  for (std::int64_t lot = 1; lot <= count; ++lot) {
    all.push_back({.id = LotId{lot},
                   .code = fmt::format("gallium-{}", lot),
                   .mineral = MineralId{1},
                   .drawable_from = day("2020-01-01"),
                   .mass = Mass::milligrams(1'000'000'007),
                   .cost = Money::cents(123'457)});
  }
  return all;
}

// Draws so many lots, the last one in part.
void draw_lots(benchmark::State& state) {
  const std::vector<OpenLot> open = lots(state.range(0));
  const Mineral gallium{.id = MineralId{1},
                        .code = "gallium",
                        .name = "Gallium",
                        .symbol = "Ga",
                        .basis = "gallium content",
                        .basis_component = "Ga"};
  const ReleaseRequest request{.on = day("2026-03-31"),
                               .kind = ReleaseKind::loss,
                               .mass = sound(parse_mass(fmt::format("{} kg", state.range(0) * 1000 - 1))),
                               .authority = "Resolution 9",
                               .recipient = {},
                               .price = {}};
  for (auto _ : state)
    benchmark::DoNotOptimize(sound(plan_release(gallium, open, request)));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

// Forty drawdowns, a quarter apart, at 4.63 % semiannually, over fifteen years.
void run_a_loan(benchmark::State& state) {
  const FacilityTerms terms{.signed_on = day("2025-01-15"),
                            .commitment = Money::cents(400'000'000'00),
                            .rate = sound(parse_rate("4.63%")),
                            .day_count = DayCount::thirty_360,
                            .available_from = day("2025-01-15"),
                            .available_until = day("2035-01-15"),
                            .matures_on = day("2040-01-15"),
                            .payments = PaymentDays{.months = 6}};
  LoanFacts facts{.versions = {{terms.signed_on, terms}}};
  for (int draw = 0; draw < 40; ++draw) {
    const auto on = date::year_month_day(date::year{2025 + draw / 4} / (1 + 3 * (draw % 4)) / 15);
    facts.draws.push_back({.on = Date::of(on),
                           .entry = EntryId{draw + 1},
                           .amount = Money::cents(10'000'000'00),
                           .financed_fee = {},
                           .cash_fee = {}});
  }
  for (auto _ : state)
    benchmark::DoNotOptimize(run_loan(facts, terms.matures_on));
}

BENCHMARK(hash_entry)->Name("hash of one entry");
BENCHMARK(hash_bytes)->Name("SHA-256 of 1 MiB");
BENCHMARK(parse_a_mass)->Name("mass from text");
BENCHMARK(parse_an_amount)->Name("money from text");
BENCHMARK(parse_a_day)->Name("date from text");
BENCHMARK(draw_lots)->Name("FIFO, lots drawn")->Arg(1)->Arg(1000)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(run_a_loan)->Name("interest, 40 draws, 15 years")->Unit(benchmark::kMicrosecond);

} // namespace

BENCHMARK_MAIN();
