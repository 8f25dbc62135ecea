// SPDX-License-Identifier: Apache-2.0
#pragma once

// A repair done by somebody who knows only what it says.

#include "domain/rules/finding.hpp"
#include "tests/support/scene.hpp"

#include <algorithm>

namespace nightfloat::test {

/// The roster once the repair is done.
inline domain::roster mended(const scene& whole, const domain::repair& x) {
  using namespace domain;
  auto out = whole.what;
  auto kind_of = [&](template_id shift) {
    return std::ranges::find(whole.where.templates, shift, &shift_template::id)
      ->kind;
  };
  for (const auto& step : x.steps) {
    auto is_it = [&](const duty& work) {
      return work.shift == step.shift;
    };
    switch (step.kind) {
      case repair_kind::add:
        out.duties.push_back({.person = step.person,
                              .shift = {88'888},
                              .start = step.from,
                              .end = step.to,
                              .from = step.what,
                              .kind = kind_of(step.what)});
        break;
      case repair_kind::take_off:
        std::erase_if(out.duties, is_it);
        break;
      case repair_kind::give:
        for (auto& work : out.duties)
          if (is_it(work))
            work.person = step.person;
        break;
      case repair_kind::shorten:
        for (auto& work : out.duties)
          if (is_it(work) && work.start <= step.from && step.to <= work.end) {
            work.start = step.from;
            work.end = step.to;
          }
        break;
    }
  }
  sort(out);
  return out;
}

} // namespace nightfloat::test
