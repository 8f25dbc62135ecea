// SPDX-License-Identifier: Apache-2.0
#include "storage/chain.hpp"

#include <sodium.h>

namespace nightfloat::storage {

namespace {

void update(crypto_hash_sha256_state& state, std::string_view bytes) {
  crypto_hash_sha256_update(
    &state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

} // namespace

std::string chain_link(std::string_view before, std::string_view item) {
  auto state = crypto_hash_sha256_state{};
  crypto_hash_sha256_init(&state);
  update(state, before);
  update(state, item);
  auto link = std::string(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256_final(&state,
                           reinterpret_cast<unsigned char*>(link.data()));
  return link;
}

} // namespace nightfloat::storage
