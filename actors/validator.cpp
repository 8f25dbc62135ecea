// SPDX-License-Identifier: Apache-2.0
#include "actors/validator.hpp"

#include "client/operations.hpp"
#include "domain/rules/repair.hpp"
#include "domain/rules/validate.hpp"

#include <string>

namespace nightfloat::actors {

namespace {

failure too_many_repairs(std::uint32_t asked) {
  return {ec::invalid_argument,
          "validate: repairs: out of bounds (" + std::to_string(asked)
            + ", at most "
            + std::to_string(client::validate_request::repairs_max)
            + "), ask for those of fewer findings"};
}

} // namespace

result<answer> answer_validate(const call& x, const programme_snapshot& where,
                               const now_function& now) {
  auto asked = codec::decode<client::validate_request>(x.frame.body);
  if (!asked)
    return asked.error();
  if (asked->repairs > client::validate_request::repairs_max)
    return too_many_repairs(asked->repairs);
  auto pack = pack_of(*where.programme);
  if (!pack)
    return pack.error();
  auto over = window_of(*where.programme, asked->first, asked->last);
  if (!over)
    return over.error();
  auto reply = client::validate_reply{};
  auto began = now();
  reply.findings = domain::validate(*where.programme, *where.roster, *pack,
                                    *over);
  reply.spent_us = micros(began, now());
  record("acgme_validation_duration_seconds",
         "Time in the rules for one validation.", reply.spent_us);
  if (asked->repairs > 0)
    // A zone that nobody knows is a finding already.
    if (auto rules = domain::what_if::make(*where.programme, *where.roster,
                                           *pack))
      domain::add_repairs(*rules, reply.findings, asked->repairs);
  reply.version = where.version;
  reply.duties = where.roster->duties.size();
  reply.people = static_cast<std::uint32_t>(where.programme->people.size());
  return answer_with(reply, where.version);
}

call_actor::behavior_type
validator(call_actor::stateful_pointer<validator_state> self,
          const environment* world) {
  return {
    [self, world](atom::call, const parcel<call>& x) {
      return with_programme(self, *world, x, answer_validate);
    },
  };
}

} // namespace nightfloat::actors
