// What the answers in JSON share.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace pvault::cli {

using Json = nlohmann::ordered_json; // an object keeps the order its members are added in

inline Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

} // namespace pvault::cli
