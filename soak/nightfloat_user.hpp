// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a user of Nightfloat remembers, and the ways to ask for it.

#include "client/operations.hpp"
#include "domain/ledger.hpp"
#include "soak/nightfloat_target.hpp"

#include <optional>
#include <random>
#include <utility>

namespace nightfloat::soak {

struct nightfloat_user final : visitor {
  client::connection* door = nullptr;
  std::mt19937_64 rng;
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
    return below == 0 ? 0 : rng() % below;
  }

  std::string key() {
    return name + "-" + std::to_string(++count);
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
    auto options = client::call_options{};
    options.programme = terms.programme;
    options.key = std::move(key);
    options.timeout = timeout;
    options.trace = trace();
    auto& user = who;
    user.door->call_async(
      request, options,
      [&user, take = std::move(take), done = std::move(done)](
        result<client::answer<typename Request::reply>> got) {
        auto said = step_answer{};
        if (!got) {
          said.why = std::move(got).error();
        } else {
          said.version = got->version;
          take(user, got->body, said);
        }
        done(std::move(said));
      });
  }

  /// Commits `x`; `take` runs once it is certain.
  template <class Take>
  void commit(domain::transaction x, Take take) {
    auto& user = who;
    x.trace = trace();
    user.door->commit_async(
      std::move(x), timeout,
      [&user, take = std::move(take),
       done = std::move(done)](result<domain::commit_answer> got) {
        done(said_of(user, std::move(got), take));
      });
  }

  void skip() {
    done({.why = {}, .found = false, .skipped = true, .version = 0});
  }

private:
  /// Unique is enough, and random bits cost a system call.
  std::string trace() {
    auto text = std::string(32, '0');
    auto x = who.rng();
    for (auto& c : text) {
      c = "0123456789abcdef"[x & 15];
      x = x >> 4 | (x & 15) << 60;
      x = x * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
    }
    return text;
  }

  template <class Take>
  static step_answer said_of(nightfloat_user& user,
                             result<domain::commit_answer> got, Take& take) {
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
