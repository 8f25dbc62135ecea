// SPDX-License-Identifier: Apache-2.0
#include "broker/reception.hpp"

#include "broker/frame.hpp"
#include "broker/keys.hpp"
#include "broker/log.hpp"
#include "metrics/registry.hpp"

#include <atomic>
#include <optional>
#include <unistd.h>

namespace nightfloat::broker {

namespace {

/// Ours by name, and on ipc our own uid and root's.
std::vector<std::string> operators_of(const config::network_options& x,
                                      bool curve) {
  auto found = x.operators;
  if (!curve) {
    found.push_back("uid:" + std::to_string(::geteuid()));
    found.push_back("uid:0");
  }
  return found;
}

doorway_options door_of(const config::network_options& x,
                        const reception_options& o, bool curve) {
  return {.role = o.role,
          .incarnation = random_number(),
          .heartbeat = std::chrono::milliseconds{x.heartbeat_ms},
          .liveness = std::chrono::milliseconds{x.liveness_ms},
          .credit = x.credit,
          .sessions_max = o.sessions_max,
          .operators = operators_of(x, curve),
          .lifeline = o.keeps_lifeline ? lifeline_address(x) : std::string{},
          .draw_nonce = [] {
            return random_hex(lifeline_listener::nonce_bytes / 2);
          }};
}

loop_options loop_of(const config::network_options& x, std::string name) {
  auto o = loop_options{};
  o.name = std::move(name);
  o.frame_bytes_max = message_bytes_max;
  o.peer_queue_max = x.peer_queue_max;
  o.heartbeat = std::chrono::milliseconds{x.heartbeat_ms};
  o.liveness = std::chrono::milliseconds{x.liveness_ms};
  return o;
}

} // namespace

struct reception::core {
  reception_options options;
  reception_handlers handlers;
  std::optional<doorway> door;
  std::unique_ptr<zmq_loop> loop;
  std::unique_ptr<lifeline_listener> lifelines;
  std::uint32_t socket = 0;
  std::vector<sending> out;
  std::atomic<bool> draining{false};
  std::atomic<std::size_t> in_hand{0};
  std::chrono::milliseconds tick{250};
  metrics::gauge* sessions = nullptr;

