#include "cli/passphrase.hpp"

#include "cli/stop_signals.hpp"
#include "store/small_files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

namespace pvault::cli {

namespace {

constexpr std::size_t longest_passphrase = 1024;

tl::unexpected<Refusal> refuse_missing(std::string_view why) {
  return refuse(Rule::passphrase_missing, std::string(why),
                "type it on a terminal, or name a file that has it in its first line: --passphrase-file FILE");
}

Expected<Secret> first_line(Secret text) {
  const std::string_view bytes = text.text();
  std::size_t size = std::min(bytes.find('\n'), bytes.size());
  if (size > 0 && bytes[size - 1] == '\r') --size;
  if (size == 0) return refuse_missing("the passphrase is empty");
  if (size > longest_passphrase) return refuse_missing("the passphrase has more than 1,024 bytes");
  text.shorten(size);
  return text;
}

// What is typed is not shown while it lives.
class HiddenTyping {
public:
  HiddenTyping() {
    hidden_ = ::tcgetattr(STDIN_FILENO, &shown_) == 0;
    termios quiet = shown_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    hidden_ = hidden_ && ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  HiddenTyping(const HiddenTyping&) = delete;
  HiddenTyping& operator=(const HiddenTyping&) = delete;
  ~HiddenTyping() {
    if (hidden_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown_);
    std::fputc('\n', stderr); // the one that was typed was not shown either
  }

private:
  termios shown_{};
  bool hidden_ = false;
};

Expected<Secret> type_line(const std::string& question) {
  const HiddenTyping hidden; // before the question, so that no answer comes too early
  std::fputs(question.c_str(), stderr);
  Secret line(longest_passphrase + 1);
  std::size_t size = 0;
  while (size < line.size()) {
    const ssize_t count = ::read(STDIN_FILENO, line.data() + size, 1);
    StopSignals::check();
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || line.data()[size] == '\n') break;
    ++size;
  }
  line.shorten(size);
  return first_line(std::move(line));
}

Expected<Secret> type_passphrase(const std::string& what, Prompt prompt) {
  auto typed = type_line(fmt::format("Passphrase for {}: ", what));
  if (!typed || prompt == Prompt::once) return typed;
  const auto again = type_line("The same again: ");
  if (again && again->text() == typed->text()) return typed;
  return refuse(Rule::passphrases_differ, "the two passphrases are not the same", "type the same one twice");
}

} // namespace

Expected<Secret> ask_passphrase(const std::string& file, const std::string& what, Prompt prompt) {
  if (!file.empty()) {
    auto text = store::read_secret_file(file, "the passphrase");
    return text ? first_line(*std::move(text)) : std::move(text);
  }
  if (::isatty(STDIN_FILENO) != 1) return refuse_missing(fmt::format("{} has a passphrase, and none is given", what));
  // A program that Ctrl-C ended here would leave a terminal that shows nothing of what is typed.
  return run_stoppable([&] { return type_passphrase(what, prompt); }, Reads::end);
}

Expected<SigningKey> load_signing_key(const std::string& key_file, const std::string& passphrase_file) {
  const auto file = store::read_secret_file(key_file, "the secret key");
  if (!file) return tl::unexpected(file.error());
  const auto locked = LockedKey::parse(file->text());
  if (!locked) return tl::unexpected(locked.error());
  if (!locked->needs_passphrase()) return locked->unlock(std::nullopt);
  auto passphrase = ask_passphrase(passphrase_file, key_file, Prompt::once);
  if (!passphrase) return tl::unexpected(passphrase.error());
  return locked->unlock(*std::move(passphrase));
}

} // namespace pvault::cli
