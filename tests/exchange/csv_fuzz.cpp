// SPDX-License-Identifier: Apache-2.0
#include "exchange/csv.hpp"
#include "tests/support/fuzz_target.hpp"

// Any bytes are rows, or a failure that names file, line and column; rows
// that are written are read again as they were.

using namespace nightfloat;

namespace {

using row = std::vector<std::string>;

const auto limits = exchange::csv_limits{.bytes_max = 1 << 16,
                                         .cell_bytes_max = 1'024,
                                         .columns_max = 16,
                                         .rows_max = 256};

/// Of what is written: a guard makes a cell longer, and CRLF a row.
const auto written_limits
  = exchange::csv_limits{.bytes_max = 1 << 20,
                         .cell_bytes_max = limits.cell_bytes_max + 1,
                         .columns_max = limits.columns_max,
                         .rows_max = limits.rows_max};

result<std::vector<row>> rows_of(std::string_view text,
                                 exchange::csv_limits limits) {
  auto reader = exchange::csv_reader{text, "f.csv", limits};
  auto all = std::vector<row>{};
  auto cells = std::vector<exchange::csv_cell>{};
  for (;;) {
    auto more = reader.next(cells);
    if (!more)
      return more.error();
    if (!*more)
      return all;
    all.emplace_back();
    for (auto& cell : cells)
      all.back().push_back(cell.text);
  }
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  fuzz::write_seed("plain", "code,name\r\nR1,\"A, \"\"B\"\"\"\r\n");
  fuzz::write_seed("guarded", "\xef\xbb\xbf'=1,'@x\n\"two\nlines\",\n");
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  auto text = fuzz::view(data, size);
  fuzz::holds(exchange::unguarded(exchange::guarded(text)) == text,
              "a guard is taken away again");
  auto rows = rows_of(text, limits);
  if (!rows) {
    fuzz::holds(rows.error().detail.starts_with("f.csv:"), "it has a place");
    return 0;
  }
  auto written = std::string{};
  for (const auto& x : *rows)
    exchange::append_row(written, x);
  auto again = rows_of(written, written_limits);
  fuzz::holds(again.has_value(), "what was written is read");
  fuzz::holds(*again == *rows, "and is the same");
  return 0;
}
