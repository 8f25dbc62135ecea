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

  explicit local_ledger(std::uint32_t visibility_timeout_ms = 10'000);

  ~local_ledger();

  domain::commit_answer commit(domain::transaction change);

  /// The worker of that session died, and the ledger has heard of it: what a
  /// commit waits for comes after.
  void end_session(const domain::session_id& session);

  std::uint64_t barriers = 0;

  std::vector<domain::record> scan(const std::string& programme,
                                   const std::string& prefix);

  domain::job_view job(domain::job_id which);
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
              std::function<void(domain::commit_answer)> done) override;

  void let_go();

  void take(domain::transaction change,
            const std::function<void(domain::commit_answer)>& done);

  void read(const std::string& programme, std::vector<std::string> keys,
            std::uint64_t at_least, then<client::records> done) override;

  void scan(const std::string& programme, const std::string& prefix,
            const std::string& after, std::uint64_t at_least,
            then<client::records> done) override;

  std::uint64_t watch(const std::string& programme, std::uint64_t since,
                      then<std::uint64_t> started,
                      then<domain::feed_item> on_item) override;

  void unwatch(std::uint64_t number) override;

  void claim(std::vector<std::string> kinds, std::uint32_t count,
             std::chrono::milliseconds,
             then<std::vector<domain::lease>> done) override;

  void renew(std::vector<client::held_lease> leases,
             then<std::vector<client::lease_state>> done) override;

  void job(domain::job_id which, then<domain::job_view> done) override;

  void release(std::vector<domain::fence> leases, then<void> done) override;

  /// Hands over what the feeds have; false: there was nothing.
  bool pump();

  /// The process died: its lifeline broke.
  void die();

  std::size_t claimed = 0;

private:
  struct feed {
    std::unique_ptr<storage::subscription> from;
    then<domain::feed_item> to;
  };

  static result<client::records> whole(result<storage::record_page> x);

  local_ledger& in_;
  domain::session_id session_;
  std::map<std::uint64_t, feed> feeds_;
  std::uint64_t feed_ = 0;
};

} // namespace nightfloat::test
