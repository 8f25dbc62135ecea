// SPDX-License-Identifier: Apache-2.0
#include "report/whole_file.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <random>
#include <unistd.h>

namespace nightfloat::report {

namespace {

failure os_failure(const std::string& path, int error) {
  auto code = error == ENOSPC ? ec::no_space : ec::io_failed;
  return failure{code, path + ": cannot be written (" + std::strerror(error)
                         + "), choose another directory or free space"};
}

// Before that a loss of power may undo a renaming.
int sync_directory_of(const std::string& path) {
  auto directory = std::filesystem::path{path}.parent_path();
  if (directory.empty())
    directory = ".";
  auto fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return errno;
  auto error = ::fsync(fd) == 0 ? 0 : errno;
  ::close(fd);
  return error;
}

} // namespace

int write_all(int descriptor, std::string_view text) noexcept {
  while (!text.empty()) {
    auto n = ::write(descriptor, text.data(), text.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return errno;
    // What takes nothing now would be asked for ever.
    if (n == 0)
      return EIO;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

result<void> write_file(const std::string& path, std::string_view text,
                        mode_t mode) {
  // Another process may write the same file: none gets in the other's way.
  auto temporary = path + '.' + std::to_string(std::random_device{}())
                   + ".part";
  auto fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                   mode);
  if (fd < 0)
    return os_failure(path, errno);
  auto error = write_all(fd, text);
  if (error == 0 && ::fsync(fd) != 0)
    error = errno;
  ::close(fd);
  if (error == 0 && std::rename(temporary.c_str(), path.c_str()) != 0)
    error = errno;
  if (error != 0)
    ::unlink(temporary.c_str());
  else
    error = sync_directory_of(path);
  return error == 0 ? result<void>{} : os_failure(path, error);
}

result<std::string> read_file(const std::string& path) {
  constexpr auto part_bytes = std::size_t{1} << 16;
  errno = 0;
  auto in = std::ifstream{path, std::ios::binary};
  auto text = std::string{};
  // Not by iterators of the buffer: of a directory they throw.
  while (in) {
    auto size = text.size();
    text.resize(size + part_bytes);
    in.read(text.data() + size, part_bytes);
    text.resize(size + static_cast<std::size_t>(in.gcount()));
  }
  if (in.is_open() && !in.bad())
    return text;
  auto gone = errno == ENOENT || errno == ENOTDIR;
  return failure{gone ? ec::not_found : ec::io_failed,
                 path + ": cannot be read (" + std::strerror(errno)
                   + "), check the path and its permissions"};
}

} // namespace nightfloat::report
