// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/offline.hpp"

#include "cmd/nightfloat/exporting.hpp"
#include "cmd/nightfloat/importing.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

namespace nightfloat::cmd {

result<client::loaded> load_offline(const std::string& path) {
  auto error = std::error_code{};
  if (!std::filesystem::exists(path, error))
    return failure{ec::not_found,
                   path + ": is not there"
                     + (error ? " (" + error.message() + ")" : std::string{})
                     + ", write one with export or sample",
                   0};
  auto from = importing{.path = path};
  auto format = import_format(from);
  if (!format)
    return format.error();
  if (*format == "block-year")
    return failure{
      ec::invalid_argument,
      path + ": is a block-year, import it into a .json file first", 0};
  from.format = *format;
  auto read = read_import(from);
  if (!read)
    return read.error();
  if (!read->is_whole)
    return failure{ec::invalid_argument,
                   path
                     + ": is a schedule, give a programme (a directory of "
                       "CSV, or .json)",
                   0};
  auto out = client::loaded{};
  out.programme = std::move(read->whole.programme);
  out.roster = std::move(read->whole.roster);
  return out;
}

result<void> save_offline(const std::string& path, const domain::programme& x,
                          const domain::roster* roster) {
  auto is_json = std::filesystem::path{path}.extension() == ".json";
  auto wrote = write_export(x, roster,
                            {.path = path, .format = is_json ? "json" : "csv"});
  if (!wrote)
    return wrote.error();
  return {};
}

} // namespace nightfloat::cmd
