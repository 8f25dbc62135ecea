// SPDX-License-Identifier: Apache-2.0
#include "chaos/files.hpp"

#include "domain/digest.hpp"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace nightfloat::chaos {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t file_bytes_max = 1 << 20;
constexpr std::streamoff tail_bytes_max = 16 << 10;

failure io_failure(const fs::path& path, int error) {
  return {ec::io_failed, path.string() + ": " + std::strerror(error), 0};
}

/// Two clusters of one user need two directories; the same name each time.
std::string fingerprint(const std::string& text) {
  return domain::hex(domain::fnv(text)).substr(8);
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    auto n = write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return fsync(fd) == 0;
}

} // namespace

result<void> make_private(const fs::path& path) {
  auto error = std::error_code{};
  if (path.has_parent_path())
    fs::create_directories(path.parent_path(), error);
  if (mkdir(path.c_str(), 0700) == 0)
    return {};
  if (errno != EEXIST)
    return io_failure(path, errno);
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0)
    return io_failure(path, errno);
  if (!S_ISDIR(found.st_mode))
    return failure{ec::io_failed, path.string() + ": is not a directory", 0};
  if (found.st_uid != geteuid() || (found.st_mode & 077) != 0)
    return failure{ec::forbidden,
                   path.string()
                     + ": belongs to another or is open to others; if it is "
                       "yours `chmod 700` it, else name another directory",
                   0};
  return {};
}

result<void> replace_file(const fs::path& path, std::string_view text) {
  auto beside = path.string() + ".new";
  auto fd = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                 0600);
  if (fd < 0)
    return io_failure(beside, errno);
  auto written = write_all(fd, text);
  auto error = errno;
  close(fd);
  if (written && std::rename(beside.c_str(), path.c_str()) == 0)
    return {};
  if (written)
    error = errno;
  unlink(beside.c_str());
  return io_failure(path, error);
}

result<std::string> read_file(const fs::path& path) {
  auto error = std::error_code{};
  auto size = fs::file_size(path, error);
  if (error) {
    auto gone = error == std::errc::no_such_file_or_directory
                || error == std::errc::not_a_directory;
    return failure{gone ? ec::not_found : ec::io_failed,
                   path.string() + ": " + error.message(), 0};
  }
  if (size > file_bytes_max)
    return failure{ec::oversize,
                   path.string()
                     + ": is larger than 1 MiB, is it the right "
                       "file",
                   0};
  auto in = std::ifstream{path};
  if (!in)
    return io_failure(path, errno);
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

std::string tail(const fs::path& path, std::size_t lines) {
  auto in = std::ifstream{path, std::ios::ate};
  if (!in)
    return {};
  auto size = static_cast<std::streamoff>(in.tellg());
  in.seekg(size > tail_bytes_max ? size - tail_bytes_max : 0);
  auto text = std::string{std::istreambuf_iterator<char>{in}, {}};
  while (!text.empty() && text.back() == '\n')
    text.pop_back();
  auto at = text.size();
  for (auto i = std::size_t{0}; i < lines && at != std::string::npos; ++i)
    at = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
  return at == std::string::npos ? text : text.substr(at + 1);
}

result<std::string> choose_runtime_dir(const std::string& dir) {
  if (auto* base = std::getenv("XDG_RUNTIME_DIR"); base && *base == '/') {
    auto usual = default_state_dir();
    auto name = usual && *usual == dir ? std::string{"nightfloat"}
                                       : "nightfloat-" + fingerprint(dir);
    auto path = std::string{base} + "/" + name;
    if (path.size() <= socket_dir_bytes_max && access(base, W_OK | X_OK) == 0)
      if (make_private(path))
        return path;
  }
  auto fresh = std::string{"/tmp/nightfloat-XXXXXX"};
  if (mkdtemp(fresh.data()) == nullptr)
    return io_failure(fresh, errno);
  return fresh;
}

result<std::string> default_state_dir() {
  if (auto* state = std::getenv("XDG_STATE_HOME"); state && *state == '/')
    return std::string{state} + "/nightfloat";
  if (auto* home = std::getenv("HOME"); home && *home == '/')
    return std::string{home} + "/.local/state/nightfloat";
  return failure{ec::configuration,
                 "state directory: neither XDG_STATE_HOME nor HOME is set, "
                 "name one with --dir",
                 0};
}

result<file_lock> file_lock::take(const fs::path& path) {
  auto x = file_lock{};
  x.fd_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (x.fd_ < 0)
    return io_failure(path, errno);
  if (flock(x.fd_, LOCK_EX | LOCK_NB) == 0)
    return x;
  return failure{ec::in_use,
                 path.string()
                   + ": another nightfloat starts or ends this cluster, wait "
                     "for it",
                 0};
}

file_lock::file_lock(file_lock&& other) noexcept
  : fd_{std::exchange(other.fd_, -1)} {
  // The other holds nothing now.
}

file_lock& file_lock::operator=(file_lock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

file_lock::~file_lock() {
  release();
}

void file_lock::release() noexcept {
  if (fd_ >= 0)
    close(fd_);
  fd_ = -1;
}

} // namespace nightfloat::chaos
