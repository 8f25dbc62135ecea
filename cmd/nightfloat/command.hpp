// SPDX-License-Identifier: Apache-2.0
#pragma once

// One command of `nightfloat`: its name, what it may be given, what it does.
// Each lies in a file of its own, which defines one function of
// `commands.hpp`.

#include "cmd/nightfloat/options.hpp"

#include <memory>
#include <string>
#include <vector>

namespace nightfloat::cmd {

class context;

/// How nightfloat ends; docs/operating.md has the table.
struct exit_status {
  static constexpr int pass = 0;
  static constexpr int verdict_failed = 1;
  static constexpr int usage = 2;
  static constexpr int could_not_run = 3;
};

class command {
public:
  virtual ~command() = default;

  /// `status`, or `swap find` for a member of a group.
  [[nodiscard]] virtual std::string name() const = 0;

  /// One line, lower case, without a full stop.
  [[nodiscard]] virtual std::string summary() const = 0;

  /// Left out of the lists of commands.
  [[nodiscard]] virtual bool is_hidden() const {
    return false;
  }

  virtual void declare(options& x) = 0;

  /// Returns an `exit_status`; has said on stdout or stderr what is to say.
  [[nodiscard]] virtual int run(context& x) = 0;
};

using command_list = std::vector<std::unique_ptr<command>>;

} // namespace nightfloat::cmd
