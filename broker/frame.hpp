// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broker/envelope.hpp"
#include "domain/error.hpp"

#include <string>
#include <string_view>

namespace nightfloat::broker {

/// The frame's bytes.
[[nodiscard]] std::string encode_frame(const envelope& x);

/// The most bytes that the frame may have, its numbers at their largest and
/// not encoded.
[[nodiscard]] std::size_t frame_size_most(const envelope& x) noexcept;

/// Reads one frame. Fails with `oversize` above `frame_bytes_max`,
/// `bad_version` (both versions named, before anything else is read) or
/// `malformed`; never on a kind that it can name.
[[nodiscard]] result<envelope> decode_frame(std::string_view bytes);

/// A reply to `call`: correlation, operation, programme, trace and key echoed.
[[nodiscard]] envelope make_reply(const envelope& call);

/// A reply that says why not.
[[nodiscard]] envelope make_refusal(const envelope& call, failure why);

} // namespace nightfloat::broker
