// SPDX-License-Identifier: Apache-2.0
#pragma once

// Prometheus' text exposition format, version 0.0.4.

#include "metrics/registry.hpp"

#include <string>
#include <string_view>

namespace nightfloat::metrics {

/// `[a-zA-Z_:][a-zA-Z0-9_:]*`
[[nodiscard]] bool is_metric_name(std::string_view x) noexcept;

/// `[a-zA-Z_][a-zA-Z0-9_]*`, not beginning with two underscores.
[[nodiscard]] bool is_label_name(std::string_view x) noexcept;

/// `first`, then those of `second` whose names are not in `first`.
[[nodiscard]] labels joined(const labels& first, const labels& second);

/// The lines `# HELP` and `# TYPE`.
void write_heading(std::string& out, std::string_view name,
                   std::string_view help, std::string_view type);

/// One line: name, labels, value.
void write_sample(std::string& out, std::string_view name, const labels& of,
                  std::string_view value);

/// Cumulative `_bucket` lines at 1-2-5 bounds, then `_sum` and `_count`.
void write_histogram(std::string& out, std::string_view name, const labels& of,
                     const histogram& x);

} // namespace nightfloat::metrics
