// SPDX-License-Identifier: Apache-2.0
#pragma once

// The files of report/web and of uPlot, as the build put them in; the latter
// are empty where it did not find uPlot.

#include <string_view>

namespace nightfloat::report::web {

extern const std::string_view page_script;
extern const std::string_view page_style;
extern const std::string_view chart_script;
extern const std::string_view chart_style;
extern const std::string_view chart_licence;

} // namespace nightfloat::report::web
