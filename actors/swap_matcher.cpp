// SPDX-License-Identifier: Apache-2.0
#include "actors/swap_matcher.hpp"

#include "actors/log.hpp"
#include "client/operations.hpp"
#include "domain/swap/swap.hpp"
#include "metrics/registry.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::actors {

namespace {

using matcher_pointer = metered_pointer<swap_matcher_actor, swap_matcher_state>;
using running = swap_matcher_state::running;

constexpr std::uint32_t candidates_max = 200;

void perform_swap(matcher_pointer self, std::uint64_t number, swap_step step);

/// The bridge passes on the operations of its routes alone, so these are few.
void count_swap(std::string_view operation, std::chrono::nanoseconds spent) {
  constexpr auto prefix = std::string_view{"swap."};
  if (operation.starts_with(prefix))
    operation.remove_prefix(prefix.size());
  metrics::process_registry()
    .histogram_of("swap_operation_duration_seconds",
                  "Time from a call about swaps to its answer, by operation.",
                  {{"op", std::string{operation}}})
    .record(static_cast<std::uint64_t>(spent / std::chrono::microseconds{1}));
}

/// The same of what only looks, where the programme could be had.
computation counted_swap(computation what,
                         std::chrono::steady_clock::time_point began) {
  return [what = std::move(what), began](const call& x,
                                         const programme_snapshot& where,
                                         const now_function& now) {
    auto out = what(x, where, now);
    count_swap(x.frame.operation, now() - began);
    return out;
  };
}

void fetch_for_swap(matcher_pointer self, std::uint64_t number,
                    const running& x, const swap_step& step) {
  const auto& name = x.of->frame.programme;
  auto proceed = [=](const result<snapshot_ptr>& got) {
    auto found = self->state.attempts.find(number);
    if (found != self->state.attempts.end())
      perform_swap(
        self, number,
        found->second.attempt.on_programme(got, self->clock().now()));
  };
  // Not in its turn: who is done then passes it on, from inside of this.
  if (!step.in_turn)
    if (auto where = at_hand(*self->state.world, name, step.at_least))
      return proceed(where);
  auto cache = whereis<programme_cache_actor>(self->system(), names::cache);
  if (!cache)
    return proceed(
      failure{ec::unavailable, "worker: its programme cache restarts", 200});
  self->request(cache, programme_patience, atom::need_v, name, step.at_least)
    .then([=](const snapshot_ptr& where) { proceed(where); },
          [=](const caf::error& why) { proceed(to_failure(why)); });
}

/// True: it may plan now. False: it will be told.
bool takes_turn(matcher_pointer self, std::uint64_t number, swap_step& step) {
  const auto& programme = self->state.attempts.at(number).of->frame.programme;
  auto& turns = self->state.in_turn[programme];
  if (turns.now != 0 && turns.now != number) {
    turns.waiting.emplace_back(number, std::move(step));
    return false;
  }
  turns.now = number;
  // What is older is in conflict already; 0 asks for the newest.
  if (step.at_least != 0)
    step.at_least = std::max(step.at_least, turns.version);
  return true;
}

void pass_turn(matcher_pointer self, std::uint64_t number,
               const std::string& programme, std::uint64_t version) {
  auto found = self->state.in_turn.find(programme);
  if (found == self->state.in_turn.end())
    return;
  auto& turns = found->second;
  turns.version = std::max(turns.version, version);
  if (turns.now != number)
    return;
  turns.now = 0;
  if (turns.waiting.empty()) {
    self->state.in_turn.erase(found);
    return;
  }
  auto next = std::move(turns.waiting.front());
  turns.waiting.pop_front();
  perform_swap(self, next.first, std::move(next.second));
}

void finish_swap(matcher_pointer self, std::uint64_t number, answer reply) {
  auto found = self->state.attempts.find(number);
  const auto& frame = found->second.of->frame;
  log().info("swap answered: operation={} programme={} code={} replayed={} "
             "version={} trace={}",
             frame.operation, frame.programme, to_string(reply.status),
             reply.replayed, reply.revision, frame.trace);
  count_swap(frame.operation, self->clock().now() - found->second.began);
  auto programme = frame.programme;
  auto version = reply.revision;
  found->second.promise.deliver(std::move(reply));
  self->state.attempts.erase(found);
  pass_turn(self, number, programme, version);
}

void perform_swap(matcher_pointer self, std::uint64_t number, swap_step step) {
  auto& x = self->state.attempts.at(number);
  auto& store = *self->state.world->store;
  auto to = mailbox(self);
  switch (step.what) {
    case swap_step::verb::programme:
      if (step.in_turn && !takes_turn(self, number, step))
        return;
      return fetch_for_swap(self, number, x, step);
    case swap_step::verb::record:
      return store.read(x.of->frame.programme, {step.key}, step.at_least,
                        [=](result<client::records> got) {
                          to(atom::read_v, number, parcel{std::move(got)});
                        });
    case swap_step::verb::commit:
      return store.commit(std::move(step.change),
                          [=](domain::commit_answer got) {
                            to(atom::commit_v, number, std::move(got));
                          });
    case swap_step::verb::done:
      return finish_swap(self, number, std::move(step.reply));
  }
}

caf::result<answer> on_swap_call(matcher_pointer self, const parcel<call>& x) {
  auto began = self->clock().now();
  if (x->frame.operation == client::swap_find_request::operation)
    return with_programme(self, *self->state.world, x,
                          counted_swap(answer_find, began));
  if (x->frame.operation == client::swap_match_request::operation)
    return with_programme(self, *self->state.world, x,
                          counted_swap(answer_match, began));
  auto number = ++self->state.counter;
  auto promise = self->make_response_promise<answer>();
  auto fresh = domain::swap_id{self->state.world->draw()};
  auto [at, added] = self->state.attempts.emplace(
    number,
    running{swap_attempt{x, fresh, self->state.rules}, x, promise, began});
  perform_swap(self, number, at->second.attempt.begin());
  return promise;
}

void on_record(matcher_pointer self, std::uint64_t number,
               const result<client::records>& got) {
  auto found = self->state.attempts.find(number);
  if (found != self->state.attempts.end())
    perform_swap(self, number,
                 found->second.attempt.on_record(got, self->clock().now()));
}

void on_swap_commit(matcher_pointer self, std::uint64_t number,
                    const domain::commit_answer& got) {
  auto found = self->state.attempts.find(number);
  if (found != self->state.attempts.end())
    perform_swap(self, number,
                 found->second.attempt.on_commit(got, self->clock().now()));
}

std::string code_of(const domain::programme& where, domain::person_id who) {
  const auto* found = domain::find(where, who);
  return found == nullptr ? std::string{} : found->code;
}

} // namespace

