// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace nightfloat::storage {

/// One link of a programme's audit chain: SHA-256 over the link before (empty
/// for the first) and the bytes of this item. 32 bytes.
[[nodiscard]] std::string chain_link(std::string_view before,
                                     std::string_view item);

} // namespace nightfloat::storage
