// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "soak/nightfloat_steps.hpp"

#include <array>

namespace nightfloat::soak {

namespace {

/// A kind that no worker serves: the users run it.
constexpr auto users_kind = "soak";
// The sample's year may be over.
constexpr auto why_past = "a soak corrects the past too";

void swap_execute(visit x) {
  auto& who = x.who;
  if (who.candidates.empty())
    return x.skip();
  const auto& taker = who.candidates[who.draw(who.candidates.size())];
  auto request = client::swap_execute_request{};
  request.owner = who.person;
  request.shift = who.shift;
  request.counterpart = taker.person;
  request.in_return = taker.shift;
  request.code = domain::change_code::administrative;
  request.reason = why_past;
  who.swap = {};
  x.ask(request, who.key(),
        [](nightfloat_user& u, const client::swap_reply& got, step_answer& to) {
          u.swap = got.done.id;
          u.version = std::max(u.version, to.version);
        });
}

void swap_revert(visit x) {
  if (!x.who.swap.assigned())
    return x.skip();
  auto request = client::swap_revert_request{};
  request.swap = std::exchange(x.who.swap, {});
  request.code = domain::change_code::administrative;
  request.reason = why_past;
  x.ask(request, x.who.key(),
        [](nightfloat_user&, const client::swap_reply&, step_answer&) {});
}

void swap_offer(visit x) {
  auto& who = x.who;
  if (!who.shift.assigned())
    return x.skip();
  auto request = client::swap_offer_request{};
  request.legs.push_back({who.person, who.shift});
  who.offer = {};
  x.ask(request, who.key(),
        [](nightfloat_user& u, const client::swap_reply& got, step_answer&) {
          u.offer = got.done.id;
        });
}

void swap_withdraw(visit x) {
  auto& who = x.who;
  if (!who.offer.assigned())
    return x.skip();
  auto request = client::swap_act_request{};
  request.act = domain::swap_act::withdraw;
  request.swap = std::exchange(who.offer, {});
  request.person = who.person;
  x.ask(request, who.key(),
        [](nightfloat_user&, const client::swap_reply&, step_answer&) {});
}

domain::transaction submission(visit& x, domain::job work, const char* scope) {
  auto& who = x.who;
  auto change = domain::transaction{};
  change.programme = x.terms.programme;
  // Of this run alone, as its keys are; the top bit keeps it from being zero,
  // which names no job.
  work.id.value = (who.rng.next() ^ x.terms.run) | 1ull << 63;
  work.programme = x.terms.programme;
  change.reserve = domain::reservation{.scope = scope,
                                       .key = who.key(),
                                       .fingerprint = work.payload,
                                       .job = work.id};
  who.job = work.id;
  change.submit.push_back(std::move(work));
  return change;
}

void generate(visit x) {
  auto work = client::generate_job{};
  work.seed = x.who.rng.next();
  work.budget_ms = x.terms.generate_budget_ms;
  // Publications are what loads the cluster, so each makes one.
  work.publish_worse = true;
  auto job = domain::job{};
  job.kind = client::generate_job::kind;
  job.payload = codec::encode(work);
  auto change = submission(x, std::move(job), "soak/generate");
  x.commit(std::move(change),
           [](nightfloat_user&, const domain::commit_answer&) {});
}

void queue_submit(visit x) {
  auto job = domain::job{};
  job.kind = users_kind;
  job.payload = std::string(256, 'x');
  auto change = submission(x, std::move(job), "soak/submit");
  x.commit(
    std::move(change),
    [](nightfloat_user& who, const domain::commit_answer&) { who.job = {}; });
}

void queue_claim(visit x) {
  x.who.held.reset();
  x.ask(
    client::claim_request{.kinds = {users_kind}}, {},
    [](nightfloat_user& who, const client::claim_reply& got, step_answer& to) {
      to.found = !got.leases.empty();
      if (to.found)
        who.held = got.leases.front();
    });
}

void queue_complete(visit x) {
  if (!x.who.held)
    return x.skip();
  auto held = *std::exchange(x.who.held, std::nullopt);
  auto change = domain::transaction{};
  change.programme = held.work.programme;
  change.fenced_by = domain::fence{held.work.id, held.fence};
  change.complete = domain::completion{};
  x.commit(std::move(change),
           [](nightfloat_user&, const domain::commit_answer&) {});
}

constexpr auto changing = std::array{
  named_step{"swap.execute", swap_execute},
  named_step{"swap.revert", swap_revert},
  named_step{"swap.offer", swap_offer},
  named_step{"swap.withdraw", swap_withdraw},
  named_step{"generate", generate},
  named_step{"queue.submit", queue_submit},
  named_step{"queue.claim", queue_claim},
  named_step{"queue.complete", queue_complete},
};

} // namespace

std::span<const named_step> changing_steps() {
  return changing;
}

} // namespace nightfloat::soak
