// SPDX-License-Identifier: Apache-2.0
#include "client/link.hpp"

#include "broker/frame.hpp"
#include "client/connection.hpp"
#include "client/log.hpp"
#include "codec/bytes.hpp"
#include "metrics/registry.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::client {

namespace {

/// What a burst needed beyond this is not kept.
constexpr auto kept_max = std::size_t{256};

template <class T>
void clear(std::vector<T>& x) {
  x.clear();
  if (x.capacity() > kept_max)
    x = std::vector<T>{};
}

/// Only another build, key or configuration of this process changes these.
bool is_for_good(ec code) noexcept {
  return code == ec::bad_version || code == ec::forbidden
         || code == ec::unauthorized;
}

/// What a server of another version says of us, in a frame that we cannot read.
broker::envelope foreign_bye(failure why) {
  auto x = broker::envelope{};
  x.kind = broker::frame_kind::bye;
  x.status = why.code;
  x.detail = std::move(why.detail);
  return x;
}

void count_dropped(const std::string& server, const char* what) {
  metrics::process_registry()
    .counter_of("client_frames_dropped_total",
                "Frames of a server that were dropped, by reason.",
                {{"server", server}, {"reason", what}})
    .add();
}

} // namespace

link::link(broker::zmq_loop& loop, line_options options, link_hooks hooks)
  : loop_(loop), options_(options), hooks_(std::move(hooks)),
    line_(std::move(options)) {
  out_.sink = [this](const broker::envelope& x) {
    leaving_.push_back(broker::encode_frame(x));
  };
}

result<void> link::connect(const broker::socket_plan& plan) {
  endpoint_ = plan.endpoint;
  auto handlers = broker::socket_handlers{};
  handlers.on_frame = [this](broker::peer, std::string_view,
                             std::string_view bytes) {
    on_frame(bytes);
  };
  handlers.on_link = [this](bool up) {
    // What has not left was meant for the connection that is gone.
    leaving_.clear();
    line_.on_link(up, loop_.now(), out_);
    settle();
  };
  auto opened = loop_.connect(plan, std::move(handlers));
  if (!opened)
    return opened.error();
  socket_ = *opened;
  return {};
}

void link::start() {
  loop_.every(options_.heartbeat / 4 + std::chrono::milliseconds{1}, [this] {
    line_.tick(loop_.now(), out_);
    settle();
  });
}

void link::on_frame(std::string_view bytes) {
  auto frame = broker::decode_frame(bytes);
  if (!frame) {
    count_dropped(options_.server, to_string(frame.error().code));
    if (is_foreign(frame.error())) {
      line_.take(foreign_bye(std::move(frame).error()), loop_.now(), out_);
      return settle();
    }
    logger().warn("frame refused: server={} reason=\"{}\"", options_.server,
                  frame.error().detail);
    return;
  }
  line_.take(std::move(*frame), loop_.now(), out_);
  if (!tell() || leaving_.empty() || leaves_later_)
    return;
  leaves_later_ = true;
  // Timers run when all that this wake-up brought is read.
  loop_.after(std::chrono::milliseconds{0}, [this] {
    leaves_later_ = false;
    send_leaving();
  });
}

/// In a session that stands it is a damaged frame, one of many.
bool link::is_foreign(const failure& why) const noexcept {
  return why.code == ec::bad_version && !line_.open();
}

std::uint64_t link::call(line_call&& x, handler done, handler on_feed) {
  if (closed_) {
    done(failure{ec::unavailable, options_.server + ": connection closed"});
    return 0;
  }
  x.streams = static_cast<bool>(on_feed);
  auto number = line_.call(std::move(x), loop_.now(), out_);
  calls_.add(number, std::move(done), std::move(on_feed));
  settle();
  return number;
}

void link::drop(std::uint64_t number) {
  calls_.drop(number);
  line_.drop(number, out_);
  settle();
}

bool link::reply(broker::envelope x) {
  auto known = line_.reply(std::move(x), out_);
  if (!known)
    count_dropped(options_.server, "reply_unknown");
  settle();
  return known;
}

void link::serve(std::uint32_t capacity) {
  line_.serve(capacity, loop_.now(), out_);
  settle();
}

void link::close() {
  closed_ = true;
  line_.leave(out_);
  line_.fail_all({ec::unavailable, options_.server + ": connection closed"},
                 out_);
  settle();
}

// False from within a handler: what it adds is taken by whoever runs it.
bool link::tell() {
  if (telling_)
    return false;
  telling_ = true;
  while (!out_.events.empty()) {
    std::swap(out_.events, told_);
    for (auto& x : told_)
      deliver(x);
    clear(told_);
  }
  telling_ = false;
  publish();
  arm();
  return true;
}

