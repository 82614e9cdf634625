// Texts of the book that were parsed before they were written.
#pragma once

#include "store/error.hpp"
#include "units/refusal.hpp"

#include <utility>

namespace pvault::store {

// The value of such a text, parsed again. It was sound then: a refusal now means that the file was changed by other
// hands, and throws DamagedBookError.
template <class T>
T read_again(Expected<T> parsed) {
  if (!parsed) throw DamagedBookError("the book is damaged: " + parsed.error().message, "run `pvault audit verify`");
  return *std::move(parsed);
}

} // namespace pvault::store
