// SPDX-License-Identifier: Apache-2.0
#pragma once

// The lines of a scenario that say who there is and who works when.

#include "tests/support/scenario.hpp"
#include "tests/support/scenario_words.hpp"

namespace nightfloat::test {

/// Adds what lines tell to `out`, which outlives it. REQUIRES that zone and
/// window were read before.
class scenario_entities {
public:
  explicit scenario_entities(scenario& out) : out_{out} {
  }

  /// False if no such line begins with `key`; what is wrong with the line is
  /// in `words`.
  bool line(std::string_view key, line_words& words);

private:
  bool work_line(std::string_view key, line_words& words);

  void person_of(domain::person_role role, line_words& words);
  void pgy(domain::person& x, line_words& words);
  void rotation_line(line_words& words);
  void shift(line_words& words);
  void shift_trait(domain::shift_template& x, line_words& words);
  void site_line(line_words& words);
  void activity_line(line_words& words);
  void credential(line_words& words);
  void plan(line_words& words);
  void leave(line_words& words);
  void work(line_words& words);
  void change_of(line_words& words);

  std::vector<domain::person_id> people_at(line_words& words);

  scenario& out_;
};

} // namespace nightfloat::test
