// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/error.hpp"
#include "domain/ledger.hpp"

#include <optional>
#include <string_view>

namespace nightfloat::storage {

/// Before-images that one transaction may leave in history.
constexpr std::size_t before_bytes_max = 2 << 20;

/// Bytes that one read by keys answers with; they fit a frame, and any one
/// record does.
constexpr std::size_t read_bytes_max = 3'584 << 10;

/// Keys that one read may name.
constexpr std::size_t read_keys_max = 4'096;

/// `oversize`, of a read that names more.
[[nodiscard]] result<void> check_key_count(std::size_t keys);

/// Bytes of the leases that one claim brings; with the last one they still fit
/// a frame.
constexpr std::size_t claim_bytes_max = 5 << 19;

/// Of a lease beside its job's payload and trace, at most.
constexpr std::size_t lease_bytes = 2 << 10;

/// `oversize`, of a read that would pass that.
[[nodiscard]] failure read_too_large();

/// Whether jobs can be of this kind: 1 to 64 bytes, none a control character.
[[nodiscard]] bool is_kind(std::string_view x) noexcept;

/// Whether the programme and the keys of replies can be addressed; the answer
/// to give if not.
[[nodiscard]] std::optional<domain::commit_answer>
check_address(const domain::transaction& x);

/// What it takes in memory while it waits.
[[nodiscard]] std::size_t memory_of(const domain::transaction& x) noexcept;

/// Check (5): counts, bytes, shape of keys and jobs; the answer to give if one
/// is broken.
[[nodiscard]] std::optional<domain::commit_answer>
check_limits(const domain::transaction& x);

} // namespace nightfloat::storage
