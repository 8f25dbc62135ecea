// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the commands about swaps share: the scene in which shifts are named,
// how somebody says who they are and why, and how swaps read.

#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/people.hpp"

#include <string>
#include <string_view>

namespace nightfloat::cmd {

constexpr auto shift_help
  = "number of the shift, or the date on which it starts";

/// What every swap needs: the programme with its roster, in one version.
struct swap_place {
  std::string programme;
  directory names;
  domain::roster roster;
};

[[nodiscard]] result<swap_place> load_swap_place(context& x);

/// A shift of somebody's, by what the operator wrote.
[[nodiscard]] result<domain::swap_leg> find_leg(const swap_place& at,
                                                const std::string& person,
                                                const std::string& shift);

[[nodiscard]] result<domain::swap_id> read_swap(const std::string& text);

/// A swap, and who says something about it.
struct named_swap {
  std::string programme;
  directory names;
  domain::swap_id swap{};
  /// Not assigned: a coordinator.
  domain::person_id person{};
};

/// By its number and the person's code; an empty one names nobody.
[[nodiscard]] result<named_swap>
load_named_swap(context& x, const std::string& number, const std::string& code);

/// The options of everything that changes something.
struct swap_options {
  std::string key;
  std::string as;
  domain::change_code code = domain::change_code::none;
  std::string reason;

  /// `--key` and `--as`.
  void declare(options& x);
  /// `--code` and `--reason` as well.
  void declare_with_reason(options& x);
};

/// Asks, and prints what became of the swap. Who may not do it is refused as
/// one whom the rules forbid it.
template <class Request>
int ask_swap(context& x, const std::string& programme, const directory& names,
             const Request& wanted, const swap_options& how,
             std::string_view verb);

/// How the last two print.
[[nodiscard]] const char* spoken(domain::swap_kind x);
[[nodiscard]] std::string spoken(domain::swap_state x);

/// `4711 R001->R002, 4713 R002->R001`
[[nodiscard]] std::string moves_of(const directory& names,
                                   const domain::swap_record& x);

int print_swap(context& x, const directory& names,
               const client::answer<client::swap_reply>& got);

template <class Request>
int ask_swap(context& x, const std::string& programme, const directory& names,
             const Request& wanted, const swap_options& how,
             std::string_view verb) {
  auto door = x.door();
  if (!door)
    return x.fail(door.error());
  auto key = how.key.empty() ? client::make_key(verb) : how.key;
  auto options = x.about(programme, key);
  options.act_for = how.as;
  auto got = (*door)->ask(wanted, std::move(options));
  if (got)
    return print_swap(x, names, *got);
  auto code = x.fail(got.error(), key);
  return got.error().code == ec::forbidden ? exit_status::verdict_failed : code;
}

} // namespace nightfloat::cmd
