// SPDX-License-Identifier: Apache-2.0
#pragma once

// What `import` and `sample --import` share.

#include "cmd/nightfloat/context.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <optional>
#include <string>
#include <vector>

namespace nightfloat::cmd {

struct publishing {
  domain::programme content;
  std::optional<domain::roster> roster;
  /// Sentences of the reader, shown to the user.
  std::vector<std::string> notes;
  /// The id where neither the user nor the store names one.
  std::string fallback_id;
  bool drop_roster = false;
};

/// Publishes, shows what changed and returns an `exit_status`.
[[nodiscard]] int publish_and_report(context& x, publishing what);

/// An id made of a name: `IM Block 2026` -> `im-block-2026`.
[[nodiscard]] std::string id_from(const std::string& name);

} // namespace nightfloat::cmd
