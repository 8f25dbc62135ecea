// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/interruption.hpp"

#include <csignal>

namespace nightfloat::cmd {

namespace {

std::atomic<bool> was_interrupted = false;

void note_interruption(int signal) {
  was_interrupted = true;
  std::signal(signal, SIG_DFL);
}

} // namespace

interruption::interruption() {
  was_interrupted = false;
  std::signal(SIGINT, note_interruption);
  std::signal(SIGTERM, note_interruption);
}

interruption::~interruption() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

const std::atomic<bool>& interruption::asked() const noexcept {
  return was_interrupted;
}

} // namespace nightfloat::cmd
