// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cmd/nightfloat/command.hpp"

#include <memory>
#include <string>

namespace nightfloat::cmd {

// One function a file; a group adds its members.
void add_up(command_list& to);
void add_down(command_list& to);
void add_status(command_list& to);
void add_sample(command_list& to);
void add_import(command_list& to);
void add_export(command_list& to);
void add_revert(command_list& to);
void add_validate(command_list& to);
void add_explain(command_list& to);
void add_conflicts(command_list& to);
void add_who_can(command_list& to);
void add_repair(command_list& to);
void add_compare(command_list& to);
void add_generate(command_list& to);
void add_roster(command_list& to);
void add_roster_draft(command_list& to);
void add_roster_revert(command_list& to);
void add_roster_carry(command_list& to);
void add_swap(command_list& to);
void add_swap_requests(command_list& to);
void add_swap_acts(command_list& to);
void add_swap_history(command_list& to);
void add_risk(command_list& to);
void add_solve(command_list& to);
void add_chaos(command_list& to);
void add_report(command_list& to);
void add_chaos_check(command_list& to);
void add_soak(command_list& to);
void add_soak_map(command_list& to);
void add_report_compare(command_list& to);
void add_report_history(command_list& to);
void add_chaos_simulate(command_list& to);
void add_queue(command_list& to);
void add_queue_submit(command_list& to);
void add_queue_kinds(command_list& to);
void add_queue_cron(command_list& to);
void add_store(command_list& to);
void add_store_files(command_list& to);
void add_keys(command_list& to);
void add_fault(command_list& to);

/// All of them, in the order in which help lists them.
[[nodiscard]] command_list all_commands();

/// What a group of commands (`swap`) is for; empty for no group.
[[nodiscard]] std::string group_summary(const std::string& group);

} // namespace nightfloat::cmd