result<answer> answer_find(const call& x, const programme_snapshot& where,
                           const now_function&) {
  auto asked = codec::decode<client::swap_find_request>(x.frame.body);
  if (!asked)
    return asked.error();
  if (!where.has_roster())
    return failure{ec::refused, "swap: no roster is in force"};
  auto pack = pack_of(*where.programme);
  if (!pack)
    return pack.error();
  auto found = domain::find_swaps(*where.programme, *where.roster, *pack,
                                  asked->owner, asked->shift,
                                  std::min(asked->limit, candidates_max));
  if (!found)
    return found.error();
  auto reply = client::swap_find_reply{};
  reply.version = where.version;
  for (const auto& one : *found)
    reply.candidates.push_back({one.kind, one.person,
                                code_of(*where.programme, one.person),
                                one.in_return, one.start, one.score, one.why});
  return answer_with(reply, where.version);
}

result<answer> answer_match(const call& x, const programme_snapshot& where,
                            const now_function& now) {
  auto asked = codec::decode<client::swap_match_request>(x.frame.body);
  if (!asked)
    return asked.error();
  if (!where.has_roster())
    return failure{ec::refused, "swap: no roster is in force"};
  auto pack = pack_of(*where.programme);
  if (!pack)
    return pack.error();
  auto began = now();
  auto found = domain::match_swaps({*where.programme, *where.roster, *pack,
                                    *where.swaps, where.ledger_time_ms},
                                   {asked->owner, asked->shift}, asked->limit);
  if (!found)
    return found.error();
  auto reply = client::swap_match_reply{};
  reply.version = where.version;
  reply.matches = std::move(found->found);
  reply.considered = found->considered;
  reply.spent_us = client::micros(began, now());
  return answer_with(reply, where.version);
}

swap_matcher_actor::behavior_type swap_matcher(matcher_pointer self,
                                               const environment* world) {
  self->state.world = world;
  return {
    [self](atom::call, const parcel<call>& x) { return on_swap_call(self, x); },
    [self](atom::read, std::uint64_t number,
           const parcel<result<client::records>>& got) {
      on_record(self, number, *got);
    },
    [self](atom::commit, std::uint64_t number,
           const domain::commit_answer& got) {
      on_swap_commit(self, number, got);
    },
  };
}

} // namespace nightfloat::actors
