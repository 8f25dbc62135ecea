// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/scratch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace nightfloat::test {

/// A scratch directory whose files are texts.
class scratch_folder {
public:
  [[nodiscard]] std::filesystem::path path() const {
    return std::filesystem::path{scratch_.path(".")}.parent_path();
  }

  void put(std::string_view name, std::string_view text) const {
    std::ofstream{path() / name, std::ios::binary} << text;
  }

  [[nodiscard]] std::string get(std::string_view name) const {
    auto in = std::ifstream{path() / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

private:
  scratch scratch_;
};

} // namespace nightfloat::test
