// SPDX-License-Identifier: Apache-2.0
#include "config/write.hpp"

#include "codec/toml_writer.hpp"

namespace nightfloat::config {

std::string to_toml(const node_options& x) {
  return codec::to_toml(x);
}

} // namespace nightfloat::config
