// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/job_payload.hpp"

#include "client/check_operations.hpp"
#include "client/operations.hpp"
#include "codec/bytes.hpp"
#include "codec/json.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace nightfloat::cmd {

namespace {

constexpr auto kinds = std::array<std::string_view, 5>{
  client::generate_job::kind, client::purge_job::kind,
  client::contingency_job::kind, client::health_job::kind,
  client::fallback_job::kind};

template <class Job>
result<std::string> encoded(const std::string& json) {
  auto work = codec::from_json<Job>(json);
  if (!work)
    return failure{ec::invalid_argument, "--payload: " + work.error().detail};
  return codec::encode(*work);
}

failure unknown_kind(const std::string& kind) {
  return {ec::invalid_argument,
          "KIND: is unknown (" + kind + "), one of " + job_kinds()};
}

} // namespace

std::string job_kinds() {
  auto out = std::string{};
  for (auto kind : kinds)
    out += (out.empty() ? "" : ", ") + std::string{kind};
  return out;
}

result<void> check_job_kind(const std::string& kind) {
  if (std::ranges::find(kinds, kind) == kinds.end())
    return unknown_kind(kind);
  return {};
}

result<std::string> job_payload(const std::string& kind,
                                const std::string& json) {
  if (kind == client::generate_job::kind)
    return encoded<client::generate_job>(json);
  if (kind == client::contingency_job::kind)
    return encoded<client::contingency_job>(json);
  if (kind == client::health_job::kind)
    return encoded<client::health_job>(json);
  if (kind == client::fallback_job::kind)
    return encoded<client::fallback_job>(json);
  if (kind == client::purge_job::kind)
    return encoded<client::purge_job>(json);
  return unknown_kind(kind);
}

} // namespace nightfloat::cmd
