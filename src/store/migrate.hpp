// The numbered migrations, applied to a book.
#pragma once

#include "store/connection.hpp"
#include "store/embedded.hpp"

#include <functional>

namespace pvault::store {

// The newest schema this program knows.
int newest_schema_version();

// The schema that the header of the book says it has; 0 in an empty file.
int schema_version_of(Connection& connection);

// Applies what the schema `from_version` does not have yet, one migration after the other, and records each. Must run
// inside a WriteTransaction. `before_step` is told of each before it is applied.
void migrate(Connection& connection, int from_version, const std::function<void(const Migration&)>& before_step = {});

} // namespace pvault::store
