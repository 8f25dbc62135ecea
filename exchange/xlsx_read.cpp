// SPDX-License-Identifier: Apache-2.0
#include "exchange/xlsx_read.hpp"

#include "exchange/text.hpp"
#include "exchange/xlsx_xml.hpp"
#include "exchange/xlsx_zip.hpp"

#include <algorithm>
#include <optional>

namespace nightfloat::exchange {

namespace {

constexpr std::string_view workbook_part = "xl/workbook.xml";
constexpr std::string_view workbook_folder = "xl/";

/// The part that a relation of the workbook names.
std::string part_of(const std::string& target) {
  if (target.starts_with('/'))
    return target.substr(1);
  return std::string{workbook_folder} + target;
}

class xlsx_reader {
public:
  xlsx_reader(zip_parts parts, const std::string& source)
    : parts_{std::move(parts)}, source_{source} {
  }

  result<workbook_read> read();

private:
  result<void> check();
  result<void> read_shared();
  result<void> read_sheets(const xlsx_workbook& book);

  std::string where(std::string_view part) const {
    return source_ + ": part " + std::string{part};
  }

  zip_parts parts_;
  const std::string& source_;
  xlsx_shared shared_;
  workbook_read out_;
};

/// Macros that hide under another name, and whatever leads elsewhere.
result<void> xlsx_reader::check() {
  constexpr std::string_view types = "[Content_Types].xml";
  auto xml = parts_.read(types);
  if (!xml)
    return xml.error();
  if (auto ok = check_content_types(*xml, where(types)); !ok)
    return ok;
  for (const auto& name : parts_.names()) {
    if (!name.ends_with(".rels"))
      continue;
    auto rels = parts_.read(name);
    if (!rels)
      return rels.error();
    auto all = read_relations(*rels, where(name));
    if (!all)
      return all.error();
    for (const auto& x : *all)
      // A hyperlink leads nobody anywhere who does not click on it.
      if (x.is_external && !x.type.ends_with("/hyperlink"))
        return failure{ec::refused, where(name) + ": it leads to another file ("
                                      + x.target.substr(0, 80)
                                      + "), save it with values only"};
  }
  return {};
}

result<void> xlsx_reader::read_shared() {
  constexpr std::string_view strings = "xl/sharedStrings.xml";
  constexpr std::string_view styles = "xl/styles.xml";
  if (parts_.has(strings)) {
    auto xml = parts_.read(strings);
    if (!xml)
      return xml.error();
    auto all = read_shared_strings(*xml, where(strings));
    if (!all)
      return all.error();
    shared_.strings = std::move(*all);
  }
  if (parts_.has(styles)) {
    auto xml = parts_.read(styles);
    if (!xml)
      return xml.error();
    auto all = read_styles(*xml, where(styles));
    if (!all)
      return all.error();
    shared_.is_date = std::move(*all);
  }
  return {};
}

result<void> xlsx_reader::read_sheets(const xlsx_workbook& book) {
  constexpr std::string_view rels_part = "xl/_rels/workbook.xml.rels";
  auto rels = parts_.read(rels_part);
  if (!rels)
    return rels.error();
  auto relations = read_relations(*rels, where(rels_part));
  if (!relations)
    return relations.error();
  auto cells = std::size_t{0};
  auto bytes = std::size_t{0};
  for (const auto& x : book.sheets) {
    auto found = std::ranges::find(*relations, x.relation, &xlsx_relation::id);
    if (found == relations->end())
      return failure{ec::malformed, source_ + ": sheet '" + x.name
                                      + "' has no part, save it anew"};
    // Charts are sheets, too.
    if (x.is_hidden || !found->type.ends_with("/worksheet")) {
      out_.notes.push_back(source_ + ": sheet '" + x.name
                           + "' is hidden or no table and was passed over");
      continue;
    }
    auto xml = parts_.read(part_of(found->target));
    if (!xml)
      return xml.error();
    auto read = read_worksheet(*xml, shared_, source_, x.name);
    if (!read)
      return read.error();
    cells += read->cells.size();
    for (const auto& cell : read->cells)
      bytes += cell.text.size();
    if (cells > xlsx_limits{}.cells_max || bytes > xlsx_limits{}.text_bytes_max)
      return failure{ec::oversize, source_ + ": sheet '" + x.name
                                     + "': more cells than a roster has, "
                                       "remove other sheets"};
    out_.sheets.push_back(std::move(*read));
  }
  return {};
}

result<workbook_read> xlsx_reader::read() {
  if (auto ok = check(); !ok)
    return ok.error();
  auto xml = parts_.read(workbook_part);
  if (!xml)
    return xml.error();
  auto book = read_workbook(*xml, where(workbook_part));
  if (!book)
    return book.error();
  shared_.is_1904 = book->is_1904;
  if (auto ok = read_shared(); !ok)
    return ok.error();
  if (auto ok = read_sheets(*book); !ok)
    return ok.error();
  return std::move(out_);
}

} // namespace

result<workbook_read> read_xlsx(std::string_view bytes,
                                const std::string& source) {
  auto parts = zip_parts::open(bytes, source);
  if (!parts)
    return parts.error();
  return xlsx_reader{std::move(*parts), source}.read();
}

result<workbook_read> read_xlsx_file(const std::filesystem::path& file) {
  auto bytes = read_text(file, zip_limits{}.file_bytes_max);
  if (!bytes)
    return bytes.error();
  return read_xlsx(*bytes, file.string());
}

} // namespace nightfloat::exchange
