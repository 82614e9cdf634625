#include "operations/import_figures.hpp"

#include "operations/add_figures.hpp"
#include "store/names.hpp"
#include "store/period_changes.hpp"
#include "store/transaction.hpp"
#include "store/writer.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace pvault::operations {

namespace {

// What a row of the table comes to: the row for the book and how both would be said.
struct Drafted {
  std::string kind;
  Date on;
  RecordRow row;
  std::string of;       // "price of gallium on 2025-12-31"
  std::string in_words; // "580 USD/kg"
};

// The figure of the same mineral, year and basis that stands, whatever moment is asked about.
struct Standing {
  EntryId entry{};
  std::string in_words;
};

constexpr const char* stands_sql = "NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = figure.entry_id) "
                                   "ORDER BY figure.entry_id DESC LIMIT 1";

std::string demand_words(Mass mass, const std::string& bound) {
  return fmt::format("{}{} kg", bound, format_kilograms(mass));
}

std::string price_words(const std::string& amount, const std::string& currency, const std::string& unit,
                        const std::string& component) {
  // So that 580 and 580.00 are one price.
  std::string plain = amount;
  if (plain.find('.') != std::string::npos) {
    plain.erase(plain.find_last_not_of('0') + 1);
    if (plain.ends_with('.')) plain.pop_back();
  }
  return fmt::format("{} {}/{}{}{}", plain, currency, unit, component.empty() ? "" : " of ", lower(component));
}

class Importer {
public:
  Importer(store::Book& book, const RecordingOptions& options, const FigureImport& request)
      : connection_(book.connection()), transaction_(connection_), writer_(connection_), options_(options),
        authorisation_(connection_, options.header), request_(request) {}

  Expected<ImportedFigures> import(const std::vector<PublishedFigure>& figures) {
    imported_.kind = request_.kind;
    imported_.rows = static_cast<std::int64_t>(figures.size());
    imported_.replaced = request_.replace;
    imported_.dry_run = options_.dry_run;
    for (const PublishedFigure& figure : figures) {
      if (const std::string reason = reason_to_skip(figure); !reason.empty()) {
        skip(figure, reason);
        continue;
      }
      const auto drafted = draft(figure);
      if (!drafted) return in_row(figure, drafted.error());
      if (auto taken = take(figure, *drafted); !taken) return in_row(figure, taken.error());
    }
    imported_.skipped.reserve(imported_.skipped_rows.size());
    for (const auto& [reason, rows] : imported_.skipped_rows)
      imported_.skipped.emplace_back(reason, static_cast<std::int64_t>(rows.size()));
    std::ranges::stable_sort(imported_.skipped, std::ranges::greater(), &std::pair<std::string, std::int64_t>::second);
    if (!options_.dry_run) transaction_.commit();
    return std::move(imported_);
  }

private:
  [[nodiscard]] std::string reason_to_skip(const PublishedFigure& figure) const {
    if (figure.series == nullptr) return "series-unknown";
    if (!figure.series->not_used.empty()) return figure.series->not_used;
    if (!figure.no_number.empty()) return figure.no_number;
    return request_.kind == FigureKind::price && figure.sign != PublishedSign::none ? "bound" : "";
  }

  void skip(const PublishedFigure& figure, const std::string& reason) {
    imported_.skipped_rows[reason].push_back(figure.row);
    if (figure.series != nullptr) return;
    std::vector<UnknownSeries>& unknown = imported_.unknown_series;
    auto series = std::ranges::find(unknown, figure.series_names, &UnknownSeries::names);
    if (series == unknown.end()) series = unknown.insert(unknown.end(), {.names = figure.series_names, .rows = {}});
    series->rows.push_back(figure.row);
  }

  [[nodiscard]] tl::unexpected<Refusal> in_row(const PublishedFigure& figure, const Refusal& refusal) const {
    return refuse(refusal.rule, fmt::format("{}: row {}: {}", request_.file, figure.row, refusal.message),
                  refusal.next_step);
  }

  Expected<Drafted> draft(const PublishedFigure& figure) {
    const auto mineral = store::load_mineral(connection_, figure.series->mineral);
    if (!mineral) return tl::unexpected(mineral.error());
    return request_.kind == FigureKind::demand ? draft_demand(figure, *mineral) : draft_price(figure, *mineral);
  }

