// SPDX-License-Identifier: Apache-2.0
#include "actors/validator.hpp"

#include "client/answers.hpp"
#include "domain/rules/words.hpp"
#include "metrics/registry.hpp"

namespace nightfloat::actors {

namespace {

/// By rule, whose names are a fixed list; what is none of them is `other`.
void count_violations(const std::vector<domain::finding>& found) {
  for (const auto& x : found) {
    if (x.severity != domain::severity::violation)
      continue;
    auto known = domain::find_rule(x.rule).has_value();
    metrics::process_registry()
      .counter_of("acgme_violations_total",
                  "Violations that validations found, each time anew, by rule.",
                  {{"violation_type", known ? x.rule : "other"}})
      .add();
  }
}

template <class Request>
result<answer> answer_of(const call& x, const programme_snapshot& where,
                         const now_function& now) {
  auto asked = codec::decode<Request>(x.frame.body);
  if (!asked)
    return asked.error();
  auto reply = client::answer_from(
    *asked, {*where.programme, *where.roster, where.version}, now);
  if (!reply)
    return reply.error();
  if constexpr (std::is_same_v<Request, client::validate_request>) {
    record("acgme_validation_duration_seconds",
           "Time in the rules for one validation.", reply->spent_us);
    count_violations(reply->findings);
  }
  return answer_with(*reply, where.version);
}

} // namespace

result<answer> answer_question(const call& x, const programme_snapshot& where,
                               const now_function& now) {
  if (x.frame.operation == client::conflicts_request::operation)
    return answer_of<client::conflicts_request>(x, where, now);
  if (x.frame.operation == client::who_can_request::operation)
    return answer_of<client::who_can_request>(x, where, now);
  if (x.frame.operation == client::repair_request::operation)
    return answer_of<client::repair_request>(x, where, now);
  return answer_of<client::validate_request>(x, where, now);
}

call_actor::behavior_type
validator(metered_pointer<call_actor, validator_state> self,
          const environment* world) {
  return {
    [self, world](atom::call, const parcel<call>& x) {
      return with_programme(self, *world, x, answer_question);
    },
  };
}

} // namespace nightfloat::actors
