// SPDX-License-Identifier: Apache-2.0
#include "exchange/xlsx_zip.hpp"

#include "exchange/text.hpp"

#include <algorithm>
#include <array>
#include <zip.h>

namespace nightfloat::exchange {

namespace {

/// What no schedule needs; the beginning or a part of a name.
constexpr auto refused_parts
  = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"vbaproject", "it brings macros"},
     {"vbadata", "it brings macros"},
     {"xl/macrosheets/", "it brings macros"},
     {"xl/dialogsheets/", "it brings macros"},
     {"xl/activex/", "it brings programs"},
     {"xl/embeddings/", "it has other files in it"},
     {"xl/externallinks/", "it leads to other files"},
     {"xl/connections.xml", "it leads to other data"},
     {"xl/querytables/", "it leads to other data"}});

struct close_file {
  void operator()(zip_file_t* x) const noexcept {
    zip_fclose(x);
  }
};

} // namespace

struct zip_parts::archive {
  ~archive() {
    if (handle != nullptr)
      zip_discard(handle);
  }

  zip_t* handle = nullptr;
};

zip_parts::zip_parts(std::string source, zip_limits limits)
  : source_{std::move(source)}, limits_{limits},
    archive_{std::make_unique<archive>()} {
}

zip_parts::~zip_parts() = default;
zip_parts::zip_parts(zip_parts&&) noexcept = default;
zip_parts& zip_parts::operator=(zip_parts&&) noexcept = default;

failure zip_parts::wrong(ec code, std::string_view what) const {
  return {code, source_ + ": " + std::string{what}};
}

result<zip_parts> zip_parts::open(std::string_view bytes, std::string source,
                                  zip_limits limits) {
  auto out = zip_parts{std::move(source), limits};
  if (bytes.size() > limits.file_bytes_max)
    return out.wrong(ec::oversize, std::to_string(bytes.size())
                                     + " bytes are too many (at most "
                                     + std::to_string(limits.file_bytes_max)
                                     + "), remove pictures and other sheets");
  auto problem = zip_error_t{};
  zip_error_init(&problem);
  auto* from = zip_source_buffer_create(bytes.data(), bytes.size(), 0,
                                        &problem);
  if (from != nullptr)
    out.archive_->handle = zip_open_from_source(from, ZIP_RDONLY, &problem);
  if (from != nullptr && out.archive_->handle == nullptr)
    zip_source_free(from);
  zip_error_fini(&problem);
  // An empty file passes for an empty archive.
  if (out.archive_->handle == nullptr || bytes.empty())
    return out.wrong(ec::malformed,
                     "this is no XLSX file, save it as .xlsx without a "
                     "password");
  if (auto ok = out.list(); !ok)
    return ok.error();
  return out;
}

result<void> zip_parts::list() {
  auto* zip = archive_->handle;
  auto count = zip_get_num_entries(zip, 0);
  if (count < 0 || static_cast<std::size_t>(count) > limits_.entries_max)
    return wrong(ec::oversize, std::to_string(count)
                                 + " parts are too many (at most "
                                 + std::to_string(limits_.entries_max) + ")");
  for (auto i = zip_uint64_t{0}; i < static_cast<zip_uint64_t>(count); ++i) {
    zip_stat_t about;
    if (zip_stat_index(zip, i, 0, &about) != 0
        || (about.valid & ZIP_STAT_NAME) == 0)
      return wrong(ec::malformed, "a part without a name, save it anew");
    auto name = std::string{about.name};
    auto small = lower_case(name);
    for (const auto& [part, reason] : refused_parts)
      if (small.find(part) != std::string::npos)
        return wrong(ec::refused, std::string{reason} + " (" + name
                                    + "), save it as a plain .xlsx with "
                                      "values only");
    auto is_locked = (about.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0
                     && about.encryption_method != ZIP_EM_NONE;
    if (is_locked)
      return wrong(ec::refused, "it is encrypted, save it without a password");
    if (!index_.emplace(small, i).second)
      return wrong(ec::malformed,
                   "the part " + name + " is there twice, save it anew");
    names_.push_back(small);
  }
  return {};
}

bool zip_parts::has(std::string_view name) const {
  return index_.contains(lower_case(name));
}

result<std::string> zip_parts::read(std::string_view name) {
  auto found = index_.find(lower_case(name));
  if (found == index_.end())
    return wrong(ec::not_found,
                 "the part " + std::string{name} + " is missing, save it anew");
  auto broken = [&] {
    return wrong(ec::malformed,
                 "the part " + std::string{name} + " is damaged, save it anew");
  };
  auto swollen = [&] {
    return wrong(ec::oversize,
                 "the part " + std::string{name}
                   + " is larger than a schedule can be, remove other sheets");
  };
  zip_stat_t about;
  if (zip_stat_index(archive_->handle, found->second, 0, &about) != 0
      || (about.valid & ZIP_STAT_COMP_SIZE) == 0)
    return broken();
  auto file = std::unique_ptr<zip_file_t, close_file>{
    zip_fopen_index(archive_->handle, found->second, 0)};
  if (!file)
    return broken();
  // What the archive says of sizes is not believed; bytes are counted.
  auto out = std::string{};
  auto chunk = std::array<char, 64u << 10>{};
  for (;;) {
    auto got = zip_fread(file.get(), chunk.data(), chunk.size());
    if (got < 0)
      return broken();
    if (got == 0)
      return out;
    auto size = static_cast<std::size_t>(got);
    total_ += size;
    auto ratio_bytes = about.comp_size * limits_.ratio_max + limits_.ratio_free;
    if (out.size() + size
          > std::min<std::uint64_t>(limits_.part_bytes_max, ratio_bytes)
        || total_ > limits_.total_bytes_max)
      return swollen();
    out.append(chunk.data(), size);
  }
}

} // namespace nightfloat::exchange
