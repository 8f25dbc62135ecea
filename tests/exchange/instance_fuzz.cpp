// SPDX-License-Identifier: Apache-2.0
#include "exchange/call_block.hpp"
#include "exchange/inrc2.hpp"
#include "exchange/on_call.hpp"
#include "exchange/shift_scheduling.hpp"
#include "tests/support/fuzz_target.hpp"

#include <algorithm>

// Any bytes are an instance, or a failure that names the file. What is read
// can be costed. The first byte chooses the format.

using namespace nightfloat;

namespace {

const std::string shifts
  = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nL,600,E\nSECTION_STAFF\n"
    "Ann,E=7|L=3,3600,960,3,2,2,1\nSECTION_DAYS_OFF\nAnn,3\n"
    "SECTION_SHIFT_ON_REQUESTS\nAnn,0,E,5\nSECTION_SHIFT_OFF_REQUESTS\n"
    "Ann,1,E,7\nSECTION_COVER\n6,E,1,100,10\n";
const std::string calls
  = "data; param studyLength := 2; param maxMonthlyShifts := 1; param "
    "minMonthlyShifts := 0; param maxWeekendShifts := 1; param numOffsites := "
    "1; param numOffsiteJr := 1; param numVgh := 1; param numVghJr := 0; param "
    "numSph := 1; param numSphJr := 0; set weekendSet := 2; param "
    "vacay_restrictions default 1 (tr) : 1 2 :=\n1 1 0\n; end;";
const std::string surgeons
  = "num_staff = 2; work_load = [100, 50]; num_days = 6; unavailable = [{1}, "
    "2..3]; fixed = [{}, {4,5,6}]; weekend_offset = 2; adj_days_str = 1; "
    "wed_before_weekend_str = 1;";
const std::string week
  = "WEEK_DATA\nn\nREQUIREMENTS\nE N (0,0) (0,1) (0,0) (0,0) (0,0) (0,0) "
    "(1,1)\nSHIFT_OFF_REQUESTS = 1\nAnn Any Mon\n";

exchange::inrc2_files weeks(std::string text) {
  return {{"f", "SCENARIO = n\nWEEKS = 1\nSKILLS = 1\nN\nSHIFT_TYPES = 1\n"
                "E (2,4)\nFORBIDDEN_SHIFT_TYPES_SUCCESSIONS\nE 1 E\n"
                "CONTRACTS = 1\nC (2,4) (2,5) (2,3) 1 1\nNURSES = 1\n"
                "Ann C 1 N\n"},
          {"f", "NURSE_HISTORY\nAnn 0 0 None 0 0 1\n"},
          {{"f", std::move(text)}}};
}

void judge(const result<exchange::instance>& x) {
  if (!x) {
    fuzz::holds(x.error().detail.starts_with("f:"), "it names the file");
    return;
  }
  auto roster = domain::solve::grid(x->problem.allowed.size());
  auto all = domain::solve::faults(x->problem, roster);
  auto shown = std::min<std::size_t>(all.size(), 100);
  for (auto i = std::size_t{0}; i < shown; ++i)
    fuzz::holds(!exchange::words_of(*x, all[i]).rule.empty(), "it has words");
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  auto i = std::size_t{0};
  for (const auto& text : {shifts, calls, surgeons, week,
                           weeks("").scenario.text, weeks("").history.text}) {
    fuzz::write_seed("format" + std::to_string(i), fuzz::chosen(i, text));
    ++i;
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0)
    return 0;
  auto text = std::string{fuzz::view(data + 1, size - 1)};
  auto files = weeks(week);
  switch (data[0] % 6) {
    case 0:
      judge(exchange::read_shift_scheduling(text, "f"));
      return 0;
    case 1:
      judge(exchange::read_call_block(text, "f"));
      return 0;
    case 2:
      judge(exchange::read_on_call(text, "f"));
      return 0;
    case 3:
      files.weeks[0].text = text;
      break;
    case 4:
      files.scenario.text = text;
      break;
    default:
      files.history.text = text;
  }
  judge(exchange::read_inrc2(files));
  return 0;
}
