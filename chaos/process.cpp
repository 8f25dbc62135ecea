// SPDX-License-Identifier: Apache-2.0
#include "chaos/process.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

// glibc 2.36 forgot to give this header C linkage.
extern "C" {
#include <sys/pidfd.h>
}

namespace nightfloat::chaos {

namespace {

failure system_failure(std::string what, int error, const char* to_do) {
  return {ec::io_failed,
          std::move(what) + " (" + std::strerror(error) + "), " + to_do, 0};
}

constexpr auto free_descriptors
  = "raise the limit of open files (`ulimit -n`) or of the memory";

/// Children that must not outlive us; 0: a free place.
std::array<std::atomic<pid_t>, kept_children_max> kept_children;

/// False: no place is free.
bool keep_child(pid_t pid) noexcept {
  for (auto& place : kept_children)
    if (auto none = pid_t{0}; place.compare_exchange_strong(none, pid))
      return true;
  return false;
}

void forget_child(pid_t pid) noexcept {
  for (auto& place : kept_children)
    if (auto held = pid; place.compare_exchange_strong(held, 0))
      return;
}

/// Everything the child needs, made before fork: after it, only
/// async-signal-safe calls are allowed.
struct prepared {
  std::vector<char*> argv;
  int log = -1;
  int null = -1;
  int report = -1;
  pid_t parent = 0;
  bool end_with_parent = false;
  int end_signal = SIGTERM;
  int network_namespace = -1;
};

[[noreturn]] void report_and_exit(int report, int error) {
  [[maybe_unused]] auto n = write(report, &error, sizeof error);
  _exit(127);
}

[[noreturn]] void become(const prepared& x) {
  auto none = sigset_t{};
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  setsid();
  if (x.end_with_parent) {
    prctl(PR_SET_PDEATHSIG, x.end_signal);
    if (getppid() != x.parent)
      _exit(127);
  }
  if (dup2(x.null, STDIN_FILENO) < 0 || dup2(x.log, STDOUT_FILENO) < 0
      || dup2(x.log, STDERR_FILENO) < 0)
    report_and_exit(x.report, errno);
  if (x.network_namespace >= 0 && setns(x.network_namespace, CLONE_NEWNET) != 0)
    report_and_exit(x.report, errno);
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  execv(x.argv[0], x.argv.data());
  report_and_exit(x.report, errno);
}

/// What the child says if exec fails; 0 if it went well.
int read_report(int fd) {
  auto error = 0;
  auto n = ssize_t{};
  do
    n = read(fd, &error, sizeof error);
  while (n < 0 && errno == EINTR);
  return n == sizeof error ? error : 0;
}

struct owned_fd {
  int fd = -1;

  explicit owned_fd(int x) noexcept : fd{x} {
    // Owns x.
  }
  owned_fd(const owned_fd&) = delete;
  owned_fd& operator=(const owned_fd&) = delete;
  ~owned_fd() {
    reset();
  }
  void reset() noexcept {
    if (fd >= 0)
      close(fd);
    fd = -1;
  }
};

/// For one that nobody will hold.
void end_child(pid_t pid) noexcept {
  kill(pid, SIGKILL);
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR)
    continue;
}

result<pid_t> fork_and_exec(const spawn_options& options, int log) {
  auto null = owned_fd{open("/dev/null", O_RDONLY | O_CLOEXEC)};
  auto ends = std::array<int, 2>{-1, -1};
  if (null.fd < 0 || pipe2(ends.data(), O_CLOEXEC) != 0)
    return system_failure("spawn: no descriptor", errno, free_descriptors);
  auto in = owned_fd{ends[0]};
  auto out = owned_fd{ends[1]};
  auto words = std::vector<std::string>{options.program};
  words.insert(words.end(), options.arguments.begin(), options.arguments.end());
  auto x = prepared{};
  for (auto& word : words)
    x.argv.push_back(word.data());
  x.argv.push_back(nullptr);
  x.log = log;
  x.null = null.fd;
  x.report = out.fd;
  x.parent = getpid();
  x.end_with_parent = options.end_with_parent;
  x.end_signal = options.end_signal;
  x.network_namespace = options.network_namespace;
  auto pid = fork();
  if (pid == 0)
    become(x);
  if (pid < 0)
    return system_failure("spawn: cannot fork", errno,
                          "raise the limit of processes (`ulimit -u`) or of "
                          "the memory");
  out.reset();
  if (auto error = read_report(in.fd)) {
    end_child(pid);
    return system_failure("spawn: cannot execute " + options.program, error,
                          "check its path and permissions");
  }
  return pid;
}

} // namespace

