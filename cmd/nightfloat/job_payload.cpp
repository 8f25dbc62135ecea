// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/job_payload.hpp"

#include "client/operations.hpp"
#include "codec/bytes.hpp"
#include "codec/json.hpp"

namespace nightfloat::cmd {

namespace {

template <class Job>
result<std::string> encoded(const std::string& json) {
  auto work = codec::from_json<Job>(json);
  if (!work)
    return failure{ec::invalid_argument, "--payload: " + work.error().detail};
  return codec::encode(*work);
}

} // namespace

std::string job_kinds() {
  return "generate, purge, contingency";
}

result<std::string> job_payload(const std::string& kind,
                                const std::string& json) {
  if (kind == client::generate_job::kind)
    return encoded<client::generate_job>(json);
  if (kind == client::contingency_job::kind)
    return encoded<client::contingency_job>(json);
  if (kind == client::purge_job::kind)
    return encoded<client::purge_job>(json);
  return failure{ec::invalid_argument,
                 "KIND: is unknown (" + kind + "), one of " + job_kinds()};
}

} // namespace nightfloat::cmd
