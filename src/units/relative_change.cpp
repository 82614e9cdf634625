#include "units/relative_change.hpp"

#include "units/parsing.hpp"
#include "units/rate.hpp"
#include "units/text.hpp"

#include <cstdlib>
#include <fmt/format.h>

namespace pvault {

namespace {

constexpr std::string_view at_most = "at most ";

// What to write in place of the size, as a change: "5%" as "+5%", "at most 1000%" as "at most +1000%".
std::string with_sign(char sign, std::string_view next_step) {
  if (!next_step.starts_with(at_most)) return next_step.empty() ? "" : fmt::format("{}{}", sign, next_step);
  if (sign == '-') return "-100% at most";
  return fmt::format("{}{}{}", at_most, sign, next_step.substr(at_most.size()));
}

} // namespace

Exact RelativeChange::factor() const { return {whole_ppb + parts_per_billion_, whole_ppb}; }

Expected<RelativeChange> parse_change(std::string_view text) {
  text = trim(text);
  if (!text.starts_with('+') && !text.starts_with('-'))
    return refuse(Rule::option_malformed, fmt::format("{} has no sign: a change is meant", in_quotes(text)),
                  text.empty() ? "+10%, or -30%" : printable(fmt::format("+{0}, or -{0}", text)));
  const char sign = text.front();
  Expected<Rate> size = parse_rate(text.substr(1));
  if (!size) {
    Refusal refusal = std::move(size).error();
    refusal.next_step = with_sign(sign, refusal.next_step);
    return tl::unexpected<Refusal>(std::move(refusal));
  }
  const std::int64_t ppb = size->parts_per_billion();
  if (sign == '+') return RelativeChange::parts_per_billion(ppb);
  if (ppb > whole_ppb)
    return refuse(Rule::percent_out_of_range, fmt::format("{} is below -100%, which leaves nothing", in_quotes(text)),
                  "-100% at most");
  return RelativeChange::parts_per_billion(-ppb);
}

std::string format_change(RelativeChange change) {
  const std::int64_t ppb = change.parts_per_billion();
  return fmt::format("{}{}%", ppb < 0 ? '-' : '+', format_percent_number(Rate::parts_per_billion(std::abs(ppb))));
}

} // namespace pvault
