// SPDX-License-Identifier: Apache-2.0
#include "actors/messages.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/sec.hpp>

namespace nightfloat::actors {

namespace {

std::string text_of(const caf::error& x) {
  if (x.context().match_elements<std::string>())
    return x.context().get_as<std::string>(0);
  return caf::to_string(x);
}

} // namespace

answer refusal(const failure& x) {
  auto out = answer{};
  out.status = x.code;
  out.detail = x.detail;
  out.retry_after_ms = x.retry_after_ms;
  return out;
}

caf::error to_error(const failure& x) {
  return caf::make_error(x.code, x.detail);
}

failure to_failure(const caf::error& x) {
  if (x.category() == caf::atom("nightfloat"))
    return {static_cast<ec>(x.code()), text_of(x)};
  if (x == caf::sec::request_timeout)
    return {ec::timed_out, "worker: no answer within the remaining time"};
  // What the actor had begun when it died may have happened.
  return {ec::worker_lost, "worker: an actor ended at its work ("
                             + caf::to_string(x)
                             + "), ask again with the same key"};
}

} // namespace nightfloat::actors
