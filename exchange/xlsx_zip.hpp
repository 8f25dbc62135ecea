// SPDX-License-Identifier: Apache-2.0
#pragma once

// The parts of a workbook that somebody sent, unpacked with suspicion: bounded
// in number, size and how far each may swell, and refused whole where it
// brings programs or leads elsewhere.

#include "domain/error.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

struct zip_limits {
  std::size_t file_bytes_max = 32u << 20;
  std::size_t entries_max = 1'000;
  /// Unpacked, of one part and of all that are read.
  std::size_t part_bytes_max = 24u << 20;
  std::size_t total_bytes_max = 96u << 20;
  /// Unpacked bytes for each packed one; the first `ratio_free` do not count.
  std::size_t ratio_max = 200;
  std::size_t ratio_free = 1u << 20;
};

class zip_parts {
public:
  /// Opens an archive in memory; `bytes` must outlive it. Fails with
  /// `malformed`, `oversize`, or `refused` for macros, embedded programs,
  /// links to other files, data connections and encryption; the sentence
  /// begins with `source`.
  static result<zip_parts> open(std::string_view bytes, std::string source,
                                zip_limits limits = {});

  ~zip_parts();
  zip_parts(zip_parts&&) noexcept;
  zip_parts& operator=(zip_parts&&) noexcept;

  /// In the order of the archive.
  [[nodiscard]] const std::vector<std::string>& names() const noexcept {
    return names_;
  }

  [[nodiscard]] bool has(std::string_view name) const;

  /// Unpacks one part. Fails with `not_found`, `malformed` (wrong checksum
  /// included) or `oversize`.
  result<std::string> read(std::string_view name);

private:
  struct archive;

  zip_parts(std::string source, zip_limits limits);

  result<void> list();
  failure wrong(ec code, std::string_view what) const;

  std::string source_;
  zip_limits limits_;
  std::unique_ptr<archive> archive_;
  std::vector<std::string> names_;
  std::map<std::string, std::uint64_t, std::less<>> index_;
  std::size_t total_ = 0;
};

} // namespace nightfloat::exchange
