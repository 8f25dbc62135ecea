// SPDX-License-Identifier: Apache-2.0
#pragma once

// What `import` and `sample --import` share.

#include "client/publish.hpp"
#include "cmd/nightfloat/context.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <cstdint>
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
  /// The version on which it was staged; 0: on none, it came whole.
  std::uint64_t staged_on = 0;
};

/// Publishes, shows what changed and returns an `exit_status`.
[[nodiscard]] int publish_and_report(context& x, publishing what);

/// The programme to write: named, the store's only one, or a new one.
[[nodiscard]] result<std::string> import_target(context& x,
                                                const std::string& fallback_id);

/// One row a table.
void print_changes(const std::vector<client::table_change>& changes);

/// An id made of a name: `IM Block 2026` -> `im-block-2026`.
[[nodiscard]] std::string id_from(const std::string& name);

/// The same of a directory's name, or of a file's without its ending.
[[nodiscard]] std::string id_from_path(const std::string& path);

} // namespace nightfloat::cmd
