// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the cluster itself shows of a fault: when the others noticed that a
// process was gone, and when a job that it had in hand was taken up by another.
//
//   auto x = aftermath{link, struck};    // before the fault
//   ...                                  // the fault
//   while (!x.is_over() && ...)
//     x.look(seconds_since_the_fault);

#include "chaos/cluster.hpp"
#include "client/connection.hpp"
#include "domain/job.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace nightfloat::soak {

/// REQUIRES one thread.
class aftermath {
public:
  /// Looks at what is leased now.
  aftermath(client::connection& link, chaos::member struck);

  /// Asks again; `since_s` is the time since the fault.
  void look(double since_s);

  /// Everything that can be seen was seen.
  [[nodiscard]] bool is_over() const noexcept {
    return noticed_s_ && (leased_.empty() || reclaimed_s_);
  }

  /// T_detect: a worker is no longer among those that the broker names; the
  /// link to a store or broker is down. None: not seen.
  [[nodiscard]] std::optional<double> noticed_s() const noexcept {
    return noticed_s_;
  }

  /// T_reclaim: the first job that was leased at the fault has another lease.
  [[nodiscard]] std::optional<double> reclaimed_s() const noexcept {
    return reclaimed_s_;
  }

private:
  /// Of the link to the store or broker that was struck.
  [[nodiscard]] client::link_state link_to_it() const;
  [[nodiscard]] bool is_noticed();
  [[nodiscard]] bool is_reclaimed();

  client::connection& link_;
  chaos::member struck_;
  std::uint64_t incarnation_ = 0;
  /// The lease of each job, by its number.
  std::map<std::uint64_t, domain::token> leased_;
  std::optional<double> noticed_s_;
  std::optional<double> reclaimed_s_;
};

} // namespace nightfloat::soak
