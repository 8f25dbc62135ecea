// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/zip_file.hpp"

#include <string>

namespace nightfloat::test {

/// The parts of the smallest workbook: one sheet named `Weeks` with this XML
/// as its content.
inline zip_content small_xlsx(const std::string& sheet_data) {
  const auto ns = std::string{"http://schemas.openxmlformats.org/"};
  const auto head = std::string{
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"};
  const auto office = ns + "officeDocument/2006/relationships";
  const auto main = "xmlns=\"" + ns + "spreadsheetml/2006/main\"";
  return {
    {"[Content_Types].xml",
     head + "<Types xmlns=\"" + ns
       + "package/2006/content-types\"><Default Extension=\"xml\" "
         "ContentType=\"application/xml\"/></Types>"},
    {"_rels/.rels", head + "<Relationships xmlns=\"" + ns
                      + "package/2006/relationships\"><Relationship Id=\"r1\" "
                        "Type=\""
                      + office
                      + "/officeDocument\" Target=\"xl/workbook.xml\"/>"
                        "</Relationships>"},
    {"xl/workbook.xml",
     head + "<workbook " + main + " xmlns:r=\"" + office
       + "\"><sheets><sheet name=\"Weeks\" sheetId=\"1\" r:id=\"r1\"/>"
         "</sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     head + "<Relationships xmlns=\"" + ns
       + "package/2006/relationships\"><Relationship Id=\"r1\" Type=\"" + office
       + "/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
    {"xl/worksheets/sheet1.xml", head + "<worksheet " + main + "><sheetData>"
                                   + sheet_data + "</sheetData></worksheet>"},
  };
}

/// A row of texts in place, as a spreadsheet writes it.
inline std::string inline_cell(const std::string& place,
                               const std::string& text) {
  return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text
         + "</t></is></c>";
}

} // namespace nightfloat::test
