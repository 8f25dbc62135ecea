// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/quiet.hpp"

#include <spdlog/spdlog.h>

namespace nightfloat::simulation {

quiet::quiet() : level_{spdlog::get_level()} {
  spdlog::set_level(spdlog::level::off);
}

quiet::~quiet() {
  spdlog::set_level(static_cast<spdlog::level::level_enum>(level_));
}

} // namespace nightfloat::simulation
