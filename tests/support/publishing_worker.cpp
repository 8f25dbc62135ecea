// SPDX-License-Identifier: Apache-2.0
#include "tests/support/publishing_worker.hpp"

#include <algorithm>

namespace nightfloat::test {

domain::programme quarter() {
  auto x = tests::small_programme();
  x.info.last = x.info.first + domain::date::duration{91};
  x.info.calendar.lengths = {13};
  x.rotations[0].people_max = 9;
  x.requirements.clear();
  return x;
}

publishing_worker::publishing_worker() {
  import(quarter(), nullptr);
}

client::generate_job publishing_worker::wish(std::uint64_t seed) {
  auto x = client::generate_job{};
  x.seed = seed;
  return x;
}

domain::roster_head publishing_worker::head() {
  auto found = ledger.scan("im", "roster/");
  return found.empty()
           ? domain::roster_head{}
           : codec::decode<domain::roster_head>(found[0].bytes).value();
}

domain::job_state publishing_worker::state(domain::job_id job) {
  return ledger.job(job).state;
}

client::generate_result publishing_worker::result_of(domain::job_id job) {
  return codec::decode<client::generate_result>(ledger.job(job).last.result)
    .value();
}

client::generate_job publishing_worker::hasty() {
  auto x = wish();
  x.budget_ms = 0;
  return x;
}

void publishing_worker::by_hand(std::uint32_t months) {
  auto programme = quarter();
  auto roster = tests::small_roster(programme, months);
  auto first = std::find_if(roster.duties.begin(), roster.duties.end(),
                            [](const auto& x) { return x.shift.value == 1; });
  first->source = domain::duty_source::manual;
  import(programme, &roster);
}

domain::transaction
publishing_worker::rewrite(std::uint32_t who,
                           const std::vector<domain::duty>& duties) {
  auto change = domain::transaction{};
  change.programme = "im";
  change.put = {{domain::keys::duty(head().roster, {who}, 202'607),
                 codec::encode(domain::pack_duties(duties))}};
  change.touch = {domain::keys::person_guard({who})};
  change.reply = domain::owed_reply{};
  change.reply->scope = "other";
  change.reply->key = std::to_string(++number);
  return change;
}

std::vector<domain::duty> publishing_worker::july_of(std::uint32_t who) {
  auto found = ledger.scan("im",
                           domain::keys::duty(head().roster, {who}, 202'607));
  BOOST_TEST_REQUIRE(found.size() == 1u);
  auto columns = codec::decode<domain::duty_month>(found[0].bytes).value();
  return domain::unpack({who}, columns).value();
}

bool is_publishing(const domain::transaction& x) {
  return x.complete && !x.complete->failed && !x.put.empty();
}

} // namespace nightfloat::test
