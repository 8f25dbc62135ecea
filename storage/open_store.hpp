// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"
#include "domain/error.hpp"
#include "storage/ledger.hpp"

#include <memory>

namespace nightfloat::storage {

/// The ledger of a store process: RocksDB in `<state_dir>/ledger`. Fails as
/// `ledger::open`, and with `configuration` without a `state_dir`.
[[nodiscard]] result<std::unique_ptr<ledger>>
open_store(const config::node_options& node, const metrics::clock& clock);

} // namespace nightfloat::storage
