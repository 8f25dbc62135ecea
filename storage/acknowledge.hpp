// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/engine.hpp"

#include <functional>

namespace nightfloat::storage {

/// What follows one batch.
struct settlement {
  /// Makes the batch visible to the queue; only after it is durable.
  std::function<void()> adopt;
  /// Sends the answers of all its members, refusals included.
  std::function<void(const apply_result&)> answer;
};

/// Writes `batch` and answers for it, in that order: no answer leaves before
/// its sync. A decision of its own file, so that a build with a planted breach
/// can replace it and prove that the checkers see it.
apply_result settle(engine& to, const write_batch& batch,
                    const settlement& then);

} // namespace nightfloat::storage
