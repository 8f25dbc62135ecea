// SPDX-License-Identifier: Apache-2.0
// early_acknowledgement: answers leave before the batch is durable.
// leaked_descriptor: every third batch opens a file and forgets it.

#include "storage/acknowledge.hpp"

#include "chaos/planted/planted.hpp"

#include <unistd.h>

// The sound version keeps its place for when the bug sleeps.
#define settle sound_settle
#include "storage/acknowledge.cpp"
#undef settle

namespace nightfloat::storage {

apply_result settle(engine& to, const write_batch& batch,
                    const settlement& then) {
  static auto count = 0;
  if (planted::is_awake("leaked_descriptor") && !batch.empty()
      && ++count % 3 == 0 && count < 1'500)
    (void)::dup(STDERR_FILENO);
  if (!planted::is_awake("early_acknowledgement"))
    return sound_settle(to, batch, then);
  then.answer(apply_result{});
  auto done = to.apply(batch);
  if (done.outcome == apply_outcome::ok)
    then.adopt();
  return done;
}

} // namespace nightfloat::storage
