// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/error.hpp"

#include <string>

namespace nightfloat::cmd {

/// The kinds of job that workers know, with commas between.
[[nodiscard]] std::string job_kinds();

/// Fails with `invalid_argument` for a kind that no worker knows.
[[nodiscard]] result<void> check_job_kind(const std::string& kind);

/// What a job of `kind` carries, from JSON. Fails with `invalid_argument` for
/// a kind that no worker knows and for what is not its request.
[[nodiscard]] result<std::string> job_payload(const std::string& kind,
                                              const std::string& json);

} // namespace nightfloat::cmd
