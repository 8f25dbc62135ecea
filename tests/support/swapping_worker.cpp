// SPDX-License-Identifier: Apache-2.0
#include "tests/support/swapping_worker.hpp"

namespace nightfloat::test {

swapping_worker::swapping_worker(std::uint32_t residents,
                                 domain::minutes later) {
  auto programme = tests::small_programme(residents);
  auto roster = tests::small_roster(programme);
  roster.duties.front().start += later;
  roster.duties.front().end += later;
  import(programme, &roster);
}

client::swap_execute_request swapping_worker::exchange(std::uint32_t a,
                                                       std::uint32_t b) {
  auto x = client::swap_execute_request{};
  x.owner = {a};
  x.shift = {a};
  x.counterpart = {b};
  x.in_return = {b};
  return x;
}

client::swap_offer_request
swapping_worker::request_of(std::vector<domain::person_id> people) {
  auto x = client::swap_offer_request{};
  for (auto who : people)
    x.legs.push_back({who, {who.value}});
  return x;
}

actors::answer swapping_worker::offer(std::vector<domain::person_id> people) {
  return call(request_of(std::move(people)), fresh_key());
}

actors::answer swapping_worker::act(domain::swap_act how, domain::swap_id which,
                                    std::uint32_t who) {
  if (how == domain::swap_act::revert)
    return call(client::swap_revert_request{.swap = which, .person = {who}},
                fresh_key());
  return call(
    client::swap_act_request{.act = how, .swap = which, .person = {who}},
    fresh_key());
}

domain::swap_record swapping_worker::made(const actors::answer& x) {
  BOOST_REQUIRE_MESSAGE(x.status == ec::none, x.detail);
  return codec::decode<client::swap_reply>(x.body).value().done;
}

domain::person_id swapping_worker::owner_of(domain::shift_id shift) {
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

} // namespace nightfloat::test
