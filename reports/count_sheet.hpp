// The sheet for a blind count: what lies at a site, without a mass.
#pragma once

#include "reports/table.hpp"
#include "store/names.hpp"

namespace pvault::reports {

// A row a lot that the book has at the site at the end of the moment's day, by name; columns for what is counted are
// empty. Every row bears the identity of the sheet.
Table make_count_sheet(store::Connection& connection, const store::Site& site, const Moment& moment);

} // namespace pvault::reports
