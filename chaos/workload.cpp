// SPDX-License-Identifier: Apache-2.0
#include "chaos/elapsed.hpp"
#include "chaos/workload_self.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "domain/roster.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace nightfloat::chaos {

using namespace std::chrono_literals;

namespace {

constexpr auto read_limit = 2s;
constexpr auto look_every_ms = 500u;
constexpr auto why_past = "chaos corrects the past too";

std::string decimal(std::uint64_t x) {
  return std::to_string(x);
}

} // namespace

workload::workload(client::connection& link, const metrics::clock& clock,
                   workload_options options, history& out)
  : link_(link), clock_(clock), options_(std::move(options)), history_(out) {
  // nop
}

workload::~workload() {
  stop();
}

void workload::add(step what, std::uint32_t count, std::uint32_t think_ms) {
  for (auto i = 0u; i != count; ++i) {
    auto client = ++clients_last_;
    auto x = self{.client = client,
                  .what = what,
                  .think_ms = think_ms,
                  .rng = std::mt19937_64{options_.seed * 1'000'003 + client}};
    clients_.emplace_back([this, x] { run(x); });
  }
}

void workload::start(time_point start) {
  start_ = start;
  const auto& load = options_.load;
  add(&workload::swap_once, load.swappers, load.think_ms);
  add(&workload::validate_once, load.validators, load.think_ms);
  add(&workload::generate_once, load.generators, load.generate_think_ms);
  add(&workload::write_once, load.writers, load.think_ms);
  add(&workload::read_once, load.readers, load.think_ms);
  add(&workload::submit_once, load.controls, load.think_ms);
  add(&workload::flood_once, load.flood == 0 ? 0 : 1, 0);
  add(&workload::look_once, 1, look_every_ms);
  if (load.schedule)
    put_schedule();
  for (auto i = 0u; i != load.watchers; ++i) {
    watchers_.push_back(std::make_shared<watcher>());
    watchers_.back()->number = i + 1;
    watch(watchers_.back(), 0);
  }
}

void workload::stop() {
  stop_ = true;
  for (auto& x : clients_)
    x.join();
  clients_.clear();
  for (auto& x : watchers_)
    x->end(link_);
}

void workload::run(self x) {
  while (!stop_) {
    (this->*x.what)(x);
    think(x.think_ms);
  }
}

void workload::think(std::uint32_t ms) const {
  auto until = clock_.steady() + std::chrono::milliseconds{ms};
  while (!stop_ && clock_.steady() < until)
    std::this_thread::sleep_for(
      std::min<std::chrono::nanoseconds>(until - clock_.steady(), 20ms));
}

std::uint64_t workload::since_start() const {
  return elapsed_us(start_, clock_.steady());
}

operation workload::begin(self& x, operation_kind kind) const {
  auto op = operation{};
  op.client = x.client;
  op.kind = kind;
  op.programme = options_.programme;
  op.key = "chaos-" + decimal(options_.seed) + "-" + decimal(x.client) + "-"
           + decimal(++x.count);
  op.trace = client::make_trace();
  op.invoked_us = since_start();
  return op;
}

void workload::end(std::uint64_t number, operation& op, failure why) {
  op.ended_us = since_start();
  op.code = why.code;
  op.detail = std::move(why.detail);
  op.end = end_of(op.code);
  history_.end(number, op);
}

// Sends `op.request` and files the answer.
void workload::call(self& x, operation& op) {
  auto options = client::call_options{
    .programme = options_.programme,
    .key = op.key,
    .timeout = std::chrono::milliseconds{options_.load.timeout_ms},
    .trace = op.trace,
    .silence = 1s};
  auto number = history_.begin(op);
  auto got = link_.call_raw({.operation = op.operation,
                             .served = client::served_by::worker,
                             .body = op.request,
                             .options = options});
  if (!got) {
    end(number, op, got.error());
    return;
  }
  op.version = got->revision;
  op.body = got->body;
  end(number, op, failure{});
  x.seen = std::max(x.seen, op.version);
  auto reply = codec::decode<client::swap_reply>(op.body);
  if (op.kind == operation_kind::swap && reply) {
    op.swap = reply->done.id;
    // One in five is taken back, so that reverts are proved as well.
    if (x.draw(5) == 0)
      revert_once(x, op);
  }
}

void workload::revert_once(self& x, const operation& done) {
  auto op = begin(x, operation_kind::revert);
  op.swap = done.swap;
  op.operation = client::swap_revert_request::operation;
  auto request = client::swap_revert_request{};
  request.swap = done.swap;
  request.code = domain::change_code::administrative;
  request.reason = why_past;
  op.request = codec::encode(request);
  call(x, op);
}

