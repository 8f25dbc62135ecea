// SPDX-License-Identifier: Apache-2.0
// How far the verdict `leak` can be believed: NIGHTFLOAT_COUNT runs (20) of
// config/soak/leaks.toml against a daemon that leaks nothing, and a fifth as
// many against one that leaks 64 bytes for each call that a worker answers and
// against one that leaks a descriptor a minute. The leaky daemon is the planted
// build, in which one bug is awake at a time. Each run has a seed of its own,
// from NIGHTFLOAT_SEED (1) on.

#include "bench/disk.hpp"
#include "bench/figure.hpp"
#include "codec/toml.hpp"
#include "soak/runner.hpp"
#include "tests/support/seed.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

using namespace nightfloat;
namespace fs = std::filesystem;

namespace {

/// Long enough that a descriptor a minute is one.
constexpr auto descriptor_scale = 1.75;

struct planted {
  const char* bug;
  /// How the check of the process that leaks begins.
  std::string_view caught_by;
  double scale = 1;
};

class calibration {
public:
  calibration() {
    auto made = bench::make_on_disk();
    if (!made)
      fail(made.error().detail);
    directory_ = *made;
  }

  ~calibration() {
    auto error = std::error_code{};
    fs::remove_all(directory_, error);
  }

  calibration(const calibration&) = delete;
  calibration& operator=(const calibration&) = delete;

  /// Of `count` runs, those in which a leak was found, and where it lies.
  double found(const planted& x, std::uint64_t count) {
    auto n = 0.0;
    for (auto i = std::uint64_t{0}; i != count; ++i) {
      auto got = run(x);
      if (is_found(x, got))
        ++n;
      else if (x.caught_by.empty() && got.verdict != "passed")
        // No alarm, but nothing that was judged either.
        fail("a run without a leak is " + got.verdict
             + ", it must pass: " + got.because);
    }
    return n;
  }

private:
  report::run_report run(const planted& x) {
    auto options = soak::run_options{};
    auto what = codec::load_toml<soak::scenario>(std::string{NIGHTFLOAT_ROOT}
                                                 + "/config/soak/leaks.toml");
    if (!what)
      fail(what.error().detail);
    options.what = soak::scaled(std::move(*what), x.scale);
    options.seed = seed_++;
    options.directory
      = (directory_ / (x.bug + std::to_string(options.seed))).string();
    options.daemon = NIGHTFLOAT_PLANTED_DAEMON;
    ::setenv("NIGHTFLOAT_PLANTED", x.bug, 1);
    auto got = soak::run(options);
    ::unsetenv("NIGHTFLOAT_PLANTED");
    if (!got)
      fail(got.error().detail);
    auto& report = got->report;
    std::fprintf(stderr, "soak_leaks: %s, seed %llu: %s, %s\n", x.bug,
                 static_cast<unsigned long long>(options.seed),
                 report.verdict.c_str(), report.because.c_str());
    auto error = std::error_code{};
    fs::remove_all(options.directory, error);
    return report;
  }

  static bool is_found(const planted& x, const report::run_report& in) {
    auto leaks = std::ranges::find(in.findings, "leak",
                                   &report::finding_line::kind)
                 != in.findings.end();
    return leaks
           && (x.caught_by.empty()
               || std::ranges::any_of(in.checks, [&](const auto& c) {
                    return c.broken != 0 && c.name.starts_with(x.caught_by);
                  }));
  }

  [[noreturn]] static void fail(const std::string& why) {
    std::fprintf(stderr, "soak_leaks: %s\n", why.c_str());
    std::exit(3);
  }

  fs::path directory_;
  std::uint64_t seed_ = test::number_from("NIGHTFLOAT_SEED", 1);
};

} // namespace

int main() {
  auto runs = calibration{};
  auto count
    = std::max<std::uint64_t>(test::number_from("NIGHTFLOAT_COUNT", 20), 1);
  auto leaky = std::max<std::uint64_t>(count / 5, 1);
  bench::context("soak_leaks.clean_runs", static_cast<double>(count), "runs");
  bench::figure({"soak_leaks.false_alarms", runs.found({"none", {}}, count),
                 "runs", bench::target::at_most, 0});
  auto share = [&](const planted& x) {
    return runs.found(x, leaky) / static_cast<double>(leaky);
  };
  bench::figure({"soak_leaks.bytes_found",
                 share({"leak_bytes", "memory of worker-1"}), "share",
                 bench::target::at_least, 1});
  bench::figure(
    {"soak_leaks.descriptors_found",
     share({"leak_descriptor", "descriptors of worker-1", descriptor_scale}),
     "share", bench::target::at_least, 1});
}
