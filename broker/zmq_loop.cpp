// SPDX-License-Identifier: Apache-2.0
#include "broker/zmq_loop.hpp"

#include "broker/log.hpp"
#include "broker/poller.hpp"
#include "broker/timers.hpp"
#include "broker/zmq_socket.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <pthread.h>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace nightfloat::broker {

namespace {

/// How soon a socket with a full peer is tried again: libzmq tells that some
/// peer is writable, not which, and only once.
constexpr auto retry = std::chrono::milliseconds{2};
constexpr auto idle_max = std::chrono::seconds{1};
constexpr auto reopen_again = std::chrono::milliseconds{200};
constexpr auto sweep_period = std::chrono::seconds{30};
constexpr auto peer_memory = std::chrono::minutes{2};

/// What a descriptor belongs to, in the order in which they are served: ZAP,
/// sockets (their news of links before their frames), what is watched, and
/// the other threads' frames.
namespace tag {
constexpr auto zap = std::uint64_t{0};
constexpr auto first_socket = std::uint64_t{1};
constexpr auto watched = std::uint64_t{1} << 32;
constexpr auto wake = ~std::uint64_t{0};
} // namespace tag

} // namespace

struct zmq_loop::core {
  struct item {
    peer to;
    std::string frame;
    task run;
  };

  explicit core(loop_options x) : options(std::move(x)) {
  }

  ~core() {
    if (wake >= 0)
      ::close(wake);
  }

  loop_options options;
  int wake = -1;
  poller items;
  zmq::context_t context{1};
  std::unique_ptr<zmq_zap> zap;
  std::vector<std::unique_ptr<zmq_socket>> sockets;
  std::map<int, task> watched;
  timers due;
  std::map<std::uint32_t, timer> reopening;
  bool monitors_new = false;
  clock::time_point now = clock::now();

  std::mutex mutex;
  std::vector<item> outbox;
  std::vector<item> inbox;
  bool closed = false;

  std::atomic<bool> stopping{false};
  std::atomic<std::thread::id> own{};
  std::atomic<std::uint64_t> turn{0};
  std::thread thread;

  result<std::uint32_t> add(const socket_plan& plan, bool binds,
                            socket_handlers handlers);
  result<void> hand_over(item x, bool owed = false);
  void signal();
  void run();
  bool turn_once(bool waiting);
  void add_item(int descriptor, std::uint64_t tag);
  void add_items_of(std::uint32_t socket);
  bool reopen(std::uint32_t socket);
  bool settle();
  void take_outbox();
  void do_item(item& x);
  void serve(std::uint64_t tag);
  bool flush();
  long timeout_ms(bool waiting);
};

result<std::uint32_t> zmq_loop::core::add(const socket_plan& plan, bool binds,
                                          socket_handlers handlers) {
  NIGHTFLOAT_EXPECT(!thread.joinable());
  auto number = static_cast<std::uint32_t>(sockets.size());
  auto x = zmq_socket::open({context, *zap, number, binds, options}, plan,
                            std::move(handlers));
  if (!x)
    return x.error();
  sockets.push_back(std::move(*x));
  add_items_of(number);
  return number;
}

void zmq_loop::core::signal() {
  auto one = std::uint64_t{1};
  // Only EAGAIN can happen, when the counter is full: then it is readable.
  [[maybe_unused]] auto n = ::write(wake, &one, sizeof one);
}

result<void> zmq_loop::core::hand_over(item x, bool owed) {
  auto first = false;
  {
    auto lock = std::lock_guard{mutex};
    if (closed)
      return failure{ec::unavailable, options.name + ": stopped"};
    if (!owed && outbox.size() >= options.outbox_max)
      return failure{ec::overloaded,
                     options.name + ": too much waits to be sent ("
                       + std::to_string(options.outbox_max)
                       + " at most), send less",
                     100};
    first = outbox.empty();
    outbox.push_back(std::move(x));
  }
  if (first)
    signal();
  return {};
}

void zmq_loop::core::do_item(item& x) {
  if (x.run)
    x.run();
  else if (x.to.socket < sockets.size())
    sockets[x.to.socket]->send(x.to.id, std::move(x.frame));
}

