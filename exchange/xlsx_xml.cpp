// SPDX-License-Identifier: Apache-2.0
#include "exchange/xlsx_xml.hpp"

#include "exchange/xlsx_xml_nodes.hpp"

#include <algorithm>
#include <charconv>

namespace nightfloat::exchange {

namespace {

/// Formats that every spreadsheet knows by number: dates, not mere times.
bool is_date_number(unsigned id) {
  return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36)
         || (id >= 50 && id <= 58);
}

/// Whether a format's text has a day, month or year outside of quotes and
/// brackets; `m` alone may be minutes.
bool is_date_format(std::string_view x) {
  auto in_quotes = false;
  auto in_brackets = false;
  for (std::size_t i = 0; i < x.size() && x[i] != ';'; ++i) {
    auto c = x[i];
    if (c == '\\' || c == '_' || c == '*')
      ++i;
    else if (c == '"')
      in_quotes = !in_quotes;
    else if (!in_quotes && (c == '[' || c == ']'))
      in_brackets = c == '[';
    else if (!in_quotes && !in_brackets
             && (c == 'd' || c == 'D' || c == 'y' || c == 'Y'))
      return true;
  }
  return false;
}

unsigned number_of(std::string_view x) {
  auto out = 0u;
  std::from_chars(x.data(), x.data() + x.size(), out);
  return out;
}

} // namespace

result<void> check_content_types(std::string_view xml,
                                 const std::string& where) {
  auto all = pugi::xml_document{};
  if (auto ok = load(all, xml, "Types", where); !ok)
    return ok;
  for (auto x : all.document_element().children()) {
    auto type = text_at(x, "ContentType");
    auto holds = [&](std::string_view word) {
      return std::search(type.begin(), type.end(), word.begin(), word.end(),
                         [](char a, char b) {
                           return std::tolower(static_cast<unsigned char>(a))
                                  == b;
                         })
             != type.end();
    };
    if (holds("macroenabled") || holds("vba") || holds("macrosheet"))
      return failure{ec::refused, where + ": it brings macros ("
                                    + std::string{type}
                                    + "), save it as a plain .xlsx"};
  }
  return {};
}

result<std::vector<xlsx_relation>> read_relations(std::string_view xml,
                                                  const std::string& where) {
  auto all = pugi::xml_document{};
  if (auto ok = load(all, xml, "Relationships", where); !ok)
    return ok.error();
  auto out = std::vector<xlsx_relation>{};
  for (auto x : all.document_element().children())
    out.push_back({std::string{text_at(x, "Id")},
                   std::string{text_at(x, "Type")},
                   std::string{text_at(x, "Target")},
                   text_at(x, "TargetMode") == "External"});
  return out;
}

result<xlsx_workbook> read_workbook(std::string_view xml,
                                    const std::string& where,
                                    const xlsx_limits& limits) {
  auto all = pugi::xml_document{};
  if (auto ok = load(all, xml, "workbook", where); !ok)
    return ok.error();
  auto out = xlsx_workbook{};
  auto root = all.document_element();
  out.is_1904 = is_true(text_at(child(root, "workbookPr"), "date1904"));
  for (auto x : child(root, "sheets").children()) {
    if (!is(x, "sheet"))
      continue;
    if (out.sheets.size() == limits.sheets_max)
      return failure{ec::oversize, where + ": more than "
                                     + std::to_string(limits.sheets_max)
                                     + " sheets, remove some"};
    // `id` with a prefix is the relation's; the sheet's own is `sheetId`.
    auto state = text_at(x, "state");
    out.sheets.push_back({std::string{text_at(x, "name")},
                          std::string{text_at(x, "id")},
                          state == "hidden" || state == "veryHidden"});
  }
  return out;
}

result<std::vector<std::string>>
read_shared_strings(std::string_view xml, const std::string& where,
                    const xlsx_limits& limits) {
  auto all = pugi::xml_document{};
  if (auto ok = load(all, xml, "sst", where); !ok)
    return ok.error();
  auto out = std::vector<std::string>{};
  for (auto x : all.document_element().children()) {
    if (!is(x, "si"))
      continue;
    if (out.size() == limits.cells_max)
      return failure{ec::oversize, where + ": more than "
                                     + std::to_string(limits.cells_max)
                                     + " texts, remove other sheets"};
    out.push_back(rich_text(x));
  }
  return out;
}

result<std::vector<bool>> read_styles(std::string_view xml,
                                      const std::string& where) {
  auto all = pugi::xml_document{};
  if (auto ok = load(all, xml, "styleSheet", where); !ok)
    return ok.error();
  auto root = all.document_element();
  auto formats = std::map<unsigned, bool>{};
  for (auto x : child(root, "numFmts").children())
    formats[number_of(text_at(x, "numFmtId"))]
      = is_date_format(text_at(x, "formatCode"));
  auto out = std::vector<bool>{};
  for (auto x : child(root, "cellXfs").children()) {
    if (!is(x, "xf"))
      continue;
    auto id = number_of(text_at(x, "numFmtId"));
    auto own = formats.find(id);
    out.push_back(own != formats.end() ? own->second : is_date_number(id));
  }
  return out;
}

} // namespace nightfloat::exchange
