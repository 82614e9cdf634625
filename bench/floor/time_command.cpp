// Runs a command once and says what it took: bench_time_command SECONDS OUTPUT COMMAND [ARGUMENT...]
// Standard output goes to the file OUTPUT, and the command is ended after so many SECONDS. Prints seconds of the whole
// process, of the processor, its peak memory and its exit code; -1 when it was ended. A small program of its own,
// because what the kernel says of peak memory never falls below that of the process that began it.
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace {

pid_t child = 0;
volatile std::sig_atomic_t ended = 0;

void end_child(int /*signal*/) {
  ended = 1;
  kill(child, SIGKILL);
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

int start(char** command, const char* output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int error = posix_spawnp(&child, command[0], &actions, nullptr, command, environ);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fputs("usage: bench_time_command SECONDS OUTPUT COMMAND [ARGUMENT...]\n", stderr);
    return 2;
  }
  std::signal(SIGALRM, end_child);
  const auto begin = std::chrono::steady_clock::now();
  if (const int error = start(argv + 3, argv[2]); error != 0) {
    std::fprintf(stderr, "error: %s: %s\n", argv[3], std::strerror(error));
    return 3;
  }
  alarm(static_cast<unsigned>(std::atoi(argv[1])));
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("{\"seconds\": %.6f, \"cpu\": %.6f, \"peak\": %ld, \"exit\": %d}\n", seconds,
              seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime), usage.ru_maxrss * 1024,
              ended == 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1);
  return 0;
}
