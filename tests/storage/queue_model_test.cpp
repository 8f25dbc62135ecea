// SPDX-License-Identifier: Apache-2.0
// The queue against a list of jobs and their states: random submissions,
// claims, ends, cancellations, requeues, pauses, leases given back and run out,
// workers lost, failed writes and power cuts. NIGHTFLOAT_SEED replays,
// NIGHTFLOAT_COUNT says how many commands.
#include "tests/support/core_bench.hpp"
#include "tests/support/random_commands.hpp"
#include "tests/support/simple_queue.hpp"

#include <algorithm>
#include <random>

BOOST_AUTO_TEST_SUITE(queue_model_test)

using namespace nightfloat;
using namespace nightfloat::test;
using domain::job_state;
using storage::attempt_end;

namespace {

constexpr auto alice = domain::session_id{1, 1};
constexpr auto bob = domain::session_id{2, 1};
const auto kinds = std::vector<std::string>{"generate", "sweep"};

struct trial : core_bench {
  /// Of what one command leaves open.
  std::mt19937_64 random;
  simple_queue model;
  std::uint64_t id_last = 0;
  std::uint64_t keys_last = 0;

  bool chance(std::uint64_t one_in) {
    return random() % one_in == 0;
  }

  std::uint64_t some_id() {
    return random() % (id_last + 1) + (id_last == 0 ? 1 : 0);
  }

  transaction fresh_change(const std::string& programme) {
    auto x = change("k" + std::to_string(++keys_last));
    x.programme = programme;
    return x;
  }

  /// A batch of its own, which may fail to be written: true, it is there.
  bool write() {
    auto batch = core->seal();
    if (chance(20)) {
      core->drop();
      return false;
    }
    if (!batch.empty())
      RC_ASSERT(engine->apply(batch).outcome == storage::apply_outcome::ok);
    core->adopt();
    return true;
  }

