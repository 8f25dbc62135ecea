// SPDX-License-Identifier: Apache-2.0
#pragma once

// As much of AMQP 0-9-1 as a cycle on RabbitMQ takes: a durable quorum queue,
// publisher confirms, and a consumer that has one job at a time. Written out
// here like what the other peers speak, so that nothing more has to be built.
//
// A cycle is one step: RabbitMQ has no answer to an acknowledgement, so it
// goes with the next submission, and the jobs come by themselves, so claiming
// asks for nothing. What is waited for is the confirmation of the job that
// was submitted, and a job.

#include "bench/text_peer.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nightfloat::bench {

/// A socket on which all of that is agreed. Throws `trouble`.
[[nodiscard]] int connect_amqp(std::uint16_t port);

/// Acknowledges the job in hand, if there is one, and submits the next.
[[nodiscard]] std::string ask_amqp(const text_client& x,
                                   std::string_view payload);

/// How many bytes the confirmation and the job are, once both have come; 0:
/// not yet. Throws `trouble` where RabbitMQ refuses or hangs up.
[[nodiscard]] std::size_t hear_amqp(text_client& x);

} // namespace nightfloat::bench
