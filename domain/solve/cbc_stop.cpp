// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/cbc_stop.hpp"

#include <coin/CbcModel.hpp>
#include <coin/CglClique.hpp>
#include <coin/CglGomory.hpp>

namespace nightfloat::domain::solve {

namespace {

/// Only at the root.
constexpr auto at_root = -99;

/// Makes the cuts of `Cuts`, or none once somebody said stop.
template <class Cuts>
class asking : public Cuts {
public:
  asking(Cuts of, stopping& whom) : Cuts{std::move(of)}, whom_{&whom} {
  }

  void generateCuts(const OsiSolverInterface& solver, OsiCuts& cuts,
                    const CglTreeInfo info) override {
    if (!whom_->ask())
      Cuts::generateCuts(solver, cuts, info);
  }

  CglCutGenerator* clone() const override {
    return new asking{*this};
  }

private:
  stopping* whom_;
};

CglGomory gomory() {
  auto out = CglGomory{};
  out.setLimit(300);
  return out;
}

CglClique cliques() {
  auto out = CglClique{};
  out.setStarCliqueReport(false);
  out.setRowCliqueReport(false);
  return out;
}

} // namespace

CbcEventHandler::CbcAction search_listener::event(CbcEvent) {
  return of_->ask() ? stop : noAction;
}

CbcEventHandler* search_listener::clone() const {
  return new search_listener{*this};
}

int iteration_listener::event(Event what) {
  constexpr int give_up = 5;
  return what == endOfIteration && of_->ask() ? give_up : -1;
}

ClpEventHandler* iteration_listener::clone() const {
  return new iteration_listener{*this};
}

asking_strategy::asking_strategy(stopping& of)
  : CbcStrategyDefault{1, 5, 5}, of_{&of} {
}

CbcStrategy* asking_strategy::clone() const {
  return new asking_strategy{*this};
}

void asking_strategy::setupCutGenerators(CbcModel& model) {
  auto first = asking<CglGomory>{gomory(), *of_};
  model.addCutGenerator(&first, at_root, "gomory");
  auto second = asking<CglClique>{cliques(), *of_};
  model.addCutGenerator(&second, at_root, "clique");
}

} // namespace nightfloat::domain::solve
