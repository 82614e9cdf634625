#include "stockpile/site.hpp"

#include "units/choice.hpp"

namespace pvault {

namespace {

constexpr Choices<SiteKind, 3> site_kinds = {
    {{SiteKind::storage, "storage"}, {SiteKind::in_transit, "in-transit"}, {SiteKind::in_process, "in-process"}}};
constexpr Choices<SiteKind, 3> kind_words = {
    {{SiteKind::storage, "in storage"}, {SiteKind::in_transit, "in transit"}, {SiteKind::in_process, "in process"}}};

} // namespace

std::string_view site_kind_name(SiteKind kind) { return name_of(site_kinds, kind); }

std::string_view site_kind_in_words(SiteKind kind) { return name_of(kind_words, kind); }

Expected<SiteKind> parse_site_kind(std::string_view text) { return parse_choice(site_kinds, text, "a kind of site"); }

} // namespace pvault
