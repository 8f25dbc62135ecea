// SPDX-License-Identifier: Apache-2.0
#pragma once

// ZIP archives made and taken apart by hand, to be what no spreadsheet writes.

#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <zip.h>

namespace nightfloat::test {

/// Parts by name, in this order.
using zip_content = std::vector<std::pair<std::string, std::string>>;

/// The archive's bytes.
inline std::string zip_file(const zip_content& parts) {
  auto* source = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  auto* zip = zip_open_from_source(source, ZIP_TRUNCATE, nullptr);
  if (zip == nullptr)
    throw std::runtime_error{"cannot make an archive"};
  zip_source_keep(source);
  for (const auto& [name, text] : parts) {
    auto* part = zip_source_buffer(zip, text.data(), text.size(), 0);
    if (zip_file_add(zip, name.c_str(), part, ZIP_FL_ENC_UTF_8) < 0)
      throw std::runtime_error{"cannot add " + name};
  }
  if (zip_close(zip) != 0)
    throw std::runtime_error{"cannot close an archive"};
  auto out = std::string{};
  zip_source_open(source);
  zip_source_seek(source, 0, SEEK_END);
  out.resize(static_cast<std::size_t>(zip_source_tell(source)));
  zip_source_seek(source, 0, SEEK_SET);
  zip_source_read(source, out.data(), out.size());
  zip_source_close(source);
  zip_source_free(source);
  return out;
}

/// The parts of an archive.
inline zip_content unzip(const std::string& bytes) {
  auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0,
                                          nullptr);
  auto* zip = zip_open_from_source(source, ZIP_RDONLY, nullptr);
  if (zip == nullptr)
    throw std::runtime_error{"this is no archive"};
  auto out = zip_content{};
  for (auto i = 0; i < zip_get_num_entries(zip, 0); ++i) {
    auto about = zip_stat_t{};
    zip_stat_index(zip, static_cast<zip_uint64_t>(i), 0, &about);
    auto& [name, text] = out.emplace_back(about.name, "");
    text.resize(about.size);
    auto* file = zip_fopen_index(zip, static_cast<zip_uint64_t>(i), 0);
    zip_fread(file, text.data(), text.size());
    zip_fclose(file);
  }
  zip_discard(zip);
  return out;
}

/// The text of a part; throws where there is none.
inline std::string& part(zip_content& of, std::string_view name) {
  for (auto& [own, text] : of)
    if (own == name)
      return text;
  throw std::runtime_error{"there is no part " + std::string{name}};
}

} // namespace nightfloat::test
