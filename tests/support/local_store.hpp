// SPDX-License-Identifier: Apache-2.0
#pragma once

// The store port over a real ledger in this process. Every question is
// answered before the call returns, and feeds move when `pump` says so, so
// that a test is the same each time although the ledger has its own thread.

#include "actors/store_port.hpp"
#include "metrics/clock.hpp"
#include "storage/ledger.hpp"
#include "storage/memory_engine.hpp"

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <set>
#include <utility>

namespace nightfloat::test {

/// A ledger on a memory disk, with a clock that a test moves.
struct local_ledger {
  storage::memory_disk disk;
  metrics::manual_clock clock{1'780'000'000'000};
  std::unique_ptr<storage::ledger> ledger;

  explicit local_ledger(std::uint32_t visibility_timeout_ms = 10'000) {
    auto options = storage::ledger_options{};
    options.store.visibility_timeout_ms = visibility_timeout_ms;
    options.store.retry_base_ms = 1;
    options.store.retry_max_ms = 2;
    auto opened = storage::ledger::open(
      std::make_unique<storage::memory_engine>(disk), options, clock);
    ledger = std::move(opened).value();
  }

  ~local_ledger() {
    ledger->close();
  }

  domain::commit_answer commit(domain::transaction change) {
    auto told = std::promise<domain::commit_answer>{};
    ledger->commit(std::move(change), [&](domain::commit_answer x) {
      told.set_value(std::move(x));
    });
    return told.get_future().get();
  }

  /// The worker of that session died, and the ledger has heard of it: what a
  /// commit waits for comes after.
  void end_session(const domain::session_id& session) {
    ledger->session_ended(session, false);
    auto after = domain::transaction{};
    after.programme = "barrier";
    after.reply = domain::owed_reply{};
    after.reply->scope = "barrier";
    after.reply->key = std::to_string(++barriers);
    static_cast<void>(commit(std::move(after)));
  }

  std::uint64_t barriers = 0;

  std::vector<domain::record> scan(const std::string& programme,
                                   const std::string& prefix) {
    auto wish = storage::scan_options{};
    wish.prefix = prefix;
    return ledger->scan({programme}, wish).value().found;
  }

  domain::job_view job(domain::job_id which) {
    auto wish = storage::jobs_wish{};
    wish.job = which;
    return ledger->jobs(wish).value().jobs.at(0);
  }
};

/// One worker's port: a session of its own.
class local_store final : public actors::store_port {
public:
  local_store(local_ledger& in, std::uint64_t session)
    : in_(in), session_{session, session} {
    in_.ledger->session_opened(session_);
  }

  /// Called before each commit; true: the answer is lost (`unknown`), after
  /// the ledger took it.
  std::function<bool(const domain::transaction&)> lose_answer;
  /// Called before each commit reaches the ledger: a test lets others in.
  std::function<void(const domain::transaction&)> before_commit;
  /// True: the commit waits in `held` and has not reached the ledger.
  std::function<bool(const domain::transaction&)> hold;
  std::vector<std::function<void()>> held;

  void commit(domain::transaction change,
              std::function<void(domain::commit_answer)> done) override {
    if (hold && hold(change)) {
      held.push_back([=, this] { take(change, done); });
      return;
    }
    take(std::move(change), std::move(done));
  }

  void let_go() {
    hold = nullptr;
    for (auto& x : std::exchange(held, {}))
      x();
  }

  void take(domain::transaction change,
            const std::function<void(domain::commit_answer)>& done) {
    if (before_commit)
      before_commit(change);
    auto lost = lose_answer && lose_answer(change);
    auto answer = in_.commit(std::move(change));
    done(lost ? domain::commit_answer{} : std::move(answer));
  }

  void read(const std::string& programme, std::vector<std::string> keys,
            std::uint64_t at_least, then<client::records> done) override {
    done(whole(in_.ledger->read({programme, at_least}, keys)));
  }

  void scan(const std::string& programme, const std::string& prefix,
            const std::string& after, std::uint64_t at_least,
            then<client::records> done) override {
    auto wish = storage::scan_options{};
    wish.prefix = prefix;
    wish.after = after;
    wish.limit = 50;
    done(whole(in_.ledger->scan({programme, at_least}, wish)));
  }

  std::uint64_t watch(const std::string& programme, std::uint64_t since,
                      then<std::uint64_t> started,
                      then<domain::feed_item> on_item) override {
    auto opened = in_.ledger->watch(programme, since, [] {});
    if (!opened) {
      started(opened.error());
      return ++feed_;
    }
    feeds_[++feed_] = {std::move(*opened), std::move(on_item)};
    started(since);
    return feed_;
  }

  void unwatch(std::uint64_t number) override {
    feeds_.erase(number);
  }

  void claim(std::vector<std::string> kinds, std::uint32_t count,
             std::chrono::milliseconds,
             then<std::vector<domain::lease>> done) override {
    auto told = std::promise<result<std::vector<domain::lease>>>{};
    in_.ledger->claim({session_, std::move(kinds), count, 0},
                      [&](auto got) { told.set_value(std::move(got)); });
    auto got = told.get_future().get();
    if (got)
      claimed += got->size();
    done(std::move(got));
  }

  void renew(std::vector<client::held_lease> leases,
             then<std::vector<client::lease_state>> done) override {
    auto list = std::vector<storage::held>{};
    for (const auto& x : leases)
      list.push_back({x.held, x.progress});
    auto out = std::vector<client::lease_state>{};
    for (const auto& x : in_.ledger->renew(session_, list))
      out.push_back({x.fence, x.lost, x.cancel_wanted});
    done(std::move(out));
  }

  void job(domain::job_id which, then<domain::job_view> done) override {
    auto wish = storage::jobs_wish{};
    wish.job = which;
    auto got = in_.ledger->jobs(wish);
    if (!got)
      return done(got.error());
    done(std::move(got->jobs.at(0)));
  }

  void release(std::vector<domain::fence> leases, then<void> done) override {
    auto told = std::promise<result<void>>{};
    in_.ledger->release(std::move(leases),
                        [&](auto got) { told.set_value(std::move(got)); });
    done(told.get_future().get());
  }

  /// Hands over what the feeds have; false: there was nothing.
  bool pump() {
    auto any = false;
    auto numbers = std::vector<std::uint64_t>{};
    for (const auto& [number, x] : feeds_)
      numbers.push_back(number);
    for (auto number : numbers) {
      auto found = feeds_.find(number);
      if (found == feeds_.end())
        continue;
      auto items = found->second.from->next(100).value();
      auto to = found->second.to;
      any = any || !items.empty();
      for (auto& item : items)
        to(std::move(item));
    }
    return any;
  }

  /// The process died: its lifeline broke.
  void die() {
    feeds_.clear();
    in_.end_session(session_);
  }

  std::size_t claimed = 0;

private:
  struct feed {
    std::unique_ptr<storage::subscription> from;
    then<domain::feed_item> to;
  };

  static result<client::records> whole(result<storage::record_page> x) {
    if (!x)
      return x.error();
    return client::records{x->version, std::move(x->found), x->more,
                           x->ledger_time_ms};
  }

  local_ledger& in_;
  domain::session_id session_;
  std::map<std::uint64_t, feed> feeds_;
  std::uint64_t feed_ = 0;
};

} // namespace nightfloat::test
