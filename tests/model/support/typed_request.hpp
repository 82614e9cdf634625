// A plain request on its way into the program: its texts are parsed as the command line would, then it is recorded.
#pragma once

#include "operations/recording.hpp"
#include "tests/model/support/plain_request.hpp"

namespace pvault::test {

Expected<operations::Recorded> record(store::Book& book, const Request& request);

} // namespace pvault::test
