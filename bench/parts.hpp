// SPDX-License-Identifier: Apache-2.0
#pragma once

// The other processes of figures: a store alone, loops that take the cores, a
// worker that is killed. All end with this one at the latest.

#include "chaos/cluster.hpp"
#include "chaos/process.hpp"

#include <deque>
#include <string>
#include <vector>

namespace nightfloat::bench {

/// A store without broker and workers. Throws `trouble`.
class store_alone {
public:
  explicit store_alone(const std::string& dir);
  ~store_alone();
  store_alone(const store_alone&) = delete;
  store_alone& operator=(const store_alone&) = delete;

  [[nodiscard]] config::network_options network() const {
    return cluster_.network();
  }

private:
  chaos::cluster cluster_;
};

/// A process that ends with this object.
class part {
public:
  /// Throws `trouble`.
  part(std::string program, std::vector<std::string> words);

  /// This program once more, with words that `play_part` understands.
  explicit part(std::vector<std::string> words);
  ~part();
  part(const part&) = delete;
  part& operator=(const part&) = delete;

  /// SIGKILL, and its end.
  void kill();

private:
  chaos::process process_;
  bool running_ = true;
};

/// So many loops that never sleep, until this object ends.
class hogs {
public:
  explicit hogs(int count);

private:
  std::deque<part> all_;
};

/// What a child does; returns its exit code. `spin`: a loop; `hold DIR KIND`:
/// a worker of the cluster in DIR that claims a job and never lets go.
[[nodiscard]] int play_part(const std::vector<std::string>& words);

} // namespace nightfloat::bench
