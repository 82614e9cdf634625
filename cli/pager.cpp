#include "cli/pager.hpp"

#include "cli/stop_signals.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <spawn.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace pvault::cli {

namespace {

std::optional<std::string> setting_of(const char* name) {
  const char* set = std::getenv(name); // NOLINT(concurrency-mt-unsafe): the program has one thread
  return set == nullptr ? std::nullopt : std::optional<std::string>(set);
}

struct PagerPipe {
  int out = -1;
  int in = -1;
};

PagerPipe open_pager_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot open a pipe to the pager");
  return {ends[0], ends[1]};
}

// The pager reads from `input` and hears the signals that we do not. Empty when it cannot be started.
std::optional<pid_t> start_pager(const std::vector<std::string>& command, int input) {
  std::vector<char*> words;
  words.reserve(command.size() + 1);
  for (const std::string& word : command)
    words.push_back(const_cast<char*>(word.c_str())); // NOLINT(cppcoreguidelines-pro-type-const-cast): as C wants it
  words.push_back(nullptr);
  sigset_t heard;
  sigemptyset(&heard);
  sigaddset(&heard, SIGPIPE);
  sigaddset(&heard, SIGINT);
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_setsigdefault(&attributes, &heard);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  pid_t pager = 0;
  const int failed = ::posix_spawnp(&pager, words.front(), &actions, &attributes, words.data(), ::environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  return failed == 0 ? std::optional(pager) : std::nullopt;
}

// Until all is written, or nobody reads any more.
void write_to_pager(std::string_view page, int pipe) {
  while (!page.empty()) {
    const ssize_t written = ::write(pipe, page.data(), page.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return;
    page.remove_prefix(static_cast<std::size_t>(written));
  }
}

void wait_for_pager(pid_t pager) {
  while (::waitpid(pager, nullptr, 0) < 0 && errno == EINTR) {
  }
}

class CommandSplitter {
public:
  // Whether a backslash means something.
  [[nodiscard]] bool escapes() const { return quote_ != '\''; }

  void read(char c) {
    if (quote_ == '\0' && std::string_view(" \t\n").find(c) != std::string_view::npos)
      end_word();
    else if (c == quote_)
      quote_ = '\0';
    else if (quote_ == '\0' && (c == '\'' || c == '"'))
      open_quote(c);
    else
      take(c);
  }
  // A character that stands for itself.
  void take(char c) {
    if (!word_) word_.emplace();
    *word_ += c;
  }
  std::vector<std::string> finish() {
    end_word();
    return std::move(words_);
  }

private:
  void open_quote(char quote) {
    quote_ = quote;
    if (!word_) word_.emplace(); // '' is a word
  }
  void end_word() {
    if (word_) words_.push_back(*word_);
    word_.reset();
  }

  std::vector<std::string> words_;
  std::optional<std::string> word_; // that is being read
  char quote_ = '\0';               // that is open
};

} // namespace

std::vector<std::string> split_command(std::string_view command) {
  CommandSplitter splitter;
  for (std::size_t i = 0; i < command.size(); ++i) {
    if (command[i] == '\\' && splitter.escapes() && i + 1 < command.size())
      splitter.take(command[++i]);
    else
      splitter.read(command[i]);
  }
  return splitter.finish();
}

std::vector<std::string> pager_command() {
  const auto terminal = setting_of("TERM");
  if (!terminal || terminal->empty() || *terminal == "dumb") return {};
  auto chosen = setting_of("PVAULT_PAGER");
  if (!chosen) chosen = setting_of("PAGER");
  std::vector<std::string> command = split_command(chosen.value_or("less -FRX"));
  if (command.size() == 1 && command.front() == "cat") command.clear();
  return command;
}

bool is_longer_than(std::string_view page, int rows) { return std::ranges::count(page, '\n') >= rows; }

bool show_in_pager(std::string_view page, const std::vector<std::string>& command) {
  if (command.empty() || command.front().empty()) return false;
  const IgnoredSignal closed(SIGPIPE);     // the reader has seen enough
  const IgnoredSignal interrupted(SIGINT); // meant for the pager, which decides what it does
  const PagerPipe pipe = open_pager_pipe();
  const std::optional<pid_t> pager = start_pager(command, pipe.out);
  ::close(pipe.out);
  if (pager) write_to_pager(page, pipe.in);
  ::close(pipe.in);
  if (pager) wait_for_pager(*pager);
  return pager.has_value();
}

} // namespace pvault::cli
