// SPDX-License-Identifier: Apache-2.0
#include "soak/report_files.hpp"

#include "report/whole_file.hpp"

#include <filesystem>
#include <system_error>

namespace nightfloat::soak {

result<void> make_directory(const std::string& path) {
  namespace fs = std::filesystem;
  auto error = std::error_code{};
  fs::create_directories(path, error);
  if (error || !fs::is_empty(path, error))
    return failure{ec::io_failed,
                   path
                     + ": must be a directory of its own that is empty, "
                       "choose another",
                   0};
  return {};
}

report::run_report report_head(const run_options& options) {
  auto x = report::run_report{};
  x.kind = "soak";
  x.name = options.what.name;
  x.seed = options.seed;
  x.build = options.build;
  x.command = options.command;
  return x;
}

result<void> write_spectra(const meter_table& seen,
                           const std::string& directory) {
  for (const auto& x : seen.all())
    if (x.kind == metric_kind::trend && x.tags.empty())
      if (auto ok = report::write_file(directory + "/" + x.name + ".hgrm",
                                       x.values->hgrm(1'000));
          !ok)
        return ok;
  return {};
}

} // namespace nightfloat::soak
