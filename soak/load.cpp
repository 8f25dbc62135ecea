// SPDX-License-Identifier: Apache-2.0
#include "chaos/elapsed.hpp"
#include "client/awaited.hpp"
#include "soak/load_groups.hpp"

#include <algorithm>

namespace nightfloat::soak {

using namespace std::chrono_literals;

namespace {

constexpr auto adjust_interval = 50ms;
constexpr auto wait_max = 100ms;

std::chrono::steady_clock::duration seconds_of(double x) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
    std::chrono::duration<double>{x});
}

} // namespace

load::load(ready_scenario& what, target& at, const metrics::clock& clock,
           std::uint64_t seed)
  : what_(what), at_(at), clock_(clock), seed_(seed) {
  for (const auto& x : what_.loads) {
    auto g = std::make_unique<group>();
    g->what = &x;
    g->shared_left = x.rule.iterations;
    groups_.push_back(std::move(g));
  }
}

load::~load() = default;

double load::since_s(time_point x) const {
  return std::chrono::duration<double>(x - began_).count();
}

load_end load::run(const std::atomic<bool>& stop, const heard& on_second) {
  auto guard = std::unique_lock{mutex_};
  began_ = clock_.steady();
  for (auto& g : groups_) {
    g->start = began_ + seconds_of(g->what->rule.start_s);
    g->end = g->start + seconds_of(g->what->pace.length_s());
    push(g->start, event_kind::start, g.get());
    push(g->end, event_kind::finish, g.get());
  }
  auto second_end = began_ + 1s;
  while (!is_done()) {
    // Who is told so before it begins sends nothing.
    if (stop && !ending_)
      cut();
    take_due();
    flush(guard);
    auto now = clock_.steady();
    if (now >= second_end) {
      close_second(on_second, guard);
      second_end += 1s;
      continue;
    }
    auto until = std::min(second_end, now + wait_max);
    if (!events_.empty())
      until = std::min(until, events_.top().due);
    if (until > now && outgoing_.empty())
      changed_.wait_until(guard, until);
  }
  ran_s_ = since_s(clock_.steady());
  if (ran_s_ - static_cast<double>(second_.second) > 0.5)
    close_second(on_second, guard);
  return aborted_by_ ? load_end::aborted
         : ending_   ? load_end::stopped
                     : load_end::whole;
}

bool load::is_done() const {
  if (in_flight_ != 0 || flushers_ != 0)
    return false;
  return std::ranges::all_of(groups_, [this](const auto& g) {
    auto counts = g->what->how == executor::per_vu_iterations
                  || g->what->how == executor::shared_iterations;
    auto ended = g->over || ending_ || (counts && !g->users.empty());
    return ended && g->active == 0;
  });
}

void load::push(time_point due, event_kind what, group* of, user* who) {
  auto first = events_.empty() || due < events_.top().due;
  events_.push({due, ++order_, what, of, who});
  if (who != nullptr)
    who->awaited = order_;
  if (first)
    changed_.notify_one();
}

void load::take_due() {
  for (auto now = clock_.steady();
       !events_.empty() && events_.top().due <= now;) {
    auto x = events_.top();
    events_.pop();
    take(x, now);
  }
}

void load::take(const event& x, time_point now) {
  switch (x.what) {
    case event_kind::start:
      return start(*x.of, now);
    case event_kind::adjust:
      return adjust(*x.of, now);
    case event_kind::arrive:
      return arrive(*x.of, now);
    case event_kind::finish:
      return finish(*x.of);
    case event_kind::go:
      if (x.who->awaited == x.order) {
        x.who->awaited = 0;
        note_lag(x.due, now);
        go(*x.who, x.due, now);
      }
  }
}

void load::start(group& g, time_point now) {
  if (is_open(g.what->how))
    return schedule_arrival(g);
  adjust(g, now);
}

// As many users as the pace wants; those too many end after their iteration.
void load::adjust(group& g, time_point now) {
  if (g.over || ending_)
    return;
  auto at = std::chrono::duration<double>(now - g.start).count();
  g.wanted = static_cast<std::uint32_t>(g.what->pace.value(at) + 0.5);
  while (g.active < g.wanted) {
    auto* u = idle_user(g);
    u->iterations_left = g.what->rule.iterations;
    begin_iteration(*u, now, now);
    if (!u->active)
      break;
  }
  if (g.active > g.wanted)
    retire_waiting(g);
  if (g.what->how == executor::ramping_vus)
    push(now + adjust_interval, event_kind::adjust, &g);
}

void load::schedule_arrival(group& g) {
  auto at = g.what->pace.reached(static_cast<double>(g.arrived));
  auto due = g.start + seconds_of(at);
  if (at >= 0 && due < g.end)
    push(due, event_kind::arrive, &g);
}

void load::arrive(group& g, time_point now) {
  if (g.over || ending_)
    return;
  auto at = g.what->pace.reached(static_cast<double>(g.arrived++));
  auto due = g.start + seconds_of(at);
  ++arrivals_;
  note_lag(due, now);
  if (g.active < g.what->rule.max_vus) {
    begin_iteration(*idle_user(g), due, now);
  } else {
    what_.meters.add(g.what->dropped, 1);
    ++second_.dropped;
  }
  schedule_arrival(g);
}

