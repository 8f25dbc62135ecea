// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace nightfloat::client {

/// What one thread waits for and another brings, once. It sleeps at once: a
/// semaphore of the standard library yields first, and beside a loop that
/// never sleeps each yield costs a turn of the scheduler.
template <class T>
class awaited {
public:
  void bring(T x) {
    // Notified under the lock: whoever waits may end this object right after.
    auto lock = std::lock_guard{mutex_};
    got_ = std::move(x);
    there_.notify_one();
  }

  [[nodiscard]] T wait() {
    auto lock = std::unique_lock{mutex_};
    there_.wait(lock, [this] { return got_.has_value(); });
    return std::move(*got_);
  }

private:
  std::mutex mutex_;
  std::condition_variable there_;
  std::optional<T> got_;
};

} // namespace nightfloat::client
