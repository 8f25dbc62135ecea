// SPDX-License-Identifier: Apache-2.0
// The store's ledger, behind one that may have a bug.

#include "storage/open_store.hpp"

#include "chaos/planted/planted_ledger.hpp"

#define open_store open_sound_store
#include "storage/open_store.cpp"
#undef open_store

namespace nightfloat::storage {

result<std::unique_ptr<ledger>>
open_store(const config::node_options& node, const metrics::clock& clock,
           std::vector<domain::schedule> schedules) {
  auto sound = open_sound_store(node, clock, std::move(schedules));
  if (!sound)
    return sound;
  return planted::with_bugs(std::move(*sound));
}

} // namespace nightfloat::storage
