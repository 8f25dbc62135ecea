// SPDX-License-Identifier: Apache-2.0
#include "report/whole_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
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
  auto in = std::ifstream{path, std::ios::binary};
  auto text = std::string{std::istreambuf_iterator<char>{in}, {}};
  if (in.is_open() && !in.bad())
    return text;
  return failure{errno == ENOENT ? ec::not_found : ec::io_failed,
                 path + ": cannot be read (" + std::strerror(errno)
                   + "), name a report's directory"};
}

} // namespace nightfloat::report
