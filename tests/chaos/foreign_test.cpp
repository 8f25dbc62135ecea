// SPDX-License-Identifier: Apache-2.0
// A cluster that a run did not start: what is refused before it is touched.

#include "chaos/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

BOOST_AUTO_TEST_SUITE(foreign_test)

using namespace nightfloat;
using chaos::fault_kind;
using chaos::target_role;

namespace {

chaos::plan kills() {
  auto x = chaos::plan{};
  x.name = "kills";
  x.faults.push_back({.fault = fault_kind::kill});
  return x;
}

std::string complaint(const chaos::plan& x) {
  auto ok = chaos::check_foreign(x);
  return ok ? "none" : ok.error().detail;
}

struct untouched {
  std::string home
    = (std::filesystem::temp_directory_path() / "nightfloat-untouched").string()
      + std::to_string(::getpid());

  ~untouched() {
    std::filesystem::remove_all(home);
  }

  [[nodiscard]] chaos::run_options against() const {
    auto x = chaos::run_options{};
    x.what = kills();
    x.directory = home + "/out";
    x.against = home + "/cluster";
    return x;
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(it_is_refused_without_an_owner, untouched) {
  auto got = chaos::run(against());
  BOOST_REQUIRE(!got);
  BOOST_TEST((got.error().code == ec::invalid_argument));
  BOOST_TEST(got.error().detail.find("give --i-own-this") != std::string::npos,
             got.error().detail);
  BOOST_TEST(!std::filesystem::exists(home));
}

BOOST_FIXTURE_TEST_CASE(a_plan_that_it_cannot_bear_touches_nothing, untouched) {
  auto options = against();
  options.i_own_this = true;
  options.what.faults.push_back(
    {.fault = fault_kind::sync_error, .target = target_role::store});
  auto got = chaos::run(options);
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().detail.starts_with("faults[1].fault: sync_error "),
             got.error().detail);
  BOOST_TEST(!std::filesystem::exists(home));
}

BOOST_FIXTURE_TEST_CASE(where_none_runs_the_directory_is_told, untouched) {
  auto options = against();
  options.i_own_this = true;
  auto got = chaos::run(options);
  BOOST_REQUIRE(!got);
  BOOST_TEST((got.error().code == ec::not_found));
  BOOST_TEST(got.error().detail.find("no cluster runs here")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_what_needs_no_preparation_is_borne) {
  auto of = [](fault_kind fault) {
    auto x = kills();
    x.faults.push_back({.fault = fault});
    return complaint(x);
  };
  for (auto fault : {fault_kind::kill, fault_kind::restart_loop,
                     fault_kind::pause, fault_kind::slow})
    BOOST_TEST(of(fault) == "none");
  for (auto fault :
       {fault_kind::terminate, fault_kind::crash_point,
        fault_kind::storage_delay, fault_kind::latency, fault_kind::clock_jump,
        fault_kind::cpu_hog, fault_kind::memory_limit, fault_kind::full_disk,
        fault_kind::power_loss})
    BOOST_TEST(of(fault).starts_with("faults[1].fault: "));
  auto stays = kills();
  stays.load.schedule = true;
  BOOST_TEST(complaint(stays).starts_with("load.schedule: "));
}

BOOST_AUTO_TEST_SUITE_END()
