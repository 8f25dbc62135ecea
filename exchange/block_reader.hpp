// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads a block-year directory: the tables in block_year.cpp, the YAML of
// rotations and requirements in block_requirements.cpp. Internal.

#include "exchange/block_year.hpp"
#include "exchange/csv.hpp"
#include "exchange/text.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace YAML {
class Node;
}

namespace nightfloat::exchange {

class block_reader {
public:
  explicit block_reader(std::filesystem::path directory)
    : directory_{std::move(directory)} {
  }

  result<imported> read();

private:
  using path = std::filesystem::path;

  /// A family of rotations in one requirements file.
  struct family {
    std::string name;
    std::vector<domain::rotation_id> fulfilled_by;
  };

  result<void> list_files();
  result<path> only(std::string_view prefix, std::string_view suffix);
  result<csv_table> table(const path& file, const csv_columns& columns);

  struct week {
    domain::date monday{};
    std::uint64_t block = 0;
  };

  result<void> read_weeks();
  result<week> read_week(const csv_table& t, std::size_t row,
                         const week& before);
  result<void> read_residents();
  result<std::uint8_t> pgy(const csv_table& t, std::size_t row);

  result<void> read_rotations();
  result<void> read_rotation(const path& file, const YAML::Node& row);
  /// Which year of residents reads which file, and their tracks.
  using choice = std::map<std::pair<std::uint8_t, path>, std::set<std::string>>;
  choice choose_files();
  result<void> read_requirements();
  result<void> read_file(const path& file, const std::set<std::string>& tracks,
                         std::uint8_t year);
  result<void> read_families(const path& file, const YAML::Node& all);
  result<void>
  read_constraint(const path& file, const family& of, const YAML::Node& row,
                  const std::set<std::string>& tracks, std::uint8_t year);
  result<std::vector<domain::rotation_id>> before(const path& file,
                                                  const YAML::Node& names);

  path directory_;
  std::vector<path> files_;
  std::set<path> read_;
  imported found_;
  std::map<std::string, domain::rotation_id, std::less<>> rotations_;
  /// The rotations of a family, as rotations_*.yaml says.
  std::map<std::string, std::vector<domain::rotation_id>> of_family_;
  std::vector<family> families_;
  /// Year and track of the residents there are.
  std::set<std::pair<std::uint8_t, std::string>> groups_;
};

} // namespace nightfloat::exchange