result<std::uint64_t> start_ticks_of(std::uint64_t pid) {
  auto in = std::ifstream{"/proc/" + std::to_string(pid) + "/stat"};
  auto text = std::string{std::istreambuf_iterator<char>{in}, {}};
  // The command's name may hold blanks and parentheses: count from its end.
  auto at = text.rfind(')');
  for (auto field = 2; at != std::string::npos && field < 22; ++field)
    at = text.find(' ', at + 1);
  auto ticks = std::uint64_t{};
  if (at == std::string::npos
      || std::from_chars(text.data() + at + 1, text.data() + text.size(), ticks)
             .ec
           != std::errc{})
    return failure{ec::not_found,
                   "process " + std::to_string(pid) + ": does not run", 0};
  return ticks;
}

process::process(int fd, process_id id) noexcept : fd_{fd}, id_{id} {
  // Owns fd.
}

process::process(process&& other) noexcept
  : fd_{std::exchange(other.fd_, -1)}, id_{other.id_}, end_{other.end_} {
  // The other holds nothing now.
}

process& process::operator=(process&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(id_, other.id_);
  std::swap(end_, other.end_);
  return *this;
}

process::~process() {
  if (fd_ >= 0)
    close(fd_);
}

result<process> process::spawn(const spawn_options& options) {
  auto log = owned_fd{open(options.log_file.c_str(),
                           O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
  if (log.fd < 0)
    return system_failure("spawn: cannot write " + options.log_file, errno,
                          "check its directory and permissions");
  auto pid = fork_and_exec(options, log.fd);
  if (!pid)
    return pid.error();
  // Nobody else reaps our child, so its number is its own until we do.
  auto fd = pidfd_open(*pid, 0);
  if (fd < 0) {
    auto wrong = system_failure("spawn: no descriptor", errno,
                                free_descriptors);
    end_child(*pid);
    return wrong;
  }
  auto x = process{fd, {.pid = static_cast<std::uint64_t>(*pid)}};
  if (options.end_with_parent && !keep_child(*pid)) {
    end_child(*pid);
    return failure{ec::overloaded,
                   "spawn: " + options.program
                     + ": too many processes must end with this one (at most "
                     + std::to_string(kept_children_max)
                     + "), start fewer at a time"};
  }
  auto ticks = start_ticks_of(x.id_.pid);
  x.id_.start_ticks = ticks ? *ticks : 0;
  return x;
}

result<process> process::attach(process_id id) {
  auto gone = failure{ec::not_found,
                      "process " + std::to_string(id.pid) + ": has ended", 0};
  if (id.pid == 0)
    return gone;
  auto fd = pidfd_open(static_cast<pid_t>(id.pid), 0);
  if (fd < 0)
    return gone;
  // Only now: while the pidfd is open, its number names this process or none.
  auto x = process{fd, id};
  auto ticks = start_ticks_of(id.pid);
  if (!ticks || *ticks != id.start_ticks || !x.is_running())
    return gone;
  return x;
}

bool process::is_running() const {
  return !wait_end(std::chrono::milliseconds{0});
}

bool process::wait_end(std::chrono::milliseconds limit) const {
  using clock = std::chrono::steady_clock;
  auto deadline = clock::now() + limit;
  for (;;) {
    auto left
      = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock::now());
    auto x = pollfd{.fd = fd_, .events = POLLIN, .revents = 0};
    auto n = poll(&x, 1,
                  static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (n > 0)
      return true;
    if (n == 0 || errno != EINTR)
      return false;
  }
}

result<void> process::signal(int number) const {
  if (pidfd_send_signal(fd_, number, nullptr, 0) == 0)
    return {};
  if (errno == ESRCH)
    return failure{ec::not_found,
                   "process " + std::to_string(id_.pid) + ": has ended", 0};
  return system_failure("signal " + std::to_string(number) + " to process "
                          + std::to_string(id_.pid),
                        errno, "run as the user who started it");
}

std::optional<process_end> process::reap() {
  if (end_ || fd_ < 0)
    return end_;
  auto info = siginfo_t{};
  if (waitid(P_PIDFD, static_cast<id_t>(fd_), &info, WEXITED | WNOHANG) != 0
      || info.si_pid == 0)
    return std::nullopt;
  forget_child(static_cast<pid_t>(id_.pid));
  if (info.si_code == CLD_EXITED)
    end_ = process_end{.code = info.si_status};
  else
    end_ = process_end{.signal = info.si_status};
  return end_;
}

void kill_children() noexcept {
  for (auto& place : kept_children) {
    auto pid = place.exchange(0);
    if (pid == 0)
      continue;
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
}

} // namespace nightfloat::chaos