  void submit() {
    auto x = simple_job{};
    x.work = work(++id_last, kinds[random() % 2],
                  static_cast<std::uint8_t>(random() % 10));
    x.programme = chance(3) ? "q" : "p";
    x.work.attempts_max = static_cast<std::uint32_t>(random() % 3 + 1);
    if (chance(3))
      x.work.run_at_ms = x.run_at_ms
        = core->time().now_ms() + static_cast<std::int64_t>(random() % 20'000);
    if (chance(4))
      x.work.unique = std::to_string(random() % 3);
    for (auto n = chance(2) ? random() % 3 : 0; n > 0; --n)
      x.work.after.push_back({some_id()});
    auto t = fresh_change(x.programme);
    t.submit = {x.work};
    const auto expected = judge(x);
    begin();
    const auto said = decide(t);
    RC_ASSERT(said.code == expected);
    if (said.code == ec::in_progress)
      RC_ASSERT(said.pending.value == model.holder_of(x));
    const auto written = write();
    if (!written || said.outcome != commit_outcome::committed)
      return;
    x.state = x.work.after.empty() ? job_state::delayed : job_state::waiting;
    model.jobs.emplace(id_last, x);
  }

  ec judge(const simple_job& x) {
    for (auto id : x.work.after) {
      if (id.value == 0 || id.value == x.work.id.value)
        return ec::invalid_argument;
    }
    for (auto id : x.work.after) {
      auto i = model.jobs.find(id.value);
      if (i == model.jobs.end() || i->second.programme != x.programme)
        return ec::not_found;
      if (i->second.state == job_state::dead_letter
          || i->second.state == job_state::cancelled)
        return ec::refused;
    }
    return model.holder_of(x) != 0 ? ec::in_progress : ec::none;
  }

  void claim_some() {
    const auto wanted = chance(2) ? kinds : std::vector{kinds[random() % 2]};
    const auto worker = chance(2) ? alice : bob;
    auto leases = claim(worker, 1, wanted);
    auto can = [&](const simple_job& x) {
      return model.can_run(x)
             && std::find(wanted.begin(), wanted.end(), x.work.kind)
                  != wanted.end();
    };
    if (leases.empty()) {
      for (const auto& [id, x] : model.jobs)
        RC_ASSERT(!can(x));
      return;
    }
    auto& x = model.jobs.at(leases[0].work.id.value);
    RC_ASSERT(can(x));
    for (const auto& [id, other] : model.jobs) {
      const auto same_line = other.programme == x.programme
                             && other.work.kind == x.work.kind
                             && other.work.priority == x.work.priority;
      RC_ASSERT(!(same_line && can(other) && id < x.work.id.value));
    }
    x.state = job_state::leased;
    x.worker = worker;
    x.lease = leases[0];
    x.has_run = true;
    RC_ASSERT(x.lease.attempt == ++x.attempts);
  }

  /// Any lease that ever was, in use or long gone.
  void end_some() {
    auto i = model.jobs.find(some_id());
    if (i == model.jobs.end() || !i->second.has_run)
      return;
    auto& x = i->second;
    const auto fails = chance(2);
    auto t = fails ? failure_of(x.lease, chance(4)) : completion_of(x.lease);
    t.programme = x.programme;
    const auto held = x.state == job_state::leased;
    begin();
    const auto said = decide(t);
    RC_ASSERT((said.outcome == commit_outcome::committed) == held);
    if (!write() || !held)
      return;
    if (!fails)
      x.state = job_state::completed;
    else if (x.cancel_wanted)
      x.state = job_state::cancelled;
    else if (t.complete->final || x.attempts >= x.work.attempts_max)
      x.state = job_state::dead_letter;
    else
      x.state = job_state::delayed;
    if (x.state == job_state::delayed)
      x.run_at_ms = show(i->first).work.run_at_ms;
  }

  void cancel_some() {
    const auto id = some_id();
    const auto there = model.jobs.contains(id);
    auto t = fresh_change(there ? model.jobs[id].programme : "p");
    t.cancel = {{id}};
    begin();
    const auto said = decide(t);
    RC_ASSERT((said.outcome == commit_outcome::committed) == there);
    if (!write() || !there || !model.is_live(id))
      return;
    auto& x = model.jobs[id];
    x.cancel_wanted = true;
    if (x.state != job_state::leased)
      x.state = job_state::cancelled;
  }

  bool may_come_back(const simple_job& x) {
    if (x.state != job_state::dead_letter || model.holder_of(x) != 0)
      return false;
    auto blocks = [&](domain::job_id id) {
      const auto there = model.jobs.at(id.value).state;
      return there == job_state::dead_letter || there == job_state::cancelled;
    };
    return x.has_run
           || std::none_of(x.work.after.begin(), x.work.after.end(), blocks);
  }

  void requeue_some() {
    auto i = model.jobs.find(some_id());
    if (i == model.jobs.end())
      return;
    auto& x = i->second;
    const auto expected = may_come_back(x);
    begin();
    const auto done = core->requeue({i->first});
    RC_ASSERT(done.has_value() == expected);
    if (!write() || !expected)
      return;
    x.state = x.has_run || x.work.after.empty() ? job_state::delayed
                                                : job_state::waiting;
    x.run_at_ms = core->time().now_ms();
    x.attempts = 0;
    x.cancel_wanted = false;
  }

  void pause_some() {
    const auto& kind = kinds[random() % 2];
    const auto paused = chance(2);
    begin();
    RC_ASSERT(core->pause(kind, paused).has_value());
    if (!write())
      return;
    if (paused)
      model.paused.insert(kind);
    else
      model.paused.erase(kind);
  }

  /// Gives one lease back, in use or long gone: as if it had never been had.
  void release_some() {
    auto i = model.jobs.find(some_id());
    if (i == model.jobs.end() || !i->second.has_run)
      return;
    auto& x = i->second;
    begin();
    RC_ASSERT(core->release({fence_of(x.lease)}).has_value());
    if (write() && x.state == job_state::leased)
      simple_queue::abandon(x, false);
  }

  /// A worker is gone, with a word of goodbye or without.
  void lose_worker() {
    const auto worker = chance(2) ? alice : bob;
    const auto died = chance(2);
    begin();
    const auto done = core->end_session(worker, died ? attempt_end::worker_died
                                                     : attempt_end::uncounted);
    RC_ASSERT(done.has_value());
    if (write())
      model.abandon_all(worker, died);
  }

  /// One worker is silent until its leases have run out, the other is not. A
  /// lease that a restarted store found in its log was ended by the restart.
  void fall_silent() {
    const auto silent = chance(2) ? alice : bob;
    const auto restarts = chance(3);
    if (restarts) {
      tick();
      reopen();
    }
    const auto before = leases_of(silent);
    for (auto i = 0; i < 2; ++i) {
      renew(silent == alice ? bob : alice);
      advance(options.visibility_timeout * 6 / 10);
    }
    tick();
    model.abandon_all(silent, !restarts);
    const auto said = core->renew(silent, before, now);
    RC_ASSERT(said.lost.size() == before.size());
    RC_ASSERT(said.states.empty());
  }

  std::vector<std::pair<domain::fence, domain::job_progress>>
  leases_of(const domain::session_id& worker) {
    auto held = std::vector<std::pair<domain::fence, domain::job_progress>>{};
    for (const auto& [id, x] : model.jobs)
      if (x.state == job_state::leased && x.worker == worker)
        held.emplace_back(fence_of(x.lease), domain::job_progress{});
    return held;
  }

  void renew(const domain::session_id& worker) {
    const auto held = leases_of(worker);
    const auto said = core->renew(worker, held, now);
    RC_ASSERT(said.lost.empty());
    RC_ASSERT(said.missing.empty());
    RC_ASSERT(said.states.size() == held.size());
    for (const auto& [lease, cancelled] : said.states)
      RC_ASSERT(cancelled == model.jobs.at(lease.job.value).cancel_wanted);
  }

  void check() {
    for (auto n = 0; n < 100 && core->jobs().has_doomed(); ++n)
      tick();
    tick();
    model.settle(core->time().now_ms());
    auto live = std::size_t{0};
    for (const auto& [id, x] : model.jobs) {
      const auto view = show(id);
      RC_ASSERT(view.state == x.state);
      RC_ASSERT(view.attempts == x.attempts);
      live += has_ended(x.state) ? 0 : 1;
      if (has_ended(x.state))
        continue;
      auto said = core->explain({id}, now);
      RC_ASSERT(said.has_value());
      RC_ASSERT((said->why == domain::obstacle::other_jobs)
                == (x.state == job_state::waiting));
      RC_ASSERT(
        (said->why == domain::obstacle::paused)
        == (x.state == job_state::ready && model.paused.contains(x.work.kind)));
    }
    RC_ASSERT(core->jobs().size() == live);
  }

  void step(std::uint32_t command) {
    random.seed(command);
    switch (command % 20) {
      case 0:
      case 1:
      case 2:
      case 3:
        submit();
        break;
      case 4:
      case 5:
      case 6:
      case 7:
        claim_some();
        break;
      case 8:
      case 9:
      case 10:
        end_some();
        break;
      case 11:
        cancel_some();
        break;
      case 12:
        requeue_some();
        break;
      case 13:
        pause_some();
        break;
      case 14:
        advance(std::chrono::milliseconds{random() % 3'000});
        break;
      case 15:
        release_some();
        break;
      case 16:
        lose_worker();
        break;
      case 17:
        fall_silent();
        break;
      default:
        // Claims whose rows were not written yet would be lost: see
        // `every_job_has_one_effect_whatever_dies` for those.
        tick();
        chance(4) ? cut() : reopen();
    }
    renew(alice);
    renew(bob);
    check();
  }
};

} // namespace

BOOST_TEST_GLOBAL_CONFIGURATION(commands_as_asked);

BOOST_AUTO_TEST_CASE(random_commands_agree_with_the_simple_queue) {
  BOOST_TEST(rc::check("queue", [] {
    trial x;
    for (auto command : some_commands())
      x.step(command);
  }));
}

BOOST_AUTO_TEST_SUITE_END()
