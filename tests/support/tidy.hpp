// SPDX-License-Identifier: Apache-2.0
#pragma once

// The house style as a function: layers, third-party doors, width, length,
// words and the first line. It reads text and compiles nothing, so what it
// knows of C++ is the shape of an `#include` line. docs/ARCHITECTURE.md says
// why the layers and doors lie where they lie.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::tests {

enum class tidy_rule {
  layer,
  door,
  width,
  length,
  word,
  licence,
  once,
  sleep,
  subrange,
  header,
  built
};

/// `layer`, `door`, ...
std::string_view to_string(tidy_rule x);

struct breach {
  tidy_rule rule = tidy_rule::layer;
  /// Relative to the root, with `/`.
  std::string path;
  /// From 1; 0 where the whole file is meant.
  std::size_t line = 0;
  std::string what;
};

/// `path:line: rule: what`.
std::string to_string(const breach& x);

/// Checks one file. `path` is relative to the root of the repository; it
/// decides which rules apply, so nothing is read from disk.
std::vector<breach> tidy(std::string_view path, std::string_view text);

/// Checks every source, script, document and configuration file under `root`
/// but `.git` and `build`, and that each test is named by a CMakeLists.txt:
/// nobody would miss one that is not.
std::vector<breach> tidy_tree(const std::filesystem::path& root);

} // namespace nightfloat::tests
