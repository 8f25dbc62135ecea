// SPDX-License-Identifier: Apache-2.0
#include "tests/support/local_worker.hpp"

namespace nightfloat::test {

result<client::records>
import_port::read(const std::string& programme,
                  const std::vector<std::string>& keys) {
  auto x = in_.ledger->read({programme, 0}, keys);
  if (!x)
    return x.error();
  return client::records{x->version, std::move(x->found), x->more};
}

result<client::records> import_port::scan(const std::string& programme,
                                          const std::string& prefix,
                                          const std::string& after) {
  auto wish = storage::scan_options{};
  wish.prefix = prefix;
  wish.after = after;
  auto x = in_.ledger->scan({programme, 0}, wish);
  if (!x)
    return x.error();
  return client::records{x->version, std::move(x->found), x->more};
}

result<std::vector<domain::feed_item>>
import_port::changes(const std::string& programme, std::uint64_t since,
                     std::uint64_t until) {
  auto out = std::vector<domain::feed_item>{};
  auto from = in_.ledger->watch(programme, since, [] {});
  while (from && out.size() < until - since)
    for (auto& x : (*from)->next(until - since).value())
      out.push_back(std::move(x));
  return out;
}

result<domain::commit_answer>
import_port::commit(const domain::transaction& change) {
  return in_.commit(change);
}

local_worker::local_worker() {
  world.store = &store;
  world.options.jobs_max = 1;
  family = spawn(actors::supervisor, &world, actors::worker_family(&world),
                 actors::restart_options{});
  run();
}

local_worker::~local_worker() {
  tell(family, atom::drain_v);
  store.let_go();
}

void local_worker::run() {
  do
    settle();
  while (store.pump());
}

void local_worker::pass(std::chrono::milliseconds time) {
  for (auto spent = std::chrono::milliseconds{0}; spent < time;
       spent += std::chrono::milliseconds{100}) {
    ledger.clock.advance(std::chrono::milliseconds{100});
    advance(std::chrono::milliseconds{100});
    run();
  }
}

void local_worker::import(const domain::programme& x,
                          const domain::roster* roster) {
  auto request = client::publish_request{};
  request.programme = "im";
  request.content = x;
  if (roster != nullptr)
    request.roster = *roster;
  request.number = ++number;
  auto port = import_port{ledger};
  auto done = client::publish(port, std::move(request),
                              [](std::uint64_t, std::uint64_t) {});
  BOOST_REQUIRE_MESSAGE(done.has_value(), done.error().detail);
}

actors::answer local_worker::answer_to(std::uint64_t correlation) {
  for (const auto& [at, said] : replies)
    if (at == correlation)
      return said;
  BOOST_FAIL("no answer to " << correlation);
  return {};
}

std::size_t local_worker::events(const std::string& kind) {
  auto from = ledger.ledger->watch("im", 0, [] {}).value();
  auto count = std::size_t{0};
  for (auto items = from->next(1'000).value(); !items.empty();
       items = from->next(1'000).value())
    for (const auto& item : items)
      for (const auto& x : item.events)
        count += x.kind == kind ? 1 : 0;
  return count;
}

domain::job_id local_worker::submit(const client::generate_job& wish,
                                    std::uint32_t attempts_max) {
  auto change = domain::transaction{};
  change.programme = "im";
  auto job = domain::job{};
  job.id = {++number};
  job.programme = "im";
  job.kind = client::generate_job::kind;
  job.payload = codec::encode(wish);
  job.attempts_max = attempts_max;
  change.submit.push_back(job);
  change.reply = domain::owed_reply{};
  change.reply->scope = "test";
  change.reply->key = std::to_string(number);
  BOOST_TEST_REQUIRE(
    (ledger.commit(change).outcome == domain::commit_outcome::committed));
  return job.id;
}

domain::commit_answer local_worker::touch(std::uint32_t who) {
  auto change = domain::transaction{};
  change.programme = "im";
  change.touch = {domain::keys::person_guard({who})};
  change.reply = domain::owed_reply{};
  change.reply->scope = "other";
  change.reply->key = std::to_string(++number);
  return ledger.commit(change);
}

} // namespace nightfloat::test
