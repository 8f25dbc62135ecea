// SPDX-License-Identifier: Apache-2.0
#include "exchange/xlsx_xml.hpp"
#include "tests/support/fuzz_target.hpp"

// Any bytes are a sheet within its bounds, or a failure with a place; none is
// believed to have been sent by a spreadsheet.

using namespace nightfloat;

namespace {

const auto limits = exchange::xlsx_limits{.cell_bytes_max = 256,
                                          .cells_max = 512,
                                          .text_bytes_max = 4'096,
                                          .merged_max = 16,
                                          .sheets_max = 4};

void check_sheet(std::string_view xml) {
  auto shared = exchange::xlsx_shared{.strings = {"a", "=b"},
                                      .is_date = {false, true}};
  auto read = exchange::read_worksheet(xml, shared, "f", "s", limits);
  if (!read) {
    fuzz::holds(read.error().detail.starts_with("f: sheet 's'"),
                "a failure has a place");
    return;
  }
  fuzz::holds(read->cells.size() <= limits.cells_max, "cells are bounded");
  fuzz::holds(read->merged.size() <= limits.merged_max, "merges are bounded");
  auto grid = exchange::sheet_grid{*read};
  for (const auto& x : read->cells) {
    fuzz::holds(!x.text.empty() && x.text.size() <= limits.cell_bytes_max,
                "a text is bounded");
    fuzz::holds(grid.at(x.row, x.column) == &x, "a cell is where it says");
  }
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  fuzz::write_seed("sheet",
                   "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\">"
                   "<v>0</v></c><c s=\"1\"><v>46209.5</v></c><c "
                   "t=\"inlineStr\"><is><r><t>x</t></r></is></c></row>"
                   "</sheetData><mergeCells><mergeCell ref=\"A1:B2\"/>"
                   "</mergeCells></worksheet>");
  fuzz::write_seed("strings", "<sst><si><t>a</t></si></sst>");
  fuzz::write_seed("book",
                   "<workbook><workbookPr date1904=\"1\"/><sheets><sheet "
                   "name=\"a\" r:id=\"r1\"/></sheets></workbook>");
  fuzz::write_seed("styles", "<styleSheet><numFmts><numFmt numFmtId=\"164\" "
                             "formatCode=\"d mmm\"/></numFmts><cellXfs><xf "
                             "numFmtId=\"164\"/></cellXfs></styleSheet>");
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  auto xml = fuzz::view(data, size);
  check_sheet(xml);
  if (auto all = exchange::read_shared_strings(xml, "f", limits))
    fuzz::holds(all->size() <= limits.cells_max, "texts are bounded");
  if (auto all = exchange::read_workbook(xml, "f", limits))
    fuzz::holds(all->sheets.size() <= limits.sheets_max, "sheets are bounded");
  static_cast<void>(exchange::read_styles(xml, "f"));
  static_cast<void>(exchange::read_relations(xml, "f"));
  static_cast<void>(exchange::check_content_types(xml, "f"));
  return 0;
}
