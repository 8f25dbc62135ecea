// SPDX-License-Identifier: Apache-2.0
#include "storage/job_view.hpp"

#include "codec/bytes.hpp"

namespace nightfloat::storage {

using domain::job_state;

namespace {

constexpr auto rows_max = std::size_t{10'000};
/// As a page of records: with its last view it still fits a frame.
constexpr auto page_bytes_max = std::size_t{2 << 20};

} // namespace

domain::job_view view_of(const stored_state& x, std::int64_t now_ms) {
  auto view = domain::job_view{};
  view.work.id = x.id;
  view.work.programme = x.programme;
  view.work.kind = x.kind;
  view.work.priority = x.priority;
  view.work.attempts_max = x.attempts_max;
  view.work.attempt_ms_max = x.attempt_ms_max;
  view.work.run_at_ms = x.run_at_ms;
  view.state = x.state;
  // Nothing is written when a delayed job's time comes.
  if (x.state == job_state::delayed && x.run_at_ms <= now_ms)
    view.state = job_state::ready;
  view.attempts = x.attempts;
  view.last = x.last;
  view.submitted_ms = x.submitted_ms;
  view.changed_ms = x.changed_ms;
  view.cancel_wanted = x.cancel_wanted;
  view.fence = x.token;
  return view;
}

std::vector<domain::past_attempt> history_of(const stored_state& x) {
  auto found = std::vector<domain::past_attempt>{};
  for (const auto& one : x.ended)
    found.push_back({.fence = one.token,
                     .ended_ms = one.ended_ms,
                     .code = one.code,
                     .detail = one.detail});
  return found;
}

void page_room::add(const domain::job_view& x) noexcept {
  is_passed_ = is_full();
  bytes_ += x.work.programme.size() + x.work.kind.size()
            + x.progress.phase.size() + x.last.result.size()
            + x.last.detail.size();
}

bool page_room::is_full() const noexcept {
  return bytes_ >= page_bytes_max;
}

result<std::vector<numbered_view>>
ended_jobs(const view& from, std::string_view programme, std::size_t limit) {
  auto found = std::vector<numbered_view>{};
  auto room = page_room{};
  auto seen = std::size_t{0};
  auto done = from.scan(
    prefix_range(layout::ended_states), scan_order::descending,
    [&](std::string_view key, std::string_view row) {
      if (found.size() >= limit || room.is_passed() || ++seen > rows_max)
        return false;
      auto state = codec::decode<stored_state>(row);
      if (state && (programme.empty() || state->programme == programme)) {
        found.emplace_back(layout::number_at_end(key), view_of(*state, 0));
        room.add(found.back().second);
      }
      return true;
    });
  if (!done)
    return done.error();
  return found;
}

} // namespace nightfloat::storage
