// SPDX-License-Identifier: Apache-2.0
#include "report/whole_file.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace nightfloat::report {

namespace {

failure os_failure(const std::string& path, int error) {
  auto code = error == ENOSPC ? ec::no_space : ec::io_failed;
  return failure{code, path + ": cannot be written (" + std::strerror(error)
                         + "), choose another directory or free space"};
}

int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    auto n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return errno;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return ::fsync(fd) == 0 ? 0 : errno;
}

} // namespace

result<void> write_file(const std::string& path, std::string_view text) {
  auto temporary = path + ".part";
  auto fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                   0644);
  if (fd < 0)
    return os_failure(path, errno);
  auto error = write_all(fd, text);
  ::close(fd);
  if (error == 0 && std::rename(temporary.c_str(), path.c_str()) != 0)
    error = errno;
  if (error == 0)
    return {};
  ::unlink(temporary.c_str());
  return os_failure(path, error);
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
  return failure{errno == ENOENT ? ec::not_found : ec::io_failed,
                 path + ": cannot be read (" + std::strerror(errno)
                   + "), check the path and its permissions"};
}

} // namespace nightfloat::report
