// SPDX-License-Identifier: Apache-2.0
#pragma once

// What COIN-OR would print goes nowhere.

#include <coin/CoinMessageHandler.hpp>

namespace nightfloat::domain::solve {

class mute : public CoinMessageHandler {
public:
  int print() override {
    return 0;
  }

  CoinMessageHandler* clone() const override {
    return new mute{*this};
  }
};

} // namespace nightfloat::domain::solve
