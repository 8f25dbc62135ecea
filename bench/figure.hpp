// SPDX-License-Identifier: Apache-2.0
#pragma once

// One measured figure on one line, as bench/run reads it:
//   NAME VALUE UNIT TARGET met|short
// NAME is `program.figure` and never changes once published. A comparison is
// one figure, measured with its peer in the same run:
//
//   figure({"call.p50_ratio", ours / bare, "x", target::at_most, 1.6});

#include <cstdio>
#include <string>

namespace nightfloat::bench {

enum class target { below, at_most, at_least };

struct measured {
  std::string name;
  double value = 0;
  std::string unit;
  target kind = target::below;
  double bound = 0;
};

/// Whether the value keeps its bound.
[[nodiscard]] inline bool met(const measured& x) {
  switch (x.kind) {
    case target::below:
      return x.value < x.bound;
    case target::at_most:
      return x.value <= x.bound;
    case target::at_least:
      return x.value >= x.bound;
  }
  return false;
}

/// Prints the line of `x`.
inline void figure(const measured& x) {
  const char* sign = x.kind == target::below     ? "<"
                     : x.kind == target::at_most ? "<="
                                                 : ">=";
  std::printf("%s %.6g %s %s%g %s\n", x.name.c_str(), x.value, x.unit.c_str(),
              sign, x.bound, met(x) ? "met" : "short");
  std::fflush(stdout);
}

/// Prints a value that has no target, e.g. the peer's own.
inline void context(const std::string& name, double value,
                    const std::string& unit) {
  std::printf("%s %.6g %s - context\n", name.c_str(), value, unit.c_str());
  std::fflush(stdout);
}

} // namespace nightfloat::bench
