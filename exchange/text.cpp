// SPDX-License-Identifier: Apache-2.0
#include "exchange/text.hpp"

#include <cctype>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <system_error>
#include <unistd.h>

namespace nightfloat::exchange {

namespace {

failure system_failure(const std::string& what, int error) {
  auto code = error == ENOSPC || error == EDQUOT ? ec::no_space
              : error == ENOENT                  ? ec::not_found
                                                 : ec::io_failed;
  auto remedy = code == ec::no_space ? ", free some space and try again"
                                     : ", check the path and its permissions";
  return {code, what + ": " + std::strerror(error) + remedy};
}

/// Bytes that the character at `x` takes; 0 if it is none. Refuses overlong
/// forms, surrogates and what is beyond Unicode (RFC 3629).
std::size_t character(std::string_view x) noexcept {
  auto byte = [&](std::size_t i) {
    return i < x.size() ? static_cast<std::uint8_t>(x[i]) : 0u;
  };
  auto tail = [&](std::size_t i) {
    return (byte(i) & 0xc0u) == 0x80u;
  };
  auto head = byte(0);
  if (head < 0x80)
    return head == 0 ? 0 : 1;
  if (head >= 0xc2 && head <= 0xdf)
    return tail(1) ? 2 : 0;
  if (head >= 0xe0 && head <= 0xef) {
    auto low = head == 0xe0 ? 0xa0u : 0x80u;
    auto high = head == 0xed ? 0x9fu : 0xbfu;
    return byte(1) >= low && byte(1) <= high && tail(2) ? 3 : 0;
  }
  if (head >= 0xf0 && head <= 0xf4) {
    auto low = head == 0xf0 ? 0x90u : 0x80u;
    auto high = head == 0xf4 ? 0x8fu : 0xbfu;
    return byte(1) >= low && byte(1) <= high && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

result<void> write_synced(const std::filesystem::path& path,
                          std::string_view text) {
  auto file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                     0644);
  if (file < 0)
    return system_failure("write " + path.string(), errno);
  auto error = 0;
  while (!text.empty() && error == 0) {
    auto written = ::write(file, text.data(), text.size());
    if (written >= 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      error = errno;
  }
  if (error == 0 && ::fsync(file) != 0)
    error = errno;
  if (::close(file) != 0 && error == 0)
    error = errno;
  if (error != 0)
    return system_failure("write " + path.string(), error);
  return {};
}

result<void> sync(const std::filesystem::path& path) {
  auto file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  auto error = file < 0 || ::fsync(file) != 0 ? errno : 0;
  if (file >= 0)
    ::close(file);
  if (error != 0)
    return system_failure("write " + path.string(), error);
  return {};
}

} // namespace

std::size_t first_bad_byte(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    // Nearly all of it is ASCII.
    if (static_cast<signed char>(text[i]) > 0) {
      ++i;
      continue;
    }
    auto length = character(text.substr(i, 4));
    if (length == 0)
      return i;
    i += length;
  }
  return std::string_view::npos;
}

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view hard_space = "\xc2\xa0";
  for (;;) {
    if (text.starts_with(' ') || text.starts_with('\t'))
      text.remove_prefix(1);
    else if (text.starts_with(hard_space))
      text.remove_prefix(2);
    else if (text.ends_with(' ') || text.ends_with('\t'))
      text.remove_suffix(1);
    else if (text.ends_with(hard_space))
      text.remove_suffix(2);
    else
      return text;
  }
}

std::string lower_case(std::string_view text) {
  auto out = std::string{text};
  for (auto& c : out)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

result<std::string> read_text(const std::filesystem::path& file,
                              std::size_t bytes_max) {
  auto problem = std::error_code{};
  auto size = std::filesystem::file_size(file, problem);
  if (problem)
    return system_failure("read " + file.string(), problem.value());
  if (size > bytes_max)
    return failure{ec::oversize,
                   "read " + file.string() + ": " + std::to_string(size)
                     + " bytes are too many (at most "
                     + std::to_string(bytes_max) + "), split the file"};
  auto in = std::ifstream{file, std::ios::binary};
  auto out = std::string(size, '\0');
  in.read(out.data(), static_cast<std::streamsize>(size));
  if (!in)
    return system_failure("read " + file.string(), EIO);
  return out;
}

result<void> replace_file(
  const std::filesystem::path& file,
  const std::function<result<void>(const std::filesystem::path&)>& write) {
  auto beside = std::filesystem::path{file.string() + ".new"};
  // That it can be made is found out here, where errno says why not.
  auto done = write_synced(beside, {});
  if (done)
    done = write(beside);
  if (done)
    done = sync(beside);
  auto problem = std::error_code{};
  if (done) {
    std::filesystem::rename(beside, file, problem);
    if (problem)
      done = system_failure("write " + file.string(), problem.value());
  }
  if (!done)
    std::filesystem::remove(beside, problem);
  return done;
}

result<void> write_texts(const std::vector<text_file>& files) {
  auto beside = [](const std::filesystem::path& x) {
    return std::filesystem::path{x.string() + ".new"};
  };
  auto problem = std::error_code{};
  auto clean = [&] {
    for (const auto& x : files)
      std::filesystem::remove(beside(x.path), problem);
  };
  for (const auto& x : files) {
    if (auto ok = write_synced(beside(x.path), x.text); !ok) {
      clean();
      return ok;
    }
  }
  for (const auto& x : files) {
    std::filesystem::rename(beside(x.path), x.path, problem);
    if (problem) {
      auto wrong = system_failure("write " + x.path.string(), problem.value());
      clean();
      return wrong;
    }
  }
  return {};
}

} // namespace nightfloat::exchange
