// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a user of Nightfloat remembers, and the ways to ask for it.

#include "client/operations.hpp"
#include "codec/bytes.hpp"
#include "domain/ledger.hpp"
#include "domain/solve/random.hpp"
#include "soak/nightfloat_target.hpp"

#include <optional>
#include <utility>

namespace nightfloat::soak {

struct nightfloat_user final : visitor {
  client::connection* door = nullptr;
  /// Who is to be told of the step under way.
  target::answered done;
  domain::random_source rng{0};
  std::string name;
  std::uint64_t count = 0;
  domain::roster_id roster{};
  domain::person_id person{};
  domain::shift_id shift{};
  std::vector<client::swap_candidate> candidates;
  domain::swap_id swap{};
  domain::swap_id offer{};
  domain::job_id job{};
  std::optional<domain::lease> held;
  std::uint64_t version = 0;

  std::uint64_t draw(std::uint64_t below) {
    return below == 0 ? 0 : rng.next() % below;
  }

  std::string key() {
    return name + "-" + std::to_string(++count);
  }

  void tell(step_answer x) {
    // The next step may begin within.
    std::exchange(done, {})(std::move(x));
  }
};

/// One step of a user under way: how to ask, and whom to tell.
struct visit {
  const nightfloat_terms& terms;
  nightfloat_user& who;
  std::chrono::milliseconds timeout;
  target::answered done;

  /// Asks, hands a good reply to `take`, which fills in the answer.
  template <class Request, class Take>
  void ask(const Request& request, std::string key, Take take) {
    // As bytes: one handler instead of three, one within the other.
    auto call = client::raw_call{.operation = std::string{Request::operation},
                                 .served = Request::served,
                                 .body = codec::encode(request),
                                 .options = {}};
    call.options.programme = terms.programme;
    call.options.key = std::move(key);
    call.options.timeout = timeout;
    call.options.trace = trace();
    auto& user = who;
    user.done = std::move(done);
    user.door->call_raw_async(
      std::move(call), [&user, take](const result<broker::envelope>& got) {
        auto said = step_answer{};
        if (got)
          read<typename Request::reply>(user, *got, take, said);
        else
          said.why = got.error();
        user.tell(std::move(said));
      });
  }

  /// Commits `x`; `take` runs once it is certain.
  template <class Take>
  void commit(domain::transaction x, Take take) {
    auto& user = who;
    user.done = std::move(done);
    x.trace = trace();
    user.door->commit_async(std::move(x), timeout,
                            [&user, take](result<domain::commit_answer> got) {
                              user.tell(said_of(user, std::move(got), take));
                            });
  }

  void skip() {
    done({.why = {}, .found = false, .skipped = true, .version = 0});
  }

private:
  /// Unique is enough, and random bits cost a system call.
  std::string trace() {
    auto text = std::string(32, '0');
    for (auto half = text.begin(); half != text.end(); half += 16) {
      auto bits = who.rng.next();
      for (auto i = 0; i != 16; ++i, bits >>= 4)
        half[i] = "0123456789abcdef"[bits & 15];
    }
    return text;
  }

  template <class Reply, class Take>
  static void read(nightfloat_user& user, const broker::envelope& got,
                   const Take& take, step_answer& said) {
    auto body = codec::decode<Reply>(got.body);
    if (!body) {
      said.why = at(got.operation, std::move(body).error());
      return;
    }
    said.version = got.revision;
    take(user, *body, said);
  }

  template <class Take>
  static step_answer said_of(nightfloat_user& user,
                             result<domain::commit_answer> got,
                             const Take& take) {
    using domain::commit_outcome;
    auto said = step_answer{};
    if (!got) {
      said.why = std::move(got).error();
      return said;
    }
    auto good = got->outcome == commit_outcome::committed
                || got->outcome == commit_outcome::replayed;
    if (good || got->pending.assigned()) {
      said.version = got->version;
      take(user, *got);
      return said;
    }
    auto code = got->outcome == commit_outcome::unknown    ? ec::unknown_outcome
                : got->outcome == commit_outcome::conflict ? ec::conflict
                : got->outcome == commit_outcome::fenced   ? ec::fenced
                                                           : got->code;
    said.why = {code, got->detail, got->retry_after_ms};
    return said;
  }
};

} // namespace nightfloat::soak
