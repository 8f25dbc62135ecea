// SPDX-License-Identifier: Apache-2.0
#pragma once

// Every type that is stored or sent, by folder and name. `types_test` reads
// the headers and fails if one of theirs is missing here; `golden_test` then
// wants a golden line for it.

#include "broker/envelope.hpp"
#include "client/check_operations.hpp"
#include "client/operations.hpp"
#include "client/repair_operations.hpp"
#include "client/store_operations.hpp"
#include "domain/calendar.hpp"
#include "domain/compare/tally.hpp"
#include "domain/draft.hpp"
#include "domain/job.hpp"
#include "domain/keys.hpp"
#include "domain/ledger.hpp"
#include "domain/programme.hpp"
#include "domain/queue.hpp"
#include "domain/repair/absence.hpp"
#include "domain/roster.hpp"
#include "domain/rules/finding.hpp"
#include "domain/rules/pack.hpp"
#include "domain/schedule.hpp"
#include "domain/session.hpp"
#include "domain/store.hpp"
#include "domain/swap/request.hpp"
#include "domain/time.hpp"
#include "storage/layout.hpp"

// clang-format off
#define NIGHTFLOAT_DOMAIN_TYPES(X)                                             \
  X(domain, absence) X(domain, activity) X(domain, assignment)                 \
  X(domain, absence_answer) X(domain, absence_way) X(domain, absent_shift)     \
  X(domain, awaited_job) X(domain, group_spread) X(domain, shift_move)         \
  X(domain, spread_change) X(domain, tally_change) X(domain, work_tally)       \
  X(domain, block_calendar) X(domain, change) X(domain, commit_answer)         \
  X(domain, completion) X(domain, credential) X(domain, duty)                  \
  X(domain, duty_month) X(domain, event) X(domain, expectation)                \
  X(domain, candidate) X(domain, conflict) X(domain, feed_item)                \
  X(domain, fence) X(domain, finding) X(domain, holiday)                       \
  X(domain, job_explanation) X(domain, kind_stats) X(domain, past_attempt)     \
  X(domain, draft_head) X(domain, job_cost)                                    \
  X(domain, job) X(domain, job_progress) X(domain, job_view) X(domain, lease)  \
  X(domain, move) X(domain, owed_reply) X(domain, person)                      \
  X(domain, pgy_limits) X(domain, pgy_year) X(domain, programme)               \
  X(domain, programme_head) X(domain, programme_info) X(domain, record)        \
  X(domain, repair) X(domain, repair_step) X(domain, requirement)              \
  X(domain, reservation) X(domain, roster) X(domain, roster_head)              \
  X(domain, rotation) X(domain, rule_limits) X(domain, rule_pack)              \
  X(domain, rate_terms) X(domain, schedule) X(domain, schedule_view)           \
  X(domain, session_id) X(domain, shift_template)                              \
  X(domain, site) X(domain, supervision_policy)                                \
  X(domain, swap_counter) X(domain, swap_entry) X(domain, swap_leg)            \
  X(domain, swap_mark) X(domain, swap_match) X(domain, swap_record)            \
  X(domain, swap_score) X(domain, swap_tally)                                  \
  X(domain, swap_wish) X(domain, token) X(domain, transaction)                 \
  X(domain, unchanged) X(domain, window) X(domain, write)                      \
  X(domain, resolution) X(domain, year_plan)                                   \
  X(domain, backup_note) X(domain, divergence) X(domain, history_state)        \
  X(domain, programme_proof) X(domain, store_figure) X(domain, store_proof)    \
  X(domain, store_state) X(domain, table_size)

#define NIGHTFLOAT_STORAGE_TYPES(X)                                            \
  X(storage, ended_attempt) X(storage, stored_erasure)                         \
  X(storage, stored_format) X(storage, stored_head) X(storage, stored_reply)   \
  X(storage, stored_pause) X(storage, stored_schedule)                         \
  X(storage, stored_state) X(storage, stored_totals)

#define NIGHTFLOAT_BROKER_TYPES(X)                                             \
  X(broker, envelope) X(broker, hello_body) X(broker, welcome_body)

#define NIGHTFLOAT_CLIENT_TYPES(X)                                             \
  X(client, await_request)                                                     \
  X(client, backup_reply) X(client, backup_request) X(client, store_stats)     \
  X(client, store_stats_request)                                               \
  X(client, claim_reply) X(client, claim_request) X(client, commit_request)    \
  X(client, conflicts_reply) X(client, conflicts_request)                      \
  X(client, contingency_job) X(client, contingency_result)                     \
  X(client, cron_list) X(client, cron_list_request)                            \
  X(client, cron_pause_request) X(client, cron_put_request)                    \
  X(client, cron_remove_request)                                               \
  X(client, explain_request) X(client, pause_request) X(client, queue_stats)   \
  X(client, queue_stats_request)                                               \
  X(client, done_reply) X(client, fault_request) X(client, generate_job)       \
  X(client, fallback_job) X(client, fallback_note) X(client, fallback_result)  \
  X(client, fallback_roster) X(client, health_count) X(client, health_job)     \
  X(client, health_result)                                                     \
  X(client, generate_result) X(client, held_lease) X(client, job_list)         \
  X(client, limit_request)                                                     \
  X(client, jobs_request) X(client, lease_state) X(client, metrics_reply)      \
  X(client, metrics_request) X(client, process_status)                         \
  X(client, programmes_reply) X(client, programmes_request)                    \
  X(client, purge_job) X(client, purge_result) X(client, read_request)         \
  X(client, records) X(client, release_request)                                \
  X(client, renew_reply) X(client, renew_request) X(client, repair_reply)      \
  X(client, repair_request) X(client, requeue_request)                         \
  X(client, risk_reply) X(client, risk_request) X(client, scan_request)        \
  X(client, status_reply) X(client, status_request)                            \
  X(client, swap_act_request) X(client, swap_candidate)                        \
  X(client, swap_execute_request) X(client, swap_find_reply)                   \
  X(client, swap_find_request) X(client, swap_offer_request)                   \
  X(client, swap_match_reply) X(client, swap_match_request)                    \
  X(client, swap_reply)                                                        \
  X(client, swap_revert_request) X(client, validate_reply)                     \
  X(client, validate_request) X(client, vulnerability) X(client, watch_reply)  \
  X(client, watch_request) X(client, who_can_reply) X(client, who_can_request)

#define NIGHTFLOAT_TYPES(X)                                                    \
  NIGHTFLOAT_DOMAIN_TYPES(X) NIGHTFLOAT_STORAGE_TYPES(X)                       \
  NIGHTFLOAT_BROKER_TYPES(X) NIGHTFLOAT_CLIENT_TYPES(X)
// clang-format on
