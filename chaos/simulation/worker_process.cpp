// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/worker_process.hpp"

#include "broker/frame.hpp"
#include "client/operations.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::simulation {

namespace {

constexpr auto tick_interval = milliseconds{40};
constexpr auto claim_patience = milliseconds{1'000};

} // namespace

std::string effect_key(domain::job_id x) {
  return "effect/" + std::to_string(x.value);
}

worker_process::worker_process(world& in, network& through, life self,
                               const worker_settings& settings,
                               worker_hooks hooks)
  : world_{in}, self_{self}, settings_{settings}, hooks_{std::move(hooks)} {
  const auto low = mix(in.seed(), 4'000 + self.incarnation) | 1;
  to_store_ = std::make_unique<link>(
    in, through, self, link_to("store", settings.store, low),
    link_hooks{
      .on_call = {}, .on_cancel = {}, .on_lifeline = hooks_.on_lifeline});
  to_broker_ = std::make_unique<link>(
    in, through, self, link_to("broker", settings.broker, low),
    link_hooks{
      .on_call = [this](broker::envelope call) { on_call(std::move(call)); },
      .on_cancel = {},
      .on_lifeline = {}});
  tick();
}

link_options worker_process::link_to(const std::string& server,
                                     std::uint32_t who, std::uint64_t low) {
  auto x = link_options{.server = server,
                        .to = who,
                        .session = {self_.incarnation, low},
                        .hello = {},
                        .heartbeat = settings_.heartbeat,
                        .liveness = settings_.liveness,
                        .correlation_first = low >> 8};
  x.hello.role = "worker";
  x.hello.pid = self_.incarnation;
  if (server == "broker") {
    x.hello.operations = {std::string{exchange_request::operation}};
    x.hello.capacity = 2;
  }
  return x;
}

void worker_process::tick() {
  renew();
  claim();
  world_.wake_after(tick_interval, self_, [this] { tick(); });
}

void worker_process::claim() {
  const auto busy = static_cast<std::uint32_t>(jobs_.size());
  if (claiming_ || busy >= settings_.slots)
    return;
  claiming_ = true;
  to_store_->ask(client::claim_request{{work_kind}, settings_.slots - busy},
                 {.programme = {},
                  .key = {},
                  .trace = {},
                  .timeout = claim_patience + milliseconds{500},
                  .repeat = false},
                 [this](result<client::claim_reply> got) {
                   claiming_ = false;
                   if (got)
                     for (const auto& x : got->leases)
                       begin(x);
                 });
}

void worker_process::renew() {
  if (renewing_)
    return;
  renewing_ = true;
  auto request = client::renew_request{};
  for (const auto& [token, x] : jobs_)
    request.leases.push_back(
      {.held = {x.lease.work.id, token}, .progress = {.counter = x.counter}});
  to_store_->ask(request,
                 {.programme = {},
                  .key = {},
                  .trace = {},
                  .timeout = milliseconds{500},
                  .repeat = false},
                 [this](result<client::renew_reply> got) {
                   renewing_ = false;
                   if (!got)
                     return;
                   for (const auto& x : got->leases)
                     if (x.lost)
                       jobs_.erase(x.held.token);
                 });
}

void worker_process::begin(const domain::lease& x) {
  if (hooks_.on_lease)
    hooks_.on_lease(x);
  auto order = codec::decode<work_order>(x.work.payload);
  auto [at, added] = jobs_.try_emplace(
    x.fence, running{.lease = x, .order = order ? *order : work_order{}});
  if (added)
    go_on(x.fence);
}

void worker_process::go_on(const domain::token& which) {
  auto at = jobs_.find(which);
  if (at == jobs_.end())
    return;
  auto& x = at->second;
  ++x.counter;
  if (x.noted < x.order.notes)
    note(x);
  constexpr auto parts = 4u;
  if (x.counter > parts)
    return finish(x);
  world_.after(milliseconds{x.order.lasting_ms / parts + 1}, self_,
               [this, which] { go_on(which); });
}

void worker_process::note(running& x) {
  const auto& lease = x.lease;
  auto change = domain::transaction{};
  change.programme = lease.work.programme;
  change.trace = lease.work.trace;
  change.fenced_by = domain::fence{lease.work.id, lease.fence};
  change.put = {{"note/" + std::to_string(lease.work.id.value),
                 std::to_string(lease.attempt)}};
  auto reply = domain::owed_reply{};
  reply.scope = "internal note";
  reply.key = std::to_string(lease.work.id.value) + "/"
              + std::to_string(lease.fence.epoch) + "."
              + std::to_string(lease.fence.counter) + "/"
              + std::to_string(++x.noted);
  reply.fingerprint = reply.key;
  change.reply = std::move(reply);
  to_store_->commit(std::move(change), settings_.timeout,
                    [](const domain::commit_answer&) {});
}

void worker_process::finish(running& x) {
  const auto& lease = x.lease;
  const auto which = domain::fence{lease.work.id, lease.fence};
  auto change = domain::transaction{};
  change.programme = lease.work.programme;
  change.trace = lease.work.trace;
  change.fenced_by = which;
  change.complete = domain::completion{};
  if (lease.attempt <= x.order.failures) {
    change.complete->failed = true;
    change.complete->code = ec::infeasible;
    change.complete->detail = "work: this attempt was to fail";
  } else {
    change.put = {{effect_key(lease.work.id), std::to_string(lease.attempt)}};
    change.publish = {{"completed", codec::encode(which)}};
    auto said = client::generate_result{};
    said.published = false;
    change.complete->result = codec::encode(said);
  }
  to_store_->commit(
    std::move(change), settings_.timeout,
    [this, which](const domain::commit_answer&) { jobs_.erase(which.token); });
}

void worker_process::on_call(broker::envelope call) {
  auto asked = codec::decode<exchange_request>(call.body);
  if (!asked) {
    (void)to_broker_->reply(broker::make_refusal(call, asked.error()));
    return;
  }
  asked->key = call.key;
  asked->trace = call.trace;
  exchange(*to_store_, std::move(*asked), milliseconds{call.remaining_ms},
           [this, call = std::move(call)](exchange_end said) {
             auto frame = broker::make_reply(call);
             frame.status = said.code;
             frame.detail = std::move(said.detail);
             frame.revision = said.version;
             frame.replayed = said.replayed;
             frame.body = std::move(said.body);
             (void)to_broker_->reply(std::move(frame));
           });
}

} // namespace nightfloat::simulation