// The bytes of a record; nothing where there is none, or no answer.
std::optional<std::string> workload::record_bytes(const std::string& key) {
  auto got
    = link_.call(client::read_request{{key}},
                 {.programme = options_.programme, .timeout = read_limit});
  if (!got || got->found.empty() || got->found[0].revision == 0)
    return std::nullopt;
  return std::move(got->found[0].bytes);
}

// Asks for partners of one shift of somebody, both drawn from the roster in
// force; nothing where there is none.
std::optional<client::swap_find_request> workload::draw_shift(self& x) {
  auto head_bytes = record_bytes(std::string{domain::keys::roster_current});
  if (!head_bytes || options_.people == 0 || options_.months.empty())
    return std::nullopt;
  auto head = codec::decode<domain::roster_head>(*head_bytes);
  if (!head)
    return std::nullopt;
  auto find = client::swap_find_request{};
  find.owner = domain::person_id{
    static_cast<std::uint32_t>(x.draw(options_.people)) + 1};
  find.limit = 4;
  auto month = options_.months[x.draw(options_.months.size())];
  auto duties
    = record_bytes(domain::keys::duty(head->roster, find.owner, month));
  if (!duties)
    return std::nullopt;
  auto columns = codec::decode<domain::duty_month>(*duties);
  if (!columns || columns->shift.empty())
    return std::nullopt;
  find.shift = domain::shift_id{columns->shift[x.draw(columns->shift.size())]};
  return find;
}

void workload::swap_once(self& x) {
  auto find = draw_shift(x);
  if (!find)
    return;
  auto found = link_.call(
    *find, {.programme = options_.programme, .timeout = read_limit});
  if (!found || found->candidates.empty())
    return;
  const auto& taker = found->candidates[x.draw(found->candidates.size())];
  auto op = begin(x, operation_kind::swap);
  auto request = client::swap_execute_request{};
  request.owner = find->owner;
  request.shift = find->shift;
  request.counterpart = taker.person;
  request.in_return = taker.shift;
  // The sample's year may be over.
  request.code = domain::change_code::administrative;
  request.reason = why_past;
  op.operation = client::swap_execute_request::operation;
  op.request = codec::encode(request);
  call(x, op);
}

void workload::validate_once(self& x) {
  auto op = begin(x, operation_kind::validate);
  op.key.clear();
  auto number = history_.begin(op);
  auto got
    = link_.ask(client::validate_request{},
                {.programme = options_.programme,
                 .timeout = std::chrono::milliseconds{options_.load.timeout_ms},
                 .trace = op.trace,
                 .at_least = x.seen});
  if (got)
    op.version = got->body.version;
  end(number, op, got ? failure{} : got.error());
  x.seen = std::max(x.seen, op.version);
}

void workload::generate_once(self& x) {
  auto op = begin(x, operation_kind::generate);
  auto work = client::generate_job{};
  work.seed = x.rng();
  work.budget_ms = options_.load.generate_budget_ms;
  // Publications are what is to be proved, so each makes one.
  work.publish_worse = true;
  auto change = generate_submission(options_.programme, op, work);
  op.job = change.submit.front().id;
  // The next one waits for this one's end; what becomes of it is read from
  // the queue after the heal.
  if (commit(op, change))
    wait_ended(op, 100, job_limit_ms);
}

domain::job_id submitted_job(const operation& op, std::uint32_t n) {
  auto name = op.key + op.trace + "/" + std::to_string(n);
  // The top bit keeps it from ever being zero, which names no job.
  return {std::hash<std::string>{}(name) | (1ull << 63)};
}

domain::transaction generate_submission(const std::string& programme,
                                        const operation& op,
                                        const client::generate_job& work) {
  auto x = domain::transaction{};
  x.programme = programme;
  x.trace = op.trace;
  auto& job = x.submit.emplace_back();
  job.id = submitted_job(op);
  job.programme = programme;
  job.kind = client::generate_job::kind;
  job.payload = codec::encode(work);
  job.attempts_max = 25;
  job.trace = op.trace;
  auto reserve = domain::reservation{};
  reserve.scope = "chaos/generate";
  reserve.key = op.key;
  reserve.fingerprint = job.payload;
  reserve.job = job.id;
  x.reserve = reserve;
  return x;
}

} // namespace nightfloat::chaos
