// SPDX-License-Identifier: Apache-2.0
#pragma once

// Everything that may cross an actor's border: atoms, payloads, errors.
// All actors of a worker live in one process, so a message is either a small
// described value or a `parcel`.

#include "actors/inspect.hpp"
#include "actors/programme_snapshot.hpp"
#include "broker/envelope.hpp"
#include "client/ledger_operations.hpp"
#include "domain/error.hpp"
#include "domain/job.hpp"
#include "domain/ledger.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/error.hpp>
#include <caf/make_message.hpp>
#include <caf/result.hpp>
#include <caf/type_id.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace nightfloat::actors {

/// A value on its way between actors of one process. shared_ptr: CAF copies
/// messages, and rosters, frames and results are too large to be copied.
template <class T>
class parcel {
public:
  parcel() = default;

  explicit parcel(T x) : held_(std::make_shared<const T>(std::move(x))) {
    // nop
  }

  const T& operator*() const noexcept {
    return *held_;
  }

  const T* operator->() const noexcept {
    return held_.get();
  }

private:
  std::shared_ptr<const T> held_;
};

/// One call as it came from the broker. `deadline` is on this process's
/// steady clock.
struct call {
  broker::envelope frame;
  std::chrono::steady_clock::time_point deadline;
  /// shared_ptr: the bridge raises it while another actor works on the call.
  std::shared_ptr<std::atomic<bool>> cancelled
    = std::make_shared<std::atomic<bool>>(false);
};

/// What becomes of a call; the bridge makes a reply frame of it.
struct answer {
  ec status = ec::none;
  std::string detail;
  std::uint32_t retry_after_ms = 0;
  std::uint64_t revision = 0;
  bool replayed = false;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(answer, (),
                      (status, detail, retry_after_ms, revision, replayed,
                       body))

/// What an attempt waits for. Who waits for nothing computes; each question
/// ends by its own time.
enum class waiting_for : std::uint8_t {
  nothing,
  store,      ///< An answer of the store, or of the programme cache.
  completion, ///< The answer of the store to what completes the job.
};

/// The failure as an answer.
[[nodiscard]] answer refusal(const failure& x);

/// The failure as CAF carries it, code and sentence, and back from what CAF
/// made of it or says by itself.
[[nodiscard]] caf::error to_error(const failure& x);
[[nodiscard]] failure to_failure(const caf::error& x);

} // namespace nightfloat::actors

namespace caf {
template <class T>
struct allowed_unsafe_message_type<nightfloat::actors::parcel<T>>
  : std::true_type {};
template <>
struct allowed_unsafe_message_type<nightfloat::actors::snapshot_ptr>
  : std::true_type {};
} // namespace caf

CAF_BEGIN_TYPE_ID_BLOCK(nightfloat, caf::first_custom_type_id)

  CAF_ADD_TYPE_ID(nightfloat, (nightfloat::actors::answer))
  CAF_ADD_TYPE_ID(nightfloat, (nightfloat::actors::waiting_for))
  CAF_ADD_TYPE_ID(nightfloat, (nightfloat::domain::fence))
  CAF_ADD_TYPE_ID(nightfloat, (nightfloat::domain::token))
  CAF_ADD_TYPE_ID(nightfloat, (nightfloat::domain::job_id))
  CAF_ADD_TYPE_ID(nightfloat, (nightfloat::domain::job))
  CAF_ADD_TYPE_ID(nightfloat, (nightfloat::domain::lease))
  CAF_ADD_TYPE_ID(nightfloat, (nightfloat::domain::job_progress))
  CAF_ADD_TYPE_ID(nightfloat, (nightfloat::domain::commit_answer))

  CAF_ADD_ATOM(nightfloat, nightfloat::atom, call, "call")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, cancel, "cancel")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, need, "need")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, read, "read")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, feed, "feed")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, commit, "commit")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, tick, "tick")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, step, "step")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, claimed, "claimed")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, released, "released")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, renewed, "renewed")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, progress, "progress")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, ended, "ended")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, drain, "drain")
  CAF_ADD_ATOM(nightfloat, nightfloat::atom, resume, "resume")

CAF_END_TYPE_ID_BLOCK(nightfloat)

CAF_ERROR_CODE_ENUM(nightfloat::ec, "nightfloat")
