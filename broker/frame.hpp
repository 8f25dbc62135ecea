// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broker/envelope.hpp"
#include "domain/error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nightfloat::broker {

/// The frame's bytes.
[[nodiscard]] std::string encode_frame(const envelope& x);

/// The most bytes that the frame may have, its numbers at their largest and
/// not encoded.
[[nodiscard]] std::size_t frame_size_most(const envelope& x) noexcept;

/// What a call that must be answered by `deadline` carries as `remaining_ms`:
/// rounded up and at least 1, since 0 says that no time is left.
[[nodiscard]] std::uint32_t
time_left_ms(std::chrono::steady_clock::time_point deadline,
             std::chrono::steady_clock::time_point now) noexcept;

/// Fails with `oversize`, beginning with the field's name, where a text is
/// longer than `call_text_bytes_max`, or `detail` than `detail_bytes_max`: no
/// receiver takes such a frame.
[[nodiscard]] result<void> check_texts(const envelope& x);

/// Leaves of the sentence what a receiver takes, in whole characters.
void clip_detail(envelope& x);

/// Reads one frame. Fails with `oversize` above `frame_bytes_max` and like
/// `check_texts`, `bad_version` (both versions named, before anything else is
/// read) or `malformed`; never on a kind that it can name.
[[nodiscard]] result<envelope> decode_frame(std::string_view bytes);

/// A reply to `call`: correlation, operation, programme, trace and key echoed.
[[nodiscard]] envelope make_reply(const envelope& call);

/// A reply that says why not, its sentence clipped.
[[nodiscard]] envelope make_refusal(const envelope& call, failure why);

} // namespace nightfloat::broker
