// SPDX-License-Identifier: Apache-2.0
#pragma once

// The thread-safe front: who may touch what.
//
// inbox_mutex_  what waits to be decided; held for a moment by every caller.
// core_mutex_   claims that wait, sessions, and the core while the ledger
//               serves; held by the committer while it decides and while it
//               adopts, never during a sync or a recovery.
// Whether it serves changes under the core's mutex. While it does not, the core
// is the recovering thread's alone, without a mutex, and nobody waits for it.
// The committer alone applies. Lock order: core, then inbox. No callback runs
// under either.

#include "metrics/clock.hpp"
#include "storage/feed.hpp"
#include "storage/ledger.hpp"
#include "storage/ledger_core.hpp"
#include "storage/ledger_metrics.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <thread>

namespace nightfloat::storage {

class ledger_front final : public ledger {
public:
  ledger_front(std::unique_ptr<engine> from, ledger_options options,
               const metrics::clock& clock);
  ~ledger_front() override;

  /// First recovery, then the committer. Fails as `ledger::open`.
  [[nodiscard]] result<void> start();

  // -- without a thread of its own: simulation --------------------------------

  /// Instead of `start`: nothing is decided or written but in `step`. From
  /// then on all calls come from one thread, and time passes between them.
  [[nodiscard]] result<void> start_stepped();

  /// One turn of the committer, if there is something to do, without waiting.
  /// Returns when it wants its next turn if nothing else happens: at once, a
  /// deadline, or `max`. REQUIRES `start_stepped`.
  steady_time step();

  void commit(domain::transaction change, on_committed answer) override;
  result<record_page> read(const read_options& options,
                           const std::vector<std::string>& keys) const override;
  result<record_page> scan(const read_options& options,
                           const scan_options& wish) const override;
  result<record_page>
  read_at(const std::string& programme, std::uint64_t version,
          const std::vector<std::string>& keys) const override;
  result<record_page> scan_at(const std::string& programme,
                              std::uint64_t version,
                              const scan_options& wish) const override;
  result<std::uint64_t> version(const std::string& programme) const override;
  result<std::unique_ptr<subscription>>
  watch(const std::string& programme, std::uint64_t since,
        std::function<void()> wake) override;
  result<std::vector<std::string>> programmes() const override;
  void claim(claim_wish wish, on_claimed answer) override;
  std::vector<held_state> renew(const domain::session_id& session,
                                const std::vector<held>& leases) override;
  void release(std::vector<domain::fence> leases, on_done answer) override;
  result<job_page> jobs(const jobs_wish& wish) const override;
  void await(await_wish wish, on_ended answer) override;
  void requeue(domain::job_id job, command_key by, on_done answer) override;
  void pause(std::string kind, bool paused, on_done answer) override;
  void limit_rate(std::string kind, domain::rate_terms x,
                  on_done answer) override;
  result<domain::job_explanation> explain(domain::job_id job) override;
  result<std::vector<domain::kind_stats>> kinds() override;
  void put_schedule(std::string programme, domain::schedule x, bool replace,
                    command_key by, on_done answer) override;
  void remove_schedule(std::string programme, std::string name, command_key by,
                       on_done answer) override;
  void pause_schedule(std::string programme, std::string name, bool paused,
                      on_done answer) override;
  result<std::vector<domain::schedule_view>>
  schedules(const std::string& programme) const override;
  void session_opened(const domain::session_id& session) override;
  void session_ended(const domain::session_id& session, bool clean) override;
  result<void> set_fault(const fault& x) override;
  ledger_stats stats() const override;
  std::uint64_t incarnation() const override;
  result<domain::store_state> state(census depth) const override;
  std::vector<domain::store_figure> engine_figures() const override;
  result<void> checkpoint(const std::string& target) override;
  bool progressed() override;
  void close() override;

private:
  /// A transaction that waits, or is in the group being written.
  struct member {
    domain::transaction change;
    steady_time arrived{};
    steady_time not_after = steady_time::max();
    on_committed answer;
    domain::commit_answer said;
    std::size_t bytes = 0;
  };

  /// Something else that belongs in a batch: a release, the end of a session.
  struct command {
    std::function<result<void>(ledger_core&)> run;
    on_done answer;
    steady_time not_after = steady_time::max();
    result<void> said;
    /// Nobody would ask again: it is kept until it is written.
    bool must_happen = false;
  };

  struct group {
    std::vector<member> members;
    std::vector<command> commands;
  };

  struct waiting_claim {
    claim_wish wish;
    steady_time not_after{};
    on_claimed answer;
  };

  struct waiting_end {
    await_wish wish;
    steady_time not_after{};
    on_ended answer;
  };

  /// What waits for the committer, in every form.
  struct all_waiting {
    std::deque<member> members;
    std::deque<command> commands;
    std::list<waiting_claim> claims;
    std::list<waiting_end> awaits;
  };

  using answers = std::vector<std::function<void()>>;

