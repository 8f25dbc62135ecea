// SPDX-License-Identifier: Apache-2.0
#pragma once

// A programme as it was: before-images of what came after a version are
// undone from the present, newest first, so that nothing is kept twice for
// it. It costs reading all items since.

#include "storage/engine.hpp"
#include "storage/ledger.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::storage {

/// Records as they were at `version`. Fails with `trimmed`, or `not_found`
/// for a version that is yet to come, and with `oversize` where the records
/// are too large now, then, or at a version in between.
[[nodiscard]] result<record_page>
read_past(const view& from, const std::string& programme, std::uint64_t version,
          const std::vector<std::string>& keys);

/// One page of the records under a prefix as they were at `version`; memory is
/// bounded by twice the page, however much has changed since. Fails as above.
[[nodiscard]] result<record_page>
scan_past(const view& from, const std::string& programme, std::uint64_t version,
          const scan_options& wish);

} // namespace nightfloat::storage
