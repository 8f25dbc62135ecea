// SPDX-License-Identifier: Apache-2.0
// What a generation puts by while it works, and how the attempt after it goes
// on from there.
#include "domain/draft.hpp"
#include "tests/support/publishing_worker.hpp"

#include <functional>
#include <optional>

BOOST_AUTO_TEST_SUITE(resume_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

/// Asks for more people than there are, so that it is never done at once.
domain::programme wanting() {
  auto x = test::quarter();
  x.templates[0].people_needed = 5;
  return x;
}

struct fixture : test::publishing_worker {
  fixture() {
    import(wanting(), nullptr);
  }

  static client::generate_job slow() {
    auto x = wish();
    x.budget_ms = 3'600'000;
    x.checkpoint_ms = 1;
    return x;
  }

  std::optional<domain::draft_head> put_by(domain::job_id job) {
    auto found = ledger.scan("im", domain::keys::draft({job.value}));
    if (found.empty())
      return {};
    return codec::decode<domain::draft_head>(found[0].bytes).value();
  }

  /// Duties lie there, and not a plan alone.
  bool has_put_by(domain::job_id job) {
    return put_by(job) && duties_put_by(job) > 0;
  }

  std::size_t duties_put_by(domain::job_id job) {
    return ledger.scan("im", domain::keys::duties({job.value})).size();
  }

  /// Some slices of work every tenth of a second, until `good`.
  void work_until(const std::function<bool()>& good, int slices = 12) {
    for (auto i = 0; i < 5'000 && !good(); ++i) {
      ledger.clock.advance(100ms);
      creep(100ms, slices);
      store.pump();
    }
    BOOST_TEST_REQUIRE(good());
  }

  /// Its worker dies, and with it what it knew.
  void lose_worker() {
    ledger.end_session({1, 1});
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(resume, fixture)

BOOST_AUTO_TEST_CASE(after_its_worker_died_it_goes_on_from_what_was_put_by) {
  auto job = submit(slow());
  work_until([&] { return has_put_by(job); });
  BOOST_TEST((state(job) == domain::job_state::leased));
  BOOST_TEST(!head().roster.assigned());
  lose_worker();
  auto left = put_by(job).value();
  BOOST_TEST(left.whole);
  BOOST_TEST(!left.is_kept());
  BOOST_TEST(left.cost.computed);
  BOOST_TEST(duties_put_by(job) > 0u);
  pass(20s);
  BOOST_TEST_REQUIRE((state(job) == domain::job_state::completed));
  BOOST_TEST(ledger.job(job).attempts == 2u);
  auto said = result_of(job);
  BOOST_TEST(said.resumed);
  BOOST_TEST((said.resumed_from == left.cost));
  BOOST_TEST((said.search_cost <= left.cost));
  BOOST_TEST(said.spent_ms >= left.spent_ms);
  BOOST_TEST(said.published);
  BOOST_TEST(head().roster.value == job.value);
  // What is in force is no draft, and nothing of it is locked.
  BOOST_TEST(!put_by(job).has_value());
  for (const auto& x : july_of(1))
    BOOST_TEST((x.source == domain::duty_source::solver));
}

BOOST_AUTO_TEST_CASE(it_goes_on_with_a_constraint_of_its_plan) {
  auto wish = slow();
  wish.constraints.name = "house";
  wish.constraints.constraints.push_back(
    {.name = "OnePersonPerBlock",
     .label = "nine on the ward",
     .stage = domain::stage::stage_kind::year,
     .weight = 5,
     .tasks = {"WARD"},
     .max = 9});
  auto job = submit(wish);
  work_until([&] { return has_put_by(job); });
  lose_worker();
  pass(20s);
  BOOST_TEST_REQUIRE((state(job) == domain::job_state::completed));
  BOOST_TEST(ledger.job(job).attempts == 2u);
  BOOST_TEST(result_of(job).resumed);
}

BOOST_AUTO_TEST_CASE(only_what_is_better_is_put_by) {
  auto last = std::optional<domain::job_cost>{};
  auto times = 0;
  store.before_commit = [&](const domain::transaction& x) {
    if (!x.fenced_by || x.complete)
      return;
    for (const auto& one : x.put)
      if (one.key.starts_with(domain::keys::drafts)) {
        auto cost = codec::decode<domain::draft_head>(one.bytes).value().cost;
        if (last)
          BOOST_TEST((cost <= *last));
        last = cost;
        ++times;
      }
  };
  auto job = submit(slow());
  work_until([&] { return state(job) == domain::job_state::completed; });
  auto said = result_of(job);
  BOOST_TEST(!said.resumed);
  BOOST_TEST(said.checkpoints >= 1u);
  // The roster itself is the last.
  BOOST_TEST(times == static_cast<int>(said.checkpoints) + 1);
  BOOST_TEST((said.search_cost == last.value()));
}

BOOST_AUTO_TEST_CASE(the_queue_is_told_what_it_has_come_to) {
  auto job = submit(slow());
  work_until([&] {
    auto far = ledger.job(job).progress;
    return far.cost.computed && far.iterations > 0;
  });
  auto far = ledger.job(job).progress;
  BOOST_TEST((ledger.job(job).state == domain::job_state::leased));
  BOOST_TEST(far.spent_ms > 0u);
  // Where a bound is known yet it is none that was invented.
  BOOST_TEST((!far.bound.computed || far.bound <= far.cost));
}

BOOST_AUTO_TEST_CASE(of_another_programme_it_takes_what_fits) {
  auto job = submit(slow());
  work_until([&] { return has_put_by(job); });
  lose_worker();
  auto other = wanting();
  other.people.pop_back();
  auto gone = domain::person_id{5};
  std::erase_if(other.absences, [&](auto& x) { return x.person == gone; });
  import(other, nullptr);
  pass(20s);
  BOOST_TEST_REQUIRE((state(job) == domain::job_state::completed));
  auto said = result_of(job);
  BOOST_TEST(said.resumed);
  // It is of another cost than was said of it.
  BOOST_TEST(!said.resumed_from.computed);
  BOOST_TEST(head().roster.value == job.value);
  BOOST_TEST(
    ledger.scan("im", domain::keys::duty({job.value}, gone, 202'607)).empty());
}

BOOST_AUTO_TEST_CASE(what_a_cancelled_job_has_put_by_is_purged) {
  auto job = submit(slow());
  work_until([&] { return has_put_by(job); });
  auto change = domain::transaction{};
  change.programme = "im";
  change.cancel = {job};
  change.reply = domain::owed_reply{};
  change.reply->scope = "test";
  change.reply->key = "cancel";
  BOOST_TEST_REQUIRE(
    (ledger.commit(change).outcome == domain::commit_outcome::committed));
  work_until([&] { return state(job) == domain::job_state::cancelled; });
  pass(2s);
  BOOST_TEST(!put_by(job).has_value());
  BOOST_TEST(ledger.scan("im", "duty/").empty());
  BOOST_TEST(ledger.scan("im", "plan/").empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
