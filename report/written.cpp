// SPDX-License-Identifier: Apache-2.0
#include "report/written.hpp"

#include "codec/json.hpp"
#include "report/html.hpp"
#include "report/whole_file.hpp"

namespace nightfloat::report {

result<void> write(const run_report& x, const std::string& directory) {
  if (auto ok = write_file(directory + "/report.json",
                           codec::to_json_pretty(x));
      !ok)
    return ok;
  return write_file(directory + "/report.html", html(x));
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
