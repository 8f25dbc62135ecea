// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"
#include "domain/error.hpp"
#include "storage/ledger.hpp"

#include <memory>
#include <vector>

namespace nightfloat::storage {

/// The ledger of a store process: RocksDB in `<state_dir>/ledger`. Fails as
/// `ledger::open`, and with `configuration` without a `state_dir`; `corrupt`
/// names what can still be read, for which everything is. Every programme gets
/// `schedules` once.
[[nodiscard]] result<std::unique_ptr<ledger>>
open_store(const config::node_options& node, const metrics::clock& clock,
           std::vector<domain::schedule> schedules = {});

} // namespace nightfloat::storage
