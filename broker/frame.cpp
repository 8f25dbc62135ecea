// SPDX-License-Identifier: Apache-2.0
#include "broker/frame.hpp"

#include "codec/bytes.hpp"
#include "codec/text.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace nightfloat::broker {

namespace {

/// The version alone: what follows it may be laid out otherwise.
bool read_version(std::string_view bytes, std::uint64_t& version) {
  auto in = codec::reader{bytes};
  auto count = std::size_t{0};
  return in.read_array(count) && count > 0
         && in.read_unsigned(version,
                             std::numeric_limits<std::uint64_t>::max());
}

/// What an envelope adds to its texts, rounded up.
constexpr std::size_t envelope_bytes = 256;

} // namespace

std::uint32_t time_left_ms(std::chrono::steady_clock::time_point deadline,
                           std::chrono::steady_clock::time_point now) noexcept {
  auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now);
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(
    left.count(), 1, std::numeric_limits<std::uint32_t>::max()));
}

result<void> check_texts(const envelope& x) {
  auto long_one = [](const char* what, const std::string& text,
                     std::size_t most) -> result<void> {
    if (text.size() <= most)
      return {};
    return failure{ec::oversize, std::string{what} + ": too long ("
                                   + std::to_string(text.size()) + ", "
                                   + std::to_string(most)
                                   + " bytes at most), shorten it"};
  };
  using text = std::pair<const char*, const std::string*>;
  for (auto [what, it] :
       {text{"operation", &x.operation}, text{"programme", &x.programme},
        text{"caller", &x.caller}, text{"key", &x.key},
        text{"trace", &x.trace}})
    if (auto ok = long_one(what, *it, call_text_bytes_max); !ok)
      return ok;
  return long_one("detail", x.detail, detail_bytes_max);
}

void clip_detail(envelope& x) {
  x.detail.resize(codec::clipped(x.detail, detail_bytes_max).size());
}

std::size_t frame_size_most(const envelope& x) noexcept {
  return x.operation.size() + x.programme.size() + x.caller.size()
         + x.key.size() + x.trace.size() + x.detail.size() + x.body.size()
         + envelope_bytes;
}

std::string encode_frame(const envelope& x) {
  auto out = std::string{};
  out.reserve(x.body.size() + x.trace.size() + x.key.size() + 128);
  codec::encode_to(out, x);
  return out;
}

result<envelope> decode_frame(std::string_view bytes) {
  if (bytes.size() > frame_bytes_max)
    return failure{ec::oversize, "frame: too large ("
                                   + std::to_string(bytes.size()) + ", "
                                   + std::to_string(frame_bytes_max)
                                   + " bytes at most), send less or in pages"};
  auto version = std::uint64_t{0};
  if (!read_version(bytes, version))
    return failure{ec::malformed, "frame: not an envelope ("
                                    + std::to_string(bytes.size())
                                    + " bytes), speak the protocol of "
                                      "docs/protocol.md"};
  if (version != protocol_version)
    return failure{ec::bad_version, "frame: protocol version "
                                      + std::to_string(version)
                                      + " is not spoken here ("
                                      + std::to_string(protocol_version)
                                      + "), run the same release at both ends"};
  auto x = codec::decode<envelope>(bytes);
  if (!x)
    return at("frame", std::move(x).error());
  if (auto ok = check_texts(*x); !ok)
    return at("frame", ok.error());
  return x;
}

envelope make_reply(const envelope& call) {
  auto x = envelope{};
  x.kind = frame_kind::reply;
  x.session = call.session;
  x.incarnation = call.incarnation;
  x.operation = call.operation;
  x.programme = call.programme;
  x.key = call.key;
  x.correlation = call.correlation;
  x.trace = call.trace;
  return x;
}

envelope make_refusal(const envelope& call, failure why) {
  auto x = make_reply(call);
  x.status = why.code;
  x.detail = std::move(why.detail);
  clip_detail(x);
  x.retry_after_ms = why.retry_after_ms;
  return x;
}

} // namespace nightfloat::broker
