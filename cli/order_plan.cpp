#include "cli/order_plan.hpp"

#include "cli/order_days.hpp"
#include "cli/order_options.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace pvault::cli {

namespace {

constexpr std::size_t longest_file_name = 255; // of Linux
constexpr std::size_t longest_order_name = 100;

// Where it is said, or else where the order begins.
Place place_or(const Place& place, const StandingOrder& order) { return place == Place{} ? order.at : place; }

void check_name(const StandingOrder& order, std::vector<FileFault>& faults) {
  const std::string& name = order.name.text;
  if (name.empty()) return;
  const auto may_stand = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  if (name.size() <= longest_order_name && std::ranges::all_of(name, may_stand) && name.front() != '-') return;
  faults.push_back({order.name.at,
                    fmt::format("the name {} cannot be a part of a file's name and a word of a command line: it is not "
                                "made of at most {} letters, digits, '-' and '_'",
                                in_quotes(name), longest_order_name),
                    R"(name = "morning-coverage")"});
}

void check_names_differ(const std::vector<StandingOrder>& orders, std::vector<FileFault>& faults) {
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const PlacedText& name = orders[i].name;
    const auto before = std::ranges::find_if(
        orders.begin(), orders.begin() + static_cast<std::ptrdiff_t>(i),
        [&](const StandingOrder& other) { return !name.text.empty() && lower(other.name.text) == lower(name.text); });
    if (before == orders.begin() + static_cast<std::ptrdiff_t>(i)) continue;
    faults.push_back({name.at,
                      fmt::format("the order of line {} has the name {}, too", before->at.line, in_quotes(name.text)),
                      "another name"});
  }
}

std::optional<NamePattern> read_pattern(const StandingOrder& order, std::vector<FileFault>& faults) {
  if (order.file.text.empty()) return std::nullopt;
  auto pattern = NamePattern::parse(order.file.text);
  if (!pattern) {
    faults.push_back(fault_of(order.file.at, pattern.error()));
    return std::nullopt;
  }
  for (const auto& [keep, key] : {std::pair(order.keep, "keep"), std::pair(order.keep_days, "keep_days")}) {
    if (!keep || pattern->has_date()) continue;
    faults.push_back(
        {keep->at,
         fmt::format("{} needs a date in the names of the files, and {} has none", key, in_quotes(order.file.text)),
         R"(file = "{report}-{as_of}")"});
  }
  if (const auto format = format_of_ending(order.file.text)) {
    faults.push_back(
        {order.file.at,
         fmt::format("{} ends as a format does, and that ending is put behind it", in_quotes(order.file.text)),
         fmt::format("leave out {}", ending_of_format(*format))});
  }
  return *pattern;
}

std::vector<TableFormat> read_formats(const StandingOrder& order, std::vector<FileFault>& faults) {
  std::vector<TableFormat> formats;
  for (const PlacedText& text : order.formats) {
    const auto format = parse_table_format(text.text);
    if (!format)
      faults.push_back(fault_of(text.at, format.error()));
    else if (std::ranges::find(formats, *format) != formats.end())
      faults.push_back({text.at, fmt::format("the format {} stands twice", in_quotes(text.text)), "name it once"});
    else
      formats.push_back(*format);
  }
  return formats;
}

std::vector<reports::Condition> read_conditions(const StandingOrder& order, std::string_view report,
                                                std::vector<FileFault>& faults) {
  std::vector<std::string> sound;
  for (const PlacedText& text : order.fail_on) {
    const auto conditions = reports::parse_conditions(report, std::span(&text.text, 1));
    if (conditions)
      sound.push_back(text.text);
    else
      faults.push_back(fault_of(text.at, conditions.error()));
  }
  return reports::parse_conditions(report, sound).value_or(std::vector<reports::Condition>());
}

// What can be said of an order none of whose reports is understood.
void check_without_reports(const PlannedOrder& planned, std::vector<FileFault>& faults) {
  check_values(*planned.order, {.as_of = planned.as_of, .today = planned.today}, faults);
  for (const PlacedText& text : planned.order->fail_on)
    if (const auto known = reports::check_condition(text.text); !known)
      faults.push_back(fault_of(text.at, known.error()));
}

void plan_reports(PlannedOrder& planned, const std::vector<TableFormat>& formats, std::vector<FileFault>& faults) {
  const StandingOrder& order = *planned.order;
  const std::optional<NamePattern> pattern = read_pattern(order, faults);
  for (const PlacedText& name : order.reports) {
    const auto report = load_report(name.text);
    if (!report) {
      faults.push_back(fault_of(name.at, report.error()));
      continue;
    }
    const bool stands_twice =
        std::ranges::find(planned.reports, *report, &PlannedReport::report) != planned.reports.end();
    if (stands_twice) {
      faults.push_back({name.at, fmt::format("the report {} stands twice", (*report)->name), "name it once"});
      continue;
    }
    PlannedReport one = {.report = *report, .arguments = arguments_of(order, **report, planned.as_of)};
    check_options(order, **report, {.as_of = planned.as_of, .today = planned.today}, faults);
    one.conditions = read_conditions(order, (*report)->name, faults);
    for (const TableFormat format : formats) {
      if (!pattern || order.name.text.empty()) break;
      one.files.push_back(
          {.format = format, .name = pattern->of_output(order.name.text, (*report)->name, ending_of_format(format))});
    }
    planned.reports.push_back(std::move(one));
  }
  if (planned.reports.empty()) check_without_reports(planned, faults);
}

