// SPDX-License-Identifier: Apache-2.0
#include "broker/switchboard.hpp"

#include "broker/frame.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::broker {

namespace {

constexpr std::size_t remembered_max = 4'096;

/// What a call takes while it waits.
std::size_t weight_of(const envelope& x) noexcept {
  auto sum = sizeof(envelope) + x.body.size();
  for (auto text :
       {&x.operation, &x.programme, &x.caller, &x.key, &x.trace, &x.detail})
    sum += text->size();
  return sum;
}

} // namespace

switchboard::switchboard(switchboard_options options, time_point now)
  : options_(options), began_(now), ticket_last_(options.ticket_first) {
}

// -- workers ------------------------------------------------------------------

void switchboard::on_worker(domain::session_id who, const hello_body& hello,
                            time_point now, output& out) {
  auto& x = workers_[who];
  x.operations = {hello.operations.begin(), hello.operations.end()};
  x.capacity = hello.capacity;
  auto in_hand = std::set<std::uint64_t>{hello.in_hand.begin(),
                                         hello.in_hand.end()};
  auto had = x.running;
  for (auto number : had) {
    if (in_hand.erase(number) == 0)
      lose(number, out);
  }
  x.foreign = std::move(in_hand);
  // It drains, or has yet to begin: others may come in its place.
  if (x.capacity == 0)
    remember(x, now);
  pump(now, out);
}

void switchboard::on_gone(domain::session_id who, time_point now, output& out) {
  drop_waiting(who, out);
  for (auto& [number, x] : running_) {
    if (x.from.session == who && x.gathering == 0)
      cancel_order(number, out);
  }
  auto gone = workers_.find(who);
  if (gone == workers_.end())
    return;
  auto had = gone->second.running;
  for (auto number : had)
    lose(number, out);
  remember(gone->second, now);
  workers_.erase(gone);
}

void switchboard::remember(const worker& x, time_point now) {
  if (served_until_.size() >= remembered_max)
    served_until_.clear();
  for (const auto& operation : x.operations)
    served_until_[operation] = now;
}

switchboard::workers::iterator
switchboard::least_loaded(const std::string& operation) {
  auto best = workers_.end();
  for (auto i = workers_.begin(); i != workers_.end(); ++i) {
    const auto& x = i->second;
    if (x.free() == 0 || !x.operations.contains(operation))
      continue;
    if (best == workers_.end()) {
      best = i;
      continue;
    }
    const auto& y = best->second;
    // Loads as fractions of capacities, compared without dividing.
    auto mine = x.load() * y.capacity;
    auto theirs = y.load() * x.capacity;
    if (mine < theirs || (mine == theirs && x.served_last < y.served_last))
      best = i;
  }
  return best;
}

bool switchboard::is_served(const std::string& operation) const {
  return std::ranges::any_of(workers_, [&](const auto& x) {
    return x.second.capacity > 0 && x.second.operations.contains(operation);
  });
}

/// Whether as many calls were answered as there are slots since one was free.
/// Before that the rate is of what was asked for, not of what workers can do.
bool switchboard::is_drain_known(const std::string& operation, time_point now) {
  auto slots = std::uint64_t{0};
  auto answered = std::uint64_t{0};
  for (const auto& [id, x] : workers_) {
    if (!x.operations.contains(operation))
      continue;
    slots += x.capacity;
    answered += x.answered;
  }
  return answered >= slots && rate_.is_known(now);
}

bool switchboard::is_hopeless(const std::string& operation,
                              time_point now) const {
  if (now < began_ + options_.grace || is_served(operation))
    return false;
  auto until = served_until_.find(operation);
  return until == served_until_.end() || now >= until->second + options_.grace;
}

// -- calls --------------------------------------------------------------------

void switchboard::refuse(reply_address to, const envelope& call, failure why,
                         output& out) {
  out.answers.push_back({to, make_refusal(call, std::move(why))});
}

