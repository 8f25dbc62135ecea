// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/words.hpp"
#include "metrics/registry.hpp"
#include "tests/support/local_worker.hpp"
#include "tests/support/small_programme.hpp"

#include <algorithm>

BOOST_AUTO_TEST_SUITE(validator_test)

using namespace nightfloat;

namespace {

/// Resident 2 works on a day of leave; four others are free on it.
struct fixture : test::local_worker {
  /// The first shift is so much longer than the others.
  explicit fixture(domain::minutes more = {}) {
    auto programme = tests::small_programme();
    auto roster = tests::small_roster(programme);
    programme.absences = {{.id = {1},
                           .person = {2},
                           .first = programme.info.first,
                           .last = programme.info.first}};
    std::erase_if(roster.duties,
                  [](const auto& x) { return x.person.value != 2; });
    roster.duties.front().end += more;
    import(programme, &roster);
  }

  std::vector<domain::finding> findings(std::uint32_t repairs) {
    auto asked = client::validate_request{};
    asked.repairs = repairs;
    auto said = call(asked);
    BOOST_REQUIRE_MESSAGE(said.status == ec::none, said.detail);
    return codec::decode<client::validate_reply>(said.body).value().findings;
  }
};

struct overworked : fixture {
  overworked() : fixture{domain::minutes{1'800}} {
  }
};

metrics::counter& violations_of(const std::string& rule) {
  return metrics::process_registry().counter_of("acgme_violations_total", "",
                                                {{"violation_type", rule}});
}

metrics::counter& cache_finds(const std::string& result) {
  return metrics::process_registry().counter_of(
    "cache_operations_total", "", {{"operation", "find"}, {"result", result}});
}

bool has_repairs(const domain::finding& x) {
  return !x.repairs.empty();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(validations, fixture)

BOOST_AUTO_TEST_CASE(repairs_are_found_where_they_are_asked_for) {
  auto plain = findings(0);
  BOOST_TEST(std::ranges::none_of(plain, has_repairs));
  auto all = findings(client::validate_request::repairs_max);
  auto leave = std::ranges::find(all, "leave", &domain::finding::rule);
  BOOST_REQUIRE(leave != all.end());
  BOOST_REQUIRE(!leave->repairs.empty());
  BOOST_TEST(
    (leave->repairs.front().steps.front().kind == domain::repair_kind::give));
  for (auto& x : all)
    x.repairs.clear();
  BOOST_TEST((all == plain));
}

BOOST_FIXTURE_TEST_CASE(each_violation_is_counted_by_its_rule, overworked) {
  const auto rule = std::string{domain::name_of(domain::rule::continuous)};
  const auto before = violations_of(rule).value();
  const auto leave = violations_of("leave").value();
  const auto all = findings(0);
  const auto found = std::ranges::count_if(all, [&](const auto& x) {
    return x.rule == rule && x.severity == domain::severity::violation;
  });
  BOOST_TEST(found > 0);
  BOOST_TEST(violations_of(rule).value() - before
             == static_cast<std::uint64_t>(found));
  // What breaks a policy of the house is told, and no violation.
  BOOST_TEST(std::ranges::count(all, "leave", &domain::finding::rule) > 0);
  BOOST_TEST(violations_of("leave").value() == leave);
}

BOOST_AUTO_TEST_CASE(whether_a_programme_was_in_the_cache_is_counted) {
  const auto hits = cache_finds("hit").value();
  const auto misses = cache_finds("miss").value();
  static_cast<void>(findings(0));
  BOOST_TEST(cache_finds("miss").value() == misses + 1);
  BOOST_TEST(cache_finds("hit").value() == hits);
  BOOST_TEST(
    metrics::process_registry().gauge_of("cache_entries_count", "").value()
    == 1);
}

BOOST_AUTO_TEST_CASE(too_many_repairs_are_refused) {
  auto asked = client::validate_request{};
  asked.repairs = client::validate_request::repairs_max + 1;
  auto said = call(asked);
  BOOST_TEST(said.status == ec::invalid_argument);
  BOOST_TEST(said.detail.find("(101, at most 100)") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
