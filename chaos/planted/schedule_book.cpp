// SPDX-License-Identifier: Apache-2.0
// repeated_cron: a time that was dealt with is due again for a while.

#include "domain/cron.hpp"
#include "storage/layout.hpp"

// Beside the method that is called stands the sound one.
#define judge                                                                  \
  sound_judge(std::int64_t first_ms, std::int64_t now_ms,                      \
              domain::misfire_policy policy) const;                            \
  verdict judge
#include "storage/schedule_book.hpp"
#undef judge

#include "chaos/planted/planted.hpp"

#define judge sound_judge
#include "storage/schedule_book.cpp"
#undef judge

namespace nightfloat::storage {

due_rule::verdict due_rule::judge(std::int64_t first_ms, std::int64_t now_ms,
                                  domain::misfire_policy policy) const {
  auto x = sound_judge(first_ms, now_ms, policy);
  if (planted::is_awake("repeated_cron") && now_ms < first_ms + 2'000)
    x.next_ms = first_ms;
  return x;
}

} // namespace nightfloat::storage
