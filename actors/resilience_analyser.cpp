// SPDX-License-Identifier: Apache-2.0
#include "actors/resilience_analyser.hpp"

#include "client/operations.hpp"
#include "metrics/registry.hpp"

namespace nightfloat::actors {

namespace {

client::vulnerability row(const domain::programme& where,
                          const domain::vulnerability& x) {
  auto out = client::vulnerability{};
  out.person = x.person;
  if (const auto* who = domain::find(where, x.person))
    out.code = who->code;
  out.lost = x.lost;
  out.redispatched = x.redispatched;
  out.short_optimistic = x.short_optimistic;
  out.short_achievable = x.short_achievable;
  return out;
}

void show_n1(bool n1_pass) {
  metrics::process_registry()
    .gauge_of("resilience_n1_compliant",
              "1 if the roster looked at last lost nothing with any one "
              "person, else 0.")
    .set(n1_pass ? 1 : 0);
}

} // namespace

client::risk_reply risk_of(const programme_snapshot& where,
                           const domain::contingency& found) {
  auto reply = client::risk_reply{};
  reply.version = where.version;
  reply.base_gaps = found.missing;
  reply.n1_pass = found.n1_pass;
  reply.unknown = found.unknown;
  for (const auto& one : found.people)
    reply.people.push_back(row(*where.programme, one));
  if (reply.unknown.empty())
    show_n1(reply.n1_pass);
  return reply;
}

result<answer> answer_risk(const call& x, const programme_snapshot& where,
                           const now_function& now) {
  auto asked = codec::decode<client::risk_request>(x.frame.body);
  if (!asked)
    return asked.error();
  auto pack = pack_of(*where.programme);
  if (!pack)
    return pack.error();
  auto over = client::window_of(*where.programme, asked->first, asked->last);
  if (!over)
    return over.error();
  auto began = now();
  auto reply
    = risk_of(where, domain::n1(*where.programme, *where.roster, *pack, *over));
  reply.spent_us = client::micros(began, now());
  record("resilience_contingency_analysis_duration_seconds",
         "Time in one N-1 analysis.", reply.spent_us);
  return answer_with(reply, where.version);
}

call_actor::behavior_type
resilience_analyser(metered_pointer<call_actor, resilience_analyser_state> self,
                    const environment* world) {
  return {
    [self, world](atom::call, const parcel<call>& x) {
      return with_programme(self, *world, x, answer_risk);
    },
  };
}

} // namespace nightfloat::actors
