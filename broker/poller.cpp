// SPDX-License-Identifier: Apache-2.0
#include "broker/poller.hpp"

#include <algorithm>
#include <unistd.h>

namespace nightfloat::broker {

poller::poller() noexcept : descriptor_(::epoll_create1(EPOLL_CLOEXEC)) {
}

poller::~poller() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

bool poller::add(int descriptor, std::uint64_t tag) noexcept {
  auto x = epoll_event{.events = EPOLLIN, .data = {.u64 = tag}};
  if (::epoll_ctl(descriptor_, EPOLL_CTL_ADD, descriptor, &x) != 0)
    return false;
  ++size_;
  return true;
}

void poller::remove(int descriptor) noexcept {
  if (::epoll_ctl(descriptor_, EPOLL_CTL_DEL, descriptor, nullptr) == 0)
    --size_;
}

const std::vector<std::uint64_t>& poller::wait(int limit_ms) {
  events_.resize(std::max<std::size_t>(size_, 1));
  auto count = ::epoll_wait(descriptor_, events_.data(),
                            static_cast<int>(events_.size()), limit_ms);
  ready_.clear();
  for (auto i = 0; i < count; ++i)
    ready_.push_back(events_[static_cast<std::size_t>(i)].data.u64);
  std::ranges::sort(ready_);
  return ready_;
}

} // namespace nightfloat::broker
