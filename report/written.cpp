// SPDX-License-Identifier: Apache-2.0
#include "report/written.hpp"

#include "codec/json.hpp"
#include "report/html.hpp"
#include "report/junit.hpp"
#include "report/otava.hpp"
#include "report/run_summary.hpp"
#include "report/whole_file.hpp"

#include <array>
#include <utility>

namespace nightfloat::report {

result<void> write(const run_report& x, const std::string& directory) {
  const auto forms = std::array{
    std::pair{"/report.json", codec::to_json_pretty(x)},
    std::pair{"/report.html", html(x)},
    std::pair{"/report.xml", junit(x)},
    std::pair{"/report.csv", otava_csv({summary_of(x)})},
  };
  for (const auto& [name, text] : forms)
    if (auto ok = write_file(directory + name, text); !ok)
      return ok;
  return {};
}

result<run_report> read(const std::string& directory) {
  auto path = directory + "/report.json";
  auto text = read_file(path);
  if (!text)
    return text.error();
  auto x = codec::from_json<run_report>(*text);
  if (!x)
    return at(path, x.error());
  return x;
}

} // namespace nightfloat::report
