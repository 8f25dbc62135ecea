// SPDX-License-Identifier: Apache-2.0
#include "storage/acknowledge.hpp"

#include "storage/crash_point.hpp"

namespace nightfloat::storage {

apply_result settle(engine& to, const write_batch& batch,
                    const settlement& then) {
  auto done = apply_result{};
  // A batch of refusals over durable state alone writes nothing.
  if (!batch.empty())
    done = to.apply(batch);
  crash_point("commit.durable");
  if (done.outcome == apply_outcome::ok)
    then.adopt();
  crash_point("commit.adopted");
  then.answer(done);
  crash_point("commit.answered");
  return done;
}

} // namespace nightfloat::storage
