// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/interruption.hpp"

#include "chaos/loop_disk.hpp"
#include "chaos/process.hpp"

#include <csignal>
#include <unistd.h>

namespace nightfloat::cmd {

namespace {

std::atomic<bool> was_interrupted = false;

// Made beforehand: a handler may not ask for memory.
std::string report_path;
std::string words_with_report;
std::string words_without;

void note_interruption(int signal) {
  was_interrupted = true;
  std::signal(signal, SIG_DFL);
}

// The first ends the run early and judges what there is. Whoever asks twice
// wants out now: nothing of ours stays, and what was written says that it is a
// part.
void note_or_end(int signal) {
  // That a terminal closed, kernel and shell may both say.
  if (!was_interrupted.exchange(true) || signal == SIGHUP)
    return;
  chaos::kill_children();
  chaos::drop_disks();
  const auto& words = access(report_path.c_str(), F_OK) == 0 ? words_with_report
                                                             : words_without;
  [[maybe_unused]] auto n = write(2, words.data(), words.size());
  _exit(interruption::cut_twice);
}

void take_signal(int signal, void (*handler)(int)) {
  // Under `nohup` it is to go on.
  if (std::signal(signal, handler) == SIG_IGN && signal == SIGHUP)
    std::signal(signal, SIG_IGN);
}

} // namespace

interruption::interruption() {
  was_interrupted = false;
  take_signal(SIGINT, note_interruption);
  take_signal(SIGTERM, note_interruption);
}

interruption::interruption(const cut_run& x) {
  was_interrupted = false;
  report_path = x.report;
  auto begun = "\ncut twice: " + x.left + "; ";
  words_with_report = begun + "the last report, " + x.report
                      + ", says that it is partial\n";
  words_without = begun + "no report was written yet\n";
  for (auto signal : {SIGINT, SIGTERM, SIGHUP})
    take_signal(signal, note_or_end);
}

interruption::~interruption() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  // Ignored before means ignored after; only what we took is given back.
  if (std::signal(SIGHUP, SIG_DFL) == SIG_IGN)
    std::signal(SIGHUP, SIG_IGN);
}

const std::atomic<bool>& interruption::asked() const noexcept {
  return was_interrupted;
}

} // namespace nightfloat::cmd
