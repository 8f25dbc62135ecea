// SPDX-License-Identifier: Apache-2.0
#include "report/page.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace nightfloat::report {

namespace {

constexpr auto style = R"(
:root{--ink:#1c2733;--soft:#5b6b7b;--line:#d8dfe6;--ok:#1a7f5a;--bad:#b3261e;
--maybe:#9a6b00;--band:#f3c9c4}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);max-width:62rem;
margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin-bottom:.2rem}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}
td,th{padding:.3rem .6rem;border-bottom:1px solid var(--line);
text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.valid,.passed{color:var(--ok);font-weight:600}
.invalid,.failed{color:var(--bad);font-weight:600}
.unknown{color:var(--maybe);font-weight:600}
.soft{color:var(--soft)}code{background:#f2f5f8;padding:.1rem .3rem}
svg{width:100%;height:auto;border:1px solid var(--line)}
li{margin:.1rem 0}
)";

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

std::string escaped(std::string_view x) {
  auto result = std::string{};
  result.reserve(x.size());
  for (auto c : x) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string page(std::string_view title, std::string_view body) {
  auto result = std::string{"<!doctype html><html lang=\"en\"><head>"
                            "<meta charset=\"utf-8\"><title>"};
  result += escaped(title);
  result += "</title><style>";
  result += style;
  result += "</style></head><body>";
  result += body;
  result += "</body></html>\n";
  return result;
}

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

} // namespace nightfloat::report
