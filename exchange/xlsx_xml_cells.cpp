// SPDX-License-Identifier: Apache-2.0
#include "domain/clock.hpp"
#include "exchange/date_text.hpp"
#include "exchange/text.hpp"
#include "exchange/xlsx_xml.hpp"
#include "exchange/xlsx_xml_nodes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace nightfloat::exchange {

namespace {

constexpr std::uint32_t rows_most = 1u << 20;
constexpr std::uint32_t columns_most = 1u << 14;
constexpr int days_to_1904 = 1'462;
constexpr int serial_day_minutes = 1'440;

struct cell_place {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
};

/// `C7` from 0; nothing where it is no place of a sheet.
std::optional<cell_place> place_of(std::string_view x) {
  auto out = cell_place{};
  auto i = std::size_t{0};
  for (; i < x.size() && x[i] >= 'A' && x[i] <= 'Z' && i < 4; ++i)
    out.column = out.column * 26 + static_cast<std::uint32_t>(x[i] - 'A' + 1);
  auto end = x.data() + x.size();
  auto read = std::from_chars(x.data() + i, end, out.row);
  if (i == 0 || read.ec != std::errc{} || read.ptr != end || out.row == 0
      || out.row > rows_most || out.column > columns_most)
    return std::nullopt;
  return cell_place{out.row - 1, out.column - 1};
}

/// Control characters are written as _x000A_.
std::string unescaped(std::string_view x) {
  auto out = std::string{};
  for (std::size_t i = 0; i < x.size();) {
    auto code = 0u;
    auto is_escape = x.substr(i, 2) == "_x" && i + 6 < x.size()
                     && x[i + 6] == '_';
    if (is_escape) {
      auto first = x.data() + i + 2;
      auto read = std::from_chars(first, first + 4, code, 16);
      is_escape = read.ec == std::errc{} && read.ptr == first + 4 && code < 0x80
                  && code != 0;
    }
    out += is_escape ? static_cast<char>(code) : x[i];
    i += is_escape ? 7 : 1;
  }
  return out;
}

/// A number as a spreadsheet shows it, dates as 2026-07-06 or, with a time,
/// 2026-07-06T07:00.
std::string number_text(std::string_view raw, bool is_date, bool is_1904) {
  auto value = 0.0;
  auto read = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (read.ec != std::errc{} || !std::isfinite(value)
      || std::fabs(value) > 1e15)
    return std::string{raw};
  auto whole = std::floor(value);
  if (is_date) {
    auto day = date_of_serial(static_cast<std::int64_t>(whole)
                              + (is_1904 ? days_to_1904 : 0));
    auto minute
      = static_cast<int>(std::lround((value - whole) * serial_day_minutes));
    if (day && (minute == 0 || minute == serial_day_minutes))
      return domain::to_string(*day
                               + domain::date::duration{minute == 0 ? 0 : 1});
    if (day)
      return domain::to_string(*day) + "T" + domain::clock_text(minute);
  }
  if (whole == value)
    return std::to_string(static_cast<std::int64_t>(value));
  return std::string{raw};
}

class cells_reader {
public:
  cells_reader(const xlsx_shared& shared, const xlsx_limits& limits, sheet& to)
    : shared_{shared}, limits_{limits}, out_{to} {
  }

  result<void> read(const pugi::xml_node& root);

private:
  result<void> row(const pugi::xml_node& x, std::uint32_t number);
  result<void> cell(const pugi::xml_node& x, sheet_cell at);
  result<std::string> text_of(const pugi::xml_node& x, const sheet_cell& at);
  result<void> merged(const pugi::xml_node& all);

  failure wrong(const sheet_cell& at, ec code, const std::string& what) const {
    return {code, out_.where(at) + ": " + what};
  }

