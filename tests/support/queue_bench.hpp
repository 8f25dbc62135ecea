// SPDX-License-Identifier: Apache-2.0
#pragma once

// A core bench with the commands of the queue, a batch each.

#include "tests/support/core_bench.hpp"

namespace nightfloat::test {

struct queue_bench : core_bench {
  using core_bench::core_bench;

  static constexpr auto alice = domain::session_id{1, 1};

  commit_answer submit(const domain::job& x) {
    return commit(submission("s" + std::to_string(x.id.value), x));
  }

  /// Claims the next job, which is `id`, and completes it.
  void finish_job(std::uint64_t id) {
    auto lease = claim(alice).at(0);
    BOOST_TEST(lease.work.id.value == id);
    BOOST_TEST(commit(completion_of(lease)).outcome
               == commit_outcome::committed);
  }

  /// The same, and makes it a dead letter.
  void fail_job(std::uint64_t id) {
    auto lease = claim(alice).at(0);
    BOOST_TEST(lease.work.id.value == id);
    BOOST_TEST(commit(failure_of(lease, true)).outcome
               == commit_outcome::committed);
  }

  result<void> requeue(std::uint64_t id) {
    begin();
    auto done = core->requeue({id});
    finish();
    return done;
  }

  result<void> pause(const std::string& kind, bool paused) {
    begin();
    auto done = core->pause(kind, paused);
    finish();
    return done;
  }

  commit_answer cancel(std::uint64_t id) {
    auto stop = change("c" + std::to_string(id));
    stop.cancel = {{id}};
    return commit(stop);
  }
};

} // namespace nightfloat::test
