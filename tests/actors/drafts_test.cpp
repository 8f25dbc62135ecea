// SPDX-License-Identifier: Apache-2.0
// Drafts, from the job that makes one to the purge that takes it, and what
// stands in the way of publishing one.
#include "client/drafts.hpp"
#include "tests/support/publishing_worker.hpp"

BOOST_AUTO_TEST_SUITE(drafts_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

struct fixture : test::publishing_worker {
  test::import_port port{ledger};

  domain::job_id make(client::generate_job x) {
    auto job = submit(x);
    pass(1s);
    BOOST_TEST_REQUIRE((state(job) == domain::job_state::completed));
    return job;
  }

  domain::job_id draft(std::uint64_t seed = 1, std::uint32_t keep_days = 7) {
    auto x = wish(seed);
    x.draft = true;
    x.keep_days = keep_days;
    return make(x);
  }

  client::draft_request about(domain::job_id x, std::string key = {}) {
    auto out = client::draft_request{.programme = "im", .draft = {x.value}};
    out.key = key.empty() ? std::to_string(++number) : std::move(key);
    out.number = ++number;
    return out;
  }

  auto publish(domain::job_id x, std::string key = {}) {
    auto done = client::publish_draft(port, about(x, std::move(key)));
    pass(500ms);
    return done;
  }

  auto drop(domain::job_id x) {
    return client::drop_draft(port, about(x));
  }

  auto revert(std::string key = {}) {
    auto done = client::revert_roster(port, about({}, std::move(key)));
    pass(500ms);
    return done;
  }

  std::size_t kept() {
    return client::load_drafts(port, "im").value().size();
  }

  std::size_t records_of(domain::job_id x) {
    return ledger.scan("im", domain::keys::duties({x.value})).size()
           + ledger.scan("im", domain::keys::plans({x.value})).size()
           + ledger.scan("im", domain::keys::draft({x.value})).size();
  }

  void purge() {
    auto change = domain::transaction{.programme = "im"};
    change.submit = {{.id = {++number},
                      .programme = "im",
                      .kind = std::string{client::purge_job::kind},
                      .payload = codec::encode(client::purge_job{true})}};
    change.reply = domain::owed_reply{};
    change.reply->scope = "test";
    change.reply->key = std::to_string(number);
    static_cast<void>(ledger.commit(change));
    pass(2s);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(drafts, fixture)

BOOST_AUTO_TEST_CASE(a_draft_is_kept_and_nothing_is_published) {
  auto job = draft(7);
  auto said = result_of(job);
  BOOST_TEST(said.draft);
  BOOST_TEST(!said.published);
  BOOST_TEST(said.keep_until_ms > 0);
  BOOST_TEST(!head().roster.assigned());
  purge();
  auto all = client::load_drafts(port, "im").value();
  BOOST_TEST_REQUIRE(all.size() == 1u);
  BOOST_TEST(all[0].roster.value == job.value);
  BOOST_TEST(all[0].seed == 7u);
  BOOST_TEST(all[0].duties == said.duties);
  BOOST_TEST(all[0].keep_until_ms - all[0].made_ms == 7 * 86'400'000LL);
  auto held = client::load_draft(port, "im", {job.value});
  BOOST_REQUIRE(held);
  BOOST_TEST(held->what.duties.size() == said.duties);
}

BOOST_AUTO_TEST_CASE(publishing_a_draft_puts_it_into_force_once) {
  auto job = draft();
  auto done = publish(job, "key");
  BOOST_REQUIRE_MESSAGE(done, done.error().detail);
  BOOST_TEST(head().roster.value == job.value);
  BOOST_TEST(done->roster.value == job.value);
  BOOST_TEST(!done->before.assigned());
  BOOST_TEST(done->changes[6].added == result_of(job).duties);
  BOOST_TEST(kept() == 0u);
  auto again = publish(job, "key");
  BOOST_REQUIRE_MESSAGE(again, again.error().detail);
  BOOST_TEST(again->version == done->version);
  BOOST_TEST(publish(job).error().code == ec::not_found);
  BOOST_TEST(events("roster") == 1u);
  // The validator reads it as any other.
  auto checked = codec::decode<client::validate_reply>(
    call(client::validate_request{}).body);
  BOOST_TEST_REQUIRE(checked.has_value());
  BOOST_TEST(checked->duties == result_of(job).duties);
}

BOOST_AUTO_TEST_CASE(a_key_of_another_draft_is_refused) {
  auto first = draft(1);
  auto second = draft(2);
  BOOST_REQUIRE(publish(first, "key"));
  auto other = publish(second, "key");
  BOOST_TEST_REQUIRE(!other.has_value());
  BOOST_TEST(head().roster.value == first.value);
}

BOOST_AUTO_TEST_CASE(of_two_drafts_the_second_still_replaces_the_first) {
  auto first = draft(1);
  auto second = draft(2);
  BOOST_REQUIRE(publish(first));
  auto request = about(second);
  request.publish_worse = true;
  auto done = client::publish_draft(port, request);
  BOOST_REQUIRE_MESSAGE(done, done.error().detail);
  BOOST_TEST(done->before.value == first.value);
  BOOST_TEST(head().before.value == first.value);
}

BOOST_AUTO_TEST_CASE(a_draft_of_an_older_programme_is_not_published) {
  auto job = draft();
  auto other = test::quarter();
  other.info.name = "another";
  import(other, nullptr);
  auto done = publish(job);
  BOOST_TEST(done.error().code == ec::conflict);
  BOOST_TEST(done.error().detail.find("imported anew") != std::string::npos);
  BOOST_TEST(!head().roster.assigned());
  BOOST_TEST(kept() == 1u);
}

BOOST_AUTO_TEST_CASE(a_draft_of_a_part_replaces_no_roster) {
  auto x = wish(7);
  x.draft = true;
  x.first = test::quarter().info.first;
  x.last = x.first + domain::date::duration{30};
  auto part = make(x);
  BOOST_TEST_REQUIRE(result_of(part).draft);
  auto whole = make(wish());
  BOOST_TEST_REQUIRE(head().roster.value == whole.value);
  auto request = about(part);
  request.publish_worse = true;
  auto done = client::publish_draft(port, request);
  BOOST_TEST_REQUIRE(!done.has_value());
  BOOST_TEST((done.error().code == ec::refused), done.error().detail);
  auto said = done.error().detail;
  BOOST_TEST(said.find("a part of the year") != std::string::npos, said);
  BOOST_TEST(head().roster.value == whole.value);
  BOOST_TEST(kept() == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_done_by_hand_since_stands_in_its_way) {
  auto job = draft();
  static_cast<void>(touch(1));
  auto done = publish(job);
  BOOST_TEST(done.error().code == ec::conflict);
  auto said = done.error().detail;
  BOOST_TEST(said.find("have changed since") != std::string::npos, said);
  BOOST_TEST(!head().roster.assigned());
}

BOOST_AUTO_TEST_CASE(a_worse_draft_is_published_on_request_alone) {
  by_hand(3);
  make(wish());
  auto x = hasty();
  x.draft = true;
  auto job = make(x);
  BOOST_TEST_REQUIRE(result_of(job).draft);
  BOOST_TEST(!result_of(job).kept_why.empty());
  auto done = publish(job);
  BOOST_TEST(done.error().code == ec::refused);
  BOOST_TEST(head().roster.value != job.value);
  auto request = about(job);
  request.publish_worse = true;
  BOOST_TEST(client::publish_draft(port, request).has_value());
  BOOST_TEST(head().roster.value == job.value);
}

BOOST_AUTO_TEST_CASE(an_empty_roster_is_no_draft) {
  auto x = hasty();
  x.draft = true;
  auto job = make(x);
  BOOST_TEST(!result_of(job).draft);
  BOOST_TEST(!result_of(job).published);
  BOOST_TEST(records_of(job) == 0u);
}

BOOST_AUTO_TEST_CASE(a_dropped_draft_is_gone) {
  auto job = draft();
  BOOST_TEST(records_of(job) > 0u);
  BOOST_REQUIRE(drop(job));
  BOOST_TEST(records_of(job) == 0u);
  BOOST_TEST(drop(job).error().code == ec::not_found);
  BOOST_TEST(publish(job).error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(after_its_time_a_purge_takes_it) {
  auto job = draft(1, 2);
  auto longer = draft(2, 3);
  // Ledger time follows a clock that goes on, in steps that it believes.
  for (auto hours = 0; hours < 49; ++hours)
    for (auto part = 0; part < 60; ++part)
      ledger.clock.advance(1min);
  static_cast<void>(touch(1));
  purge();
  BOOST_TEST(records_of(job) == 0u);
  BOOST_TEST(publish(job).error().code == ec::not_found);
  BOOST_TEST(kept() == 1u);
  BOOST_TEST(records_of(longer) > 0u);
}

BOOST_AUTO_TEST_CASE(what_a_job_still_makes_is_no_draft) {
  store.hold = [](const domain::transaction& x) {
    return x.complete && !x.complete->failed;
  };
  auto x = wish();
  x.draft = true;
  auto job = submit(x);
  pass(1s);
  BOOST_TEST(kept() == 0u);
  BOOST_TEST(publish(job).error().code == ec::not_found);
  store.let_go();
  run();
  pass(1s);
  BOOST_TEST(kept() == 1u);
}

BOOST_AUTO_TEST_CASE(the_roster_before_comes_back_and_goes_again) {
  BOOST_TEST(revert().error().code == ec::refused);
  auto first = make(wish(1));
  BOOST_TEST(revert().error().code == ec::refused);
  auto second = draft(2);
  auto request = about(second);
  request.publish_worse = true;
  BOOST_REQUIRE(client::publish_draft(port, request));
  auto back = revert("key");
  BOOST_REQUIRE_MESSAGE(back, back.error().detail);
  BOOST_TEST(back->roster.value == first.value);
  BOOST_TEST(head().roster.value == first.value);
  BOOST_TEST(head().before.value == second.value);
  // The same key is the same change, not the next one.
  BOOST_TEST(revert("key")->roster.value == first.value);
  BOOST_TEST(head().roster.value == first.value);
  purge();
  BOOST_REQUIRE(revert());
  BOOST_TEST(head().roster.value == second.value);
  static_cast<void>(touch(1));
  BOOST_TEST(revert().error().code == ec::conflict);
  BOOST_TEST(head().roster.value == second.value);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
