// SPDX-License-Identifier: Apache-2.0
#include "exchange/block_reader.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <yaml-cpp/yaml.h>

namespace nightfloat::exchange {

using namespace domain;

namespace {

constexpr std::size_t yaml_bytes_max = 1u << 20;
constexpr std::size_t rotations_max = 250;
constexpr std::size_t requirements_max = 10'000;

failure wrong_yaml(const std::filesystem::path& file, const YAML::Mark& mark,
                   const std::string& what) {
  return {ec::invalid_argument,
          file.string() + ":" + std::to_string(mark.line + 1) + ":"
            + std::to_string(mark.column + 1) + ": " + what};
}

/// A node takes any value for its own, so that a result of it is ambiguous.
struct document {
  YAML::Node root;
};

result<document> load_yaml(const std::filesystem::path& file) {
  auto text = read_text(file, yaml_bytes_max);
  if (!text)
    return text.error();
  try {
    return document{YAML::Load(*text)};
  } catch (const YAML::Exception& x) {
    return wrong_yaml(file, x.mark, x.msg + ", correct the YAML");
  }
}

/// `SHMC ICU Senior` -> `SHMC-ICU-SENIOR`
std::string code_of(std::string_view name) {
  auto out = std::string{};
  for (auto c : name) {
    auto u = static_cast<unsigned char>(c);
    if (std::isalnum(u) != 0 || u >= 0x80)
      out += static_cast<char>(std::toupper(u));
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  return out;
}

/// The source does not say what a rotation is; its name does.
rotation_kind kind_of(const std::string& name) {
  auto x = lower_case(name);
  if (x.find("vacation") != std::string::npos)
    return rotation_kind::vacation;
  if (x.find("elective") != std::string::npos)
    return rotation_kind::elective;
  if (x.find("night") != std::string::npos)
    return rotation_kind::night_float;
  return x.starts_with("op ") ? rotation_kind::outpatient
                              : rotation_kind::inpatient;
}

constexpr auto kinds
  = std::to_array<std::pair<std::string_view, requirement_kind>>(
    {{"min_by_period", requirement_kind::weeks_min},
     {"max_by_period", requirement_kind::weeks_max},
     {"exact_by_period", requirement_kind::weeks_exact},
     {"min_contiguity_in_period", requirement_kind::contiguity_min},
     {"max_contiguity_in_period", requirement_kind::contiguity_max},
     {"respect_block_alignment", requirement_kind::block_aligned},
     {"prerequisite", requirement_kind::prerequisite}});

/// A scalar of a map as text.
result<std::string> scalar_at(const std::filesystem::path& file,
                              const YAML::Node& row, const char* key) {
  if (!row.IsMap() || !row[key] || !row[key].IsScalar())
    return wrong_yaml(file, row.Mark(),
                      "'" + std::string{key}
                        + "' is missing or not a text, add "
                          "it");
  return std::string{trimmed(row[key].Scalar())};
}

result<std::uint16_t> number_at(const std::filesystem::path& file,
                                const YAML::Node& row, const char* key,
                                unsigned max) {
  auto out = 0u;
  if (!row.IsMap() || !row[key]
      || !YAML::convert<unsigned>::decode(row[key], out) || out > max)
    return wrong_yaml(file, row.Mark(),
                      "'" + std::string{key}
                        + "' is missing or not a number "
                          "within 0.."
                        + std::to_string(max) + ", write one");
  return static_cast<std::uint16_t>(out);
}

} // namespace

result<void> block_reader::read_rotation(const path& file,
                                         const YAML::Node& row) {
  auto x = rotation{};
  auto name = scalar_at(file, row, "name");
  if (!name)
    return name.error();
  auto few = number_at(file, row, "min_residents", 10'000);
  if (!few)
    return few.error();
  auto many = number_at(file, row, "max_residents", 10'000);
  if (!many)
    return many.error();
  x.id.value = static_cast<std::uint32_t>(rotations_.size() + 1);
  x.name = *name;
  x.code = code_of(x.name);
  x.kind = kind_of(x.name);
  x.people_min = *few;
  x.people_max = *many;
  for (const auto& other : found_.programme.rotations)
    if (other.code == x.code)
      return wrong_yaml(file, row.Mark(),
                        "rotation '" + x.name + "' is there twice, remove one");
  if (x.people_max < x.people_min || rotations_.size() == rotations_max)
    return wrong_yaml(
      file, row.Mark(),
      "rotation '" + x.name
        + "' has max_residents below min_residents, or is one of "
          "more than 250, correct it");
  rotations_.emplace(x.name, x.id);
  if (row["requirement"] && row["requirement"].IsScalar())
    of_family_[row["requirement"].Scalar()].push_back(x.id);
  found_.programme.rotations.push_back(std::move(x));
  return {};
}

result<void> block_reader::read_rotations() {
  auto file = only("rotations", ".yaml");
  if (!file)
    return file.error();
  auto all = load_yaml(*file);
  if (!all)
    return all.error();
  if (!all->root.IsSequence())
    return wrong_yaml(*file, all->root.Mark(),
                      "this is no list of rotations, begin "
                      "each with a dash");
  for (const auto& row : all->root)
    if (auto ok = read_rotation(*file, row); !ok)
      return ok;
  return {};
}

/// Names of families, of this file or of the rotations', or of a rotation.
result<std::vector<rotation_id>> block_reader::before(const path& file,
                                                      const YAML::Node& names) {
  auto out = std::vector<rotation_id>{};
  // By number: families overlap, and a rotation comes before but once.
  auto is_there = std::vector<bool>(rotations_.size() + 1);
  auto add = [&](rotation_id x) {
    if (!is_there[x.value])
      out.push_back(x);
    is_there[x.value] = true;
  };
  for (const auto& node : names) {
    auto name = node.IsScalar() ? node.Scalar() : std::string{};
    auto own = std::find_if(families_.begin(), families_.end(),
                            [&](const family& x) { return x.name == name; });
    if (own != families_.end())
      std::ranges::for_each(own->fulfilled_by, add);
    else if (of_family_.contains(name))
      std::ranges::for_each(of_family_[name], add);
    else if (rotations_.contains(name))
      add(rotations_[name]);
    else
      return wrong_yaml(file, node.Mark(),
                        "'" + name
                          + "' is no rotation and no family of them, "
                            "correct the name");
  }
  return out;
}

result<void> block_reader::read_constraint(const path& file, const family& of,
                                           const YAML::Node& row,
                                           const std::set<std::string>& tracks,
                                           std::uint8_t year) {
  auto type = scalar_at(file, row, "type");
  if (!type)
    return type.error();
  auto kind = std::find_if(kinds.begin(), kinds.end(),
                           [&](const auto& x) { return x.first == *type; });
  if (kind == kinds.end())
    return wrong_yaml(file, row.Mark(),
                      "constraint '" + *type + "' is unknown, remove it");
  auto x = requirement{.name = of.name,
                       .kind = kind->second,
                       .pgy = year,
                       .fulfilled_by = of.fulfilled_by};
  if (x.kind != requirement_kind::block_aligned) {
    auto weeks = number_at(file, row, "weeks", 1'000);
    if (!weeks)
      return weeks.error();
    x.weeks = *weeks;
  }
  if (x.kind == requirement_kind::prerequisite) {
    auto after = before(file, row["prerequisite_fulfillers"]);
    if (!after)
      return after.error();
    x.after = *after;
  }
  auto years = row["resident_years"];
  auto mine = !years || !years.IsSequence();
  for (std::size_t i = 0; !mine && i < years.size(); ++i)
    mine = years[i].IsScalar()
           && years[i].Scalar() == "R" + std::to_string(year);
  if (!mine)
    return {};
  auto& all = found_.programme.requirements;
  for (const auto& track : tracks) {
    if (all.size() == requirements_max)
      return wrong_yaml(file, row.Mark(),
                        "more than 10000 requirements, remove "
                        "some");
    x.id.value = static_cast<std::uint32_t>(all.size() + 1);
    x.track = track;
    all.push_back(x);
  }
  return {};
}

result<void> block_reader::read_families(const path& file,
                                         const YAML::Node& all) {
  families_.clear();
  if (!all.IsMap())
    return wrong_yaml(file, all.Mark(),
                      "this is no map from families of rotations "
                      "to constraints, correct the YAML");
  for (const auto& row : all) {
    auto x = family{.name = row.first.Scalar()};
    auto fulfilled = row.second.IsMap() ? row.second["fulfilled_by"]
                                        : YAML::Node{};
    for (const auto& node : fulfilled) {
      auto name = node.IsScalar() ? node.Scalar() : std::string{};
      auto known = rotations_.find(name);
      if (known == rotations_.end())
        return wrong_yaml(file, node.Mark(),
                          "rotation '" + name
                            + "' is unknown, add it to the "
                              "rotations or correct the name");
      if (std::ranges::find(x.fulfilled_by, known->second)
          != x.fulfilled_by.end())
        return wrong_yaml(file, node.Mark(),
                          "rotation '" + name + "' is there twice in family '"
                            + x.name + "', remove one");
      x.fulfilled_by.push_back(known->second);
    }
    if (x.fulfilled_by.empty())
      return wrong_yaml(file, row.first.Mark(),
                        "family '" + x.name
                          + "' names no rotation in "
                            "fulfilled_by, add one");
    families_.push_back(std::move(x));
  }
  return {};
}

result<void> block_reader::read_file(const path& file,
                                     const std::set<std::string>& tracks,
                                     std::uint8_t year) {
  read_.insert(file);
  auto all = load_yaml(file);
  if (!all)
    return all.error();
  if (auto ok = read_families(file, all->root); !ok)
    return ok;
  auto of = families_.begin();
  for (const auto& row : all->root) {
    for (const auto& constraint : row.second["constraints"])
      if (auto ok = read_constraint(file, *of, constraint, tracks, year); !ok)
        return ok;
    ++of;
  }
  return {};
}

/// Each group of residents takes the file of its year and track, or else its
/// year's standard, or else the one for all; groups of one file share it.
block_reader::choice block_reader::choose_files() {
  auto named = [&](const std::string& name) {
    for (const auto& x : files_)
      if (lower_case(x.filename().string()) == name)
        return x;
    return path{};
  };
  auto general = path{};
  for (const auto& x : files_)
    if (x.filename().string().starts_with("requirements_all"))
      general = x;
  auto chosen = choice{};
  for (const auto& [year, track] : groups_) {
    auto stem = "requirements_r" + std::to_string(year) + "_";
    auto file = named(stem + lower_case(track) + ".yaml");
    auto note = "residents of PGY " + std::to_string(year) + ", track " + track;
    if (file.empty()) {
      file = named(stem + "standard.yaml");
      if (!file.empty())
        found_.notes.push_back(note + ", have no requirements of their own: "
                               + file.filename().string() + " is used");
    }
    if (file.empty() && !general.empty()
        && named("requirements_r2_standard.yaml").empty())
      file = general;
    if (file.empty())
      found_.notes.push_back(note
                             + ", have no requirements: none are asked "
                               "of them");
    else
      chosen[{year, file}].insert(track);
  }
  return chosen;
}

result<void> block_reader::read_requirements() {
  for (const auto& [which, tracks] : choose_files()) {
    auto done = result<void>{};
    try {
      done = read_file(which.second, tracks, which.first);
    } catch (const YAML::Exception& x) {
      done = wrong_yaml(which.second, x.mark, x.msg + ", correct the YAML");
    }
    if (!done)
      return done;
  }
  return {};
}

} // namespace nightfloat::exchange
