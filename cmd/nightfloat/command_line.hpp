// SPDX-License-Identifier: Apache-2.0
#pragma once

// From arguments to a command with its options filled in.

#include "cmd/nightfloat/command.hpp"
#include "domain/error.hpp"

#include <string>

namespace nightfloat::cmd {

/// What may stand before or after any command.
struct global_options {
  std::string dir;
  std::string config;
  std::string programme;
  bool json = false;
  std::uint32_t timeout_s = 30;
  std::string log_level = "error";
};

void declare_global(options& x, global_options& to);

struct parsed {
  /// Null where `text` is to be printed instead (help, version).
  command* chosen = nullptr;
  std::string text;
};

/// Fails with `invalid_argument`: the sentence names the option, and
/// `global.json` says whether --json was given anywhere.
[[nodiscard]] result<parsed> parse(int argc, const char* const* argv,
                                   const command_list& commands,
                                   global_options& global);

/// The page of one command, of a group, or of the whole program (empty name).
[[nodiscard]] std::string help_page(const std::string& name,
                                    const command_list& commands);

/// The version that `--version` prints.
[[nodiscard]] std::string version_line();

} // namespace nightfloat::cmd
