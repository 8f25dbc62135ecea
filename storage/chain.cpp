// SPDX-License-Identifier: Apache-2.0
#include "storage/chain.hpp"

#include "domain/error.hpp"

#include <array>
#include <gcrypt.h>

namespace nightfloat::storage {

namespace {

constexpr auto link_size = std::size_t{32};

/// The library asks to be begun before anything else is asked of it. It has no
/// need of locked memory here: nothing that is hashed is a secret.
bool begin_gcrypt() {
  static const auto begun = [] {
    return gcry_check_version(GCRYPT_VERSION) != nullptr
           && gcry_control(GCRYCTL_DISABLE_SECMEM, 0) == 0
           && gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) == 0;
  }();
  return begun;
}

gcry_buffer_t of(std::string_view bytes) {
  return {.len = bytes.size(), .data = const_cast<char*>(bytes.data())};
}

} // namespace

std::string chain_link(std::string_view before, std::string_view item) {
  NIGHTFLOAT_EXPECT(begin_gcrypt());
  auto parts = std::array{of(before), of(item)};
  auto link = std::string(link_size, '\0');
  NIGHTFLOAT_EXPECT(gcry_md_hash_buffers(GCRY_MD_SHA256, 0, link.data(),
                                         parts.data(), parts.size())
                    == 0);
  return link;
}

} // namespace nightfloat::storage
