// SPDX-License-Identifier: Apache-2.0
#include "storage/ledger_front.hpp"

#include <utility>

namespace nightfloat::storage {

void ledger_front::limit_rate(std::string kind, domain::rate_terms x,
                              on_done answer) {
  enqueue({.run = [kind = std::move(kind),
                   x](ledger_core& core) { return core.limit_rate(kind, x); },
           .answer = std::move(answer)});
}

void ledger_front::enqueue_once(
  command_key by, std::function<result<void>(ledger_core&)> change,
  on_done answer) {
  const auto until = deadline_of(by);
  enqueue({.run =
             [by = std::move(by), until,
              change = std::move(change)](ledger_core& core) {
               return core.once(by, until, [&] { return change(core); });
             },
           .answer = std::move(answer),
           .not_after = until});
}

void ledger_front::put_schedule(std::string programme, domain::schedule x,
                                bool replace, command_key by, on_done answer) {
  by.programme = programme;
  enqueue_once(
    std::move(by),
    [programme = std::move(programme), x = std::move(x), replace](
      ledger_core& core) { return core.put_schedule(programme, x, replace); },
    std::move(answer));
}

void ledger_front::remove_schedule(std::string programme, std::string name,
                                   command_key by, on_done answer) {
  by.programme = programme;
  enqueue_once(
    std::move(by),
    [programme = std::move(programme), name = std::move(name)](
      ledger_core& core) { return core.remove_schedule(programme, name); },
    std::move(answer));
}

void ledger_front::pause_schedule(std::string programme, std::string name,
                                  bool paused, on_done answer) {
  enqueue({.run =
             [programme = std::move(programme), name = std::move(name),
              paused](ledger_core& core) {
               return core.pause_schedule(programme, name, paused);
             },
           .answer = std::move(answer)});
}

result<std::vector<domain::schedule_view>>
ledger_front::schedules(const std::string& programme) const {
  if (!serving_.load(std::memory_order_acquire))
    return not_serving();
  auto guard = std::lock_guard{core_mutex_};
  if (!core_serves())
    return recovering();
  return core_.schedules(programme);
}

} // namespace nightfloat::storage
