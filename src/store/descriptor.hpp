// An open file or folder, closed when it goes out of use, and writing to one.
#pragma once

#include <string_view>
#include <unistd.h>
#include <utility>

namespace pvault::store {

class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }
  // Some file systems report only here that the bytes did not fit.
  [[nodiscard]] bool close() { return ::close(std::exchange(number_, -1)) == 0; }

private:
  int number_;
};

// Whether all of it was written; errno says why not.
bool write_all(int descriptor, std::string_view bytes);

} // namespace pvault::store
