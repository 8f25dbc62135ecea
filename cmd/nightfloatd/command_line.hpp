// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/load.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace nightfloat::cmd {

/// What the command line asks nightfloatd to be.
struct daemon_request {
  std::string config_path;
  config::node_overrides over;
  std::int32_t parent_pid = 0;
};

/// The process is over before it began: print and leave.
struct daemon_answer {
  std::string text;
  int exit = 0;
};

/// Reads the arguments. `--help` and `--version` answer with 0, a wrong
/// command line with `exit_code::usage` and a sentence that names the flag.
[[nodiscard]] std::variant<daemon_request, daemon_answer>
read_command_line(int argc, const char* const* argv);

} // namespace nightfloat::cmd
