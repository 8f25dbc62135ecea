// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace nightfloat::simulation {

/// While it lives nothing is logged: what a simulated process has to say is
/// in the record of its run.
class quiet {
public:
  quiet();
  ~quiet();

  quiet(const quiet&) = delete;
  quiet& operator=(const quiet&) = delete;

private:
  int level_;
};

} // namespace nightfloat::simulation
