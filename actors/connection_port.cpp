// SPDX-License-Identifier: Apache-2.0
#include "actors/connection_port.hpp"

#include <utility>

namespace nightfloat::actors {

namespace {

using std::chrono::milliseconds;

constexpr auto read_timeout = milliseconds{10'000};
constexpr auto commit_timeout = milliseconds{10'000};
/// Beyond the time that the store itself waits for a job.
constexpr auto claim_margin = milliseconds{2'000};
/// A renewal that comes late is worth less than the next one.
constexpr auto renew_timeout = milliseconds{2'000};

client::call_options options_for(const std::string& programme,
                                 milliseconds timeout,
                                 std::uint64_t at_least = 0) {
  auto out = client::call_options{};
  out.programme = programme;
  out.timeout = timeout;
  out.at_least = at_least;
  return out;
}

/// Hands on the body alone, as `part` takes it out.
template <class Reply, class T, class Part>
auto handing(store_port::then<T> done, Part part) {
  return [done = std::move(done), part](result<client::answer<Reply>> got) {
    if (!got)
      return done(std::move(got).error());
    done(part(std::move(got->body)));
  };
}

template <class T>
T whole(T x) {
  return x;
}

} // namespace

connection_port::connection_port(client::connection& store) : store_(store) {
  // nop
}

void connection_port::commit(domain::transaction change,
                             std::function<void(domain::commit_answer)> done) {
  auto timeout = commit_timeout;
  if (change.remaining_ms > 0)
    timeout = milliseconds{change.remaining_ms};
  store_.commit_async(
    std::move(change), timeout,
    [done = std::move(done)](result<domain::commit_answer> got) {
      if (got)
        return done(std::move(*got));
      auto answer = domain::commit_answer{};
      answer.outcome = is_unknown(got.error().code)
                         ? domain::commit_outcome::unknown
                         : domain::commit_outcome::refused;
      answer.code = got.error().code;
      answer.detail = got.error().detail;
      answer.retry_after_ms = got.error().retry_after_ms;
      done(std::move(answer));
    });
}

void connection_port::read(const std::string& programme,
                           std::vector<std::string> keys,
                           std::uint64_t at_least, then<client::records> done) {
  store_.call_async(
    client::read_request{std::move(keys)},
    options_for(programme, read_timeout, at_least),
    handing<client::records>(std::move(done), whole<client::records>));
}

void connection_port::scan(const std::string& programme,
                           const std::string& prefix, const std::string& after,
                           std::uint64_t at_least, then<client::records> done) {
  store_.call_async(
    client::scan_request{prefix, after, 0},
    options_for(programme, read_timeout, at_least),
    handing<client::records>(std::move(done), whole<client::records>));
}

std::uint64_t connection_port::watch(const std::string& programme,
                                     std::uint64_t since,
                                     then<std::uint64_t> started,
                                     then<domain::feed_item> on_item) {
  auto handlers = client::watch_handlers{};
  handlers.on_item = [on_item](domain::feed_item x) {
    on_item(std::move(x));
  };
  handlers.on_end = [on_item](failure why) {
    on_item(std::move(why));
  };
  // A cache follows: what was before it has, or needs no more.
  handlers.bare = true;
  auto feed = store_.watch(programme, since, std::move(handlers));
  // The connection opens feeds and heals them itself: items after `since`
  // will come, whenever the store can be reached.
  started(since);
  return feed;
}

void connection_port::unwatch(std::uint64_t feed) {
  store_.unwatch(feed);
}

void connection_port::claim(std::vector<std::string> kinds, std::uint32_t count,
                            milliseconds patience,
                            then<std::vector<domain::lease>> done) {
  // Never repeated: a second claim would take a second job.
  auto options = options_for({}, patience + claim_margin);
  options.repeat = false;
  store_.call_async(
    client::claim_request{std::move(kinds), count}, options,
    handing<client::claim_reply>(std::move(done), [](client::claim_reply x) {
      return std::move(x.leases);
    }));
}

void connection_port::renew(std::vector<client::held_lease> held,
                            then<std::vector<client::lease_state>> done) {
  auto options = options_for({}, renew_timeout);
  options.repeat = false;
  store_.call_async(
    client::renew_request{std::move(held)}, options,
    handing<client::renew_reply>(std::move(done), [](client::renew_reply x) {
      return std::move(x.leases);
    }));
}

void connection_port::job(domain::job_id which, then<domain::job_view> done) {
  store_.call_async(
    client::jobs_request{.job = which}, options_for({}, read_timeout),
    [done = std::move(done)](result<client::answer<client::job_list>> got) {
      if (!got)
        return done(std::move(got).error());
      if (got->body.jobs.size() != 1)
        return done(failure{ec::malformed, "job: the store answered none"});
      done(std::move(got->body.jobs.front()));
    });
}

void connection_port::release(std::vector<domain::fence> held,
                              then<void> done) {
  store_.call_async(
    client::release_request{std::move(held)}, options_for({}, renew_timeout),
    [done = std::move(done)](result<client::answer<client::done_reply>> got) {
      done(got ? result<void>{} : result<void>{std::move(got).error()});
    });
}

} // namespace nightfloat::actors
