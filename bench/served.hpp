// SPDX-License-Identifier: Apache-2.0
#pragma once

// A cluster of real processes with one worker that holds a programme and its
// roster, for what is measured from outside. It ends with this object.

#include "chaos/cluster.hpp"
#include "client/connection.hpp"
#include "domain/ledger.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace nightfloat::bench {

/// Thrown to `main`, so that everything begun is ended.
struct trouble {
  std::string why;
};

template <class T>
T need(result<T> x) {
  if (!x)
    throw trouble{x.error().detail};
  if constexpr (!std::is_void_v<T>)
    return std::move(*x);
}

/// A directory that is gone with the run.
class scratch {
public:
  /// On a disk (bench/disk.hpp). Throws `trouble`.
  scratch();
  /// Made below `parent`. Throws `trouble`.
  explicit scratch(const std::string& parent);
  ~scratch();
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  [[nodiscard]] const std::string& path() const noexcept {
    return path_;
  }

private:
  std::string path_;
};

/// Throws `trouble` unless it is committed.
void commit(client::connection& door, domain::transaction x);

/// The daemon of the build that this program is of.
[[nodiscard]] std::string daemon_path();

class served {
public:
  /// Publishes `content`, and `what` if there is one, as programme `bench`.
  /// Throws `trouble`.
  served(const std::string& dir, domain::programme content,
         std::optional<domain::roster> what);
  ~served();
  served(const served&) = delete;
  served& operator=(const served&) = delete;

  [[nodiscard]] client::connection& door() noexcept {
    return *door_;
  }

  /// Of the programme once it was published.
  [[nodiscard]] std::uint64_t version() const noexcept {
    return version_;
  }

private:
  chaos::cluster cluster_;
  std::unique_ptr<client::connection> door_;
  std::uint64_t version_ = 0;
};

} // namespace nightfloat::bench
