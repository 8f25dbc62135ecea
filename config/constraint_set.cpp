// SPDX-License-Identifier: Apache-2.0
#include "config/constraint_set.hpp"

#include "codec/toml.hpp"
#include "domain/stage/constraints.hpp"

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

} // namespace nightfloat::config
