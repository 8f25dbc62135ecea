// SPDX-License-Identifier: Apache-2.0

// Judging whole rosters: sizes, a part against all, two threads against one,
// bytes, and the distance from a pass that only reads.

#include "bench/counted_memory.hpp"
#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "bench/validate_parts.hpp"
#include "bench/validate_rosters.hpp"
#include "domain/rules/validate.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace nightfloat::bench {

namespace {

using namespace domain;

const rule_pack& pack() {
  static const auto x = acgme_2025();
  return x;
}

std::vector<finding> judged(const rostered& x) {
  return validate(x.where, x.what, pack(), x.all());
}

/// Prints what was found beside the figure, so that speed buys no answers.
void state(const std::string& name, const rostered& x) {
  auto found = judged(x);
  context(name + "_duties", static_cast<double>(x.what.duties.size()),
          "intervals");
  context(name + "_findings", static_cast<double>(found.size()), "findings");
  context(name + "_digest", digest_of(found), "digest");
}

void size(const std::string& name, const roster_shape& shape, double bound,
          int runs) {
  auto x = make_rostered(shape);
  auto spent = median_us(runs, [&] { judged(x); });
  figure({name, spent / 1000, "ms", target::at_most, bound});
  state(name, x);
}

void empty() {
  auto x = make_rostered({.residents = 10, .faculty = 0, .days = 28});
  x.what.duties.clear();
  x.what.plan.clear();
  auto spent = median_us(501, [&] { judged(x); });
  figure({"validate.empty", spent, "us", target::at_most, 20});
  state("validate.empty", x);
}

void week_of_four() {
  auto x = make_rostered({});
  auto week = window{x.where.info.first + 14 * one_day,
                     x.where.info.first + 20 * one_day};
  // What the week needs: its own work, and that of the windows that it meets.
  auto all = median_us(101, [&] { judged(x); });
  auto found = std::vector<finding>{};
  auto some
    = median_us(101, [&] { found = validate(x.where, x.what, pack(), week); });
  context("validate.week", some / 1000, "ms");
  context("validate.week_digest", digest_of(found), "digest");
  figure({"validate.week_of_four", all / some, "x", target::at_least, 3});
}

/// Ten judgements of one roster, shared between some threads.
void ten(const rostered& x, int threads, std::array<std::uint32_t, 10>& said) {
  auto work = std::vector<std::thread>{};
  auto some = [&](int first) {
    for (auto i = first; i < 10; i += threads)
      said[static_cast<std::size_t>(i)] = digest_of(judged(x));
  };
  for (auto i = 1; i < threads; ++i)
    work.emplace_back(some, i);
  some(0);
  for (auto& one : work)
    one.join();
}

void two_threads() {
  auto x = make_rostered({.days = 365});
  auto alone = std::array<std::uint32_t, 10>{};
  auto together = alone;
  auto one = median_us(5, [&] { ten(x, 1, alone); });
  auto two = median_us(5, [&] { ten(x, 2, together); });
  need(alone == together, "two threads find something else than one");
  figure({"validate.two_threads", one / two, "x", target::at_least, 1.8});
}

/// What any judgement must do at the least: look at all columns once.
std::uint64_t read_all(const roster& x) {
  auto sum = std::uint64_t{0};
  for (const auto& work : x.duties) {
    sum += work.person.value + work.from.value + work.rotation.value;
    sum += static_cast<std::uint64_t>((work.end - work.start).count());
    sum ^= static_cast<std::uint64_t>(work.kind) << 8
           | static_cast<std::uint64_t>(work.source);
  }
  return sum;
}

void against_reading(const rostered& x) {
  auto intervals = static_cast<double>(x.what.duties.size());
  auto sum = std::uint64_t{0};
  auto reading = median_us(31, [&] { sum += read_all(x.what); });
  auto judging = median_us(9, [&] { judged(x); });
  need(sum != 1, "the compiler read nothing");
  context("validate.reading", reading * 1000 / intervals, "ns/interval");
  context("validate.judging", judging * 1000 / intervals, "ns/interval");
  figure(
    {"validate.against_reading", judging / reading, "x", target::at_most, 10});
}

void bytes(const rostered& x) {
  auto counted = counted_memory{};
  auto found = judged(x);
  auto peak = counted.peak();
  need(!found.empty(), "nothing was found");
  auto intervals = static_cast<double>(x.what.duties.size());
  auto own = static_cast<double>(x.what.duties.capacity() * sizeof(duty));
  context("validate.peak_bytes", (own + static_cast<double>(peak)) / 1e6, "MB");
  figure({"validate.bytes_interval",
          (own + static_cast<double>(peak)) / intervals, "B", target::at_most,
          64});
}

} // namespace

void measure_full() {
  size("validate.100x4w", {}, 1, 101);
  size("validate.100x12w", {.days = 84}, 3, 51);
  size("validate.100x365d", {.days = 365}, 15, 21);
  size("validate.500x365d", {.residents = 500, .faculty = 150, .days = 365}, 80,
       9);
  size("validate.50x4w", {.residents = 50, .faculty = 20}, 0.5, 101);
  size("validate.25x2w", {.residents = 25, .faculty = 10, .days = 14}, 0.2,
       201);
  size("validate.sparse", {.one_in = 10}, 0.5, 101);
  empty();
  week_of_four();
  two_threads();
  auto most = make_rostered({.residents = 500, .faculty = 150, .days = 365});
  against_reading(most);
  bytes(most);
}

} // namespace nightfloat::bench
