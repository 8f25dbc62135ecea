// SPDX-License-Identifier: Apache-2.0
#include "storage/durable_files.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace nightfloat::storage {

namespace {

constexpr auto part_bytes = std::size_t{1} << 20;
constexpr auto small_bytes_max = std::size_t{1} << 20;

const char* remedy_of(int code) {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
      return "free some of the disk and try again";
    case EACCES:
    case EPERM:
    case EROFS:
      return "make it writable for this user or name another";
    case EEXIST:
    case ENOTEMPTY:
      return "move it away or name another";
    case ENOENT:
    case ENOTDIR:
      return "make the directory that it lies in";
    default:
      return "see whether the disk is sound and try again";
  }
}

/// What `errno` says of it.
failure said(const char* operation, const std::string& path) {
  const auto code = errno;
  return {code == ENOSPC || code == EDQUOT ? ec::no_space : ec::io_failed,
          std::string{operation} + ": " + path + " failed ("
            + std::generic_category().message(code) + "), " + remedy_of(code)};
}

/// The directory that `path` lies in, be it named with a slash at its end.
std::string parent_of(const std::string& path) {
  auto at = std::filesystem::path{path};
  if (!at.has_filename())
    at = at.parent_path();
  at = at.parent_path();
  return at.empty() ? "." : at.string();
}

/// A descriptor that closes itself.
class open_file {
public:
  open_file(const std::string& path, int flags)
    : descriptor_{::open(path.c_str(), flags | O_CLOEXEC, 0600)} {
  }

  ~open_file() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }

  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;

  [[nodiscard]] bool is_open() const noexcept {
    return descriptor_ >= 0;
  }

  [[nodiscard]] int descriptor() const noexcept {
    return descriptor_;
  }

private:
  int descriptor_;
};

bool write_all(const open_file& to, const char* bytes, std::size_t count) {
  while (count > 0) {
    const auto n = ::write(to.descriptor(), bytes, count);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    bytes += n;
    count -= static_cast<std::size_t>(n);
  }
  return true;
}

} // namespace

result<void> make_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0)
    return said("make", path);
  return sync_directory(parent_of(path));
}

result<void> make_private(const std::string& path) {
  if (::chmod(path.c_str(), 0700) != 0)
    return said("chmod", path);
  return {};
}

result<void> write_synced(const std::string& path, const std::string& text) {
  const auto file = open_file{path, O_WRONLY | O_CREAT | O_TRUNC};
  if (!file.is_open() || !write_all(file, text.data(), text.size())
      || ::fsync(file.descriptor()) != 0)
    return said("write", path);
  return {};
}

result<void> copy_synced(const std::string& from, const std::string& to) {
  const auto in = open_file{from, O_RDONLY};
  if (!in.is_open())
    return said("read", from);
  const auto out = open_file{to, O_WRONLY | O_CREAT | O_EXCL};
  if (!out.is_open())
    return said("write", to);
  auto part = std::vector<char>(part_bytes);
  while (true) {
    const auto n = ::read(in.descriptor(), part.data(), part.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return said("read", from);
    if (n == 0)
      break;
    if (!write_all(out, part.data(), static_cast<std::size_t>(n)))
      return said("write", to);
  }
  if (::fsync(out.descriptor()) != 0)
    return said("write", to);
  return {};
}

result<void> rename_synced(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0)
    return said("rename", to);
  return sync_directory(parent_of(to));
}

result<void> sync_directory(const std::string& path) {
  const auto directory = open_file{path, O_RDONLY | O_DIRECTORY};
  if (!directory.is_open() || ::fsync(directory.descriptor()) != 0)
    return said("sync", path);
  return {};
}

result<std::string> read_small(const std::string& path) {
  const auto in = open_file{path, O_RDONLY};
  if (!in.is_open() && errno == ENOENT)
    return failure{ec::not_found, path + ": is not there"};
  if (!in.is_open())
    return said("read", path);
  auto text = std::string(small_bytes_max + 1, '\0');
  auto size = std::size_t{0};
  while (size < text.size()) {
    const auto n = ::read(in.descriptor(), text.data() + size,
                          text.size() - size);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return said("read", path);
    if (n == 0)
      break;
    size += static_cast<std::size_t>(n);
  }
  if (size > small_bytes_max)
    return failure{ec::oversize, path + ": is too large, at most "
                                   + std::to_string(small_bytes_max)
                                   + " bytes"};
  text.resize(size);
  return text;
}

} // namespace nightfloat::storage