  // ledger_front.cpp: the committer.
  [[nodiscard]] moment now() const;
  void run();
  /// Fails where nothing is taken any more. REQUIRES the inbox's mutex.
  [[nodiscard]] result<void> check_open(const char* operation) const;
  /// Leave `x` as it was where they fail.
  [[nodiscard]] result<void> admit(member& x);
  [[nodiscard]] result<void> admit(command& x);
  bool wait_for_work();
  [[nodiscard]] bool owes_claim_rows() const;
  /// When the core wants a turn by itself. REQUIRES the core's mutex.
  [[nodiscard]] steady_time look_at() const;
  steady_time plan_look();
  group take_group();
  /// False: the core is not to be trusted any more, see `recover`.
  [[nodiscard]] bool write_group(group x);
  result<write_batch> decide(group& x);
  /// Those members wait again, before all others.
  void give_back(group& x, std::vector<member>::iterator from);
  void adopt();
  void answer(group& x, const apply_result& done);
  /// Transactions that wait to be decided.
  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] bool after(const apply_result& done);
  /// The committer takes a turn, or only asks itself when to take the next.
  void kick();
  void look_again();

  // ledger_front_recover.cpp
  /// False: it cannot, or was asked to stop. What the core then holds may be
  /// half of what there is, so nothing may be decided upon it.
  [[nodiscard]] bool recover();
  result<void> try_recover();
  /// Takes the core away from all but the committer.
  void stop_serving();
  bool pause(std::chrono::milliseconds length);
  /// None at first, then longer each time, until a group has been written.
  [[nodiscard]] std::chrono::milliseconds next_pause();
  void resumed();
  [[nodiscard]] steady_time step_recovery();
  /// Takes what may not wait beyond `at`; `max`: everything.
  [[nodiscard]] all_waiting take_waiting(steady_time at);
  static void refuse(all_waiting x, const failure& why);
  void answer_late();
  void answer_all(const failure& why);
  [[nodiscard]] failure not_serving() const;
  /// REQUIRES the core's mutex. Recovery may have begun, and failed, since it
  /// was first asked: then the core is not to be touched.
  [[nodiscard]] bool core_serves() const noexcept {
    return serving_.load(std::memory_order_acquire);
  }
  [[nodiscard]] static failure recovering();

  // ledger_front_queue.cpp
  void serve_claims(answers& out);
  void end_graces();
  [[nodiscard]] steady_time next_look() const;
  void enqueue(command x);
  [[nodiscard]] steady_time deadline_of(const command_key& x) const;
  /// Enqueues `change`, once under its key.
  void enqueue_once(command_key by,
                    std::function<result<void>(ledger_core&)> change,
                    on_done answer);
  [[nodiscard]] std::uint32_t retry_after_ms() const;

  // ledger_front_awaits.cpp
  void serve_awaits(answers& out);
  void end_awaits(const domain::session_id& session, answers& out);

  // ledger_front_reads.cpp
  [[nodiscard]] result<void>
  at_version(const read_options& options, record_page& page,
             const std::function<result<void>(const view&)>& read) const;

  std::unique_ptr<engine> engine_;
  ledger_options options_;
  const metrics::clock* clock_;
  ledger_metrics metrics_;
  feed_readers readers_;

  mutable std::mutex core_mutex_;
  ledger_core core_;
  std::list<waiting_claim> claims_;
  std::list<waiting_end> awaits_;
  /// Clean leaves, and until when their leases are kept for them.
  std::map<domain::session_id, steady_time> graces_;
  /// When the committer, if it sleeps, looks by itself; the last claim.
  steady_time looks_at_{};
  steady_time claimed_at_{};

  mutable std::mutex inbox_mutex_;
  std::condition_variable wake_;
  std::deque<member> inbox_;
  std::size_t inbox_bytes_ = 0;
  std::deque<command> commands_;
  /// Commands that must happen and could not, until `hold_off_`.
  std::vector<command> deferred_;
  bool kicked_ = false;
  bool look_again_ = false;
  bool stopping_ = false;
  std::string trouble_;

  /// The committer's: after a full disk, what time brings about waits.
  steady_time hold_off_{};

  std::atomic<bool> serving_{false};
  std::atomic<bool> idle_{true};
  std::atomic<std::uint64_t> turns_{0};
  std::uint64_t turns_seen_ = 0;
  std::atomic<std::uint64_t> commits_{0};
  std::atomic<std::uint64_t> groups_{0};
  std::atomic<std::uint64_t> recoveries_{0};
  std::atomic<std::uint64_t> epoch_{0};
  /// Microseconds that one transaction takes of late, smoothed.
  std::atomic<std::uint64_t> drain_us_{200};
  std::thread committer_;
  /// The committer's: how long the next recovery waits before it tries.
  std::chrono::milliseconds recover_pause_{0};
  /// Stepped: when recovery is tried again.
  bool stepped_ = false;
  steady_time recover_at_{};
};

} // namespace nightfloat::storage
