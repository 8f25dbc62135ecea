// SPDX-License-Identifier: Apache-2.0
#include "chaos/proxy_flow.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace nightfloat::chaos {

using namespace std::chrono_literals;

namespace {

// RFC 23: signature (10 bytes), version (2), mechanism (20), as-server, filler.
constexpr std::size_t greeting_bytes = 64;
constexpr std::size_t mechanism_at = 12;
constexpr unsigned char flag_more = 1;
constexpr unsigned char flag_long = 2;
constexpr unsigned char flag_command = 4;

/// Larger frames than any peer of ours may send: this is no ZMTP.
constexpr std::uint64_t frame_bytes_max = 64ull << 20;

/// What a second's rate may send at once.
constexpr double burst_share = 0.05;

unsigned char byte(std::string_view x, std::size_t i) {
  return static_cast<unsigned char>(x[i]);
}

struct frame_head {
  unsigned char flags = 0;
  std::uint64_t bytes = 0;
};

/// Nothing: more bytes are needed.
std::optional<frame_head> head_of(std::string_view x) {
  if (x.size() < 2)
    return std::nullopt;
  auto head = frame_head{byte(x, 0), 0};
  auto wide = (head.flags & flag_long) != 0;
  if (!wide) {
    head.bytes = 2ull + byte(x, 1);
    return head;
  }
  if (x.size() < 9)
    return std::nullopt;
  for (auto i = std::size_t{1}; i != 9; ++i)
    head.bytes = head.bytes << 8 | byte(x, i);
  head.bytes += 9;
  return head;
}

} // namespace

proxy_flow::proxy_flow(std::uint64_t seed, flow_counts& counts)
  : rng_(seed), counts_(counts) {
  // nop
}

bool proxy_flow::happens(std::uint32_t permille) {
  return permille != 0 && rng_() % 1'000 < permille;
}

void proxy_flow::put(std::string_view bytes, time_point now,
                     const impairment& how) {
  unread_ += bytes;
  if (unread_.empty())
    return;
  if (!greeted_ && !take_greeting(now, how))
    return;
  if (framed_)
    while (take_frame(now, how))
      continue;
  else if (!unread_.empty())
    queue(std::exchange(unread_, {}), now, how);
}

/// True: what follows it may be read.
bool proxy_flow::take_greeting(time_point now, const impairment& how) {
  auto is_zmtp = byte(unread_, 0) == 0xff;
  if (is_zmtp && unread_.size() < greeting_bytes) {
    // A peer may wait for our signature before it says more: pass it on.
    auto fresh = unread_.substr(gone_greeting_);
    gone_greeting_ = unread_.size();
    if (!fresh.empty())
      queue(std::move(fresh), now, how);
    return false;
  }
  greeted_ = true;
  if (!is_zmtp)
    return true;
  framed_ = std::string_view{unread_}.substr(mechanism_at, 5)
            == std::string_view{"NULL\0", 5};
  queue(unread_.substr(gone_greeting_, greeting_bytes - gone_greeting_), now,
        how);
  unread_.erase(0, greeting_bytes);
  gone_greeting_ = 0;
  return true;
}

bool proxy_flow::take_frame(time_point now, const impairment& how) {
  auto head = head_of(unread_);
  if (!head)
    return false;
  if (head->bytes > frame_bytes_max) {
    framed_ = false;
    queue(std::exchange(message_, {}) + std::exchange(unread_, {}), now, how);
    return false;
  }
  if (unread_.size() < head->bytes)
    return false;
  auto frame = unread_.substr(0, head->bytes);
  unread_.erase(0, head->bytes);
  if ((head->flags & flag_command) != 0) {
    queue(std::move(frame), now, how);
    return true;
  }
  message_ += frame;
  if ((head->flags & flag_more) == 0)
    take_message(std::exchange(message_, {}), now, how);
  return true;
}