void zmq_loop::core::take_outbox() {
  auto count = std::uint64_t{0};
  [[maybe_unused]] auto n = ::read(wake, &count, sizeof count);
  {
    auto lock = std::lock_guard{mutex};
    inbox.swap(outbox);
  }
  for (auto& x : inbox)
    do_item(x);
  inbox.clear();
}

void zmq_loop::core::add_item(int descriptor, std::uint64_t tag) {
  if (!items.add(descriptor, tag))
    logger().error("poller failed: loop={} reason=\"{}\", raise "
                   "fs.epoll.max_user_watches",
                   options.name, std::strerror(errno));
}

void zmq_loop::core::add_items_of(std::uint32_t socket) {
  const auto& x = *sockets[socket];
  auto first = tag::first_socket + 2 * std::uint64_t{socket};
  add_item(x.monitor_descriptor(), first);
  add_item(x.descriptor(), first + 1);
  monitors_new = true;
}

bool zmq_loop::core::reopen(std::uint32_t socket) {
  auto& x = *sockets[socket];
  items.remove(x.monitor_descriptor());
  items.remove(x.descriptor());
  auto done = x.reopen();
  add_items_of(socket);
  return done;
}

/// Reads what sending stirred up, since libzmq takes signals in as it sends.
/// True if there is more to do before sleeping.
bool zmq_loop::core::settle() {
  // Opening a monitor may have taken its signal in.
  if (std::exchange(monitors_new, false))
    for (auto& x : sockets)
      x->read_monitor();
  auto more = false;
  for (auto& x : sockets)
    if (x->stirred())
      x->receive(now);
  for (auto& x : sockets) {
    x->deliver_lost();
    more |= x->stirred();
  }
  return more || monitors_new;
}

void zmq_loop::core::serve(std::uint64_t tag) {
  if (tag == tag::zap)
    return zap->serve();
  if (tag == tag::wake)
    return take_outbox();
  if (tag < tag::watched) {
    auto i = tag - tag::first_socket;
    auto& x = *sockets[i / 2];
    return i % 2 == 0 ? x.read_monitor() : x.receive(now);
  }
  auto x = watched.find(static_cast<int>(tag - tag::watched));
  if (x == watched.end())
    return; // A handler before it stopped watching.
  auto work = x->second;
  work();
}

bool zmq_loop::core::flush() {
  auto waiting = false;
  for (auto& x : sockets)
    waiting |= x->flush();
  for (auto& x : sockets)
    x->deliver_lost();
  return waiting;
}

long zmq_loop::core::timeout_ms(bool waiting) {
  auto limit = clock::duration{waiting ? clock::duration{retry} : idle_max};
  if (auto next = due.next())
    limit = std::min(limit, std::max(clock::duration{0}, *next - clock::now()));
  return std::chrono::ceil<std::chrono::milliseconds>(limit).count();
}

bool zmq_loop::core::turn_once(bool waiting) {
  // Not zmq_poll, which asks every socket twice: six system calls for each
  // that is silent.
  auto limit = settle() ? 0 : timeout_ms(waiting);
  const auto& ready = items.wait(static_cast<int>(limit));
  now = clock::now();
  turn.fetch_add(1, std::memory_order_relaxed);
  for (auto x : ready)
    serve(x);
  due.run(now);
  return flush();
}

void zmq_loop::core::run() {
  own.store(std::this_thread::get_id(), std::memory_order_release);
  pthread_setname_np(pthread_self(), options.name.substr(0, 15).c_str());
  due.add(now + sweep_period, sweep_period, [this] {
    for (auto& x : sockets)
      if (x->binds())
        x->sweep(now - peer_memory);
  });
  auto waiting = false;
  while (!stopping.load(std::memory_order_acquire))
    waiting = turn_once(waiting);
  auto deadline = clock::now() + options.drain;
  {
    auto lock = std::lock_guard{mutex};
    closed = true;
  }
  take_outbox();
  for (waiting = flush(); waiting && clock::now() < deadline;)
    waiting = turn_once(waiting);
}

zmq_loop::zmq_loop(std::unique_ptr<core> x) : core_(std::move(x)) {
}

zmq_loop::~zmq_loop() {
  stop();
}

