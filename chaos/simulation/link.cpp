// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/link.hpp"

#include "broker/frame.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace nightfloat::simulation {

using client::line_happening;

namespace {

constexpr auto commit_pause = milliseconds{50};
constexpr auto commit_silence = milliseconds{1'000};

client::line_options line_of(const link_options& x) {
  return {.server = x.server,
          .session = x.session,
          .hello = x.hello,
          .heartbeat = x.heartbeat,
          .liveness = x.liveness,
          .correlation_first = x.correlation_first};
}

domain::commit_answer not_sent(failure why) {
  auto x = domain::commit_answer{};
  x.outcome = is_unknown(why.code) ? domain::commit_outcome::unknown
                                   : domain::commit_outcome::refused;
  x.code = why.code;
  x.detail = std::move(why.detail);
  x.retry_after_ms = why.retry_after_ms;
  return x;
}

} // namespace

link::link(world& in, network& through, life self, link_options options,
           link_hooks hooks)
  : world_{in}, network_{through}, self_{self}, hooks_{std::move(hooks)},
    line_{line_of(options)}, heartbeat_{options.heartbeat} {
  socket_ = network_.connect(self_, options.to,
                             {.on_link =
                                [this](bool up) {
                                  line_.on_link(up, now(), out_);
                                  settle();
                                },
                              .on_frame =
                                [this](const std::string& bytes) {
                                  if (auto frame = broker::decode_frame(bytes))
                                    line_.take(std::move(*frame), now(), out_);
                                  settle();
                                }});
  world_.wake_after(heartbeat_ / 4, self_, [this] { tick(); });
}

void link::tick() {
  line_.tick(now(), out_);
  settle();
  world_.wake_after(heartbeat_ / 4 + milliseconds{1}, self_,
                    [this] { tick(); });
}

std::uint64_t link::call(std::string_view operation, std::string body,
                         call_terms terms, handler done, handler on_feed) {
  auto x = client::line_call{};
  x.frame.operation = operation;
  x.frame.programme = std::move(terms.programme);
  x.frame.key = std::move(terms.key);
  x.frame.trace = std::move(terms.trace);
  x.frame.revision = terms.at_least;
  x.frame.body = std::move(body);
  x.deadline = now() + terms.timeout;
  x.repeat = terms.repeat;
  x.silence = terms.silence;
  x.streams = static_cast<bool>(on_feed);
  auto number = line_.call(std::move(x), now(), out_);
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
  settle();
  return known;
}

void link::leave() {
  line_.leave(out_);
  settle();
}

void link::settle() {
  if (settling_)
    return;
  settling_ = true;
  while (!out_.frames.empty() || !out_.events.empty()) {
    auto now = std::exchange(out_, {});
    for (auto& x : now.frames)
      network_.send(socket_, broker::encode_frame(x));
    for (auto& x : now.events)
      deliver(x);
  }
  settling_ = false;
  arm();
}

void link::deliver(client::line_event& x) {
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
    case line_happening::opened: {
      auto body = codec::decode<broker::welcome_body>(x.frame.body);
      if (body && !body->lifeline_nonce.empty() && hooks_.on_lifeline)
        hooks_.on_lifeline(body->lifeline_nonce);
      return;
    }
    case line_happening::reconnect:
      return network_.reconnect(socket_);
    case line_happening::closed:
    case line_happening::refused:
      return;
  }
}

void link::arm() {
  auto next = line_.next();
  if (!next || (armed_ && *armed_ <= *next))
    return;
  armed_ = next;
  world_.wake_at(*next, self_, [this, when = *next] {
    if (armed_ != when)
      return;
    armed_.reset();
    line_.tick(now(), out_);
    settle();
    arm();
  });
}

// -- commits ------------------------------------------------------------------

void link::commit(domain::transaction change, milliseconds timeout,
                  on_committed done) {
  auto x = std::make_shared<committing>();
  x->programme = change.programme;
  x->key = change.reply     ? change.reply->key
           : change.reserve ? change.reserve->key
                            : std::string{};
  x->trace = change.trace;
  change.remaining_ms = static_cast<std::uint32_t>(timeout.count());
  x->body = codec::encode(client::commit_request{.change = std::move(change)});
  x->deadline = now() + timeout;
  x->done = std::move(done);
  attempt(std::move(x));
}

void link::attempt(std::shared_ptr<committing> x) {
  auto left = std::chrono::duration_cast<milliseconds>(x->deadline - now());
  auto terms = call_terms{.programme = x->programme,
                          .key = x->key,
                          .trace = x->trace,
                          .timeout = std::max(left, milliseconds{1}),
                          .silence = commit_silence};
  (void)call(client::commit_request::operation, x->body, std::move(terms),
             [this, x](result<broker::envelope> got) {
               if (settle_commit(*x, std::move(got)))
                 world_.wake_after(commit_pause, self_,
                                   [this, x] { attempt(x); });
             });
}

bool link::settle_commit(committing& x, result<broker::envelope> got) const {
  const auto late = now() + commit_pause >= x.deadline;
  auto answer = result<domain::commit_answer>{failure{}};
  if (got)
    answer = codec::decode<domain::commit_answer>(got->body);
  else
    answer = not_sent(got.error());
  if (!answer)
    answer = not_sent(answer.error());
  const auto open = answer->outcome == domain::commit_outcome::unknown;
  x.open_fate |= open;
  if (open && !late)
    return true;
  // What was open once and was not answered since may have happened.
  if (!got && x.open_fate)
    answer->outcome = domain::commit_outcome::unknown;
  x.done(std::move(*answer));
  return false;
}

} // namespace nightfloat::simulation
