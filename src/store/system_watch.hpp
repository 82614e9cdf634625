// What SQLite asks of the system while a statement of somebody else runs: the time, the time zone, and files to sort
// in. Rules:
// 1. The clock tells nothing, in whatever way it is asked, and whoever watches hears of it.
// 2. The time zone is UTC, so that 'localtime' and 'utc' change nothing.
// 3. Reading and writing a file that SQLite sorts in ends with the statement's time: a sort is one step to SQLite, and
//    may take longer than all others.
// Without a watch all is the system's own.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace pvault::store {

// The name of the system's files and clock, watched, for opening a connection. Throws std::logic_error when SQLite
// has none of the kind.
const char* watched_system();

struct SystemWatcher {
  std::function<void()> on_clock;       // the clock was asked
  std::function<bool()> is_out_of_time; // asked now and then
};

// As long as it lives, the watcher is asked for all connections of this thread. One at a time.
class SystemWatch {
public:
  explicit SystemWatch(SystemWatcher watcher);
  SystemWatch(const SystemWatch&) = delete;
  SystemWatch& operator=(const SystemWatch&) = delete;
  SystemWatch(SystemWatch&&) = delete;
  SystemWatch& operator=(SystemWatch&&) = delete;
  ~SystemWatch();

private:
  SystemWatcher watcher_;
  std::optional<std::string> zone_before_;
};

} // namespace pvault::store
