// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is put under load: named operations, each begun for one virtual user
// and answered once. Nightfloat's own protocol is one target; one over HTTP
// is another, and the rest of `soak/` knows neither.

#include "domain/error.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::soak {

struct step_answer {
  /// `none`: it was answered.
  failure why;
  /// The answer holds something; what was asked for is there.
  bool found = true;
  /// There was nothing to do: nothing was sent, nothing is counted, and the
  /// iteration ends here.
  bool skipped = false;
  /// Of the data answered from; 0: it has none.
  std::uint64_t version = 0;
};

/// What one virtual user remembers from one step to the next.
class visitor {
public:
  virtual ~visitor() = default;
};

/// Thread-safe, but for one visitor, which takes one step at a time.
class target {
public:
  using answered = std::function<void(step_answer)>;

  virtual ~target() = default;

  /// The number of an operation. Fails with `configuration`, naming those
  /// that there are.
  [[nodiscard]] virtual result<std::uint32_t>
  operation(std::string_view name) const = 0;

  [[nodiscard]] virtual std::unique_ptr<visitor>
  make_visitor(std::uint32_t number, std::uint64_t seed) = 0;

  /// Begins one step; `done` runs once, on any thread, perhaps within this
  /// call. It must not block.
  virtual void begin(std::uint32_t operation, visitor& who,
                     std::chrono::milliseconds timeout, answered done)
    = 0;
};

} // namespace nightfloat::soak
