// SPDX-License-Identifier: Apache-2.0
#include "config/constraint_set.hpp"

#include "codec/toml.hpp"
#include "config/shipped_constraints.hpp"
#include "domain/stage/constraints.hpp"

#include <filesystem>
#include <system_error>

namespace nightfloat::config {

using domain::stage::constraint_set;

result<constraint_set> read_constraint_set(std::string_view text,
                                           std::string_view source) {
  auto read = codec::from_toml<constraint_set>(text, source);
  if (!read)
    return read.error();
  if (auto ok = domain::stage::check(*read); !ok)
    return at(std::string{source}, ok.error());
  return read;
}

result<constraint_set> load_constraint_set(const std::string& path) {
  auto text = codec::read_toml_file(path);
  if (!text)
    return text.error();
  return read_constraint_set(*text, path);
}

result<constraint_set> find_constraint_set(const std::string& name_or_path) {
  auto names = std::string{};
  for (const auto& one : shipped_constraint_sets()) {
    if (one.name == name_or_path)
      return read_constraint_set(one.text, one.name);
    names += (names.empty() ? "" : ", ") + std::string{one.name};
  }
  // What else is wrong with a path is told by who reads it.
  auto why = std::error_code{};
  if (std::filesystem::status(name_or_path, why).type()
      == std::filesystem::file_type::not_found)
    return failure{ec::not_found,
                   name_or_path
                     + ": there is no such file and no shipped set called so, "
                       "give a path or one of "
                     + names};
  return load_constraint_set(name_or_path);
}

} // namespace nightfloat::config