  void on_frame(peer from, std::string_view caller, std::string_view bytes);
  void dispatch(const door_arrival& x, envelope& frame);
  void admit(const door_session& from, envelope call);
  void flush();
  void end(domain::session_id who, bool clean, ec reason);
  void answer(reply_address to, envelope reply);
  void send(domain::session_id to, envelope frame);
  void on_tick();
  void count(const char* name, const char* help, const std::string& peer,
             ec reason);
  result<void> open(const config::network_options& network);
};

void reception::core::count(const char* name, const char* help,
                            const std::string& peer, ec reason) {
  metrics::process_registry()
    .counter_of(
      name, help,
      {{"server", options.role}, {"peer", peer}, {"reason", to_string(reason)}})
    .add();
}

void reception::core::flush() {
  for (auto& x : out)
    (void)loop->send(x.to, encode_frame(x.frame));
  out.clear();
}

void reception::core::on_frame(peer from, std::string_view caller,
                               std::string_view bytes) {
  constexpr auto help = "Frames refused, by peer and reason.";
  auto frame = decode_frame(bytes);
  if (!frame) {
    const auto* who = door->at(from);
    count("broker_frames_refused_total", help,
          who == nullptr ? "unknown" : who->hello.role, frame.error().code);
    logger().warn("frame refused: server={} caller={} reason=\"{}\"",
                  options.role, caller, frame.error().detail);
    door->refuse(from, frame.error(), out);
    return flush();
  }
  auto arrival = door->take(from, caller, *frame, loop->now(), out);
  if (arrival.refused != ec::none)
    count("broker_frames_refused_total", help,
          arrival.who == nullptr ? "unknown" : arrival.who->hello.role,
          arrival.refused);
  flush();
  dispatch(arrival, *frame);
}

void reception::core::dispatch(const door_arrival& x, envelope& frame) {
  switch (x.what) {
    case door_event::none:
      return;
    case door_event::opened:
    case door_event::reopened: {
      auto again = x.what == door_event::reopened;
      sessions->set(static_cast<std::int64_t>(door->size()));
      logger().info("session {}: server={} role={} caller={} pid={} "
                    "session={:016x}",
                    again ? "said hello again" : "opened", options.role,
                    x.who->hello.role, x.who->caller, x.who->hello.pid,
                    x.who->id.low);
      if (handlers.on_opened)
        handlers.on_opened(*x.who, again);
      return;
    }
    case door_event::call:
      if (x.acted_for)
        logger().info("acted for another: operator={} caller={} operation={} "
                      "trace={}",
                      x.who->caller, frame.caller, frame.operation,
                      frame.trace);
      return admit(*x.who, std::move(frame));
    case door_event::reply:
      if (handlers.on_reply)
        handlers.on_reply(*x.who, std::move(frame));
      return;
    case door_event::cancel:
      if (handlers.on_cancel)
        handlers.on_cancel(*x.who, frame);
      return;
    case door_event::beat:
      if (handlers.on_beat)
        handlers.on_beat(*x.who, frame);
      return;
    case door_event::ended:
      return end(x.who->id, true, ec::none);
  }
}

void reception::core::admit(const door_session& from, envelope call) {
  in_hand.fetch_add(1, std::memory_order_relaxed);
  if (draining.load(std::memory_order_relaxed))
    return answer(
      address_of(from),
      make_refusal(call, {ec::unavailable,
                          options.role + ": stopping, ask again soon", 1'000}));
  handlers.on_call(from, std::move(call));
}

void reception::core::answer(reply_address to, envelope reply) {
  in_hand.fetch_sub(1, std::memory_order_relaxed);
  door->finish(to.session, to.count, reply.correlation);
  send(to.session, std::move(reply));
}

void reception::core::send(domain::session_id to, envelope frame) {
  auto at = peer{};
  if (!door->address(to, frame, at))
    return count("broker_answers_dropped_total",
                 "Frames for sessions that are gone.", "gone",
                 ec::hello_wanted);
  auto bytes = encode_frame(frame);
  if (bytes.size() > frame_bytes_max && frame.kind == frame_kind::reply) {
    auto size = std::to_string(bytes.size());
    auto instead = make_refusal(
      frame, {ec::oversize, frame.operation + ": the answer is too large ("
                              + size + ", " + std::to_string(frame_bytes_max)
                              + " bytes at most), ask for less"});
    (void)door->address(to, instead, at);
    bytes = encode_frame(instead);
  }
  (void)loop->send(at, std::move(bytes));
}

void reception::core::end(domain::session_id who, bool clean, ec reason) {
  const auto* x = door->find(who);
  if (x == nullptr)
    return;
  logger().info("session ended: server={} role={} caller={} session={:016x} "
                "reason={}",
                options.role, x->hello.role, x->caller, who.low,
                clean ? "bye" : to_string(reason));
  count("broker_sessions_ended_total", "Sessions that ended, by reason.",
        x->hello.role, reason);
  loop->forget(x->at);
  door->end(who, reason);
  sessions->set(static_cast<std::int64_t>(door->size()));
  if (lifelines)
    lifelines->close(who);
  if (handlers.on_ended)
    handlers.on_ended(who, clean);
}

void reception::core::on_tick() {
  auto silent = door->silent(loop->now());
  for (auto who : silent)
    end(who, false, ec::timed_out);
  door->beat(loop->now(), out);
  flush();
  if (handlers.on_tick)
    handlers.on_tick(loop->now());
}

result<void> reception::core::open(const config::network_options& network) {
  auto plan = plan_bind(network, options.role);
  if (!plan)
    return plan.error();
  if (!plan->curve()) {
    if (auto ok = prepare_runtime_dir(network.runtime_dir); !ok)
      return ok.error();
  }
  auto opened = zmq_loop::open(loop_of(network, options.role + "-io"));
  if (!opened)
    return opened.error();
  loop = std::move(*opened);
  door.emplace(door_of(network, options, plan->curve()));
  tick = std::chrono::milliseconds{network.heartbeat_ms / 4 + 1};
  sessions = &metrics::process_registry().gauge_of(
    "broker_sessions", "Sessions that are open.", {{"server", options.role}});
  auto bound = loop->bind(
    *plan, {.on_frame
            = [this](peer from, std::string_view caller,
                     std::string_view bytes) { on_frame(from, caller, bytes); },
            .on_lost =
              [this](peer to, ec reason) {
                if (const auto* x = door->at(to))
                  end(x->id, false, reason);
              },
            .on_link = {}});
  if (!bound)
    return bound.error();
  socket = *bound;
  if (door->options().lifeline.empty())
    return {};
  auto listening = lifeline_listener::open(
    *loop, door->options().lifeline,
    [this](std::string_view nonce) -> std::optional<domain::session_id> {
      const auto* x = door->redeem(nonce);
      return x == nullptr ? std::nullopt : std::optional{x->id};
    },
    [this](domain::session_id who) { end(who, false, ec::unavailable); });
  if (!listening)
    return listening.error();
  lifelines = std::move(*listening);
  door->move_lifeline(lifelines->address());
  return {};
}

reception::reception(std::unique_ptr<core> x) : core_(std::move(x)) {
}

reception::~reception() {
  stop();
}

result<std::unique_ptr<reception>>
reception::open(const config::network_options& network,
                reception_options options, reception_handlers handlers) {
  NIGHTFLOAT_EXPECT(handlers.on_call);
  auto x = std::make_unique<core>();
  x->options = std::move(options);
  x->handlers = std::move(handlers);
  if (auto ok = x->open(network); !ok)
    return ok.error();
  return std::unique_ptr<reception>{new reception{std::move(x)}};
}

void reception::start() {
  core_->loop->every(core_->tick, [x = core_.get()] { x->on_tick(); });
  core_->loop->start();
}

void reception::drain() {
  core_->draining.store(true, std::memory_order_relaxed);
}

std::size_t reception::in_hand() const noexcept {
  return core_->in_hand.load(std::memory_order_relaxed);
}

void reception::stop() {
  if (!core_ || !core_->loop)
    return;
  (void)core_->loop->post_owed([x = core_.get()] {
    for (const auto& [id, who] : x->door->sessions()) {
      auto bye = envelope{};
      bye.kind = frame_kind::bye;
      bye.status = ec::unavailable;
      bye.detail = x->options.role + ": stopped";
      x->send(id, std::move(bye));
    }
  });
  core_->loop->stop();
}

void reception::answer(reply_address to, envelope reply) {
  if (core_->loop->is_own_thread())
    return core_->answer(to, std::move(reply));
  (void)core_->loop->post_owed(
    [x = core_.get(), to, reply = std::move(reply)]() mutable {
      x->answer(to, std::move(reply));
    });
}

void reception::send(domain::session_id to, envelope frame) {
  if (core_->loop->is_own_thread())
    return core_->send(to, std::move(frame));
  (void)core_->loop->post_owed(
    [x = core_.get(), to, frame = std::move(frame)]() mutable {
      x->send(to, std::move(frame));
    });
}

void reception::end(domain::session_id who, ec reason) {
  (void)core_->loop->post_owed(
    [x = core_.get(), who, reason] { x->end(who, false, reason); });
}

std::uint64_t reception::incarnation() const noexcept {
  return core_->door->options().incarnation;
}

std::string reception::endpoint() const {
  return core_->loop->endpoint_of(core_->socket);
}

zmq_loop& reception::loop() noexcept {
  return *core_->loop;
}

reply_address address_of(const door_session& from) {
  return {.session = from.id, .count = from.count};
}

} // namespace nightfloat::broker
