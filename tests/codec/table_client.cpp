// SPDX-License-Identifier: Apache-2.0
#include "tests/codec/table_row.hpp"
#include "tests/codec/types.hpp"

namespace nightfloat::test {

std::vector<row> client_rows() {
  return {NIGHTFLOAT_CLIENT_TYPES(NIGHTFLOAT_ROW)};
}

} // namespace nightfloat::test
