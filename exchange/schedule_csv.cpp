// SPDX-License-Identifier: Apache-2.0
#include "exchange/schedule_csv.hpp"

#include "exchange/csv.hpp"
#include "exchange/text.hpp"

namespace nightfloat::exchange {

result<std::string> write_schedule_csv(const schedule_table& x) {
  auto out = std::string{};
  for (const auto& row : x.rows) {
    auto cells = std::vector<std::string>{};
    for (const auto& cell : row) {
      cells.push_back(cell.day ? domain::to_string(*cell.day) : cell.text);
      if (first_bad_byte(cells.back()) != std::string_view::npos
          || cells.back().size() + 1 > csv_limits{}.cell_bytes_max)
        return failure{ec::invalid_argument,
                       "export: row " + std::to_string(&row - x.rows.data() + 1)
                         + ": a text that is not UTF-8 or longer than 64 "
                           "KiB, correct the programme first"};
    }
    append_row(out, cells);
  }
  return out;
}

} // namespace nightfloat::exchange
