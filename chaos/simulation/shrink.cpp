// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/shrink.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace nightfloat::simulation {

namespace {

class shrinking {
public:
  shrinking(const schedule& failing, const run_function& run,
            std::uint32_t runs_max)
    : run_{run}, runs_max_{runs_max} {
    out_.least = failing;
    out_.last = run_(failing);
    check_ = failed_check(out_.last);
  }

  shrunk go() {
    auto before = std::size_t{0};
    do {
      before = size();
      thin(&schedule::faults);
      thin(&schedule::acts);
      cut_tail();
    } while (size() < before && out_.runs < runs_max_);
    return std::move(out_);
  }

private:
  [[nodiscard]] std::size_t size() const {
    return out_.least.faults.size() + out_.least.acts.size()
           + out_.least.faults_ms;
  }

  bool still_fails(schedule x) {
    if (out_.runs >= runs_max_)
      return false;
    ++out_.runs;
    auto how = run_(x);
    if (how.passed || failed_check(how) != check_)
      return false;
    out_.least = std::move(x);
    out_.last = std::move(how);
    return true;
  }

  template <class T>
  void thin(std::vector<T> schedule::*part) {
    auto chunk = std::max<std::size_t>((out_.least.*part).size() / 2, 1);
    while (!(out_.least.*part).empty()) {
      auto gone = false;
      for (auto at = std::size_t{0}; at < (out_.least.*part).size();) {
        auto x = out_.least;
        auto& xs = x.*part;
        const auto from = xs.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = std::min(chunk, xs.size() - at);
        xs.erase(from, from + static_cast<std::ptrdiff_t>(count));
        if (still_fails(std::move(x)))
          gone = true;
        else
          at += count;
      }
      if (chunk == 1 && !gone)
        return;
      chunk = std::max<std::size_t>(chunk / 2, 1);
      if (out_.runs >= runs_max_)
        return;
    }
  }

  /// The safety phase ends soon after the last that happens in it.
  void cut_tail() {
    auto x = out_.least;
    auto last = std::uint32_t{0};
    for (const auto& one : x.faults)
      last = std::max(last, one.at_ms + one.lasting_ms);
    for (const auto& one : x.acts)
      last = std::max(last, one.at_ms);
    x.faults_ms = std::min(x.faults_ms, last + 500);
    if (x.faults_ms < out_.least.faults_ms)
      (void)still_fails(std::move(x));
  }

  const run_function& run_;
  std::uint32_t runs_max_;
  std::string check_;
  shrunk out_;
};

} // namespace

std::string failed_check(const outcome& x) {
  return x.why.substr(0, x.why.find(':'));
}

shrunk shrink(const schedule& failing, const run_function& run,
              std::uint32_t runs_max) {
  return shrinking{failing, run, runs_max}.go();
}

} // namespace nightfloat::simulation
