// SPDX-License-Identifier: Apache-2.0
#include "config/rule_pack.hpp"

#include "codec/toml.hpp"

namespace nightfloat::config {

result<domain::rule_pack> read_rule_pack(std::string_view text,
                                         std::string_view source) {
  auto read = codec::from_toml<domain::rule_pack>(text, source);
  if (!read)
    return read.error();
  if (auto ok = domain::check(*read); !ok)
    return at(std::string{source}, ok.error());
  return read;
}

result<domain::rule_pack> load_rule_pack(const std::string& path) {
  auto text = codec::read_toml_file(path);
  if (!text)
    return text.error();
  return read_rule_pack(*text, path);
}

} // namespace nightfloat::config