  static Expected<Drafted> draft_demand(const PublishedFigure& figure, const Mineral& mineral) {
    const auto entered = parse_mass(fmt::format("{} {}", figure.number, figure.series->unit));
    if (!entered) return tl::unexpected(entered.error());
    const DemandInput input{.mineral = mineral.code,
                            .year = figure.year,
                            .mass = *entered,
                            .basis = figure.series->basis,
                            .is_upper_bound = figure.sign == PublishedSign::below,
                            .source = figure.source,
                            .quality = figure.series->quality,
                            .published = figure.published,
                            .is_lower_bound = figure.sign == PublishedSign::above};
    const auto mass = demand_mass(mineral, *entered);
    if (!mass) return tl::unexpected(mass.error());
    const char* bound = input.is_upper_bound ? "<" : input.is_lower_bound ? ">" : "";
    return Drafted{.kind = "demand",
                   .on = first_day_of(figure.year),
                   .row = demand_row(mineral.id, input, *mass),
                   .of = fmt::format("demand for {} in {} ({})", mineral.code, figure.year, input.basis),
                   .in_words = demand_words(*mass, bound)};
  }

  static Expected<Drafted> draft_price(const PublishedFigure& figure, const Mineral& mineral) {
    const auto quoted = parse_price(fmt::format("{} {}", figure.number, figure.series->unit));
    if (!quoted) return tl::unexpected(quoted.error());
    std::optional<BasisPrice> price;
    if (figure.series->unusable.empty()) {
      const auto of_basis = basis_price(mineral, *quoted);
      if (!of_basis) return tl::unexpected(of_basis.error());
      price = *of_basis;
    }
    const Date on = Date::of(date::year{figure.year} / date::December / 31);
    RecordRow row = price_row(mineral.id, on, *quoted, price);
    row.set_text("unusable", figure.series->unusable).set("source", figure.source);
    row.set_text("published", figure.published);
    return Drafted{.kind = "price",
                   .on = on,
                   .row = std::move(row),
                   .of = fmt::format("price of {} on {}", mineral.code, format_date(on)),
                   .in_words = price_words(quoted->amount, quoted->currency, quoted->unit, quoted->component)};
  }

  std::optional<Standing> find_standing(const Drafted& drafted) {
    const bool is_demand = request_.kind == FigureKind::demand;
    static const std::string demand_sql = fmt::format(
        "SELECT entry_id, mass_mg, bound FROM demand AS figure WHERE mineral_id = ? AND effective_on = ? AND basis = ? "
        "AND {}",
        stands_sql);
    static const std::string price_sql =
        fmt::format("SELECT entry_id, amount, currency, unit, component FROM price AS figure WHERE mineral_id = ? AND "
                    "effective_on = ? AND {}",
                    stands_sql);
    store::Query row = connection_.query(is_demand ? demand_sql : price_sql);
    row.bind(drafted.row.value("mineral_id")).bind(drafted.on);
    if (is_demand) row.bind(drafted.row.value("basis"));
    if (!row.next()) return std::nullopt;
    return Standing{.entry = row.id<EntryId>(0),
                    .in_words = is_demand ? demand_words(row.mass(1), row.text_or_empty(2))
                                          : price_words(row.text(1), row.text(2), row.text(3), row.text_or_empty(4))};
  }

  Expected<void> take(const PublishedFigure& figure, const Drafted& drafted) {
    const auto standing = find_standing(drafted);
    if (standing && standing->in_words == drafted.in_words) {
      ++imported_.stood;
      return {};
    }
    if (standing) {
      imported_.differing.push_back({.row = figure.row,
                                     .of = drafted.of,
                                     .stands = standing->in_words,
                                     .published = drafted.in_words,
                                     .entry = standing->entry});
      if (!request_.replace) return {};
    }
    return record(drafted);
  }

  Expected<void> record(const Drafted& drafted) {
    const auto newest_change = store::load_period_change(connection_);
    if (auto open = check_period_open(newest_change, drafted.kind, drafted.on); !open) return open;
    EntryDraft draft{.kind = drafted.kind, .header = options_.header, .rows = {drafted.row}};
    draft.header.effective_on = drafted.on;
    if (auto authorised = authorisation_.complete(draft, drafted.of); !authorised) return authorised;
    const store::SealedEntry sealed = writer_.append(std::move(draft));
    if (imported_.recorded == 0) imported_.first = sealed.entry;
    imported_.last = sealed.entry;
    imported_.hash = sealed.hash;
    ++imported_.recorded;
    return {};
  }

  store::Connection& connection_;
  store::WriteTransaction transaction_;
  store::JournalWriter writer_;
  const RecordingOptions& options_;
  Authorisation authorisation_;
  const FigureImport& request_;
  ImportedFigures imported_;
};

} // namespace

Expected<ImportedFigures> import_figures(store::Book& book, const RecordingOptions& options,
                                         const FigureImport& request) {
  const auto figures = read_published_table(request.kind, request.file, request.text);
  if (!figures) return tl::unexpected(figures.error());
  return Importer(book, options, request).import(*figures);
}

} // namespace pvault::operations
