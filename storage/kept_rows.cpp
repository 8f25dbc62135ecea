// SPDX-License-Identifier: Apache-2.0
#include "storage/kept_rows.hpp"

#include <iterator>
#include <utility>

namespace nightfloat::storage {

namespace {

bool lies_in(const key_range& range, std::string_view key) noexcept {
  return range.first <= key && (range.last.empty() || key < range.last);
}

} // namespace

result<std::optional<std::string>> kept_rows::get(std::string_view key) const {
  if (auto place = places_.find(key); place != places_.end()) {
    rows_.splice(rows_.begin(), rows_, place->second);
    return std::optional{place->second->value};
  }
  auto found = base_->get(key);
  if (found && *found)
    insert(key, **found);
  return found;
}

result<std::optional<std::string>> kept_rows::take(std::string_view key) {
  auto place = places_.find(key);
  if (place == places_.end())
    return base_->get(key);
  auto at = place->second;
  auto value = at->value;
  drop(at);
  return std::optional{std::move(value)};
}

void kept_rows::keep(const std::string& key, const std::string& value) {
  if (auto place = places_.find(key); place != places_.end())
    drop(place->second);
  insert(key, value);
}

void kept_rows::insert(std::string_view key, std::string value) const {
  rows_.push_front({.key = std::string{key}, .value = std::move(value)});
  const auto& made = rows_.front();
  places_.emplace(made.key, rows_.begin());
  bytes_ += made.bytes();
  make_room();
}

void kept_rows::drop(rows::iterator at) const {
  bytes_ -= at->bytes();
  places_.erase(at->key);
  rows_.erase(at);
}

void kept_rows::make_room() const {
  while (bytes_ > bytes_max_)
    drop(std::prev(rows_.end()));
}

void kept_rows::write(const write_batch& batch) {
  for (const auto& range : batch.erase_ranges)
    for (auto at = rows_.begin(); at != rows_.end();)
      if (auto here = at++; lies_in(range, here->key))
        drop(here);
  for (const auto& [key, value] : batch.rows) {
    auto place = places_.find(key);
    if (place == places_.end())
      continue;
    auto at = place->second;
    if (!value) {
      drop(at);
      continue;
    }
    bytes_ += value->size() - at->value.size();
    at->value = *value;
  }
  make_room();
}

void kept_rows::forget() noexcept {
  places_.clear();
  rows_.clear();
  bytes_ = 0;
}

} // namespace nightfloat::storage
