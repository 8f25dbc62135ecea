// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"

namespace nightfloat::cmd {

command_list all_commands() {
  auto out = command_list{};
  // As help lists them: a first day's work from top to bottom.
  for (auto* add : {add_up,
                    add_down,
                    add_status,
                    add_sample,
                    add_import,
                    add_revert,
                    add_export,
                    add_validate,
                    add_explain,
                    add_conflicts,
                    add_who_can,
                    add_repair,
                    add_compare,
                    add_generate,
                    add_roster,
                    add_roster_draft,
                    add_roster_revert,
                    add_roster_carry,
                    add_swap,
                    add_risk,
                    add_solve,
                    add_queue,
                    add_queue_submit,
                    add_queue_kinds,
                    add_queue_cron,
                    add_store,
                    add_chaos,
                    add_chaos_check,
                    add_chaos_simulate,
                    add_soak,
                    add_soak_map,
                    add_report,
                    add_report_compare,
                    add_report_history,
                    add_keys,
                    add_fault})
    add(out);
  return out;
}

std::string group_summary(const std::string& group) {
  if (group == "swap")
    return "ask for, agree on, execute, revert and trace swaps";
  if (group == "roster")
    return "show the roster in force, put the one before it back";
  if (group == "roster draft")
    return "look at what `generate --draft` made, publish it or drop it";
  if (group == "queue")
    return "submit jobs, look at them, cancel, bring back, pause, limit";
  if (group == "queue cron")
    return "submit jobs again and again, when a cron line says so";
  if (group == "store")
    return "look at the store, back it up, verify and restore it";
  if (group == "chaos")
    return "put a cluster to the test and prove what it keeps";
  if (group == "report")
    return "look at runs, hold one against another, watch them over time";
  if (group == "soak")
    return "load a cluster from a scenario, and judge what it did to it";
  if (group == "fault")
    return "set storage faults and crash points";
  return {};
}

} // namespace nightfloat::cmd
