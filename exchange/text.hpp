// SPDX-License-Identifier: Apache-2.0
#pragma once

// Text and files as the readers and writers of this folder need them.

#include "domain/error.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

/// Where `text` stops being UTF-8 without NUL; npos: nowhere.
[[nodiscard]] std::size_t first_bad_byte(std::string_view text) noexcept;

/// Without spaces, tabs and no-break spaces at either end.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// ASCII letters in small; other bytes stay.
[[nodiscard]] std::string lower_case(std::string_view text);

/// All of a file. Fails with `not_found`, `oversize` or `io_failed`.
[[nodiscard]] result<std::string> read_text(const std::filesystem::path& file,
                                            std::size_t bytes_max);

/// Lets `write` fill a file beside `file`, syncs it and puts it into the place:
/// `file` is the old or the new whole, never a part. Fails with `io_failed`,
/// `no_space`, or as `write` does; then nothing is left beside.
[[nodiscard]] result<void> replace_file(
  const std::filesystem::path& file,
  const std::function<result<void>(const std::filesystem::path&)>& write);

struct text_file {
  std::filesystem::path path;
  std::string text;
};

/// Writes all files: each beside its place first, synced, then renamed; on a
/// failure before the first rename nothing has changed. Fails with
/// `io_failed` or `no_space`.
[[nodiscard]] result<void> write_texts(const std::vector<text_file>& files);

} // namespace nightfloat::exchange
