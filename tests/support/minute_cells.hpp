// SPDX-License-Identifier: Apache-2.0
#pragma once

// One person's time as cells of one minute and days of one label each: what
// the stupid rules of minute_grid.hpp count.

#include "domain/zone.hpp"
#include "tests/support/minute_grid.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::test {

constexpr auto a_day = domain::date::duration{1};

struct cell {
  /// Counting duties at that minute; two are one too many.
  int working = 0;
  bool busy = false;
  bool patients = false;
  bool leave = false;
  bool pending = false;
  /// In house, and of what kinds.
  bool in_house = false;
  bool core = false;
  bool planned = false;
  bool voluntary = false;
  bool scheduled = false;
  bool called_in = false;
  bool call = false;
};

class person_cells {
public:
  person_cells(const domain::programme& where, const domain::roster& what,
               const domain::rule_pack& pack, domain::person_id who);

  // minute_grid.cpp
  void stretches();
  void call_ins();
  void duties();
  void runs();

  // minute_grid_averages.cpp
  void averages();
  void weeks();
  void rolling();

  std::vector<fact> take();

private:
  /// An averaging window: days `[first, after)` of one rotation.
  struct piece {
    domain::date first{};
    domain::date after{};
    std::uint32_t rotation = 0;
    bool broken = false;
  };

  cell& at(domain::instant x) {
    return cells_.at(static_cast<std::size_t>((x - first_).count()));
  }

  domain::instant midnight(domain::date day) const {
    return site_.midnight(day);
  }

  [[nodiscard]] domain::instant end() const {
    return first_ + domain::minutes{static_cast<int>(cells_.size())};
  }

  void paint(const domain::duty& x);
  void credentials(const domain::duty& x);
  void away(const domain::absence& x);
  [[nodiscard]] bool is_away(domain::date day);
  [[nodiscard]] std::uint8_t pgy_on(domain::date day) const;
  [[nodiscard]] const domain::rule_limits& limits_on(domain::date day) const;

  /// 0: none.
  [[nodiscard]] std::uint32_t rotation_on(domain::date day) const;
  [[nodiscard]] const domain::rotation* known(std::uint32_t rotation) const;
  /// Minutes a week that the rotation allows on that day.
  [[nodiscard]] std::int64_t cap(std::uint32_t rotation,
                                 domain::date day) const;
  /// What ACGME would allow it at most.
  [[nodiscard]] std::int64_t acgme_cap(std::uint32_t rotation) const;
  [[nodiscard]] int grid_label(std::uint32_t rotation, domain::date day) const;
  [[nodiscard]] bool is_known_day(domain::date day) const;
  void cut_instance(domain::date first, domain::date after,
                    std::uint32_t rotation);
  void cut_piece(domain::date first, domain::date after,
                 std::uint32_t rotation);
  void average(piece& x);
  std::int64_t free_days(domain::date first, domain::date after);
  std::int64_t eligible(domain::date first, domain::date after);

  void run_of(const std::vector<domain::date>& days, const char* rule,
              domain::severity how, bool nights);

  /// A violation if ACGME forbids it too, else as bad as the pack says.
  [[nodiscard]] domain::severity breach(bool acgme_too) const {
    return acgme_too ? domain::severity::violation : pack_.own_severity;
  }

  /// Keeps it if it lies on the programme's days, if only in part.
  void put(const char* rule, domain::severity how, domain::instant from,
           domain::instant to, std::int64_t measured, std::int64_t limit);

  const domain::programme& where_;
  const domain::roster& what_;
  const domain::rule_pack& pack_;
  domain::person_id who_;
  const domain::person* person_;
  domain::zone site_;
  /// By PGY.
  std::vector<domain::rule_limits> limits_;
  /// Days of the programme and of duties: what the roster knows.
  domain::window known_;
  domain::instant first_;
  std::vector<cell> cells_;
  std::vector<piece> pieces_;
  std::vector<fact> out_;
};

} // namespace nightfloat::test
