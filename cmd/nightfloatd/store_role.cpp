// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/store_role.hpp"

#include "broker/reception.hpp"
#include "cmd/nightfloatd/default_schedules.hpp"
#include "cmd/nightfloatd/logging.hpp"
#include "cmd/nightfloatd/process_report.hpp"
#include "cmd/nightfloatd/store_desk.hpp"
#include "metrics/clock.hpp"
#include "storage/open_store.hpp"

#include <memory>
#include <string>
#include <utility>

namespace nightfloat::cmd {

namespace {

using std::chrono::milliseconds;

/// One store: the ledger, its socket and what serves between them.
class store {
public:
  store(const config::node_options& options, lifecycle& life)
    : options_{options}, life_{life} {
  }

  ~store() {
    life_.unwatch();
    // No handler runs on what is about to go.
    if (reception_)
      reception_->stop();
    if (pool_)
      pool_->stop();
  }

  result<void> open();
  void serve();
  void drain();

private:
  broker::reception_handlers handlers();
  void make_desk();
  void look_after();
  client::process_status status();
  std::vector<domain::store_figure> figures();

  const config::node_options& options_;
  lifecycle& life_;
  metrics::steerable_clock clock_;
  std::unique_ptr<storage::ledger> ledger_;
  std::unique_ptr<broker::reception> reception_;
  std::unique_ptr<store_feeds> feeds_;
  std::unique_ptr<store_desk> desk_;
  std::unique_ptr<storage::session_pool> pool_;
  std::uint64_t turns_seen_ = 0;
};

result<void> store::open() {
  // First the lock on the state: two stores must not share a socket either.
  auto ledger = storage::open_store(
    options_, options_.faults ? clock_ : metrics::system_clock(),
    default_schedules());
  if (!ledger)
    return ledger.error();
  ledger_ = std::move(*ledger);
  pool_ = std::make_unique<storage::session_pool>(storage::session_pool_options{
    .limits = {.sessions = options_.store.sessions,
               .waiting_max = options_.store.sessions_waiting_max},
    .incarnation = [this] {
      return ledger_->incarnation();
    }});
  auto reception = broker::reception::open(
    options_.network, {.role = "store", .keeps_lifeline = true}, handlers());
  if (!reception)
    return reception.error();
  reception_ = std::move(*reception);
  make_desk();
  return {};
}

broker::reception_handlers store::handlers() {
  auto x = broker::reception_handlers{};
  x.on_call = [this](const broker::door_session& from, broker::envelope call) {
    desk_->serve(from, std::move(call));
  };
  x.on_cancel = [this](const broker::door_session& from,
                       const broker::envelope& cancel) {
    feeds_->close({from.id, cancel.correlation});
  };
  x.on_opened = [this](const broker::door_session& who, bool again) {
    // It asks for its watches anew, in other calls.
    if (again)
      feeds_->close_all(who.id);
    ledger_->session_opened(who.id);
  };
  x.on_ended = [this](domain::session_id who, bool clean) {
    feeds_->close_all(who);
    ledger_->session_ended(who, clean);
  };
  x.on_tick = [this](auto) {
    look_after();
  };
  return x;
}

void store::make_desk() {
  feeds_ = std::make_unique<store_feeds>(feeds_world{
    .ledger = ledger_.get(),
    .pool = pool_.get(),
    .send =
      [this](domain::session_id to, broker::envelope frame) {
        reception_->send(to, std::move(frame));
      },
    .later =
      [this](milliseconds delay, std::function<void()> run) {
        (void)reception_->loop().post_owed([this, delay, run = std::move(run)] {
          reception_->loop().after(delay, run);
        });
      },
  });
  desk_ = std::make_unique<store_desk>(desk_world{
    .ledger = ledger_.get(),
    .pool = pool_.get(),
    .feeds = feeds_.get(),
    .status = [this] { return status(); },
    .metrics = [this] { return report_metrics(options_); },
    .figures = [this] { return figures(); },
    .clock = options_.faults ? &clock_ : nullptr,
    .answer =
      [this](broker::reply_address to, broker::envelope reply) {
        reception_->answer(to, std::move(reply));
      },
  });
}

void store::look_after() {
  const auto stats = ledger_->stats();
  if (!stats.trouble.empty() && life_.wanted() == wish::run)
    life_.broken("store: it cannot go on (" + stats.trouble + ")");
}

client::process_status store::status() {
  auto x = report_process(options_, life_);
  const auto stats = ledger_->stats();
  auto note = [&](const char* name, std::uint64_t value) {
    x.notes.push_back(std::string{name} + "=" + std::to_string(value));
  };
  if (!stats.serving && x.state == "serving")
    x.state = "recovering";
  note("epoch", stats.epoch);
  note("commits", stats.commits);
  note("groups", stats.groups);
  note("recoveries", stats.recoveries);
  note("jobs_ready", stats.jobs_ready);
  note("jobs_delayed", stats.jobs_delayed);
  note("jobs_leased", stats.jobs_leased);
  note("jobs_waiting", stats.jobs_waiting);
  note("watches", stats.watches);
  return x;
}

std::vector<domain::store_figure> store::figures() {
  const auto stats = ledger_->stats();
  const auto sessions = pool_->counts();
  return {{"sessions", sessions.sessions},
          {"sessions.in_use", sessions.in_use},
          {"sessions.waiting", sessions.waiting},
          {"sessions.checked_out", sessions.checked_out},
          {"sessions.timed_out", sessions.timed_out},
          {"sessions.refused", sessions.refused},
          {"sessions.invalidated", sessions.invalidated},
          {"sessions.leaked", sessions.leaked()},
          {"history.items_max", options_.store.history_items},
          {"history.retention_s", options_.store.history_retention_s},
          {"feed.readers", stats.watches},
          {"recoveries", stats.recoveries},
          {"clock.wall_ms", static_cast<std::uint64_t>(clock_.wall_ms())}};
}

void store::serve() {
  reception_->start();
  life_.watch("committer", [this] { return ledger_->progressed(); });
  life_.watch("io", [this] {
    const auto turns = reception_->loop().turns();
    return std::exchange(turns_seen_, turns) != turns;
  });
  log_of("storage").info("serving: endpoint={} epoch={} incarnation={}",
                         reception_->endpoint(), ledger_->stats().epoch,
                         reception_->incarnation());
  life_.serving("serving");
}

void store::drain() {
  reception_->drain();
  life_.unwatch();
  // Decides what waits, and answers claims that wait for a job.
  ledger_->close();
  pool_->stop();
  const auto until = std::chrono::steady_clock::now() + milliseconds{1'000};
  while (reception_->in_hand() > 0 && std::chrono::steady_clock::now() < until
         && life_.wanted() != wish::fast)
    life_.wait_fast(milliseconds{5});
  reception_->stop();
}

} // namespace

result<int> run_store(const config::node_options& options, lifecycle& life) {
  auto self = store{options, life};
  if (auto opened = self.open(); !opened)
    return opened.error();
  self.serve();
  life.wait();
  life.stopping("draining");
  self.drain();
  return exit_code::drained;
}

} // namespace nightfloat::cmd