void link::settle() {
  if (tell())
    send_leaving();
}

void link::send_leaving() {
  for (auto& x : leaving_)
    (void)loop_.send({socket_, 0}, std::move(x));
  clear(leaving_);
}

void link::deliver(line_event& x) {
  switch (x.what) {
    case line_happening::answered:
    case line_happening::failed:
    case line_happening::feed:
      return calls_.take(x);
    case line_happening::incoming:
      if (hooks_.on_call)
        hooks_.on_call(std::move(x.frame));
      return;
    case line_happening::cancelled:
      if (hooks_.on_cancel)
        hooks_.on_cancel(x.frame.correlation);
      return;
    case line_happening::opened:
      return on_opened(x);
    case line_happening::closed:
      logger().info("link down: server={} endpoint={}", options_.server,
                    endpoint_);
      return;
    case line_happening::reconnect:
      logger().warn("link silent, connecting anew: server={} endpoint={}",
                    options_.server, endpoint_);
      leaving_.clear();
      return loop_.reconnect(socket_);
    case line_happening::refused:
      return on_refused(std::move(x.why));
  }
}

void link::on_refused(failure&& why) {
  logger().error("server refused: server={} endpoint={} reason=\"{}\"",
                 options_.server, endpoint_, why.detail);
  auto lock = std::lock_guard{mutex_};
  refused_for_good_ = is_for_good(why.code) && why.code == refusal_.code;
  refusal_ = std::move(why);
  changed_.notify_all();
}

void link::on_opened(line_event& x) {
  welcomes_.fetch_add(1, std::memory_order_relaxed);
  logger().info("link up: server={} endpoint={} incarnation={:016x}",
                options_.server, endpoint_, x.frame.incarnation);
  auto body = codec::decode<broker::welcome_body>(x.frame.body);
  if (body && !body->lifeline.empty() && !body->lifeline_nonce.empty()) {
    auto opened = broker::lifeline_stream::open(
      options_.lifeline_at.empty() ? body->lifeline : options_.lifeline_at,
      body->lifeline_nonce);
    if (opened)
      lifeline_ = std::move(*opened);
    else
      logger().warn("lifeline not held: reason=\"{}\"", opened.error().detail);
  }
  {
    auto lock = std::lock_guard{mutex_};
    refusal_ = {};
    refused_for_good_ = false;
    open_.store(true, std::memory_order_release);
  }
  changed_.notify_all();
  if (hooks_.on_open)
    hooks_.on_open(x.again);
}

void link::arm() {
  auto next = line_.next();
  if (!next || closed_ || (armed_ && *armed_ <= *next))
    return;
  if (armed_)
    loop_.cancel(timer_);
  armed_ = next;
  auto wait = std::chrono::ceil<std::chrono::milliseconds>(*next - loop_.now());
  timer_ = loop_.after(std::max(wait, std::chrono::milliseconds{0}), [this] {
    armed_.reset();
    line_.tick(loop_.now(), out_);
    settle();
  });
}

void link::publish() {
  constexpr auto relaxed = std::memory_order_relaxed;
  open_.store(line_.open(), std::memory_order_release);
  incarnation_.store(line_.incarnation(), relaxed);
  sent_.store(line_.sent(), relaxed);
  waiting_.store(line_.waiting(), relaxed);
  in_hand_.store(line_.in_hand(), relaxed);
}

link_state link::snapshot() const {
  constexpr auto relaxed = std::memory_order_relaxed;
  return {.open = open_.load(std::memory_order_acquire),
          .incarnation = incarnation_.load(relaxed),
          .welcomes = welcomes_.load(relaxed),
          .pending = sent_.load(relaxed),
          .waiting = waiting_.load(relaxed)};
}

std::size_t link::in_hand() const noexcept {
  return in_hand_.load(std::memory_order_relaxed);
}

result<void> link::wait_open(std::chrono::milliseconds timeout) {
  auto lock = std::unique_lock{mutex_};
  auto done = changed_.wait_for(lock, timeout, [this] {
    return open_.load(std::memory_order_acquire) || refusal_.code != ec::none;
  });
  if (open_.load(std::memory_order_acquire))
    return {};
  if (done)
    return refusal_;
  return failure{ec::unavailable, endpoint_ + ": no answer of the "
                                    + options_.server
                                    + ", start it or check the endpoint"};
}

failure link::final_refusal() const {
  auto lock = std::lock_guard{mutex_};
  return refused_for_good_ ? refusal_ : failure{};
}

} // namespace nightfloat::client
