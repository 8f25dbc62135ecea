// SPDX-License-Identifier: Apache-2.0
// The published rosters of public instances cost what is claimed of them. The
// instances are not part of the project: they are read from the folder that
// NIGHTFLOAT_ROSTERING names, else from shared/rostering beside the tree.

#include "exchange/call_block.hpp"
#include "exchange/inrc2.hpp"
#include "exchange/on_call.hpp"
#include "exchange/shift_scheduling.hpp"
#include "exchange/text.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>

BOOST_AUTO_TEST_SUITE(public_instances_test)

namespace {

using namespace nightfloat;
namespace fs = std::filesystem;
namespace solve = domain::solve;

fs::path rostering() {
  const auto* named = std::getenv("NIGHTFLOAT_ROSTERING");
  return named != nullptr
           ? fs::path{named}
           : fs::path{NIGHTFLOAT_ROOT}.parent_path() / "shared/rostering";
}

/// False, and says so, where the instances are not.
bool is_there(const fs::path& x) {
  if (fs::exists(x))
    return true;
  BOOST_TEST_MESSAGE("skipped: there is no " << x.string()
                                             << ", NIGHTFLOAT_ROSTERING may "
                                                "name the folder");
  return false;
}

std::string text_of(const fs::path& file) {
  auto text = exchange::read_text(file, 1 << 24);
  BOOST_REQUIRE_MESSAGE(text.has_value(), text.error().detail);
  return *text;
}

exchange::named_text named(const fs::path& file) {
  return {file.string(), text_of(file)};
}

template <class T>
T need(result<T> x) {
  BOOST_REQUIRE_MESSAGE(x.has_value(), x.error().detail);
  return std::move(*x);
}

/// The cost of a roster that breaks nothing.
std::int64_t cost_of(const exchange::instance& x, const solve::grid& roster) {
  for (const auto& one : solve::faults(x.problem, roster)) {
    if (one.price.hard() == 0)
      break;
    auto words = exchange::words_of(x, one);
    BOOST_TEST(one.price.hard() == 0,
               words.rule << ", " << words.who << ", day " << words.day);
  }
  return solve::evaluate(x.problem, roster).total.soft();
}

solve::score inrc2_cost(const std::string& set, const std::string& history,
                        const std::vector<std::string>& weeks,
                        const std::vector<fs::path>& solutions) {
  auto at = rostering() / "inrc2" / set;
  auto file = [&](const std::string& name) {
    return named(at / (name + ".txt"));
  };
  auto files = exchange::inrc2_files{
    file("Sc-" + set), file("H0-" + set + "-" + history), {}};
  for (const auto& week : weeks)
    files.weeks.push_back(file("WD-" + set + "-" + week));
  auto x = need(exchange::read_inrc2(files));
  auto texts = std::vector<exchange::named_text>{};
  for (const auto& one : solutions)
    texts.push_back(named(one));
  auto roster = need(exchange::read_inrc2_weeks(texts, x.problem));
  // What is written is read again as it was.
  for (auto week = std::size_t{0}; week < texts.size(); ++week)
    texts[week].text = exchange::write_inrc2_week(
      x.problem, roster, static_cast<std::int32_t>(week), set);
  BOOST_TEST((need(exchange::read_inrc2_weeks(texts, x.problem)) == roster));
  return solve::evaluate(x.problem, roster).total;
}

} // namespace

BOOST_AUTO_TEST_CASE(curtois_rosters_cost_what_their_names_say) {
  auto folder = rostering() / "curtois";
  if (!is_there(folder))
    return;
  auto count = 0;
  for (const auto& entry :
       fs::directory_iterator{folder / "published_rosters"}) {
    auto name = entry.path().filename().string();
    if (entry.path().extension() != ".txt")
      continue;
    // Instance10.colgen1.4761.txt
    auto first = name.find('.');
    auto claimed = name.substr(name.find('.', first + 1) + 1);
    auto file = folder / "instances" / (name.substr(0, first) + ".txt");
    auto x = need(exchange::read_shift_scheduling(text_of(file), name));
    auto roster
      = need(exchange::read_rows(text_of(entry.path()), name, x.problem));
    BOOST_TEST(cost_of(x, roster) == std::stoll(claimed), name);
    auto again = exchange::write_rows(x.problem, roster);
    BOOST_TEST((need(exchange::read_rows(again, name, x.problem)) == roster));
    ++count;
  }
  BOOST_TEST(count >= 17);
}

