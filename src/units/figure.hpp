// Figures that may not fit: sums are checked, and whoever reads that one ran over must learn which.
#pragma once

#include <fmt/format.h>
#include <stdexcept>
#include <string>

namespace pvault {

// What `compute` answers. When a sum in it runs past 64 bits, the std::overflow_error begins with the figure's name.
template <class Compute>
auto compute_figure(const std::string& name, const Compute& compute) {
  try {
    return compute();
  } catch (const std::overflow_error& error) {
    throw std::overflow_error(fmt::format("{}: {}", name, error.what()));
  }
}

} // namespace pvault
