// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/line_port.hpp"

#include <utility>

namespace nightfloat::simulation {

namespace {

constexpr auto read_timeout = milliseconds{10'000};
constexpr auto commit_timeout = milliseconds{10'000};
constexpr auto claim_margin = milliseconds{2'000};
constexpr auto renew_timeout = milliseconds{2'000};
constexpr auto watch_timeout = milliseconds{5'000};
constexpr auto watch_pause = milliseconds{100};

/// What asking again will not change, of what a store says of a watch.
bool is_final(ec code) {
  return code == ec::trimmed || code == ec::slow_reader || code == ec::not_found
         || code == ec::invalid_argument || code == ec::malformed
         || code == ec::bad_version;
}

} // namespace

line_port::line_port(world& in, life self, link& store,
                     std::function<void()> heard)
  : world_{in}, self_{self}, store_{store}, heard_{std::move(heard)} {
}

call_terms line_port::terms(const std::string& where,
                            milliseconds timeout) const {
  return {.programme = where, .key = {}, .trace = {}, .timeout = timeout};
}

template <class Request, class T, class Part>
void line_port::ask(const Request& x, call_terms how, then<T> done, Part part) {
  if (closed_)
    return;
  store_.ask(
    x, std::move(how),
    [this, done = std::move(done), part](result<typename Request::reply> got) {
      if (closed_)
        return;
      if (got)
        done(part(std::move(*got)));
      else
        done(got.error());
      heard_();
    });
}

void line_port::commit(domain::transaction change,
                       std::function<void(domain::commit_answer)> done) {
  if (closed_)
    return;
  auto timeout = commit_timeout;
  if (change.remaining_ms > 0)
    timeout = milliseconds{change.remaining_ms};
  store_.commit(std::move(change), timeout,
                [this, done = std::move(done)](domain::commit_answer said) {
                  if (closed_)
                    return;
                  done(std::move(said));
                  heard_();
                });
}

void line_port::read(const std::string& where, std::vector<std::string> keys,
                     std::uint64_t at_least, then<client::records> done) {
  auto how = terms(where, read_timeout);
  how.at_least = at_least;
  ask(client::read_request{std::move(keys)}, std::move(how), std::move(done),
      [](client::records x) { return x; });
}

void line_port::scan(const std::string& where, const std::string& prefix,
                     const std::string& after, std::uint64_t at_least,
                     then<client::records> done) {
  auto how = terms(where, read_timeout);
  how.at_least = at_least;
  ask(client::scan_request{prefix, after, 0}, std::move(how), std::move(done),
      [](client::records x) { return x; });
}

void line_port::claim(std::vector<std::string> kinds, std::uint32_t count,
                      milliseconds patience,
                      then<std::vector<domain::lease>> done) {
  auto how = terms({}, patience + claim_margin);
  how.repeat = false;
  ask(client::claim_request{std::move(kinds), count}, std::move(how),
      std::move(done),
      [](client::claim_reply x) { return std::move(x.leases); });
}

void line_port::renew(std::vector<client::held_lease> held,
                      then<std::vector<client::lease_state>> done) {
  auto how = terms({}, renew_timeout);
  how.repeat = false;
  ask(client::renew_request{std::move(held)}, std::move(how), std::move(done),
      [](client::renew_reply x) { return std::move(x.leases); });
}

void line_port::job(domain::job_id which, then<domain::job_view> done) {
  ask(client::jobs_request{.job = which}, terms({}, read_timeout),
      std::move(done), [](client::job_list x) -> result<domain::job_view> {
        if (x.jobs.size() != 1)
          return failure{ec::malformed, "job: the store answered none"};
        return std::move(x.jobs.front());
      });
}

void line_port::release(std::vector<domain::fence> held, then<void> done) {
  ask(client::release_request{std::move(held)}, terms({}, renew_timeout),
      std::move(done), [](client::done_reply) { return result<void>{}; });
}

// -- feeds --------------------------------------------------------------------

std::uint64_t line_port::watch(const std::string& where, std::uint64_t since,
                               then<std::uint64_t> started,
                               then<domain::feed_item> on_item) {
  const auto number = ++feed_last_;
  feeds_[number]
    = {.programme = where, .last = since, .on_item = std::move(on_item)};
  follow(number);
  started(since);
  heard_();
  return number;
}

void line_port::unwatch(std::uint64_t number) {
  auto x = feeds_.find(number);
  if (x == feeds_.end())
    return;
  const auto call = x->second.call;
  feeds_.erase(x);
  store_.drop(call);
}

line_port::feed* line_port::find(std::uint64_t number, std::uint64_t round) {
  auto x = feeds_.find(number);
  return x == feeds_.end() || x->second.round != round ? nullptr : &x->second;
}

void line_port::follow(std::uint64_t number) {
  auto known = feeds_.find(number);
  if (known == feeds_.end() || closed_)
    return;
  auto& x = known->second;
  const auto round = ++x.round;
  const auto call = store_.call(
    client::watch_request::operation,
    codec::encode(client::watch_request{.since = x.last}),
    terms(x.programme, watch_timeout),
    [this, number, round](result<broker::envelope> got) {
      if (closed_ || got || find(number, round) == nullptr)
        return;
      if (is_final(got.error().code))
        return end_feed(number, got.error());
      follow_later(number);
    },
    [this, number, round](result<broker::envelope> got) {
      if (!closed_)
        on_feed(number, round, std::move(got));
    });
  if (auto* still = find(number, round))
    still->call = call;
}

void line_port::follow_later(std::uint64_t number) {
  world_.wake_after(watch_pause, self_, [this, number] { follow(number); });
}

void line_port::on_feed(std::uint64_t number, std::uint64_t round,
                        result<broker::envelope> got) {
  auto* x = find(number, round);
  if (x == nullptr)
    return;
  if (!got) {
    if (is_final(got.error().code))
      return end_feed(number, got.error());
    return follow_later(number);
  }
  auto item = codec::decode<domain::feed_item>(got->body);
  if (!item)
    return end_feed(number, item.error());
  if (item->version <= x->last)
    return;
  if (item->version != x->last + 1) {
    const auto call = x->call;
    follow(number);
    return store_.drop(call);
  }
  x->last = item->version;
  auto on_item = x->on_item;
  on_item(std::move(*item));
  heard_();
}

void line_port::end_feed(std::uint64_t number, failure why) {
  auto on_item = std::move(feeds_.at(number).on_item);
  feeds_.erase(number);
  on_item(std::move(why));
  heard_();
}

} // namespace nightfloat::simulation