  const xlsx_shared& shared_;
  const xlsx_limits& limits_;
  sheet& out_;
  std::size_t bytes_ = 0;
  bool in_order_ = true;
};

result<std::string> cells_reader::text_of(const pugi::xml_node& x,
                                          const sheet_cell& at) {
  auto type = text_at(x, "t");
  auto raw = std::string_view{child(x, "v").text().get()};
  if (type == "s") {
    auto i = std::size_t{0};
    auto read = std::from_chars(raw.data(), raw.data() + raw.size(), i);
    if (raw.empty())
      return std::string{};
    if (read.ec != std::errc{} || i >= shared_.strings.size())
      return wrong(at, ec::malformed,
                   "its text is not among those of the workbook, save it "
                   "anew");
    if (shared_.strings[i].size() > limits_.cell_bytes_max)
      return wrong(at, ec::oversize,
                   "the text is larger than "
                     + std::to_string(limits_.cell_bytes_max)
                     + " bytes, shorten it");
    return unescaped(shared_.strings[i]);
  }
  if (type == "inlineStr")
    return unescaped(rich_text(child(x, "is")));
  if (type == "b")
    return std::string{is_true(raw) ? "TRUE" : "FALSE"};
  if (type == "str" || type == "e" || type == "d")
    return unescaped(raw);
  auto style = std::size_t{0};
  auto named = text_at(x, "s");
  std::from_chars(named.data(), named.data() + named.size(), style);
  auto is_date = style < shared_.is_date.size() && shared_.is_date[style];
  return number_text(raw, is_date, shared_.is_1904);
}

result<void> cells_reader::cell(const pugi::xml_node& x, sheet_cell at) {
  auto text = text_of(x, at);
  if (!text)
    return text.error();
  if (child(x, "f"))
    ++out_.formulas;
  if (text->size() > limits_.cell_bytes_max)
    return wrong(at, ec::oversize,
                 "the text is larger than "
                   + std::to_string(limits_.cell_bytes_max)
                   + " bytes, shorten it");
  if (first_bad_byte(*text) != std::string_view::npos)
    return wrong(at, ec::malformed, "bytes that are not UTF-8, save it anew");
  // Blanks count too: a shared text of them costs each time it is named.
  bytes_ += text->size();
  auto shown = trimmed(*text);
  if (shown.empty() && bytes_ <= limits_.text_bytes_max)
    return {};
  at.text = unguarded(shown);
  if (out_.cells.size() >= limits_.cells_max || bytes_ > limits_.text_bytes_max)
    return wrong(at, ec::oversize,
                 "more cells than a schedule has (at most "
                   + std::to_string(limits_.cells_max) + "), remove some");
  if (!out_.cells.empty()) {
    const auto& last = out_.cells.back();
    in_order_ = in_order_
                && std::pair{last.row, last.column}
                     < std::pair{at.row, at.column};
  }
  out_.cells.push_back(std::move(at));
  return {};
}

result<void> cells_reader::row(const pugi::xml_node& x, std::uint32_t number) {
  auto next = std::uint32_t{0};
  for (auto one : x.children()) {
    if (!is(one, "c"))
      continue;
    auto at = sheet_cell{.row = number, .column = next};
    if (auto named = text_at(one, "r"); !named.empty()) {
      auto place = place_of(named);
      if (!place)
        return failure{ec::malformed, out_.file + ": sheet '" + out_.name
                                        + "': a cell of no place ('"
                                        + std::string{named.substr(0, 20)}
                                        + "'), save it anew"};
      at.row = place->row;
      at.column = place->column;
    }
    if (at.column >= columns_most)
      return wrong(at, ec::malformed, "more columns than a sheet has");
    next = at.column + 1;
    if (auto ok = cell(one, std::move(at)); !ok)
      return ok;
  }
  return {};
}

result<void> cells_reader::merged(const pugi::xml_node& all) {
  for (auto x : all.children()) {
    auto ref = text_at(x, "ref");
    auto colon = ref.find(':');
    auto first = place_of(ref.substr(0, colon));
    auto last = colon == std::string_view::npos
                  ? first
                  : place_of(ref.substr(colon + 1));
    if (!first || !last || last->row < first->row
        || last->column < first->column
        || out_.merged.size() == limits_.merged_max)
      return failure{ec::malformed,
                     out_.file + ": sheet '" + out_.name + "': merged cells '"
                       + std::string{ref.substr(0, 40)}
                       + "' that are none, or too many, save it anew"};
    out_.merged.push_back({first->row, first->column, last->row, last->column});
  }
  return {};
}

result<void> cells_reader::read(const pugi::xml_node& root) {
  auto next = std::uint32_t{0};
  for (auto x : child(root, "sheetData").children()) {
    if (!is(x, "row"))
      continue;
    auto number = next;
    if (auto named = text_at(x, "r"); !named.empty()) {
      auto place = place_of("A" + std::string{named});
      if (!place)
        return failure{ec::malformed, out_.file + ": sheet '" + out_.name
                                        + "': a row of no number, save it "
                                          "anew"};
      number = place->row;
    }
    if (number >= rows_most)
      return failure{ec::malformed, out_.file + ": sheet '" + out_.name
                                      + "': more rows than a sheet has"};
    next = number + 1;
    if (auto ok = row(x, number); !ok)
      return ok;
  }
  if (!in_order_)
    return failure{ec::malformed, out_.file + ": sheet '" + out_.name
                                    + "': cells out of order or there twice, "
                                      "save it anew"};
  return merged(child(root, "mergeCells"));
}

} // namespace

result<sheet> read_worksheet(std::string_view xml, const xlsx_shared& shared,
                             std::string file, std::string name,
                             const xlsx_limits& limits) {
  auto out = sheet{.file = std::move(file), .name = std::move(name)};
  auto all = pugi::xml_document{};
  auto where = out.file + ": sheet '" + out.name + "'";
  if (auto ok = load(all, xml, "worksheet", where); !ok)
    return ok.error();
  if (auto ok = cells_reader{shared, limits, out}.read(all.document_element());
      !ok)
    return ok.error();
  return out;
}

} // namespace nightfloat::exchange
