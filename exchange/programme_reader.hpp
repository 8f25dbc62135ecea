// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads a programme directory, one table after another; the first mistake
// ends it. Internal to the folder.

#include "domain/zone.hpp"
#include "exchange/consistency.hpp"
#include "exchange/programme_csv.hpp"
#include "exchange/programme_tables.hpp"
#include "exchange/text.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

// Leaves the function with the failure, else goes on. Three forms, because a
// table has many cells and each of them may be wrong.
#define NIGHTFLOAT_CHECK(expression)                                           \
  do {                                                                         \
    if (auto checked_ = (expression); !checked_)                               \
      return checked_.error();                                                 \
  } while (false)
#define NIGHTFLOAT_LET(name, expression)                                       \
  auto name##_read = (expression);                                             \
  if (!name##_read)                                                            \
    return name##_read.error();                                                \
  auto& name = *name##_read
#define NIGHTFLOAT_SET(target, expression)                                     \
  do {                                                                         \
    auto set_ = (expression);                                                  \
    if (!set_)                                                                 \
      return set_.error();                                                     \
    target = static_cast<std::remove_reference_t<decltype(target)>>(*set_);    \
  } while (false)

namespace nightfloat::exchange {

class programme_reader {
public:
  programme_reader(std::filesystem::path directory,
                   const domain::programme* kept);

  result<imported> read();

private:
  using code_map = std::map<std::string, std::uint32_t>;
  /// The rows of a table by their numbers.
  using number_map = std::map<std::uint32_t, std::size_t>;

  result<csv_table> open(const table_form& form, bool required);
  result<std::string> code(const csv_table& t, std::size_t row,
                           std::string_view column);
  result<domain::date> day(const csv_table& t, std::size_t row,
                           std::string_view column);
  result<bool> flag(const csv_table& t, std::size_t row,
                    std::string_view column);
  result<std::uint16_t> clock(const csv_table& t, std::size_t row,
                              std::string_view column);
  result<std::uint8_t> weekdays(const csv_table& t, std::size_t row);
  result<std::vector<domain::rotation_id>>
  codes(const csv_table& t, std::size_t row, std::string_view column);
  /// First and last day of a row, in that order.
  result<domain::window> days(const csv_table& t, std::size_t row);
  result<domain::zone> zone_of(const csv_table& t, std::size_t row,
                               std::string_view column);
  /// The number of a row that has neither a number nor a code.
  static std::uint32_t place(std::size_t row) {
    return static_cast<std::uint32_t>(row + 1);
  }
  result<std::uint32_t> number_row(const csv_table& t, std::size_t row,
                                   number_map& used, std::uint32_t otherwise);
  failure unknown(const csv_table& t, std::size_t row, std::string_view column,
                  const std::string& code);

  /// The id of the code in that cell.
  struct looked_up {
    std::uint32_t value;
    template <class Tag>
    operator domain::id<Tag>() const {
      return {value};
    }
    operator std::uint32_t() const {
      return value;
    }
  };
  result<looked_up> known(const csv_table& t, std::size_t row,
                          std::string_view column, const code_map& codes);
  result<looked_up> known_or_none(const csv_table& t, std::size_t row,
                                  std::string_view column,
                                  const code_map& codes);

  template <class Enum>
  result<Enum>
  one_of(const csv_table& t, std::size_t row, std::string_view column) {
    auto out = Enum{};
    const auto& text = t.text(row, column);
    if (boost::describe::enum_from_string(text.c_str(), out))
      return out;
    return t.wrong(row, column,
                   std::string{column} + " '" + text + "' is none of "
                     + names_of<Enum>() + ", write one of them");
  }

  /// What is numbered by the row's code, where there are no numbers.
  struct kept_numbers {
    code_map codes;
    std::set<std::uint32_t> taken;
    std::uint32_t next = 1;

    template <class T>
    void keep(const std::vector<T>& rows) {
      for (const auto& x : rows) {
        codes.emplace(x.code, x.id.value);
        taken.insert(x.id.value);
      }
    }

    /// The number of that code, or else the lowest that is free from now on.
    std::uint32_t number_of(const std::string& code);
  };

  /// Sets code and id of a row, both unique in the table.
  template <class T>
  result<void> name_row(const csv_table& t, std::size_t row,
                        const std::string& what, T& x, code_map& codes) {
    NIGHTFLOAT_SET(x.code, code(t, row, "code"));
    if (codes.contains(x.code))
      return t.wrong(row, "code",
                     what + " '" + x.code
                       + "' is there twice, codes are unique: rename or "
                         "remove one");
    auto has_numbers = t.has("id");
    found_.by_place = found_.by_place || !has_numbers;
    NIGHTFLOAT_SET(x.id.value,
                   number_row(t, row, used_[what],
                              has_numbers ? 0 : kept_[what].number_of(x.code)));
    codes.emplace(x.code, x.id.value);
    return {};
  }

  result<void> read_setting(const csv_table& t, std::size_t row,
                            const std::string& key);
  result<void> set_zone(const csv_table& t, std::size_t row);
  result<void> set_rule_pack(const csv_table& t, std::size_t row);
  result<void> read_lengths(const csv_table& t, std::size_t row);
  result<void> read_info();
  result<void> read_rules();
  result<void> read_sites();
  result<void> read_holidays();
  result<void> read_activities();
  result<void> read_credentials();
  result<void> read_people();
  result<void> read_pgys();
  result<void> read_rotations();
  result<void> read_templates();
  result<void> read_absences();
  result<void> read_requirements();
  result<void> read_duties();
  void note_overlaps(const csv_table& t);
  void note_strangers();
  result<domain::instant>
  moment(const csv_table& t, std::size_t row, std::string_view column,
         const domain::zone& site, domain::resolve which);
  domain::zone site_zone(const domain::duty& x) const;
  result<void> read_times(const csv_table& t, std::size_t row, domain::duty& x);
  result<void> read_duty(const csv_table& t, std::size_t row);
  result<void> read_plan();

  std::filesystem::path directory_;
  bool present_ = false;
  imported found_;
  std::uint64_t roster_number_ = 0;
  std::map<std::string, number_map> used_;
  std::map<std::string, kept_numbers> kept_;
  code_map people_;
  code_map rotations_;
  code_map templates_;
  code_map sites_;
  code_map activities_;
  /// Of the programme, and of each site that has one of its own.
  domain::zone zone_;
  std::map<domain::site_id, domain::zone> zones_;
  /// Where a person's id stands in the programme.
  std::map<std::uint32_t, std::size_t> people_rows_;
  /// Rows by shift, and by who begins when.
  std::unordered_map<std::uint32_t, std::size_t> shifts_;
  std::map<duty_start, std::size_t> starts_;
};

} // namespace nightfloat::exchange