void switchboard::on_call(reply_address from, envelope call, time_point now,
                          output& out) {
  if (is_hopeless(call.operation, now)) {
    ++counts_.refused;
    return refuse(
      from, call,
      {ec::no_worker, call.operation + ": no worker serves it, start one"},
      out);
  }
  auto number = ++ticket_last_;
  auto deadline = now + std::chrono::milliseconds{call.remaining_ms};
  auto x = ticket{
    .from = from, .call = std::move(call), .deadline = deadline, .worker = {}};
  auto to = least_loaded(x.call.operation);
  if (to != workers_.end()) {
    to->second.answered = 0;
    running_.emplace(number, std::move(x));
    return hand_out(to, number, now, out);
  }
  auto wait = rate_.wait_ms(waiting_.size() + 1, now);
  auto late = wait > x.call.remaining_ms
              && is_drain_known(x.call.operation, now);
  x.bytes = weight_of(x.call);
  if (waiting_.size() >= options_.waiting_max
      || waiting_bytes_ + x.bytes > options_.waiting_bytes_max || late) {
    ++counts_.refused;
    return refuse(from, x.call,
                  {ec::overloaded,
                   x.call.operation + ": all workers are busy ("
                     + std::to_string(waiting_.size())
                     + " calls wait), come back in " + std::to_string(wait)
                     + " ms",
                   wait},
                  out);
  }
  waiting_bytes_ += x.bytes;
  waiting_.emplace(number, std::move(x));
}

switchboard::ticket switchboard::take_waiting(tickets::iterator from) {
  auto x = std::move(from->second);
  waiting_bytes_ -= x.bytes;
  waiting_.erase(from);
  return x;
}

void switchboard::hand_out(workers::iterator to, std::uint64_t number,
                           time_point now, output& out) {
  auto& x = running_.find(number)->second;
  x.worker = to->first;
  to->second.running.insert(number);
  to->second.served_last = ++served_last_;
  // What is kept answers for it and needs no body.
  auto body = std::exchange(x.call.body, {});
  auto frame = x.call;
  frame.body = std::move(body);
  frame.kind = frame_kind::call;
  frame.correlation = number;
  frame.remaining_ms = time_left_ms(x.deadline, now);
  out.orders.push_back({to->first, std::move(frame)});
}

bool switchboard::expire(tickets::iterator waiting, time_point now,
                         output& out) {
  const auto& x = waiting->second;
  if (now >= x.deadline) {
    ++counts_.expired;
    refuse(x.from, x.call,
           {ec::timed_out, x.call.operation
                             + ": waited for a worker and was not begun, allow "
                               "more time or start more workers"},
           out);
  } else if (is_hopeless(x.call.operation, now)) {
    ++counts_.refused;
    refuse(
      x.from, x.call,
      {ec::no_worker, x.call.operation + ": no worker serves it, start one"},
      out);
  } else {
    return false;
  }
  take_waiting(waiting);
  return true;
}

/// Looks no further than the free slots reach, for each answer comes here:
/// what expires behind them does so in `tick`.
void switchboard::pump(time_point now, output& out) {
  auto slots = std::size_t{0};
  for (const auto& [id, x] : workers_)
    slots += x.free();
  auto full = std::set<std::string>{};
  for (auto i = waiting_.begin(); i != waiting_.end() && slots > 0;) {
    auto present = i++;
    const auto& operation = present->second.call.operation;
    if (full.contains(operation))
      continue;
    auto to = least_loaded(operation);
    if (to == workers_.end()) {
      full.insert(operation);
      continue;
    }
    if (expire(present, now, out))
      continue;
    auto number = present->first;
    running_.emplace(number, take_waiting(present));
    hand_out(to, number, now, out);
    --slots;
  }
}