void load::finish(group& g) {
  if (g.over) {
    g.cut = true;
    return retire_waiting(g);
  }
  g.over = true;
  retire_waiting(g);
  push(g.end + seconds_of(g.what->rule.graceful_stop_s), event_kind::finish,
       &g);
}

void load::cut() {
  ending_ = true;
  for (auto& g : groups_) {
    g->over = g->cut = true;
    retire_waiting(*g);
  }
}

load::user* load::idle_user(group& g) {
  auto* u = static_cast<user*>(nullptr);
  if (!g.idle.empty()) {
    u = g.idle.back();
    g.idle.pop_back();
  } else {
    g.users.push_back(std::make_unique<user>());
    u = g.users.back().get();
    u->number = ++users_;
    u->of = &g;
    u->rng = domain::random_source{seed_ * 1'000'003 + u->number};
    u->who = at_.make_visitor(u->number, u->rng.next());
    what_.meters.set(what_.vus_max, users_);
  }
  u->active = true;
  ++g.active;
  ++active_;
  what_.meters.set(what_.vus, active_);
  return u;
}

void load::retire(user& u) {
  NIGHTFLOAT_EXPECT(u.active);
  u.active = false;
  u.awaited = 0;
  u.flow = nullptr;
  u.of->idle.push_back(&u);
  --u.of->active;
  --active_;
  what_.meters.set(what_.vus, active_);
  changed_.notify_one();
}

void load::retire_waiting(group& g) {
  for (auto& u : g.users) {
    if (!u->active || u->awaited == 0)
      continue;
    if (!g.over && g.active <= g.wanted)
      return;
    // Between two iterations, or within one that is cut.
    if (u->flow == nullptr)
      retire(*u);
    else if (g.cut)
      end_iteration(*u, u->due, false, 0ms);
  }
}

void load::note_lag(time_point due, time_point now) {
  auto late = chaos::elapsed_us(due, now);
  lag_.record(late);
  second_lag_.record(late);
}

std::optional<double> load::due_rate(double at_s) const {
  auto at = began_ + seconds_of(at_s);
  auto all = 0.0;
  for (const auto& g : groups_) {
    if (!is_open(g->what->how))
      return std::nullopt;
    if (at >= g->start && at < g->end)
      all += g->what->pace.value(at_s - since_s(g->start));
  }
  return all;
}

void load::close_second(const heard& on_second,
                        std::unique_lock<std::mutex>& guard) {
  second_.vus = active_;
  second_.in_flight = in_flight_;
  second_.due_rate = due_rate(static_cast<double>(second_.second) + 0.5);
  second_.p50_us = second_duration_.quantile(0.5);
  second_.p95_us = second_duration_.quantile(0.95);
  second_.p99_us = second_duration_.quantile(0.99);
  second_.response_p99_us = second_response_.quantile(0.99);
  second_.lag_p99_us = second_lag_.quantile(0.99);
  auto done = second_;
  second_ = second_counts{.second = done.second + 1};
  for (auto* x : {&second_duration_, &second_response_, &second_lag_})
    x->clear();
  if (!ending_)
    aborted_by_ = aborting_threshold(what_, since_s(clock_.steady()));
  if (aborted_by_ && !ending_)
    cut();
  guard.unlock();
  if (on_second)
    on_second(done);
  guard.lock();
}

std::vector<point> load::tenths() const {
  auto out = std::vector<point>{};
  for (auto i = std::size_t{0}; i != tenths_.size(); ++i)
    out.push_back(
      {static_cast<double>(i + 1) / 10, static_cast<double>(tenths_[i])});
  return out;
}

void load::with_meters(const std::function<void(const ready_scenario&)>& read) {
  auto guard = std::lock_guard{mutex_};
  read(what_);
}

std::uint64_t load::answered() const {
  auto guard = std::lock_guard{mutex_};
  return static_cast<std::uint64_t>(what_.meters.find("operations")->sum);
}

namespace {

/// What is wrong with the answer of a step that is taken once.
result<void> check_answer(const ready_step& x, const step_answer& got,
                          std::uint64_t seen, std::uint64_t took_us) {
  auto code = got.why.code;
  auto allowed = std::ranges::find(x.allow, code) != x.allow.end();
  if (code != ec::none && !allowed)
    return got.why;
  if (got.skipped)
    return failure{ec::not_found,
                   "had nothing to do, put the step that finds it before it",
                   0};
  for (const auto& one : x.checks)
    if (!passes(one.what, got, seen, took_us))
      return failure{ec::refused,
                     "its check \"" + one.what.text
                       + "\" does not pass, mend the cluster or the check",
                     0};
  return {};
}

} // namespace

result<void> run_once(const std::vector<ready_step>& steps, target& at_,
                      std::uint64_t seed) {
  auto who = at_.make_visitor(0, seed);
  auto seen = std::uint64_t{0};
  for (const auto& one : steps) {
    auto answer = client::awaited<step_answer>{};
    auto sent = metrics::system_clock().steady();
    at_.begin(one.operation, *who, one.timeout,
              [&](step_answer x) { answer.bring(std::move(x)); });
    auto got = answer.wait();
    auto took = chaos::elapsed_us(sent, metrics::system_clock().steady());
    if (auto ok = check_answer(one, got, seen, took); !ok)
      return at(one.name, ok.error());
    seen = std::max(seen, got.version);
  }
  return {};
}

} // namespace nightfloat::soak
