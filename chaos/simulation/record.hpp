// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a run leaves behind: the operations of its clients, and a hash of all
// that was decided, taken from decoded values alone. The same schedule gives
// the same hash.

#include "chaos/history.hpp"
#include "chaos/simulation/world.hpp"
#include "codec/bytes.hpp"
#include "domain/digest.hpp"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace nightfloat::simulation {

class record {
public:
  explicit record(const world& in) noexcept : world_{&in} {
  }

  /// Something was decided or heard, at this time.
  template <class T>
  void note(std::string_view what, const T& x) {
    hash_.add(what);
    auto bytes = std::string{};
    codec::write_signed(bytes, world_->spent().count());
    hash_.add(bytes);
    hash_.add(codec::encode(x));
  }

  /// An operation ended.
  void file(chaos::operation x) {
    note("operation", x);
    done_.push_back(std::move(x));
  }

  [[nodiscard]] std::uint64_t hash() const noexcept {
    return hash_.value();
  }

  [[nodiscard]] const std::vector<chaos::operation>& done() const noexcept {
    return done_;
  }

private:
  const world* world_;
  domain::fnv_hash hash_;
  std::vector<chaos::operation> done_;
};

} // namespace nightfloat::simulation
