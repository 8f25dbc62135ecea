// SPDX-License-Identifier: Apache-2.0
#pragma once

// A ledger that hands everything on to another: what a planted bug does not
// touch is the daemon's own.

#include "storage/ledger.hpp"

#include <memory>
#include <utility>

namespace nightfloat::planted {

class forwarding_ledger : public storage::ledger {
public:
  explicit forwarding_ledger(std::unique_ptr<storage::ledger> to)
    : to_(std::move(to)) {
    // nop
  }

  void commit(domain::transaction change, on_committed answer) override {
    to_->commit(std::move(change), std::move(answer));
  }
  result<storage::record_page>
  read(const storage::read_options& options,
       const std::vector<std::string>& keys) const override {
    return to_->read(options, keys);
  }
  result<storage::record_page>
  scan(const storage::read_options& options,
       const storage::scan_options& wish) const override {
    return to_->scan(options, wish);
  }
  result<storage::record_page>
  read_at(const std::string& programme, std::uint64_t version,
          const std::vector<std::string>& keys) const override {
    return to_->read_at(programme, version, keys);
  }
  result<storage::record_page>
  scan_at(const std::string& programme, std::uint64_t version,
          const storage::scan_options& wish) const override {
    return to_->scan_at(programme, version, wish);
  }
  result<std::uint64_t> version(const std::string& programme) const override {
    return to_->version(programme);
  }
  result<std::unique_ptr<storage::subscription>>
  watch(const std::string& programme, std::uint64_t since,
        std::function<void()> wake) override {
    return to_->watch(programme, since, std::move(wake));
  }
  result<std::vector<std::string>> programmes() const override {
    return to_->programmes();
  }
  void claim(storage::claim_wish wish, on_claimed answer) override {
    to_->claim(std::move(wish), std::move(answer));
  }
  std::vector<storage::held_state>
  renew(const domain::session_id& session,
        const std::vector<storage::held>& leases) override {
    return to_->renew(session, leases);
  }
  void release(std::vector<domain::fence> leases, on_done answer) override {
    to_->release(std::move(leases), std::move(answer));
  }
  result<storage::job_page>
  jobs(const storage::jobs_wish& wish) const override {
    return to_->jobs(wish);
  }
  void await(storage::await_wish wish, on_ended answer) override {
    to_->await(std::move(wish), std::move(answer));
  }
  void requeue(domain::job_id job, storage::command_key by,
               on_done answer) override {
    to_->requeue(job, std::move(by), std::move(answer));
  }
  void pause(std::string kind, bool paused, on_done answer) override {
    to_->pause(std::move(kind), paused, std::move(answer));
  }
  void limit_rate(std::string kind, domain::rate_terms x,
                  on_done answer) override {
    to_->limit_rate(std::move(kind), x, std::move(answer));
  }
  result<domain::job_explanation> explain(domain::job_id job) override {
    return to_->explain(job);
  }
  result<std::vector<domain::kind_stats>> kinds() override {
    return to_->kinds();
  }
  void put_schedule(std::string programme, domain::schedule x, bool replace,
                    storage::command_key by, on_done answer) override {
    to_->put_schedule(std::move(programme), std::move(x), replace,
                      std::move(by), std::move(answer));
  }
  void remove_schedule(std::string programme, std::string name,
                       storage::command_key by, on_done answer) override {
    to_->remove_schedule(std::move(programme), std::move(name), std::move(by),
                         std::move(answer));
  }
  void pause_schedule(std::string programme, std::string name, bool paused,
                      on_done answer) override {
    to_->pause_schedule(std::move(programme), std::move(name), paused,
                        std::move(answer));
  }
  result<std::vector<domain::schedule_view>>
  schedules(const std::string& programme) const override {
    return to_->schedules(programme);
  }
  void session_opened(const domain::session_id& session) override {
    to_->session_opened(session);
  }
  void session_ended(const domain::session_id& session, bool clean) override {
    to_->session_ended(session, clean);
  }
  result<void> set_fault(const storage::fault& x) override {
    return to_->set_fault(x);
  }
  storage::ledger_stats stats() const override {
    return to_->stats();
  }
  std::uint64_t incarnation() const override {
    return to_->incarnation();
  }
  result<domain::store_state> state(storage::census depth) const override {
    return to_->state(depth);
  }
  std::vector<domain::store_figure> engine_figures() const override {
    return to_->engine_figures();
  }
  result<void> checkpoint(const std::string& target) override {
    return to_->checkpoint(target);
  }
  bool progressed() override {
    return to_->progressed();
  }
  void close() override {
    to_->close();
  }

private:
  std::unique_ptr<storage::ledger> to_;
};

} // namespace nightfloat::planted
