// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the tests of sockets share: a short private directory for ipc, and
// state that is waited for with a deadline instead of a sleep.

#include "config/node.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <unistd.h>

namespace nightfloat::tests {

/// A directory of mode 0700, gone with the test.
class socket_home {
public:
  socket_home() {
    auto name = (std::filesystem::temp_directory_path() / "nf-").string()
                + std::string(6, 'X');
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }

  socket_home(const socket_home&) = delete;
  socket_home& operator=(const socket_home&) = delete;

  ~socket_home() {
    std::filesystem::remove_all(path_);
  }

  [[nodiscard]] const std::string& path() const {
    return path_;
  }

  [[nodiscard]] config::network_options network() const {
    auto x = config::network_options{};
    x.runtime_dir = path_;
    x.heartbeat_ms = 200;
    x.liveness_ms = 2'000;
    return x;
  }

private:
  std::string path_;
};

/// State that another thread changes and a test waits for.
template <class T>
class watched {
public:
  /// Changes the state under the lock.
  void change(const std::function<void(T&)>& f) {
    auto lock = std::lock_guard{mutex_};
    f(state_);
    changed_.notify_all();
  }

  /// True once `holds`; false after ten seconds.
  [[nodiscard]] bool wait(const std::function<bool(const T&)>& holds) {
    auto lock = std::unique_lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds{10},
                             [&] { return holds(state_); });
  }

  [[nodiscard]] T copy() {
    auto lock = std::lock_guard{mutex_};
    return state_;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  T state_{};
};

} // namespace nightfloat::tests
