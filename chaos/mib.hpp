// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace nightfloat::chaos {

/// Bytes of a MiB, the unit in which reports show memory.
inline constexpr auto mib = 1024.0 * 1024.0;

} // namespace nightfloat::chaos
