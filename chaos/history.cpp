// SPDX-License-Identifier: Apache-2.0
#include "chaos/history.hpp"

#include "codec/json.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace nightfloat::chaos {

namespace {

// What is known of an operation at its end alone.
void take_end(operation& to, operation& from) {
  to.ended_us = from.ended_us;
  to.end = from.end;
  to.code = from.code;
  to.detail = std::move(from.detail);
  to.version = from.version;
  to.body = std::move(from.body);
  to.swap = from.swap;
  to.job = from.job;
  to.held = std::move(from.held);
  to.revision = from.revision;
}

operation end_alone(operation x) {
  auto out = operation{};
  out.invoked_us = x.invoked_us;
  take_end(out, x);
  return out;
}

std::vector<operation> in_order(std::vector<operation> xs) {
  // One without an end may still be under way: it is as long as nothing.
  for (auto& x : xs)
    x.ended_us = std::max(x.ended_us, x.invoked_us);
  std::ranges::stable_sort(xs, {}, &operation::invoked_us);
  return xs;
}

} // namespace

void history::record_to(line_sink to) {
  auto guard = std::lock_guard{mutex_};
  to_ = std::move(to);
}

void history::write(std::uint64_t number, history_moment moment,
                    operation what) {
  if (!to_)
    return;
  auto line = codec::to_json(history_line{number, moment, std::move(what)});
  line += '\n';
  to_(line);
}

std::uint64_t history::begin(const operation& x) {
  auto guard = std::lock_guard{mutex_};
  auto number = all_.size();
  all_.push_back(x);
  all_.back().end = operation_end::unknown;
  write(number, history_moment::invoke, x);
  return number;
}

void history::end(std::uint64_t number, operation x) {
  auto guard = std::lock_guard{mutex_};
  write(number, history_moment::end, end_alone(x));
  all_.at(number) = std::move(x);
}

void history::add(operation x) {
  auto number = begin(x);
  end(number, std::move(x));
}

std::vector<operation> history::all() const {
  auto guard = std::unique_lock{mutex_};
  auto copy = all_;
  guard.unlock();
  return in_order(std::move(copy));
}

std::vector<operation> history::outline() const {
  auto out = std::vector<operation>{};
  auto guard = std::unique_lock{mutex_};
  out.reserve(all_.size());
  for (const auto& x : all_)
    out.push_back({.client = x.client,
                   .kind = x.kind,
                   .invoked_us = x.invoked_us,
                   .ended_us = x.ended_us,
                   .end = x.end,
                   .code = x.code,
                   .version = x.version});
  guard.unlock();
  return in_order(std::move(out));
}

std::vector<operation> history::take() {
  auto guard = std::lock_guard{mutex_};
  return in_order(std::exchange(all_, {}));
}

result<std::vector<operation>> parse_history(std::string_view lines) {
  auto all = std::vector<operation>{};
  auto places = std::unordered_map<std::uint64_t, std::size_t>{};
  for (auto count = std::size_t{1}; !lines.empty(); ++count) {
    auto length = lines.find('\n');
    if (length == std::string_view::npos)
      break;
    auto line = codec::from_json<history_line>(lines.substr(0, length));
    lines.remove_prefix(length + 1);
    if (!line)
      return at("history, line " + std::to_string(count), line.error());
    auto [place, fresh] = places.try_emplace(line->number, all.size());
    if (line->moment == history_moment::invoke) {
      if (!fresh)
        return failure{ec::malformed,
                       "history, line " + std::to_string(count) + ": operation "
                         + std::to_string(line->number)
                         + " begins a second time, one file holds one run"};
      all.push_back(std::move(line->what));
      all.back().end = operation_end::unknown;
    } else if (fresh) {
      return failure{ec::malformed,
                     "history, line " + std::to_string(count) + ": operation "
                       + std::to_string(line->number)
                       + " ends and has not begun, give the whole file"};
    } else {
      take_end(all[place->second], line->what);
    }
  }
  return in_order(std::move(all));
}

operation_end end_of(ec code) noexcept {
  switch (code) {
    case ec::none:
      return operation_end::ok;
    // The answers of the store and of the rules, and refusals made before
    // anything began.
    case ec::invalid_argument:
    case ec::not_found:
    case ec::conflict:
    case ec::fenced:
    case ec::refused:
    case ec::key_reused:
    case ec::forbidden:
      return operation_end::fail;
    // Silence, overload and lost peers come after a request may have left; its
    // repeat, or the first one still under way, can yet take effect. So can
    // one that a publish held back: it comes again until its time is up. A full
    // disk may refuse one of two copies of a request and take the other.
    default:
      return operation_end::unknown;
  }
}

} // namespace nightfloat::chaos
