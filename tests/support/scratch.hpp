// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <stdexcept>
#include <stdlib.h>
#include <string>

namespace nightfloat::test {

/// A directory of its own, gone with it.
class scratch {
public:
  scratch() {
    auto name
      = (std::filesystem::temp_directory_path() / "nightfloat-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::runtime_error{"cannot make a directory"};
    path_ = name;
  }

  ~scratch() {
    auto ignored = std::error_code{};
    std::filesystem::remove_all(path_, ignored);
  }

  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  [[nodiscard]] std::string path(const std::string& name) const {
    return (path_ / name).string();
  }

private:
  std::filesystem::path path_;
};

} // namespace nightfloat::test
