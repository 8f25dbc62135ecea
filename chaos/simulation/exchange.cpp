// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/exchange.hpp"

#include <memory>
#include <utility>

namespace nightfloat::simulation {

namespace {

constexpr auto tries_max = 5;

struct exchanging {
  link& store;
  exchange_request wish;
  time_point deadline;
  on_exchanged done;
  std::uint64_t at_least = 0;
  int tries = 0;
};

using shared = std::shared_ptr<exchanging>;

void begin(const shared& x);

domain::transaction change_of(const exchanging& x,
                              const client::records& found) {
  auto change = domain::transaction{};
  change.programme = programme;
  change.trace = x.wish.trace;
  const auto& a = found.found.at(0);
  const auto& b = found.found.at(1);
  change.expect = {{a.key, a.revision}, {b.key, b.revision}};
  change.put = {
    {a.key, b.bytes}, {b.key, a.bytes}, {"swap/" + x.wish.trace, x.wish.key}};
  auto reply = domain::owed_reply{};
  reply.scope = "exchange";
  reply.key = x.wish.key;
  reply.fingerprint = std::to_string(x.wish.from) + "-"
                      + std::to_string(x.wish.to);
  reply.body = reply.fingerprint + " of " + a.bytes + " and " + b.bytes;
  change.reply = std::move(reply);
  return change;
}

void on_answer(const shared& x, domain::commit_answer said) {
  const auto stale = said.outcome == domain::commit_outcome::conflict;
  if (stale && ++x->tries < tries_max && x->store.now() < x->deadline) {
    x->at_least = std::max(x->at_least, said.actual);
    return begin(x);
  }
  x->done(end_of_commit(std::move(said)));
}

void on_read(const shared& x, result<client::records> got) {
  auto left
    = std::chrono::duration_cast<milliseconds>(x->deadline - x->store.now());
  if (!got || left.count() <= 0)
    return x->done(
      {.code = got ? ec::timed_out : got.error().code,
       .detail = got ? "no time left to commit" : got.error().detail,
       .body = {}});
  x->store.commit(change_of(*x, *got), left, [x](domain::commit_answer said) {
    on_answer(x, std::move(said));
  });
}

void begin(const shared& x) {
  auto left
    = std::chrono::duration_cast<milliseconds>(x->deadline - x->store.now());
  auto request = client::read_request{};
  request.keys = {owner_key(x->wish.from), owner_key(x->wish.to)};
  x->store.ask(
    request,
    {.programme = programme,
     .key = {},
     .trace = x->wish.trace,
     .at_least = x->at_least,
     .timeout = std::max(left, milliseconds{1})},
    [x](result<client::records> got) { on_read(x, std::move(got)); });
}

} // namespace

std::string owner_key(std::uint32_t place) {
  return "owner/" + std::to_string(place);
}

exchange_end end_of_commit(domain::commit_answer x) {
  auto out = exchange_end{.detail = std::move(x.detail),
                          .version = x.version,
                          .body = std::move(x.body)};
  switch (x.outcome) {
    case domain::commit_outcome::committed:
    case domain::commit_outcome::replayed:
      out.code = x.status;
      out.replayed = x.outcome == domain::commit_outcome::replayed;
      break;
    case domain::commit_outcome::conflict:
      out.code = ec::conflict;
      out.detail = x.key + " was changed";
      break;
    case domain::commit_outcome::fenced:
      out.code = ec::fenced;
      break;
    case domain::commit_outcome::refused:
      out.code = x.code;
      break;
    case domain::commit_outcome::unknown:
      out.code = ec::unknown_outcome;
      break;
  }
  return out;
}

void exchange(link& store, exchange_request wish, milliseconds timeout,
              on_exchanged done) {
  auto x = std::make_shared<exchanging>(
    exchanging{store, std::move(wish), store.now() + timeout, std::move(done)});
  begin(x);
}

} // namespace nightfloat::simulation
