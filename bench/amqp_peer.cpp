// SPDX-License-Identifier: Apache-2.0
#include "bench/amqp_peer.hpp"

#include "bench/queue_jobs.hpp"
#include "bench/served.hpp"

#include <optional>
#include <sys/socket.h>

namespace nightfloat::bench {

namespace {

using namespace std::string_literals;

constexpr auto queue_name = std::string_view{"bench"};
constexpr auto end_of_frame = '\xce';
/// Kind, channel and size before what a frame holds.
constexpr auto head_bytes = std::size_t{7};

/// Class and method in one number, as they begin the frame of a method.
constexpr std::uint32_t method(std::uint32_t of, std::uint32_t number) {
  return of << 16 | number;
}

constexpr auto connection_start = method(10, 10);
constexpr auto connection_start_ok = method(10, 11);
constexpr auto connection_tune = method(10, 30);
constexpr auto connection_tune_ok = method(10, 31);
constexpr auto connection_open = method(10, 40);
constexpr auto connection_open_ok = method(10, 41);
constexpr auto connection_close = method(10, 50);
constexpr auto channel_open = method(20, 10);
constexpr auto channel_open_ok = method(20, 11);
constexpr auto channel_close = method(20, 40);
constexpr auto queue_declare = method(50, 10);
constexpr auto queue_declare_ok = method(50, 11);
constexpr auto basic_qos = method(60, 10);
constexpr auto basic_qos_ok = method(60, 11);
constexpr auto basic_consume = method(60, 20);
constexpr auto basic_consume_ok = method(60, 21);
constexpr auto basic_publish = method(60, 40);
constexpr auto basic_deliver = method(60, 60);
constexpr auto basic_ack = method(60, 80);
constexpr auto confirm_select = method(85, 10);
constexpr auto confirm_select_ok = method(85, 11);

enum class frame_kind : char { method = 1, header = 2, body = 3 };

// -- writing ------------------------------------------------------------------

std::string number(std::uint64_t x, std::size_t bytes) {
  auto out = std::string(bytes, '\0');
  for (auto i = bytes; i > 0; --i, x >>= 8)
    out[i - 1] = static_cast<char>(x & 0xff);
  return out;
}

std::string short_text(std::string_view x) {
  return number(x.size(), 1) + std::string{x};
}

/// A table as well, of fields that are written out.
std::string long_text(std::string_view x) {
  return number(x.size(), 4) + std::string{x};
}

std::string frame(frame_kind kind, std::uint64_t channel,
                  const std::string& x) {
  return static_cast<char>(kind) + number(channel, 2) + number(x.size(), 4) + x
         + end_of_frame;
}

std::string call(std::uint64_t channel, std::uint32_t what,
                 const std::string& arguments) {
  return frame(frame_kind::method, channel, number(what, 4) + arguments);
}

// -- reading ------------------------------------------------------------------

std::uint64_t number_at(std::string_view x, std::size_t from,
                        std::size_t bytes) {
  auto out = std::uint64_t{0};
  for (auto one : x.substr(from, bytes))
    out = out << 8 | static_cast<unsigned char>(one);
  return out;
}

std::uint32_t method_of(std::string_view body) {
  return static_cast<std::uint32_t>(number_at(body, 0, 4));
}

[[noreturn]] void refuse(std::string_view body) {
  auto what = method_of(body);
  // The code in two bytes and a short text follow where it closes.
  if (what == connection_close || what == channel_close)
    throw trouble{"RabbitMQ: "
                  + std::string{body.substr(7, number_at(body, 6, 1))}};
  throw trouble{"RabbitMQ: unexpected method " + std::to_string(what >> 16)
                + "." + std::to_string(what & 0xffff)};
}

struct heard {
  frame_kind kind = frame_kind::method;
  std::string_view body;
  /// All bytes of the frame.
  std::size_t size = 0;
};

/// The first frame of `x`, or nothing if it has not come whole.
std::optional<heard> first_frame(std::string_view x) {
  if (x.size() < head_bytes)
    return std::nullopt;
  auto inside = number_at(x, 3, 4);
  auto size = head_bytes + inside + 1;
  if (x.size() < size)
    return std::nullopt;
  if (x[size - 1] != end_of_frame)
    throw trouble{"RabbitMQ: a frame does not end where it should"};
  return heard{static_cast<frame_kind>(x[0]), x.substr(head_bytes, inside),
               size};
}

std::string receive(int from, std::size_t bytes) {
  auto out = std::string(bytes, '\0');
  auto n = ::recv(from, out.data(), bytes, MSG_WAITALL);
  if (n < 0 || static_cast<std::size_t>(n) != bytes)
    throw trouble{"RabbitMQ: it hung up"};
  return out;
}

/// The arguments of the next method, which is `wanted`. Reads no byte more.
std::string await(int from, std::uint32_t wanted) {
  auto head = receive(from, head_bytes);
  auto body = receive(from, number_at(head, 3, 4) + 1);
  body.pop_back();
  if (method_of(body) != wanted)
    refuse(body);
  return body.substr(4);
}

// -- what is agreed -----------------------------------------------------------

void log_in(int to) {
  send_all(to, "AMQP\0\0\x9\x1"s);
  await(to, connection_start);
  send_all(to, call(0, connection_start_ok,
                    long_text("") + short_text("PLAIN")
                      + long_text("\0guest\0guest"s) + short_text("en_US")));
  // Its own limits of channels and frames, and no heartbeats.
  auto limits = await(to, connection_tune).substr(0, 6);
  send_all(to, call(0, connection_tune_ok, limits + number(0, 2)));
  send_all(to, call(0, connection_open,
                    short_text("/") + short_text("") + number(0, 1)));
  await(to, connection_open_ok);
  send_all(to, call(1, channel_open, short_text("")));
  await(to, channel_open_ok);
}

void follow_queue(int to) {
  constexpr auto durable = std::uint64_t{2};
  auto terms = short_text("x-queue-type") + "S" + long_text("quorum");
  send_all(to, call(1, confirm_select, number(0, 1)));
  await(to, confirm_select_ok);
  send_all(to, call(1, queue_declare,
                    number(0, 2) + short_text(queue_name) + number(durable, 1)
                      + long_text(terms)));
  await(to, queue_declare_ok);
  // One job at a time, of any size.
  send_all(to, call(1, basic_qos, number(0, 4) + number(1, 2) + number(0, 1)));
  await(to, basic_qos_ok);
  // A job may come before the answer, so that is heard later.
  send_all(to, call(1, basic_consume,
                    number(0, 2) + short_text(queue_name) + short_text("")
                      + number(0, 1) + long_text("")));
}

} // namespace

int connect_amqp(std::uint16_t port) {
  auto made = connect_to_port(port);
  log_in(made);
  follow_queue(made);
  return made;
}

std::string ask_amqp(const text_client& x, std::string_view payload) {
  // The only property that is given: to be kept on disk.
  constexpr auto delivery_mode = std::uint64_t{1} << 12;
  constexpr auto persistent = std::uint64_t{2};
  auto out = std::string{};
  if (!x.job.empty())
    out = call(1, basic_ack, x.job + number(0, 1));
  out += call(1, basic_publish,
              number(0, 2) + short_text("") + short_text(queue_name)
                + number(0, 1));
  out += frame(frame_kind::header, 1,
               number(60, 2) + number(0, 2) + number(payload.size(), 8)
                 + number(delivery_mode, 2) + number(persistent, 1));
  return out + frame(frame_kind::body, 1, std::string{payload});
}

std::size_t hear_amqp(text_client& x) {
  auto rest = std::string_view{x.received};
  auto is_confirmed = false;
  auto has_job = false;
  while (auto next = first_frame(rest)) {
    auto body = next->body;
    auto what = next->kind == frame_kind::method ? method_of(body) : 0;
    rest.remove_prefix(next->size);
    if (what == basic_ack)
      is_confirmed = true;
    else if (what == basic_deliver)
      // Its number follows the name of the consumer.
      x.job = body.substr(5 + number_at(body, 4, 1), 8);
    else if (what != 0 && what != basic_consume_ok)
      refuse(body);
    else if (next->kind == frame_kind::body)
      has_job = body.size() == payload_bytes;
    if (is_confirmed && has_job)
      return x.received.size() - rest.size();
  }
  return 0;
}

} // namespace nightfloat::bench
