// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nightfloat::codec {

/// Where in a value something is wrong: `faults[2].kind`. It is told from the
/// inside out, as a decoder comes back from where it stopped.
class place {
public:
  void within(std::string_view member) {
    put_before(std::string{member});
  }

  void within(std::size_t index) {
    put_before("[" + std::to_string(index) + "]");
  }

  /// `faults[2].kind: `; empty for the value itself.
  [[nodiscard]] std::string prefix() const {
    return text_.empty() ? std::string{} : text_ + ": ";
  }

private:
  void put_before(const std::string& outer) {
    auto dot = text_.empty() || text_.front() == '[' ? "" : ".";
    text_.insert(0, outer + dot);
  }

  std::string text_;
};

} // namespace nightfloat::codec
