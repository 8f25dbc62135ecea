// SPDX-License-Identifier: Apache-2.0
#include "exchange/xlsx_write.hpp"

#include "exchange/csv.hpp"
#include "exchange/sheet.hpp"
#include "exchange/text.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <map>
#include <tuple>
#include <xlsxwriter.h>

namespace nightfloat::exchange {

namespace {

/// What a spreadsheet takes in one cell.
constexpr std::size_t cell_letters_max = 32'767;
constexpr double width_min = 4;
constexpr double width_max = 40;
constexpr double date_width = 7;

std::size_t letters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

/// A text that looks like the escape of a control character (_x000A_) is
/// escaped itself, else readers take it for one.
std::string unmistakable(const std::string& text) {
  constexpr std::size_t length = 7;
  auto is_escape = [](std::string_view x) {
    return x.size() == length && x.starts_with("_x") && x.ends_with('_')
           && std::ranges::all_of(x.substr(2, 4), [](char c) {
                return std::isxdigit(static_cast<unsigned char>(c)) != 0;
              });
  };
  auto out = std::string{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_escape(std::string_view{text}.substr(i, length)))
      out += "_x005F";
    out += text[i];
  }
  return out;
}

class xlsx_writer {
public:
  explicit xlsx_writer(lxw_workbook* book) : book_{book} {
  }

  result<void> add(const workbook_sheet& x);

private:
  lxw_format* format_of(const table_cell& x);
  result<void> put(lxw_worksheet* to, std::uint32_t row, std::uint16_t column,
                   const table_cell& x, const std::string& sheet);
  void widen(lxw_worksheet* to, const schedule_table& table);
  lxw_datetime date_of(domain::date x) const;

  lxw_workbook* book_;
  std::map<std::tuple<colour, bool, bool>, lxw_format*> formats_;
};

lxw_format* xlsx_writer::format_of(const table_cell& x) {
  auto key = std::tuple{x.fill, x.strong, x.day.has_value()};
  auto& out = formats_[key];
  if (out != nullptr)
    return out;
  out = workbook_add_format(book_);
  if (x.fill != 0) {
    format_set_bg_color(out, x.fill);
    format_set_border(out, LXW_BORDER_HAIR);
  }
  if (x.strong)
    format_set_bold(out);
  if (x.day)
    format_set_num_format(out, "d mmm");
  format_set_align(out, LXW_ALIGN_VERTICAL_CENTER);
  return out;
}

lxw_datetime xlsx_writer::date_of(domain::date x) const {
  auto day
    = std::chrono::year_month_day{std::chrono::sys_days{x.time_since_epoch()}};
  return {.year = static_cast<int>(day.year()),
          .month = static_cast<int>(static_cast<unsigned>(day.month())),
          .day = static_cast<int>(static_cast<unsigned>(day.day())),
          .hour = 0,
          .min = 0,
          .sec = 0};
}

result<void> xlsx_writer::put(lxw_worksheet* to, std::uint32_t row,
                              std::uint16_t column, const table_cell& x,
                              const std::string& sheet) {
  auto wrong = [&](ec code, const std::string& what) {
    return failure{code, "export: sheet '" + sheet + "', cell "
                           + cell_name(row, column) + ": " + what};
  };
  auto* format = format_of(x);
  if (x.spans > 1)
    worksheet_merge_range(to, row, column, row,
                          static_cast<lxw_col_t>(column + x.spans - 1), "",
                          format);
  if (x.day) {
    auto day = date_of(*x.day);
    worksheet_write_datetime(to, row, column, &day, format);
    return {};
  }
  if (x.text.empty()) {
    if (x.fill != 0)
      worksheet_write_blank(to, row, column, format);
    return {};
  }
  if (first_bad_byte(x.text) != std::string_view::npos)
    return wrong(ec::invalid_argument, "the text is not UTF-8, correct it");
  auto text = unmistakable(guarded(x.text));
  if (letters(text) > cell_letters_max)
    return wrong(ec::oversize, "the text is longer than 32767 letters, "
                               "shorten it");
  auto done = worksheet_write_string(to, row, column, text.c_str(), format);
  if (done != LXW_NO_ERROR)
    return wrong(ec::invalid_argument, lxw_strerror(done));
  return {};
}

/// As wide as the texts ask for, within reason.
void xlsx_writer::widen(lxw_worksheet* to, const schedule_table& table) {
  auto widths = std::vector<double>{};
  for (const auto& row : table.rows)
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (widths.size() <= c)
        widths.resize(c + 1, width_min);
      auto wanted = row[c].spans > 1 ? 0
                    : row[c].day
                      ? date_width
                      : static_cast<double>(letters(row[c].text) + 1);
      widths[c] = std::clamp(wanted, widths[c], width_max);
    }
  for (std::size_t c = 0; c < widths.size(); ++c) {
    auto column = static_cast<lxw_col_t>(c);
    worksheet_set_column(to, column, column, widths[c], nullptr);
  }
}

result<void> xlsx_writer::add(const workbook_sheet& x) {
  auto* to = workbook_add_worksheet(book_, x.name.c_str());
  if (to == nullptr)
    return failure{ec::invalid_argument,
                   "export: '" + x.name + "' cannot be a sheet's name"};
  const auto& table = x.table;
  auto columns = std::size_t{0};
  for (std::uint32_t row = 0; row < table.rows.size(); ++row) {
    const auto& cells = table.rows[row];
    columns = std::max(columns, cells.size());
    for (std::size_t c = 0; c < cells.size();
         c += std::max<std::size_t>(cells[c].spans, 1))
      if (auto ok = put(to, row, static_cast<std::uint16_t>(c), cells[c],
                        x.name);
          !ok)
        return ok;
  }
  widen(to, table);
  worksheet_freeze_panes(to, table.head_rows,
                         static_cast<lxw_col_t>(table.head_columns));
  worksheet_set_landscape(to);
  worksheet_set_paper(to, 9); // A4
  if (table.head_rows > 0)
    worksheet_repeat_rows(to, 0, table.head_rows - 1);
  if (table.is_list && columns > 0)
    worksheet_autofilter(to, 0, 0,
                         static_cast<lxw_row_t>(table.rows.size() - 1),
                         static_cast<lxw_col_t>(columns - 1));
  return {};
}

} // namespace

result<void> write_xlsx(const std::filesystem::path& file,
                        const std::vector<workbook_sheet>& sheets,
                        domain::instant stamp) {
  return replace_file(file, [&](const auto& beside) -> result<void> {
    auto* book = workbook_new(beside.c_str());
    if (book == nullptr)
      return failure{ec::io_failed, "export: no memory for a workbook"};
    auto about = lxw_doc_properties{};
    about.created = std::chrono::system_clock::to_time_t(
      std::chrono::system_clock::time_point{
        std::chrono::duration_cast<std::chrono::system_clock::duration>(
          stamp.time_since_epoch())});
    workbook_set_properties(book, &about);
    auto writer = xlsx_writer{book};
    auto done = result<void>{};
    for (const auto& x : sheets)
      if (done)
        done = writer.add(x);
    // Frees the workbook, too.
    auto closed = workbook_close(book);
    if (done && closed != LXW_NO_ERROR)
      return failure{ec::io_failed, "export " + file.string() + ": "
                                      + lxw_strerror(closed)
                                      + ", check the disk and try again"};
    return done;
  });
}

} // namespace nightfloat::exchange
