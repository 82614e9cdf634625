// A plain request on its way into the program: its texts are parsed as the command line would, then it is recorded.
#pragma once

#include "operations/recording.hpp"
#include "tests/model/support/plain_request.hpp"

namespace pvault::test {

// Who records it, when and how.
operations::RecordingOptions options_of(const Request& request);
Expected<operations::Recorded> record(store::Book& book, const Request& request,
                                      const operations::RecordingOptions& options);

} // namespace pvault::test
