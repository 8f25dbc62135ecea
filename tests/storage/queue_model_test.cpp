// SPDX-License-Identifier: Apache-2.0
// The queue against a list of jobs and their states: random submissions,
// claims, ends, cancellations, requeues, pauses, failed writes and power cuts.
// NIGHTFLOAT_SEED replays, NIGHTFLOAT_COUNT says how many seeds.
#include "tests/support/core_bench.hpp"
#include "tests/support/seed.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

BOOST_AUTO_TEST_SUITE(queue_model_test)

using namespace nightfloat;
using namespace nightfloat::test;
using domain::job_state;

namespace {

constexpr auto alice = domain::session_id{1, 1};
const auto kinds = std::vector<std::string>{"generate", "sweep"};

struct simple_job {
  domain::job work;
  std::string programme;
  job_state state = job_state::ready;
  std::int64_t run_at_ms = 0;
  bool has_run = false;
  bool cancel_wanted = false;
  domain::lease lease;
  std::uint32_t attempts = 0;
};

/// What the queue promises, by looking at all jobs each time.
struct simple_queue {
  std::map<std::uint64_t, simple_job> jobs;
  std::set<std::string> paused;

  [[nodiscard]] bool is_live(std::uint64_t id) const {
    auto i = jobs.find(id);
    return i != jobs.end() && !has_ended(i->second.state);
  }

  /// Whoever has the unique name of `x`; 0: nobody.
  [[nodiscard]] std::uint64_t holder_of(const simple_job& x) const {
    for (const auto& [id, one] : jobs)
      if (is_live(id) && !x.work.unique.empty() && id != x.work.id.value
          && one.work.unique == x.work.unique && one.work.kind == x.work.kind
          && one.programme == x.programme)
        return id;
    return 0;
  }

  /// What time and the ends of others bring about.
  void settle(std::int64_t now_ms) {
    for (auto again = true; again;) {
      again = false;
      for (auto& [id, x] : jobs) {
        const auto before = x.state;
        if (x.state == job_state::waiting)
          x.state = after_others(x);
        if (x.state == job_state::delayed && x.run_at_ms <= now_ms)
          x.state = job_state::ready;
        again = again || x.state != before;
      }
    }
  }

  [[nodiscard]] job_state after_others(const simple_job& x) const {
    auto state = job_state::delayed;
    for (auto id : x.work.after) {
      const auto there = jobs.at(id.value).state;
      if (there == job_state::dead_letter || there == job_state::cancelled)
        return job_state::dead_letter;
      if (there != job_state::completed)
        state = job_state::waiting;
    }
    return state;
  }

  [[nodiscard]] bool can_run(const simple_job& x) const {
    return x.state == job_state::ready && !paused.contains(x.work.kind);
  }
};

struct trial : core_bench {
  std::uint64_t seed;
  std::mt19937_64 random;
  simple_queue model;
  std::uint64_t id_last = 0;
  std::uint64_t keys_last = 0;

  explicit trial(std::uint64_t x) : seed{x}, random{x} {
  }

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
      BOOST_REQUIRE(engine->apply(batch).outcome == storage::apply_outcome::ok);
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
    BOOST_TEST(said.code == expected, "seed " << seed);
    if (said.code == ec::in_progress)
      BOOST_TEST(said.pending.value == model.holder_of(x));
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
    auto leases = claim(alice, 1, wanted);
    auto can = [&](const simple_job& x) {
      return model.can_run(x)
             && std::find(wanted.begin(), wanted.end(), x.work.kind)
                  != wanted.end();
    };
    if (leases.empty()) {
      for (const auto& [id, x] : model.jobs)
        BOOST_TEST(!can(x), id << ", seed " << seed);
      return;
    }
    auto& x = model.jobs.at(leases[0].work.id.value);
    BOOST_TEST(can(x), "seed " << seed);
    for (const auto& [id, other] : model.jobs) {
      const auto same_line = other.programme == x.programme
                             && other.work.kind == x.work.kind
                             && other.work.priority == x.work.priority;
      BOOST_TEST(!(same_line && can(other) && id < x.work.id.value),
                 id << ", seed " << seed);
    }
    x.state = job_state::leased;
    x.lease = leases[0];
    x.has_run = true;
    BOOST_TEST(x.lease.attempt == ++x.attempts);
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
    BOOST_TEST((said.outcome == commit_outcome::committed) == held,
               "seed " << seed);
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
    BOOST_TEST((said.outcome == commit_outcome::committed) == there);
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
    BOOST_TEST(done.has_value() == expected,
               i->first << ", seed " << seed
                        << (done ? "" : done.error().detail));
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
    BOOST_REQUIRE(core->pause(kind, paused));
    if (!write())
      return;
    if (paused)
      model.paused.insert(kind);
    else
      model.paused.erase(kind);
  }

  /// Everybody who works says so.
  void renew() {
    auto held = std::vector<std::pair<domain::fence, domain::job_progress>>{};
    for (const auto& [id, x] : model.jobs)
      if (x.state == job_state::leased)
        held.emplace_back(fence_of(x.lease), domain::job_progress{});
    auto said = core->renew(alice, held, now);
    BOOST_TEST(said.lost.empty(), "seed " << seed);
    BOOST_TEST(said.missing.empty(), "seed " << seed);
  }

  void check() {
    for (auto n = 0; n < 100 && core->jobs().has_doomed(); ++n)
      tick();
    tick();
    model.settle(core->time().now_ms());
    auto live = std::size_t{0};
    for (const auto& [id, x] : model.jobs) {
      const auto view = show(id);
      BOOST_TEST(view.state == x.state, id << ", seed " << seed);
      BOOST_TEST(view.attempts == x.attempts, id << ", seed " << seed);
      live += has_ended(x.state) ? 0 : 1;
      if (has_ended(x.state))
        continue;
      auto said = core->explain({id}, now);
      BOOST_REQUIRE(said);
      BOOST_TEST((said->why == domain::obstacle::other_jobs)
                 == (x.state == job_state::waiting));
      BOOST_TEST(
        (said->why == domain::obstacle::paused)
        == (x.state == job_state::ready && model.paused.contains(x.work.kind)));
    }
    BOOST_TEST(core->jobs().size() == live, "seed " << seed);
  }

  void step() {
    switch (random() % 16) {
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
      default:
        // Claims whose rows were not written yet would be lost: see
        // `every_job_has_one_effect_whatever_dies` for those.
        tick();
        chance(4) ? cut() : reopen();
    }
    renew();
    check();
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(random_commands_agree_with_the_simple_queue) {
  const auto first = number_from("NIGHTFLOAT_SEED", 1);
  for (auto i = std::uint64_t{0}; i < number_from("NIGHTFLOAT_COUNT", 30);
       ++i) {
    auto x = trial{first + i};
    for (auto step = 0; step < 200; ++step)
      x.step();
  }
}

BOOST_AUTO_TEST_SUITE_END()
