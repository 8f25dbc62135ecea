// SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs a program as a user does and says what it printed and how it ended.

#include <string>
#include <vector>

namespace nightfloat::tests {

struct outcome {
  /// The exit code, or 128 + the signal.
  int code = 0;
  std::string out;
  std::string err;
};

/// A fresh directory of mode 0700 that goes with the test.
class scratch {
public:
  scratch();
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;
  ~scratch();

  [[nodiscard]] const std::string& path() const noexcept {
    return path_;
  }

  [[nodiscard]] std::string operator/(const std::string& name) const {
    return path_ + "/" + name;
  }

  /// Writes a file below it, directories included.
  void write(const std::string& name, const std::string& text) const;

private:
  std::string path_;
};

/// Runs `words` with /dev/null as input and waits for the end. Its variables
/// are ours, but state and runtime directories lie in `home`.
outcome run_program(const std::vector<std::string>& words, const scratch& home);

} // namespace nightfloat::tests