result<std::unique_ptr<zmq_loop>> zmq_loop::open(loop_options options) {
  auto name = options.name;
  try {
    auto x = std::make_unique<core>(std::move(options));
    x->zap = std::make_unique<zmq_zap>(x->context);
    x->wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (x->wake < 0 || !x->items.is_open())
      return failure{ec::io_failed, name + ": no eventfd or epoll ("
                                      + std::strerror(errno)
                                      + "), raise the limit of descriptors"};
    x->add_item(x->wake, tag::wake);
    x->add_item(x->zap->descriptor(), tag::zap);
    return std::unique_ptr<zmq_loop>{new zmq_loop{std::move(x)}};
  } catch (const zmq::error_t& e) {
    return failure{ec::io_failed, name + ": no ZeroMQ context (" + e.what()
                                    + "), raise the limit of descriptors"};
  }
}

result<std::uint32_t> zmq_loop::bind(const socket_plan& plan,
                                     socket_handlers handlers) {
  return core_->add(plan, true, std::move(handlers));
}

result<std::uint32_t> zmq_loop::connect(const socket_plan& plan,
                                        socket_handlers handlers) {
  return core_->add(plan, false, std::move(handlers));
}

std::string zmq_loop::endpoint_of(std::uint32_t socket) const {
  return core_->sockets.at(socket)->endpoint();
}

void zmq_loop::start() {
  NIGHTFLOAT_EXPECT(!core_->thread.joinable());
  core_->thread = std::thread{&core::run, core_.get()};
}

void zmq_loop::stop() {
  if (!core_->thread.joinable())
    return;
  NIGHTFLOAT_EXPECT(!is_own_thread());
  core_->stopping.store(true, std::memory_order_release);
  core_->signal();
  core_->thread.join();
}

bool zmq_loop::is_own_thread() const noexcept {
  return core_->own.load(std::memory_order_acquire)
         == std::this_thread::get_id();
}

result<void> zmq_loop::send(peer to, std::string frame) {
  auto x = core::item{.to = to, .frame = std::move(frame), .run = {}};
  if (!is_own_thread())
    return core_->hand_over(std::move(x));
  core_->do_item(x);
  return {};
}

result<void> zmq_loop::post(task x) {
  return core_->hand_over({.to = {}, .frame = {}, .run = std::move(x)});
}

result<void> zmq_loop::post_owed(task x) {
  return core_->hand_over({.to = {}, .frame = {}, .run = std::move(x)}, true);
}

zmq_loop::clock::time_point zmq_loop::now() const noexcept {
  return core_->now;
}

std::uint64_t zmq_loop::turns() const noexcept {
  return core_->turn.load(std::memory_order_relaxed);
}

zmq_loop::timer zmq_loop::after(std::chrono::milliseconds delay, task x) {
  return core_->due.add(core_->now + delay, {}, std::move(x));
}

zmq_loop::timer zmq_loop::every(std::chrono::milliseconds period, task x) {
  return core_->due.add(core_->now + period, period, std::move(x));
}

void zmq_loop::cancel(timer x) {
  core_->due.cancel(x);
}

void zmq_loop::watch(int descriptor, task on_readable) {
  auto& all = core_->watched;
  if (all.insert_or_assign(descriptor, std::move(on_readable)).second)
    core_->add_item(descriptor,
                    tag::watched + static_cast<std::uint64_t>(descriptor));
}

void zmq_loop::unwatch(int descriptor) {
  if (core_->watched.erase(descriptor) > 0)
    core_->items.remove(descriptor);
}

void zmq_loop::forget(peer who) {
  if (who.socket < core_->sockets.size())
    core_->sockets[who.socket]->forget(who.id);
}

void zmq_loop::reconnect(std::uint32_t socket) {
  NIGHTFLOAT_EXPECT(socket < core_->sockets.size());
  auto& x = *core_->sockets[socket];
  auto& again = core_->reopening[socket];
  cancel(again);
  if (!core_->reopen(socket))
    again = after(reopen_again, [this, socket, &x, ups = x.ups()] {
      if (x.ups() == ups) // Else the silent link has given way to another.
        reconnect(socket);
    });
}

} // namespace nightfloat::broker
