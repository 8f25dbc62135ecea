// SPDX-License-Identifier: Apache-2.0
#pragma once

// How CBC hears that it is to stop. It asks between nodes and Clp between
// iterations, but the making of cuts asks nobody. Of the cuts that CBC makes by
// default, flow covers, knapsacks and roundings find nothing in rows that
// partition, and probing took over a second once: here only those are made that
// find something, and each asks before it begins.

#include "domain/solve/cbc_lp.hpp"

#include <coin/CbcEventHandler.hpp>
#include <coin/CbcStrategy.hpp>
#include <coin/ClpEventHandler.hpp>

namespace nightfloat::domain::solve {

/// Whether somebody said stop, remembered for all that ask.
class stopping {
public:
  explicit stopping(const stop_request& stop) : stop_{stop} {
  }

  bool ask() {
    said_ = said_ || (stop_ && stop_());
    return said_;
  }

  [[nodiscard]] bool said() const noexcept {
    return said_;
  }

private:
  const stop_request& stop_;
  bool said_ = false;
};

/// Between the nodes of a search.
class search_listener : public CbcEventHandler {
public:
  explicit search_listener(stopping& of) : of_{&of} {
  }

  CbcAction event(CbcEvent) override;
  CbcEventHandler* clone() const override;

private:
  stopping* of_;
};

/// Within one linear programme of a search.
class iteration_listener : public ClpEventHandler {
public:
  explicit iteration_listener(stopping& of) : of_{&of} {
  }

  int event(Event what) override;
  ClpEventHandler* clone() const override;

private:
  stopping* of_;
};

/// CBC's default but for the cuts, which ask.
class asking_strategy : public CbcStrategyDefault {
public:
  explicit asking_strategy(stopping& of);

  CbcStrategy* clone() const override;
  void setupCutGenerators(CbcModel& model) override;

private:
  stopping* of_;
};

} // namespace nightfloat::domain::solve
