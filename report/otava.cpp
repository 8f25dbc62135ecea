// SPDX-License-Identifier: Apache-2.0
#include "report/otava.hpp"

#include <charconv>

namespace nightfloat::report {

namespace {

// The shortest text that reads back as the same number.
std::string exact(double x) {
  char text[64];
  auto [end, error] = std::to_chars(text, text + sizeof text, x);
  return error == std::errc{} ? std::string(text, end) : std::string{};
}

std::string cell(const std::string& x) {
  if (x.find_first_of(",\"\r\n") == x.npos)
    return x;
  auto out = std::string{'"'};
  for (auto c : x)
    out += c == '"' ? std::string{"\"\""} : std::string{c};
  return out + '"';
}

std::string yaml_quoted(const std::string& x) {
  auto out = std::string{'"'};
  for (auto c : x)
    if (c == '"' || c == '\\')
      out += std::string{'\\', c};
    else if (static_cast<unsigned char>(c) >= 0x20)
      out += c;
  return out + '"';
}

int direction_of(better x) {
  return x == better::higher ? 1 : x == better::lower ? -1 : 0;
}

} // namespace

std::string otava_csv(const std::vector<run_summary>& runs) {
  auto metrics = metrics_of(runs);
  auto out = std::string{"time,commit"};
  for (const auto& m : metrics)
    out += "," + cell(m.name);
  out += "\n";
  for (const auto& run : runs) {
    out += cell(run.started) + "," + cell(run.build);
    for (const auto& m : metrics) {
      const auto* x = value_of(run, m.name);
      out += "," + (x == nullptr ? std::string{} : exact(x->value));
    }
    out += "\n";
  }
  return out;
}

std::string otava_yaml(const std::vector<otava_test>& tests) {
  auto out = std::string{"tests:\n"};
  for (const auto& t : tests) {
    out += "  " + yaml_quoted(t.name)
           + ":\n    type: csv\n    file: " + yaml_quoted(t.file)
           + "\n    time_column: time\n    attributes: [commit]\n"
             "    metrics:\n";
    for (const auto& m : metrics_of(t.runs))
      out += "      " + yaml_quoted(m.name) + ": {direction: "
             + std::to_string(direction_of(m.better)) + "}\n";
  }
  return out;
}

} // namespace nightfloat::report
