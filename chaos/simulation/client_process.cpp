// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/client_process.hpp"

#include "chaos/simulation/ward.hpp"
#include "chaos/simulation/worker_process.hpp"
#include "client/operations.hpp"
#include "client/swap_operations.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::simulation {

using chaos::operation_kind;

namespace {

constexpr auto again_timeout = milliseconds{20'000};

std::uint64_t us_of(const world& x) {
  return static_cast<std::uint64_t>(x.spent().count());
}

} // namespace

client_process::client_process(world& in, network& through, life self,
                               client_settings settings, record& to)
  : world_{in}, self_{self}, settings_{settings}, record_{to},
    dice_{mix(in.seed(), 5'000 + self.incarnation)} {
  auto options = [&](const char* server, std::uint32_t who) {
    auto x = link_options{.server = server,
                          .to = who,
                          .session = {self.incarnation, dice_.next() | 1},
                          .hello = {},
                          .heartbeat = milliseconds{settings.size.heartbeat_ms},
                          .liveness = milliseconds{settings.size.liveness_ms},
                          .correlation_first = dice_.next() >> 8};
    x.hello.role = "client";
    return x;
  };
  to_store_ = std::make_unique<link>(
    in, through, self, options("store", settings.store), link_hooks{});
  to_broker_ = std::make_unique<link>(
    in, through, self, options("broker", settings.broker), link_hooks{});
}

void client_process::set_up(std::function<void(bool)> done) {
  auto change = domain::transaction{};
  change.programme = programme;
  change.trace = "set-up";
  for (auto i = 0u; i < settings_.size.owners; ++i)
    change.put.push_back({owner_key(i), "person " + std::to_string(i)});
  change.reply = domain::owed_reply{
    .scope = "set-up", .key = "set-up", .fingerprint = "1", .body = {}};
  to_store_->commit(std::move(change), again_timeout,
                    [done](const domain::commit_answer& said) {
                      done(end_of_commit(said).code == ec::none);
                    });
}

void client_process::give(planned_act x) {
  todo_.push_back(x);
  pump();
}

void client_process::pump() {
  if (busy_ || armed_ || todo_.empty())
    return;
  armed_ = true;
  const auto due = world_.now() - world_.spent()
                   + milliseconds{todo_.front().at_ms};
  world_.at(due, self_, [this] {
    armed_ = false;
    if (busy_ || todo_.empty())
      return;
    auto x = todo_.front();
    todo_.pop_front();
    busy_ = true;
    perform(x);
  });
}

void client_process::ended() {
  busy_ = false;
  pump();
}

void client_process::perform(const planned_act& x) {
  switch (x.what) {
    case act::exchange:
      return exchange_places(x, false);
    case act::order:
      return exchange_places(x, true);
    case act::submit:
      return submit(x);
    case act::again:
      return ask_again(x);
    case act::look:
      return look(x);
    case act::cancel:
    case act::pause:
    case act::requeue:
    case act::sweep:
    case act::cron:
      return operate(x);
  }
  ended();
}

chaos::operation client_process::begin(operation_kind kind) {
  auto x = chaos::operation{};
  x.client = settings_.number;
  x.kind = kind;
  x.key = std::to_string(settings_.number) + "." + std::to_string(++number_);
  x.trace = std::to_string(mix(settings_.number, number_));
  x.invoked_us = us_of(world_);
  return x;
}

void client_process::end(chaos::operation x, const exchange_end& how) {
  x.ended_us = us_of(world_);
  x.code = how.code;
  x.detail = how.detail;
  x.version = how.version;
  x.body = how.body;
  x.end = chaos::end_of(how.code);
  known_ = std::max(known_, how.version);
  record_.file(std::move(x));
}

call_terms client_process::terms(const std::string& trace) const {
  return {.programme = programme,
          .key = {},
          .trace = trace,
          .timeout = milliseconds{settings_.size.timeout_ms}};
}

// -- exchanges ----------------------------------------------------------------

void client_process::exchange_places(const planned_act& x,
                                     bool through_broker) {
  if (settings_.size.actors)
    return swap_shifts(x);
  const auto owners = settings_.size.owners;
  auto one = asked{.first = begin(operation_kind::swap),
                   .wish = {},
                   .operation = {},
                   .body = {}};
  one.wish = {.from = x.a % owners,
              .to = (x.a + 1 + x.b % (owners - 1)) % owners,
              .key = one.first.key,
              .trace = one.first.trace};
  if (through_broker) {
    one.operation = exchange_request::operation;
    one.body = codec::encode(one.wish);
  }
  ask_first(std::move(one), {});
}

void client_process::ask_first(asked x,
                               std::function<void(const exchange_end&)> done) {
  const auto at = exchanges_.size();
  exchanges_.push_back(x);
  send(x, [this, at, done = std::move(done)](const exchange_end& how) {
    exchanges_[at].first.end = chaos::end_of(how.code);
    end(exchanges_[at].first, how);
    if (done)
      done(how);
    ended();
  });
}

/// Two residents change their shifts of a month that no other client touches,
/// so that it mostly knows who has which.
void client_process::swap_shifts(const planned_act& x) {
  const auto n = settings_.size.owners;
  while (shifts_.size() < ward_months) {
    auto& month = shifts_.emplace_back();
    for (auto i = 0u; i < n; ++i)
      month.push_back(static_cast<std::uint32_t>(shifts_.size() - 1) * n + i
                      + 1);
  }
  const auto own = settings_.number
                   + settings_.size.clients
                       * (x.b % (ward_months / settings_.size.clients));
  const auto i = x.a % n;
  const auto j = (i + 1 + (x.a / n) % (n - 1)) % n;
  auto wish = client::swap_execute_request{};
  wish.owner = {i + 1};
  wish.shift = {shifts_[own][i]};
  wish.counterpart = {j + 1};
  wish.in_return = {shifts_[own][j]};
  auto one = asked{.first = begin(operation_kind::swap),
                   .wish = {},
                   .operation = std::string{wish.operation},
                   .body = codec::encode(wish)};
  ask_first(std::move(one), [this, own, i, j](const exchange_end& how) {
    if (how.code == ec::none)
      std::swap(shifts_[own][i], shifts_[own][j]);
  });
}

void client_process::send(const asked& x,
                          std::function<void(exchange_end)> done) {
  auto t = terms(x.first.trace);
  if (x.operation.empty())
    return exchange(*to_store_, x.wish, t.timeout, std::move(done));
  t.key = x.first.key;
  t.silence = milliseconds{1'000};
  (void)to_broker_->call(
    x.operation, x.body, std::move(t),
    [done = std::move(done)](result<broker::envelope> got) {
      if (!got)
        return done(
          {.code = got.error().code, .detail = got.error().detail, .body = {}});
      done({.detail = {},
            .version = got->revision,
            .body = std::move(got->body),
            .replayed = got->replayed});
    });
}

void client_process::ask_again(const planned_act& x) {
  if (exchanges_.empty())
    return ended();
  const auto at = exchanges_.size() - 1
                  - x.a % std::min<std::size_t>(exchanges_.size(), 8);
  if (exchanges_[at].first.end == chaos::operation_end::fail)
    return ended();
  send(exchanges_[at], [this, at](const exchange_end& how) {
    const auto& first = exchanges_[at].first;
    record_.note(first.key, how);
    if (how.code == ec::none)
      again_.push_back({first.key, how.code, how.body});
    ended();
  });
}

void client_process::ask_all_again(std::size_t from) {
  // One that was told no, and nothing was kept of it, might now be told yes.
  while (from < exchanges_.size()
         && exchanges_[from].first.end == chaos::operation_end::fail)
    ++from;
  if (from >= exchanges_.size())
    return ended();
  busy_ = true;
  send(exchanges_[from], [this, from](const exchange_end& how) {
    const auto& first = exchanges_[from].first;
    record_.note(first.key, how);
    if (first.end == chaos::operation_end::ok
        && chaos::end_of(how.code) == chaos::operation_end::unknown)
      return world_.wake_after(milliseconds{200}, self_,
                               [this, from] { ask_all_again(from); });
    again_.push_back({first.key, how.code, how.body});
    ask_all_again(from + 1);
  });
}

void client_process::look(const planned_act&) {
  if (settings_.size.actors)
    return ended();
  auto request = client::read_request{};
  for (auto i = 0u; i < settings_.size.owners; ++i)
    request.keys.push_back(owner_key(i));
  to_store_->ask(request, terms("look"),
                 [this, known = known_](result<client::records> got) {
                   if (got) {
                     auto seen = sighting{.client = settings_.number,
                                          .version = got->version,
                                          .known = known,
                                          .owners = {}};
                     for (auto& one : got->found)
                       seen.owners.push_back(std::move(one.bytes));
                     record_.note("look", seen);
                     known_ = std::max(known_, got->version);
                     sightings_.push_back(std::move(seen));
                   }
                   ended();
                 });
}

// -- jobs ---------------------------------------------------------------------

domain::job client_process::shaped(const planned_act& x) {
  auto shape = shape_of(x, settings_.size);
  auto job = domain::job{};
  job.id = {mix(settings_.number, number_) >> 1};
  job.programme = programme;
  job.kind = work_kind;
  job.priority = shape.priority;
  job.attempts_max = shape.attempts_max;
  job.attempt_ms_max = 5'000;
  job.payload = codec::encode(shape.order);
  job.unique = std::move(shape.unique);
  if (shape.follows)
    if (auto before = pick(x.b); before.assigned())
      job.after = {before};
  return job;
}

domain::job client_process::generation(const planned_act& x) {
  auto job = domain::job{};
  job.id = {mix(settings_.number, number_) >> 1};
  job.programme = programme;
  job.kind = client::generate_job::kind;
  job.attempts_max = 6;
  auto wish = client::generate_job{};
  wish.seed = x.a;
  // A slice takes the machine a while and the world a moment.
  wish.budget_ms = 5;
  job.payload = codec::encode(wish);
  return job;
}

domain::job_id client_process::pick(std::uint32_t a) const {
  if (jobs_.empty())
    return {};
  return std::next(jobs_.begin(), a % jobs_.size())->first;
}

void client_process::submit(const planned_act& x) {
  auto op = begin(operation_kind::generate);
  auto job = settings_.size.actors ? generation(x) : shaped(x);
  op.job = job.id;
  job.trace = op.trace;
  auto change = domain::transaction{};
  change.programme = programme;
  change.trace = op.trace;
  change.submit = {job};
  change.reply = domain::owed_reply{
    .scope = "submit", .key = op.key, .fingerprint = op.key, .body = "job"};
  jobs_[job.id] = false;
  to_store_->commit(std::move(change), milliseconds{settings_.size.timeout_ms},
                    [this, op](const domain::commit_answer& said) {
                      const auto how = end_of_commit(said);
                      if (how.code == ec::none)
                        jobs_[op.job] = true;
                      end(op, how);
                      ended();
                    });
}

void client_process::operate(const planned_act& x) {
  auto done = [this, what = x.what](const auto& how) {
    record_.note("operate",
                 exchange_end{.code = how ? ec::none : how.error().code,
                              .version = static_cast<std::uint64_t>(what),
                              .body = {}});
    ended();
  };
  if (x.what == act::pause) {
    paused_kind_ = !paused_kind_;
    const auto kind = settings_.size.actors ? client::generate_job::kind
                                            : std::string_view{work_kind};
    return to_store_->ask(
      client::pause_request{std::string{kind}, paused_kind_}, terms("pause"),
      done);
  }
  if (x.what == act::sweep || (x.what == act::cron && settings_.size.actors))
    return ended();
  if (x.what == act::cron) {
    auto what = schedule_of(x);
    if (x.b % 4 == 0)
      return to_store_->ask(client::cron_pause_request{what.name, x.b % 8 == 0},
                            terms("cron"), done);
    return to_store_->ask(client::cron_put_request{std::move(what), true},
                          terms("cron"), done);
  }
  const auto job = pick(x.a);
  if (!job.assigned())
    return ended();
  if (x.what == act::requeue)
    return to_store_->ask(client::requeue_request{job}, terms("requeue"), done);
  auto change = domain::transaction{};
  change.programme = programme;
  change.trace = "cancel " + std::to_string(++number_);
  change.cancel = {job};
  change.reply = domain::owed_reply{.scope = "cancel",
                                    .key = std::to_string(settings_.number)
                                           + "." + std::to_string(number_),
                                    .fingerprint = "1",
                                    .body = {}};
  to_store_->commit(std::move(change), milliseconds{settings_.size.timeout_ms},
                    [this](const domain::commit_answer& said) {
                      record_.note("cancel", said);
                      ended();
                    });
}

} // namespace nightfloat::simulation
