// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange/schedule_table.hpp"

#include <string>

namespace nightfloat::exchange {

/// A schedule as CSV, each cell guarded, dates as 2026-07-06. Fails with
/// `invalid_argument` for a text that is not UTF-8 or longer than 64 KiB.
[[nodiscard]] result<std::string> write_schedule_csv(const schedule_table& x);

} // namespace nightfloat::exchange
