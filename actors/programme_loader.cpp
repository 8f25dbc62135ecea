// SPDX-License-Identifier: Apache-2.0
#include "actors/programme_loader.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::actors {

programme_loader::programme_loader(std::string programme,
                                   std::size_t items_waiting_max)
  : programme_(std::move(programme)), items_waiting_max_(items_waiting_max),
    image_(programme_) {
  // nop
}

load_step programme_loader::begin() {
  ++round_;
  stage_ = stage::heads;
  image_ = programme_image{programme_};
  waiting_.clear();
  prefixes_.clear();
  after_.clear();
  return {load_step::verb::heads, 0, {}, {}};
}

result<load_step> programme_loader::on_heads(const client::records& x) {
  if (stage_ != stage::heads)
    return load_step{};
  if (x.found.size() != 2)
    return failure{ec::malformed, "programme: the store answered "
                                    + std::to_string(x.found.size())
                                    + " heads for 2"};
  auto done = image_.put_heads(x.found[0], x.found[1]);
  if (!done)
    return done.error();
  image_.saw_time(x.ledger_time_ms);
  version_ = x.version;
  seen_ = x.version;
  prefixes_ = image_.prefixes();
  stage_ = stage::watching;
  return load_step{load_step::verb::watch, version_, {}, {}};
}

load_step programme_loader::on_watching() {
  if (stage_ != stage::watching)
    return {};
  stage_ = stage::paging;
  return next_page();
}

load_step programme_loader::next_page() {
  return {load_step::verb::page, 0, prefixes_.back(), after_};
}

result<load_step> programme_loader::on_page(const client::records& x) {
  if (stage_ != stage::paging)
    return load_step{};
  seen_ = std::max(seen_, x.version);
  image_.saw_time(x.ledger_time_ms);
  for (const auto& record : x.found) {
    auto done = image_.put(record);
    if (!done)
      return done.error();
  }
  if (x.more && !x.found.empty()) {
    after_ = x.found.back().key;
    return next_page();
  }
  after_.clear();
  prefixes_.pop_back();
  if (!prefixes_.empty())
    return next_page();
  stage_ = stage::catching_up;
  return catch_up();
}

result<load_step> programme_loader::on_item(const domain::feed_item& x) {
  if (stage_ == stage::live)
    return take(x);
  if (stage_ == stage::idle || stage_ == stage::heads)
    return load_step{};
  if (waiting_.size() >= items_waiting_max_)
    return failure{ec::slow_reader,
                   "programme: " + std::to_string(waiting_.size())
                     + " changes came while it was read, reading it again"};
  waiting_.push_back(x);
  return stage_ == stage::catching_up ? catch_up() : load_step{};
}

result<load_step> programme_loader::catch_up() {
  while (!waiting_.empty()) {
    auto x = std::move(waiting_.front());
    waiting_.pop_front();
    auto next = take(x);
    if (!next || next->what != load_step::verb::none)
      return next;
  }
  if (version_ < seen_)
    return load_step{};
  stage_ = stage::live;
  return load_step{};
}

result<load_step> programme_loader::take(const domain::feed_item& x) {
  if (x.version <= version_)
    return load_step{};
  if (x.version != version_ + 1)
    return failure{ec::trimmed, "feed: version " + std::to_string(x.version)
                                  + " came after " + std::to_string(version_)};
  auto effect = image_.apply(x);
  if (!effect)
    return effect.error();
  if (*effect == programme_image::effect::head_switched)
    return begin();
  version_ = x.version;
  return load_step{};
}

std::uint64_t programme_loader::reach() const noexcept {
  if (stage_ == stage::live)
    return version_;
  return newest_ ? newest_->version : 0;
}

result<snapshot_ptr> programme_loader::newest() {
  if (newest_ && newest_->version >= reach())
    return newest_;
  auto x = image_.snapshot(version_);
  if (x)
    newest_ = *x;
  return x;
}

} // namespace nightfloat::actors
