// SPDX-License-Identifier: Apache-2.0
// leaked_session: the first sessions that are given back after a while never
// come back.

// Beside the method that is called stands the sound one.
#define give_back                                                              \
  sound_give_back(std::size_t session);                                        \
  void give_back
#include "storage/session_table.hpp"
#undef give_back

#include "chaos/planted/planted.hpp"

#define give_back sound_give_back
#include "storage/session_table.cpp"
#undef give_back

namespace nightfloat::storage {

void session_table::give_back(std::size_t session) {
  // Few enough that the store still serves, and can be asked.
  static auto count = 0;
  if (planted::is_awake("leaked_session") && ++count > 1'000 && count <= 1'003)
    return;
  sound_give_back(session);
}

} // namespace nightfloat::storage
