// SPDX-License-Identifier: Apache-2.0
#pragma once

// A worker over a programme in which people swap.

#include "tests/support/local_worker.hpp"
#include "tests/support/small_programme.hpp"

#include <string>
#include <vector>

namespace nightfloat::test {

inline bool has(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

/// Residents, each with one day shift a month; shift n of the first month is
/// resident n's.
struct swapping_worker : local_worker {
  /// Resident 1's first shift begins `later`.
  explicit swapping_worker(std::uint32_t residents = 5,
                           domain::minutes later = {}) {
    auto programme = tests::small_programme(residents);
    auto roster = tests::small_roster(programme);
    roster.duties.front().start += later;
    roster.duties.front().end += later;
    import(programme, &roster);
  }

  static client::swap_execute_request exchange(std::uint32_t a,
                                               std::uint32_t b) {
    auto x = client::swap_execute_request{};
    x.owner = {a};
    x.shift = {a};
    x.counterpart = {b};
    x.in_return = {b};
    return x;
  }

  /// Each gives the shift of their own number.
  static client::swap_offer_request
  request_of(std::vector<domain::person_id> people) {
    auto x = client::swap_offer_request{};
    for (auto who : people)
      x.legs.push_back({who, {who.value}});
    return x;
  }

  std::string fresh_key() {
    return "key-" + std::to_string(++number);
  }

  actors::answer offer(std::vector<domain::person_id> people) {
    return call(request_of(std::move(people)), fresh_key());
  }

  actors::answer act(domain::swap_act how, domain::swap_id which,
                     std::uint32_t who = 0) {
    if (how == domain::swap_act::revert)
      return call(client::swap_revert_request{.swap = which, .person = {who}},
                  fresh_key());
    return call(
      client::swap_act_request{.act = how, .swap = which, .person = {who}},
      fresh_key());
  }

  static domain::swap_record made(const actors::answer& x) {
    BOOST_REQUIRE_MESSAGE(x.status == ec::none, x.detail);
    return codec::decode<client::swap_reply>(x.body).value().done;
  }

  domain::person_id owner_of(domain::shift_id shift) {
    auto held = domain::person_id{};
    auto rosters = ledger.scan("im", "duty/");
    for (const auto& record : rosters) {
      auto columns = codec::decode<domain::duty_month>(record.bytes).value();
      auto who = domain::person_id{static_cast<std::uint32_t>(
        std::stoul(record.key.substr(record.key.size() - 15, 8), nullptr, 16))};
      for (auto x : columns.shift)
        if (domain::shift_id{x} == shift) {
          BOOST_TEST_REQUIRE(!held.assigned());
          held = who;
        }
    }
    return held;
  }
};

} // namespace nightfloat::test