void proxy_flow::take_message(std::string bytes, time_point now,
                              const impairment& how) {
  if (happens(how.loss_permille)) {
    ++counts_.lost;
    return;
  }
  if (!held_ && happens(how.reorder_permille)) {
    waiting_ += bytes.size();
    held_ = piece{std::move(bytes), now + overtaken_within};
    return;
  }
  auto again = happens(how.duplicate_permille);
  if (again) {
    ++counts_.duplicated;
    queue(bytes, now, how);
  }
  queue(std::move(bytes), now, how);
  if (held_) {
    ++counts_.reordered;
    let_go_of_held(now, how);
  }
}

void proxy_flow::let_go_of_held(time_point now, const impairment& how) {
  waiting_ -= held_->bytes.size();
  queue(std::move(held_->bytes), now, how);
  held_.reset();
}

void proxy_flow::queue(std::string bytes, time_point now,
                       const impairment& how) {
  if (bytes.empty())
    return;
  auto due = now + std::chrono::milliseconds{how.latency_ms};
  if (how.jitter_ms != 0)
    due += std::chrono::milliseconds{rng_() % (how.jitter_ms + 1ull)};
  counts_.delayed += due > now;
  counts_.held += how.blackhole;
  // A stream keeps its order, whatever jitter says.
  last_due_ = std::max(last_due_, due);
  waiting_ += bytes.size();
  waiting_pieces_.push_back({std::move(bytes), last_due_});
}

void proxy_flow::end(time_point now, const impairment& how) {
  if (held_)
    let_go_of_held(now, how);
  queue(std::exchange(message_, {}) + unread_.substr(gone_greeting_), now, how);
  unread_.clear();
  gone_greeting_ = 0;
  end_due_ = std::max(last_due_,
                      now + std::chrono::milliseconds{how.latency_ms});
}

void proxy_flow::earn(time_point now, const impairment& how) {
  auto rate = static_cast<double>(how.bytes_per_s);
  auto spent = std::chrono::duration<double>(now - earned_at_).count();
  auto most = std::max(rate * burst_share, 1.0);
  tokens_ = std::clamp(tokens_ + rate * spent, 0.0, most);
  earned_at_ = now;
}

std::string_view proxy_flow::ready(time_point now, const impairment& how) {
  if (how.blackhole)
    return {};
  if (held_ && held_->due <= now)
    let_go_of_held(now, how);
  if (waiting_pieces_.empty() || waiting_pieces_.front().due > now)
    return {};
  auto& front = waiting_pieces_.front();
  auto rest = std::string_view{front.bytes}.substr(gone_);
  if (how.bytes_per_s == 0) {
    tokens_ = -1;
    return rest;
  }
  if (tokens_ < 0)
    tokens_ = 0;
  earn(now, how);
  auto may = static_cast<std::size_t>(tokens_);
  if (may < rest.size() && !std::exchange(front.counted_slow, true))
    ++counts_.throttled;
  return rest.substr(0, may);
}

void proxy_flow::sent(std::size_t bytes) {
  if (tokens_ > 0)
    tokens_ = std::max(tokens_ - static_cast<double>(bytes), 0.0);
  waiting_ -= bytes;
  gone_ += bytes;
  if (gone_ < waiting_pieces_.front().bytes.size())
    return;
  gone_ = 0;
  ++counts_.passed;
  waiting_pieces_.pop_front();
}

bool proxy_flow::ended(time_point now, const impairment& how) {
  return end_due_ && *end_due_ <= now && waiting_pieces_.empty()
         && !how.blackhole;
}

std::optional<proxy_flow::time_point>
proxy_flow::next(time_point now, const impairment& how) const {
  if (how.blackhole)
    return std::nullopt;
  auto result = std::optional<time_point>{};
  auto at = [&](time_point x) {
    result = result ? std::min(*result, x) : x;
  };
  if (held_)
    at(held_->due);
  if (!waiting_pieces_.empty()) {
    auto due = waiting_pieces_.front().due;
    // A rate is served in steps of some ms, not byte by byte.
    at(how.bytes_per_s == 0 ? due : std::max(due, now + 5ms));
  } else if (end_due_) {
    at(*end_due_);
  }
  return result;
}

} // namespace nightfloat::chaos
