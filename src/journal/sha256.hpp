// SHA-256 over bytes that need not be in memory all at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace pvault {

class Sha256 {
public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  Sha256(Sha256&&) = delete;
  Sha256& operator=(Sha256&&) = delete;
  ~Sha256();
  void add(std::string_view bytes);
  // Of all that was added, in lower-case hexadecimal. To be asked once, at the end.
  [[nodiscard]] std::string finish();

private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view bytes);

} // namespace pvault