PlannedOrder plan_order(const StandingOrder& order, const std::filesystem::path& path, const OrderMoment& moment,
                        std::vector<FileFault>& faults) {
  check_name(order, faults);
  PlannedOrder planned = {.order = &order, .today = moment.today, .as_of = moment.as_of.value_or(moment.today)};
  if (!order.as_of.text.empty()) {
    const auto as_of = parse_order_day(order.as_of.text, moment.today);
    if (!as_of) faults.push_back(fault_of(order.as_of.at, as_of.error()));
    if (as_of && !moment.as_of) planned.as_of = *as_of;
  }
  planned.folder = path_beside(path, order.folder.text);
  if (order.keep) planned.retention.keep = order.keep->number;
  if (order.keep_days) planned.retention.keep_days = order.keep_days->number;
  plan_reports(planned, read_formats(order, faults), faults);
  return planned;
}

// One output of all, and whose it is.
struct OutputOfOrder {
  const PlannedOrder* planned;
  const PlannedReport* report;
  const PlannedFile* file;
  std::filesystem::path folder;
};

std::vector<OutputOfOrder> list_outputs(const std::vector<PlannedOrder>& orders) {
  std::vector<OutputOfOrder> outputs;
  for (const PlannedOrder& planned : orders) {
    std::error_code error; // a folder that cannot be looked up is compared as it is written
    std::filesystem::path folder = std::filesystem::absolute(planned.folder / "", error);
    if (!error) folder = std::filesystem::weakly_canonical(folder, error);
    for (const PlannedReport& report : planned.reports) {
      for (const PlannedFile& file : report.files)
        outputs.push_back({&planned, &report, &file, error ? planned.folder : folder});
    }
  }
  return outputs;
}

FileFault same_file(const OutputOfOrder& one, const OutputOfOrder& other) {
  const StandingOrder& order = *other.planned->order;
  const std::string example = other.file->name.fill(other.planned->as_of, EntryId{1});
  if (one.planned == other.planned)
    return {place_or(order.file.at, order),
            fmt::format("{} gives the reports {} and {} the same file, {}", in_quotes(order.file.text),
                        one.report->report->name, other.report->report->name, in_quotes(example)),
            R"(file = "{report}-{as_of}")"};
  return {place_or(order.file.at, order),
          fmt::format("the orders {} and {} may write the same file, such as {}",
                      in_quotes(one.planned->order->name.text), in_quotes(order.name.text), in_quotes(example)),
          R"(file = "{order}-{report}-{as_of}")"};
}

void check_files_differ(const std::vector<PlannedOrder>& orders, std::vector<FileFault>& faults) {
  const std::vector<OutputOfOrder> outputs = list_outputs(orders);
  std::vector<std::pair<const PlannedOrder*, const PlannedOrder*>> told;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const OutputOfOrder& other = outputs[i];
    const std::string name = other.file->name.fill(other.planned->as_of, EntryId{1});
    if (name.size() > longest_file_name)
      faults.push_back({place_or(other.planned->order->file.at, *other.planned->order),
                        fmt::format("{} is {} bytes long, {} more than the name of a file can be", in_quotes(name),
                                    name.size(), name.size() - longest_file_name),
                        R"(file = "{report}-{as_of}")"});
    for (std::size_t j = 0; j < i; ++j) {
      const OutputOfOrder& one = outputs[j];
      const bool may_meet = one.file->format == other.file->format && one.folder == other.folder;
      const auto pair = std::pair(one.planned, other.planned);
      if (!may_meet || std::ranges::find(told, pair) != told.end()) continue;
      if (!can_coincide(one.file->name, other.file->name)) continue;
      told.push_back(pair);
      faults.push_back(same_file(one, other));
    }
  }
}

} // namespace

std::vector<PlannedOrder> plan_orders(const OrderFile& file, const std::filesystem::path& path,
                                      const OrderMoment& moment, std::vector<FileFault>& faults) {
  std::vector<PlannedOrder> orders;
  orders.reserve(file.orders.size());
  for (const StandingOrder& order : file.orders)
    orders.push_back(plan_order(order, path, moment, faults));
  check_names_differ(file.orders, faults);
  check_files_differ(orders, faults);
  return orders;
}

void check_in_book(store::Connection& connection, EntryId known_at, const PlannedOrder& planned,
                   std::vector<FileFault>& faults) {
  const OrderQuestion question = {
      .as_of = planned.as_of, .today = planned.today, .connection = &connection, .known_at = known_at};
  for (const PlannedReport& report : planned.reports)
    check_options(*planned.order, *report.report, question, faults);
  if (planned.reports.empty()) check_values(*planned.order, question, faults);
}

void check_folder(const PlannedOrder& planned, std::vector<FileFault>& faults) {
  std::error_code error;
  const PlacedText& folder = planned.order->folder;
  if (folder.text.empty() || std::filesystem::is_directory(planned.folder, error)) return;
  faults.push_back({folder.at, fmt::format("there is no folder {}", in_quotes(planned.folder.string())),
                    fmt::format("mkdir -p {}", planned.folder.string())});
}

void sort_faults(std::vector<FileFault>& faults) {
  const auto key = [](const FileFault& fault) { return std::tie(fault.at, fault.message); };
  std::ranges::stable_sort(faults, {}, key);
  const auto is_same = [&](const FileFault& a, const FileFault& b) { return key(a) == key(b); };
  faults.erase(std::unique(faults.begin(), faults.end(), is_same), faults.end());
}

} // namespace pvault::cli
