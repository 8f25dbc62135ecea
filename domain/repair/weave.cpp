// SPDX-License-Identifier: Apache-2.0
#include "domain/repair/weave.hpp"

#include "domain/solve/random.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace nightfloat::domain {

namespace {

/// Judged whole, from the best on, until so many hold.
constexpr std::size_t weaves_max = 4;

/// Beginnings that are kept: fewer where there are many shifts to go.
std::size_t width_for(std::size_t shifts) noexcept {
  return shifts <= 4 ? 24 : shifts <= 12 ? 12 : 4;
}

bool meet(const duty_change& a, const duty_change& b) {
  auto of_a = people_in(a);
  auto of_b = people_in(b);
  return std::ranges::any_of(
    of_b, [&](person_id who) { return std::ranges::binary_search(of_a, who); });
}

bool share_shift(const duty_change& a, const duty_change& b) {
  return std::ranges::any_of(b.gone, [&](const duty& x) {
    return std::ranges::find(a.gone, x) != a.gone.end();
  });
}

class weaving {
public:
  weaving(const what_if& rules, std::span<const open_shift> all,
          const std::set<taking>& known, chain_finder& chains)
    : rules_{rules}, all_{all}, known_{known}, chains_{chains} {
  }

  std::vector<weave> run() {
    auto now = std::vector<weave>(1);
    now.front().chosen.resize(all_.size(), nullptr);
    for (auto which : order()) {
      auto next = std::vector<weave>{};
      for (const auto& x : now)
        extend(x, which, next);
      std::ranges::sort(next, {}, &weave::place);
      if (next.size() > width_for(all_.size()))
        next.resize(width_for(all_.size()));
      now = std::move(next);
    }
    return judged(std::move(now));
  }

private:
  /// The shift with the fewest chains first, while everybody is free.
  std::vector<std::size_t> order() const {
    auto out = std::vector<std::size_t>(all_.size());
    std::iota(out.begin(), out.end(), std::size_t{0});
    std::ranges::stable_sort(
      out, {}, [&](std::size_t i) { return all_[i].chains.size(); });
    return out;
  }

  void extend(const weave& x, std::size_t which, std::vector<weave>& out) {
    for (const auto& one : all_[which].chains)
      if (auto next = joined(x, which, one); next.chosen[which] != nullptr)
        out.push_back(std::move(next));
    out.push_back(x);
    ++out.back().open;
  }

  /// Without the chain where both together would make something worse.
  weave joined(const weave& x, std::size_t which, const chain& one) {
    auto out = x;
    if (share_shift(x.what, one.what))
      return out;
    auto append = [](auto& to, const auto& more) {
      to.insert(to.end(), more.begin(), more.end());
    };
    append(out.what.gone, one.what.gone);
    append(out.what.come, one.what.come);
    // Nobody is judged anew whom only one of both touches.
    if (meet(x.what, one.what)) {
      chains_.note_asked(people_in(out.what).size());
      if (chains_.is_spent() || rules_.first_worse(out.what))
        return out;
    }
    out.chosen[which] = &one;
    add_cells(one.what, out);
    auto first = taking{one.moves.front().shift, one.moves.front().to};
    out.repeated += known_.contains(first) ? 1 : 0;
    out.left_out += one.left_out;
    out.cautions += one.cautions;
    out.fairness += one.fairness;
    out.tie = mixed(out.tie ^ one.tie);
    return out;
  }

  void add_cells(const duty_change& x, weave& to) const {
    for (auto all : {&x.gone, &x.come})
      for (const auto& work : *all) {
        auto cell = std::pair{work.person, rules_.context().day_of(work.start)};
        auto at = std::ranges::lower_bound(to.cells, cell);
        if (at == to.cells.end() || *at != cell)
          to.cells.insert(at, cell);
      }
  }

  /// Units and shifts are nobody's own: what was joined unseen is judged now.
  std::vector<weave> judged(std::vector<weave> all) const {
    auto out = std::vector<weave>{};
    for (auto& x : all)
      if (out.size() < weaves_max && !rules_.first_worse(x.what))
        out.push_back(std::move(x));
    return out;
  }

  const what_if& rules_;
  std::span<const open_shift> all_;
  const std::set<taking>& known_;
  chain_finder& chains_;
};

} // namespace

std::vector<weave>
weave_all(const what_if& rules, std::span<const open_shift> all,
          const std::set<taking>& known, chain_finder& chains) {
  return weaving{rules, all, known, chains}.run();
}

} // namespace nightfloat::domain
