// SPDX-License-Identifier: Apache-2.0
// kept_lease: the job of a worker that died is put off for an hour.
// forgotten_job: it is told to have completed, though nobody did it.

#include "storage/attempts.hpp"

#include "chaos/planted/planted.hpp"

#define abandon sound_abandon
#include "storage/attempts.cpp"
#undef abandon

namespace nightfloat::storage {

void abandon(stored_state& x, attempt_end why, std::int64_t now_ms) {
  sound_abandon(x, why, now_ms);
  if (x.state != domain::job_state::ready)
    return;
  if (planted::is_awake("kept_lease")) {
    x.state = domain::job_state::delayed;
    x.run_at_ms = now_ms + 3'600'000;
  } else if (planted::is_awake("forgotten_job")) {
    x.state = domain::job_state::completed;
  }
}

} // namespace nightfloat::storage
