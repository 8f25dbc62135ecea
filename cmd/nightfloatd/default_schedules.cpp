// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/default_schedules.hpp"

#include "client/check_operations.hpp"
#include "client/operations.hpp"
#include "codec/bytes.hpp"

namespace nightfloat::cmd {

namespace {

template <class Job>
domain::schedule
every(const char* line, const Job& request, std::uint32_t attempts) {
  auto x = domain::schedule{};
  x.name = Job::kind;
  x.line = line;
  x.work.kind = Job::kind;
  x.work.payload = codec::encode(request);
  x.work.attempts_max = attempts;
  return x;
}

} // namespace

std::vector<domain::schedule> default_schedules() {
  return {every("30 3 * * *", client::purge_job{.jobless = true}, 5),
          every("0 2 * * *", client::contingency_job{}, 3),
          every("*/15 * * * *", client::health_job{}, 4),
          every("0 3 * * sun", client::fallback_job{}, 2)};
}

} // namespace nightfloat::cmd
