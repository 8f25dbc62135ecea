// SPDX-License-Identifier: Apache-2.0
#include "storage/ledger_front.hpp"

#include <utility>

namespace nightfloat::storage {

using std::chrono::milliseconds;

namespace {

constexpr auto ask_again_ms = std::uint32_t{1'000};

failure still_running(domain::job_id job) {
  return {ec::in_progress,
          "await: job " + std::to_string(job.value)
            + " has not ended, ask again or see `nightfloat queue explain "
            + std::to_string(job.value) + "`",
          ask_again_ms};
}

} // namespace

void ledger_front::await(await_wish wish, on_ended answer) {
  if (!serving_.load(std::memory_order_acquire))
    return answer(not_serving());
  auto said = result<domain::job_view>{};
  {
    auto guard = std::lock_guard{core_mutex_};
    said = core_serves() ? core_.show(wish.job)
                         : result<domain::job_view>{recovering()};
    if (said && !has_ended(said->state)) {
      if (wish.wait_ms == 0) {
        said = still_running(wish.job);
      } else if (awaits_.size() >= options_.awaits_max) {
        said = failure{ec::overloaded,
                       "await: too many wait for a job's end (at most "
                         + std::to_string(options_.awaits_max) + ")",
                       ask_again_ms};
      } else {
        const auto until = clock_->steady() + milliseconds{wish.wait_ms};
        awaits_.push_back({wish, until, std::move(answer)});
      }
    }
  }
  if (answer)
    answer(std::move(said));
  else
    look_again(); // The committer acts when the wait is over.
}

void ledger_front::serve_awaits(answers& out) {
  const auto at = clock_->steady();
  for (auto i = awaits_.begin(); i != awaits_.end();) {
    const auto job = i->wish.job;
    const auto runs = core_.jobs().find(job) != nullptr;
    if (runs && at < i->not_after) {
      ++i;
      continue;
    }
    auto said = runs ? result<domain::job_view>{still_running(job)}
                     : core_.show(job);
    out.push_back(
      [answer = std::move(i->answer), said = std::move(said)]() mutable {
        answer(std::move(said));
      });
    i = awaits_.erase(i);
  }
}

void ledger_front::end_awaits(const domain::session_id& session, answers& out) {
  for (auto i = awaits_.begin(); i != awaits_.end();) {
    if (i->wish.session != session) {
      ++i;
      continue;
    }
    out.push_back([answer = std::move(i->answer)] {
      answer(failure{ec::cancelled, "await: the session has ended"});
    });
    i = awaits_.erase(i);
  }
}

} // namespace nightfloat::storage
