// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/network.hpp"

#include <algorithm>
#include <vector>

namespace nightfloat::simulation {

network::network(world& in, network_options options)
  : world_{in}, options_{options}, dice_{mix(in.seed(), 2)} {
}

microseconds network::latency() {
  auto us = dice_.between(options_.latency_us_min, options_.latency_us_max);
  if (dice_.chance(options_.slow_permille))
    us += dice_.below(options_.slow_us + 1);
  return microseconds{us};
}

void network::slow(std::uint32_t who, microseconds by, time_point until) {
  slowed_[who] = {by, until};
}

void network::bind(life who, server_end x) {
  servers_[who.who] = {who, std::move(x)};
}

socket_id network::connect(life who, std::uint32_t to, client_end x) {
  const auto id = ++socket_last_;
  auto& made = connections_[id];
  made.client = who;
  made.server = to;
  made.end = std::move(x);
  try_connect(id);
  return id;
}

void network::try_connect(socket_id x) {
  auto i = connections_.find(x);
  if (i == connections_.end() || i->second.peer != 0)
    return;
  auto& made = i->second;
  const auto wait = latency() + latency();
  const auto reachable = world_.lives(made.server)
                         && !is_blocked(made.client.who, made.server)
                         && !is_blocked(made.server, made.client.who);
  if (reachable)
    return world_.after(wait, nobody, [this, x] { establish(x); });
  const auto pause = options_.reconnect_us / 2
                     + dice_.below(options_.reconnect_us + 1);
  world_.after(wait + microseconds{pause}, nobody,
               [this, x] { try_connect(x); });
}

void network::establish(socket_id x) {
  auto i = connections_.find(x);
  if (i == connections_.end() || i->second.peer != 0)
    return;
  auto& made = i->second;
  auto server = servers_.find(made.server);
  if (server == servers_.end() || !world_.lives(server->second.first))
    return try_connect(x);
  made.server_life = server->second.first;
  made.peer = ++peer_last_;
  ++made.made;
  by_peer_[{made.server, made.peer}] = x;
  for (auto& bytes : std::exchange(made.again, {}))
    push(x, true, std::move(bytes));
  world_.at(world_.now(), made.client, [this, x, n = made.made] {
    auto at = connections_.find(x);
    if (at != connections_.end() && at->second.made == n
        && at->second.peer != 0)
      at->second.end.on_link(true);
  });
}

void network::break_up(socket_id x, microseconds until_known) {
  auto& made = connections_.at(x);
  if (made.peer == 0)
    return;
  by_peer_.erase({made.server, made.peer});
  made.peer = 0;
  for (auto& one : made.up.under_way)
    if (dice_.chance(options_.again_permille))
      made.again.push_back(std::move(one.bytes));
  made.up = {};
  made.down = {};
  world_.after(until_known, made.client, [this, x] {
    if (auto at = connections_.find(x); at != connections_.end())
      at->second.end.on_link(false);
  });
  world_.after(until_known + microseconds{1}, nobody,
               [this, x] { try_connect(x); });
}

void network::reconnect(socket_id x) {
  if (connections_.contains(x))
    break_up(x, microseconds{0});
}

void network::drop(std::uint32_t who) {
  auto gone = std::vector<socket_id>{};
  for (auto& [id, made] : connections_) {
    if (made.client.who == who)
      gone.push_back(id);
    else if (made.server == who && made.peer != 0)
      break_up(id, latency());
  }
  for (auto id : gone) {
    auto& made = connections_.at(id);
    if (made.peer != 0)
      by_peer_.erase({made.server, made.peer});
    connections_.erase(id);
  }
  servers_.erase(who);
}

void network::cut(std::uint32_t a, std::uint32_t b) {
  for (auto& [id, made] : connections_)
    if ((made.client.who == a && made.server == b)
        || (made.client.who == b && made.server == a))
      break_up(id, latency());
}

void network::block(std::uint32_t a, std::uint32_t b, time_point until) {
  auto& x = blocked_[{a, b}];
  x = std::max(x, until);
}

void network::heal() {
  blocked_.clear();
  slowed_.clear();
  for (auto& [id, made] : connections_) {
    made.up.armed = made.down.armed = false;
    arm(id, true);
    arm(id, false);
  }
}

time_point network::blocked_until(std::uint32_t a, std::uint32_t b) const {
  auto x = blocked_.find({a, b});
  return x == blocked_.end() ? time_point{} : x->second;
}

bool network::is_blocked(std::uint32_t a, std::uint32_t b) const {
  return blocked_until(a, b) > world_.now();
}

void network::send(socket_id from, std::string bytes) {
  auto i = connections_.find(from);
  if (i != connections_.end() && i->second.peer != 0)
    push(from, true, std::move(bytes));
}

void network::answer(std::uint32_t server, std::uint32_t peer,
                     std::string bytes) {
  auto i = by_peer_.find({server, peer});
  if (i != by_peer_.end())
    push(i->second, false, std::move(bytes));
}

void network::push(socket_id at, bool is_up, std::string bytes) {
  auto& made = connections_.at(at);
  auto& x = is_up ? made.up : made.down;
  auto due = world_.now() + latency();
  for (auto who : {made.client.who, made.server})
    if (auto s = slowed_.find(who);
        s != slowed_.end() && world_.now() < s->second.second)
      due += s->second.first;
  if (!x.under_way.empty())
    due = std::max(due, x.under_way.back().due);
  x.under_way.push_back({due, std::move(bytes)});
  arm(at, is_up);
}

void network::arm(socket_id at, bool is_up) {
  auto& made = connections_.at(at);
  auto& x = is_up ? made.up : made.down;
  if (x.armed || x.under_way.empty() || made.peer == 0)
    return;
  const auto from = is_up ? made.client.who : made.server;
  const auto to = is_up ? made.server : made.client.who;
  x.armed = true;
  x.turn = ++turns_;
  world_.at(std::max(x.under_way.front().due, blocked_until(from, to)),
            is_up ? made.server_life : made.client,
            [this, at, is_up, turn = x.turn] { deliver(at, is_up, turn); });
}

void network::deliver(socket_id at, bool is_up, std::uint64_t turn) {
  auto i = connections_.find(at);
  if (i == connections_.end())
    return;
  auto& x = is_up ? i->second.up : i->second.down;
  // Of a connection that broke, or from before everything was healed.
  if (!x.armed || x.turn != turn)
    return;
  x.armed = false;
  const auto from = is_up ? i->second.client.who : i->second.server;
  const auto to = is_up ? i->second.server : i->second.client.who;
  if (is_blocked(from, to))
    return arm(at, is_up);
  auto bytes = std::move(x.under_way.front().bytes);
  x.under_way.pop_front();
  const auto peer = i->second.peer;
  arm(at, is_up);
  if (is_up)
    servers_.at(i->second.server).second.on_frame(peer, bytes);
  else
    i->second.end.on_frame(bytes);
}

} // namespace nightfloat::simulation