void switchboard::on_reply(domain::session_id who, envelope reply,
                           time_point now, output& out) {
  auto from = workers_.find(who);
  auto known = running_.find(reply.correlation);
  auto ours = known != running_.end() && known->second.worker == who;
  if (!ours) {
    ++counts_.unknown_replies;
    // It may be the end of a call of an earlier incarnation: a slot is free.
    if (from != workers_.end()
        && from->second.foreign.erase(reply.correlation) > 0)
      pump(now, out);
    return;
  }
  auto x = std::move(known->second);
  running_.erase(known);
  if (from != workers_.end()) {
    from->second.running.erase(reply.correlation);
    if (x.gathering == 0)
      ++from->second.answered;
  }
  if (x.gathering != 0) {
    answer_gathering(x.gathering, &reply, out);
  } else if (!x.given_up) {
    rate_.done(now);
    reply.correlation = x.call.correlation;
    out.answers.push_back({x.from, std::move(reply)});
  }
  pump(now, out);
}

void switchboard::lose(std::uint64_t number, output& out) {
  auto known = running_.find(number);
  auto x = std::move(known->second);
  running_.erase(known);
  auto of = workers_.find(x.worker);
  if (of != workers_.end())
    of->second.running.erase(number);
  if (x.gathering != 0)
    return answer_gathering(x.gathering, nullptr, out);
  if (x.given_up)
    return;
  ++counts_.lost;
  refuse(x.from, x.call,
         {ec::worker_lost, x.call.operation
                             + ": the worker was lost, it may have happened: "
                               "ask again with the same key"},
         out);
}

void switchboard::cancel_order(std::uint64_t number, output& out) {
  const auto& x = running_.find(number)->second;
  auto frame = envelope{};
  frame.kind = frame_kind::cancel;
  frame.operation = x.call.operation;
  frame.correlation = number;
  frame.trace = x.call.trace;
  out.orders.push_back({x.worker, std::move(frame)});
}

void switchboard::on_cancel(domain::session_id caller,
                            std::uint64_t correlation, output& out) {
  auto meant = [&](const auto& x) {
    return x.second.from.session == caller && x.second.gathering == 0
           && x.second.call.correlation == correlation;
  };
  auto waits = std::ranges::find_if(waiting_, meant);
  if (waits != waiting_.end()) {
    auto x = take_waiting(waits);
    refuse(x.from, x.call, {ec::cancelled, x.call.operation + ": cancelled"},
           out);
    return;
  }
  auto runs = std::ranges::find_if(running_, meant);
  if (runs != running_.end())
    cancel_order(runs->first, out);
}

void switchboard::drop_waiting(domain::session_id caller, output& out) {
  for (auto i = waiting_.begin(); i != waiting_.end();) {
    auto present = i++;
    if (present->second.from.session != caller)
      continue;
    auto x = take_waiting(present);
    refuse(x.from, x.call,
           {ec::cancelled, x.call.operation + ": its caller is gone"}, out);
  }
}

// -- time ---------------------------------------------------------------------

void switchboard::tick_running(time_point now, output& out) {
  for (auto& [number, x] : running_) {
    if (now < x.deadline + options_.overtime)
      continue;
    if (!x.given_up && x.gathering == 0) {
      ++counts_.expired;
      refuse(
        x.from, x.call,
        {ec::unknown_outcome, x.call.operation
                                + ": still runs after its time, it may yet "
                                  "happen: ask again with the same key"},
        out);
    }
    x.given_up = true;
    // Asked for again after another overtime: an order may be lost, and a
    // worker that does not know the call says so.
    x.deadline = now;
    cancel_order(number, out);
  }
}

void switchboard::tick_waiting(time_point now, output& out) {
  for (auto i = waiting_.begin(); i != waiting_.end();) {
    auto present = i++;
    (void)expire(present, now, out);
  }
}

void switchboard::tick(time_point now, output& out) {
  tick_running(now, out);
  tick_waiting(now, out);
  for (auto i = gatherings_.begin(); i != gatherings_.end();) {
    auto x = i++;
    if (now >= x->second.deadline)
      end_gathering(x, out);
  }
  pump(now, out);
}

switchboard_state switchboard::state() const {
  auto x = counts_;
  x.workers = workers_.size();
  x.waiting = waiting_.size();
  x.running = running_.size();
  return x;
}

} // namespace nightfloat::broker
