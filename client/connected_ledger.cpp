// SPDX-License-Identifier: Apache-2.0
#include "client/connected_ledger.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace nightfloat::client {

namespace {

/// What a watch brought so far.
struct harvest {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<domain::feed_item> items;
  std::optional<failure> end;
};

} // namespace

connected_ledger::connected_ledger(connection& door,
                                   std::chrono::milliseconds timeout,
                                   std::string trace, std::uint64_t at)
  : door_{door}, timeout_{timeout}, trace_{std::move(trace)}, at_{at} {
  // Asks nothing yet.
}

call_options connected_ledger::to(const std::string& programme) const {
  return {.programme = programme, .timeout = timeout_, .trace = trace_};
}

result<records> connected_ledger::read(const std::string& programme,
                                       const std::vector<std::string>& keys) {
  return of_version(
    door_.call(read_request{.keys = keys, .at = at_}, to(programme)));
}

result<records> connected_ledger::scan(const std::string& programme,
                                       const std::string& prefix,
                                       const std::string& after) {
  return of_version(door_.call(
    scan_request{.prefix = prefix, .after = after, .at = at_}, to(programme)));
}

result<records> connected_ledger::of_version(result<records> x) const {
  // A store of before answers with the present.
  if (x && at_ != 0 && x->version != at_)
    return failure{ec::unsupported,
                   "read: the store does not read the past, start a newer one"};
  return x;
}

result<std::vector<domain::feed_item>>
connected_ledger::changes(const std::string& programme, std::uint64_t since,
                          std::uint64_t until) {
  if (until <= since)
    return std::vector<domain::feed_item>{};
  // Shared with handlers on the I/O thread, which may still run one while
  // `unwatch` is on its way.
  auto got = std::make_shared<harvest>();
  auto on_item = [got, until](domain::feed_item x) {
    auto guard = std::lock_guard{got->mutex};
    if (x.version <= until)
      got->items.push_back(std::move(x));
    got->changed.notify_one();
  };
  auto on_end = [got](failure x) {
    auto guard = std::lock_guard{got->mutex};
    got->end = std::move(x);
    got->changed.notify_one();
  };
  auto id = door_.watch(programme, since,
                        {.on_item = on_item, .on_end = on_end});
  auto wait = std::unique_lock{got->mutex};
  auto whole = [&] {
    return !got->items.empty() && got->items.back().version >= until;
  };
  got->changed.wait_for(wait, timeout_,
                        [&] { return whole() || got->end.has_value(); });
  auto done = whole();
  auto items = std::move(got->items);
  auto end = got->end;
  wait.unlock();
  door_.unwatch(id);
  if (done)
    return items;
  if (end)
    return std::move(*end);
  return failure{ec::timed_out,
                 "changes of " + programme + ": version "
                   + std::to_string(until) + " did not come within "
                   + std::to_string(timeout_.count()) + " ms",
                 0};
}

result<domain::commit_answer>
connected_ledger::commit(const domain::transaction& change) {
  if (at_ != 0)
    return failure{ec::invalid_argument,
                   "commit: the past cannot be changed (version "
                     + std::to_string(at_) + ")"};
  return door_.commit(change, timeout_);
}

} // namespace nightfloat::client
