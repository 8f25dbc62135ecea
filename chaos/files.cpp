// SPDX-License-Identifier: Apache-2.0
#include "chaos/files.hpp"

#include "domain/digest.hpp"
#include "report/whole_file.hpp"

#include <cerrno>
#include <cstdint>
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

constexpr std::streamoff tail_bytes_max = 16 << 10;

failure io_failure(const fs::path& path, int error) {
  return {ec::io_failed,
          path.string() + ": cannot be used (" + std::strerror(error)
            + "), mend that or name another directory",
          0};
}

/// Two clusters of one user need two directories; the same name each time.
std::string fingerprint(const std::string& text) {
  return domain::hex(domain::fnv(text)).substr(8);
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
    return failure{
      ec::io_failed,
      path.string() + ": is not a directory, move it away or name another", 0};
  if (found.st_uid != geteuid() || (found.st_mode & 077) != 0)
    return failure{ec::forbidden,
                   path.string()
                     + ": belongs to another or is open to others; if it is "
                       "yours `chmod 700` it, else name another directory",
                   0};
  return {};
}

result<void> replace_file(const fs::path& path, std::string_view text) {
  return report::write_file(path.string(), text, 0600);
}

result<std::string> read_file(const fs::path& path, std::uintmax_t bytes_max) {
  auto error = std::error_code{};
  auto size = fs::file_size(path, error);
  // Of what has no size the reading says what is wrong with it.
  if (!error && size > bytes_max)
    return failure{ec::oversize,
                   path.string() + ": is larger than "
                     + std::to_string(bytes_max >> 20)
                     + " MiB, is it the right file",
                   0};
  return report::read_file(path.string());
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
  if (errno != EWOULDBLOCK)
    return io_failure(path, errno);
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
