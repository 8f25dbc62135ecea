// SPDX-License-Identifier: Apache-2.0
// A swap from offer to revert through the operator's program, in a year that
// is yet to come.

#include "chaos/cluster.hpp"
#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>

BOOST_AUTO_TEST_SUITE(swap_test)

namespace {

using namespace nightfloat;
using tests::has;

constexpr int pass = 0;
constexpr int verdict_failed = 1;
constexpr int usage = 2;

struct fixture : tests::operator_fixture {
  std::string person, shift, other;

  fixture() {
    run(pass, {"up", "--workers", "1"});
    run(pass, {"sample", "--import", "--residents", "25", "--year", "2099"});
    run(pass, {"generate", "--budget", "300"});
    find_takers();
  }

  ~fixture() {
    auto left = chaos::cluster::attach(home / ".local/state/nightfloat");
    if (left)
      static_cast<void>(left->drain(std::chrono::seconds{5}));
  }

  /// Somebody who would give a shift, and another who may take it.
  void find_takers() {
    auto rows = std::istringstream{
      run(pass, {"roster", "--first", "2099-08-03", "--last", "2099-08-09"})
        .out};
    for (auto line = std::string{}; std::getline(rows, line);) {
      auto words = std::istringstream{line};
      words >> person >> shift;
      if (shift.find_first_not_of("0123456789") != std::string::npos)
        continue;
      auto found = run({"swap", "find", person, shift, "--limit", "50"});
      auto takers = std::istringstream{found.out};
      for (auto row = std::string{}; std::getline(takers, row);)
        if (has(row, " absorb ")) {
          std::istringstream{row} >> other;
          return;
        }
    }
    BOOST_FAIL("nobody could take a shift");
  }

  /// The number after `swap ` in what was said.
  static std::string number_in(const std::string& text) {
    auto at = text.find("swap ") + 5;
    return text.substr(at, text.find(' ', at) - at);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(swaps, fixture)

BOOST_AUTO_TEST_CASE(a_swap_goes_from_offer_to_revert) {
  auto offered = run(pass, {"swap", "offer", person, shift, "--to", other});
  BOOST_TEST(has(offered.out, "proposed: swap "));
  auto id = number_in(offered.out);
  BOOST_TEST(has(offered.out, "next: nightfloat swap accept " + id));
  BOOST_TEST(has(run(pass, {"swap", "list"}).out, id));
  auto twice = run(verdict_failed, {"swap", "offer", person, shift});
  BOOST_TEST(has(twice.err, "is promised in swap " + id));
  run(verdict_failed, {"swap", "execute", id});
  run(verdict_failed, {"swap", "accept", id, person});
  // Whoever speaks as somebody speaks for nobody else.
  auto posing = run(verdict_failed,
                    {"swap", "accept", id, other, "--as", person});
  BOOST_TEST(has(posing.err, "speaks for nobody else"));
  auto agreed = run(pass, {"swap", "accept", id, "--as", other});
  BOOST_TEST(has(agreed.out, "consented: swap " + id));
  BOOST_TEST(has(run(pass, {"swap", "execute", id}).out, "executed"));
  auto history = run(pass, {"swap", "history", id}).out;
  BOOST_TEST(has(history, "accept"));
  BOOST_TEST(has(history, "unaltered"));
  BOOST_TEST(has(run(pass, {"swap", "list"}).out, "0 swaps"));
  run(pass, {"swap", "revert", id});
  BOOST_TEST(has(run(pass, {"swap", "list", "--all"}).out, "reverted"));
  auto again = run(verdict_failed, {"swap", "revert", id});
  BOOST_TEST(has(again.err, "is reverted already"));
  auto json = run(pass, {"swap", "history", id, "--json"}).out;
  BOOST_TEST(has(json, "\"altered\": \"\""));
}

BOOST_AUTO_TEST_CASE(an_open_offer_is_countered_declined_and_withdrawn) {
  auto offered = run(pass, {"swap", "offer", person, shift, "--hours", "2"});
  auto id = number_in(offered.out);
  auto countered = run(pass, {"swap", "counter", id, other});
  BOOST_TEST(
    has(countered.out, "accept " + id + " " + person + " --counter 1"));
  run(pass, {"swap", "decline", id, person, "--counter", "1"});
  auto matched = run({"swap", "match", person, shift, "--json"});
  BOOST_TEST(has(matched.out, "\"considered\": 0"));
  run(pass, {"swap", "withdraw", id, person});
  run(verdict_failed, {"swap", "withdraw", id, person});
  run(usage, {"swap", "withdraw", "many"});
  run(usage, {"swap", "offer", person, shift, "--with", other});
  run(usage, {"swap", "execute", person});
  run(usage, {"swap", "execute", person, shift});
  // Moving what nobody agreed to is a coordinator's.
  run(verdict_failed,
      {"swap", "execute", person, shift, other, "--as", person});
  run(usage, {"swap", "revert", id, "--code", "whim"});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