BOOST_AUTO_TEST_CASE(every_public_shift_scheduling_instance_is_read) {
  auto folder = rostering() / "curtois/instances";
  if (!is_there(folder))
    return;
  for (const auto& entry : fs::directory_iterator{folder}) {
    auto name = entry.path().filename().string();
    auto x = exchange::read_shift_scheduling(text_of(entry.path()), name);
    BOOST_TEST(x.has_value(), x.error().detail);
  }
}

BOOST_AUTO_TEST_CASE(inrc2_solutions_cost_what_the_validator_said) {
  auto folder = rostering() / "inrc2";
  if (!is_there(folder))
    return;
  auto published = [&](const std::string& total) {
    auto out = std::vector<fs::path>{};
    for (auto week : {"0", "1", "2", "3"})
      out.push_back(folder / ("published_solution_n030w4_1_6-2-9-1_" + total)
                    / ("sol-week" + std::string{week} + ".txt"));
    return inrc2_cost("n030w4", "1", {"6", "2", "9", "1"}, out);
  };
  BOOST_TEST((published("1675") == solve::soft(1675)));
  BOOST_TEST((published("1860") == solve::soft(1860)));
  auto small = folder / "n005w4/Solution_H_0-WD_1-2-3-3";
  auto solutions = std::vector<fs::path>{};
  for (auto week : {"1-0", "2-1", "3-2", "3-3"})
    solutions.push_back(small / ("Sol-n005w4-" + std::string{week} + ".txt"));
  auto cost = inrc2_cost("n005w4", "0", {"1", "2", "3", "3"}, solutions);
  BOOST_TEST((cost == solve::soft(1695)));
}

BOOST_AUTO_TEST_CASE(the_optimal_call_block_costs_8919) {
  auto folder = rostering() / "resident/call-two-hospitals";
  if (!is_there(folder))
    return;
  auto x = need(exchange::read_call_block(text_of(folder / "modeldata.dat"),
                                          "modeldata.dat"));
  auto roster = need(exchange::read_call_roster(
    text_of(folder / "optimal_8919.txt"), "optimal_8919.txt", x.problem));
  BOOST_TEST(cost_of(x, roster) == 8919);
  auto again = exchange::write_call_block(x.problem, roster);
  BOOST_TEST(
    (need(exchange::read_call_roster(again, "again", x.problem)) == roster));
}

BOOST_AUTO_TEST_CASE(optimal_on_call_rosters_cost_what_their_names_say) {
  auto folder = rostering() / "resident/on-call-rostering";
  if (!is_there(folder))
    return;
  auto count = 0;
  for (const auto& entry : fs::directory_iterator{folder}) {
    auto name = entry.path().filename().string();
    if (entry.path().extension() == ".dzn") {
      auto x = exchange::read_on_call(text_of(entry.path()), name);
      BOOST_TEST(x.has_value(), x.error().detail);
      continue;
    }
    // 2013-4s-10d.optimal_1.txt
    auto at = name.find(".optimal_");
    auto claimed = std::stoll(name.substr(at + 9));
    auto file = folder / (name.substr(0, at) + ".dzn");
    auto x = need(exchange::read_on_call(text_of(file), name));
    auto roster = need(
      exchange::read_on_call_roster(text_of(entry.path()), name, x.problem));
    BOOST_TEST(cost_of(x, roster) == claimed, name);
    ++count;
  }
  BOOST_TEST(count >= 2);
}

BOOST_AUTO_TEST_SUITE_END()
