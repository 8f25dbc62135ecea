// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/pack.hpp"

namespace nightfloat::domain {

rule_pack acgme_2025() {
  return {};
}

} // namespace nightfloat::domain
