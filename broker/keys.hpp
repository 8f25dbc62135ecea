// SPDX-License-Identifier: Apache-2.0
#pragma once

// CURVE keys as files: a secret key in a file of mode 0600 (`public KEY` and
// `secret KEY`), public keys of others in lists (`NAME KEY` a line). Keys are
// 40 characters of Z85, as ZeroMQ writes them; `#` begins a comment.

#include "domain/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::broker {

struct key_pair {
  std::string public_key;
  std::string secret_key;

  bool operator==(const key_pair&) const = default;
};

struct named_key {
  std::string name;
  std::string key;

  bool operator==(const named_key&) const = default;
};

/// Draws a fresh pair from the system's random source.
[[nodiscard]] key_pair make_key_pair();

/// Writes a new file of mode 0600, synced. Fails with `in_use` if the file
/// exists (a key is never overwritten) and `io_failed` otherwise.
[[nodiscard]] result<void> write_key_file(const std::string& path,
                                          const key_pair& keys);

/// Fails with `configuration` if the file is missing, open to others than its
/// owner, not a key file, or its two keys do not belong together.
[[nodiscard]] result<key_pair> read_key_file(const std::string& path);

/// Reads at most 10 000 lines `NAME KEY`. Fails with `configuration` and
/// names the line: bad key, name given twice, key given twice.
[[nodiscard]] result<std::vector<named_key>>
read_key_list(const std::string& path);

/// `count` bytes of the system's random source, in hex.
[[nodiscard]] std::string random_hex(std::size_t count);

/// 64 bits of the system's random source; never 0.
[[nodiscard]] std::uint64_t random_number();

/// `bytes` (a multiple of 4) as Z85.
[[nodiscard]] std::string z85_encode(std::string_view bytes);

/// Fails with `malformed` unless `text` is Z85 of a multiple of 5 characters.
[[nodiscard]] result<std::string> z85_decode(std::string_view text);

} // namespace nightfloat::broker
