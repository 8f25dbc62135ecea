// SPDX-License-Identifier: Apache-2.0
#pragma once

// The descriptors that one thread sleeps on: epoll, opened once and changed in
// place. That takes no descriptor of its own, so that a process which has none
// left still hears of all that it watches.

#include <cstddef>
#include <cstdint>
#include <sys/epoll.h>
#include <vector>

namespace nightfloat::broker {

/// Not thread-safe; it owns none of the descriptors added to it.
class poller {
public:
  /// Look at `is_open`: there may be no descriptor for it.
  poller() noexcept;

  poller(const poller&) = delete;
  poller& operator=(const poller&) = delete;
  ~poller();

  [[nodiscard]] bool is_open() const noexcept {
    return descriptor_ >= 0;
  }

  /// `wait` names `tag` while `descriptor` is readable or hung up. False with
  /// errno if the system has no memory for it, or it is there already.
  [[nodiscard]] bool add(int descriptor, std::uint64_t tag) noexcept;

  /// REQUIRES: `descriptor` is still open. No effect if it was not added.
  void remove(int descriptor) noexcept;

  /// The tags of those that are ready, ascending, after at most `limit_ms`;
  /// valid until the next `wait`.
  [[nodiscard]] const std::vector<std::uint64_t>& wait(int limit_ms);

private:
  int descriptor_ = -1;
  /// As many may be ready at one time.
  std::size_t size_ = 0;
  std::vector<epoll_event> events_;
  std::vector<std::uint64_t> ready_;
};

} // namespace nightfloat::broker
