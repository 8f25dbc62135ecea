// SPDX-License-Identifier: Apache-2.0
#include "chaos/packet_faults.hpp"

#include <algorithm>
#include <charconv>

namespace nightfloat::chaos {

namespace {

using namespace std::chrono_literals;

/// A look at the counts starts programs: not each few ms.
constexpr auto look_every = 100ms;

/// Two packets: a bucket that holds no whole one would let none pass.
constexpr std::uint64_t bucket_bytes_min = 3'028;

constexpr auto table = "ip nightfloat ";

/// What stands at the arriving end of a link: a chain that is empty but in a
/// fault, and behind it the count of what brought data.
std::string watch_of(const std::string& link) {
  const auto t = std::string{table};
  return "add table " + t + "; add chain " + t
         + "arriving { type filter hook input priority 0 ; }; add chain " + t
         + "lossy_" + link + "; add counter " + t + "lost_" + link
         + "; add counter " + t + "passed_" + link + "; add rule " + t
         + "arriving iifname " + link + " jump lossy_" + link + "; add rule "
         + t + "arriving iifname " + link
         + " tcp flags & psh == psh counter name passed_" + link;
}

result<std::uint64_t> counter(const namespaces& in, int where,
                              const std::string& name) {
  auto said = in.run(where, "nft", {"list counter " + (table + name)});
  if (!said)
    return said.error();
  return number_after(*said, "packets");
}

std::string loss_rule(const scheduled_fault& x, const std::string& link) {
  // nft refuses a bound that is always met.
  auto some = x.permille < 1'000
                ? " numgen random mod 1000 < " + std::to_string(x.permille)
                : std::string{};
  return "add rule " + (table + ("lossy_" + link)) + some
         + " counter name lost_" + link + " drop";
}

std::vector<std::string> rate_words(const scheduled_fault& x,
                                    const std::string& link) {
  auto bucket = std::max(bucket_bytes_min, x.bytes_per_s / 100);
  return {"qdisc", "add",
          "dev",   link,
          "root",  "tbf",
          "rate",  std::to_string(x.bytes_per_s) + "bps",
          "burst", std::to_string(bucket),
          "limit", std::to_string(bucket + x.bytes_per_s / 2)};
}

result<void> done(const result<std::string>& x) {
  return x ? result<void>{} : x.error();
}

/// Both ends of a link: where it arrives what a leaf sends, and where what is
/// sent to it.
struct ends {
  int servers;
  int leaf;
};

/// The namespaces in which something of this fault stands.
std::vector<int> hindered(const scheduled_fault& x, const ends& of) {
  // Loss is made where a packet arrives, a rate where it leaves.
  auto swapped = x.fault == fault_kind::rate_limit;
  auto out = std::vector<int>{};
  if (x.way != link_way::in)
    out.push_back(swapped ? of.leaf : of.servers);
  if (x.way != link_way::out)
    out.push_back(swapped ? of.servers : of.leaf);
  return out;
}

} // namespace

std::uint64_t number_after(std::string_view text, std::string_view word) {
  auto at = text.find(std::string{word} + " ");
  auto x = std::uint64_t{0};
  if (at != text.npos)
    std::from_chars(text.data() + at + word.size() + 1,
                    text.data() + text.size(), x);
  return x;
}

result<namespaces> make_packet_network(const std::vector<std::string>& leaves,
                                       const std::string& scratch) {
  auto x = namespaces::make(leaves, scratch);
  if (!x)
    return x;
  auto failed = [](const result<std::string>& how) {
    return failure{ec::unsupported,
                   "network namespaces: " + how.error().detail};
  };
  if (auto ok = x->run(x->servers(), "tc", {"qdisc"}); !ok)
    return failed(ok);
  for (const auto& leaf : leaves)
    for (auto where : {x->servers(), x->of(leaf)})
      if (auto ok = x->run(where, "nft", {watch_of(x->link_of(leaf))}); !ok)
        return failed(ok);
  return x;
}

packet_faults::packet_faults(const namespaces& between) : between_(between) {
  // nop
}

result<void> packet_faults::hinder(const scheduled_fault& x) const {
  const auto leaf = member_name(x);
  const auto link = between_.link_of(leaf);
  for (auto where : hindered(x, {between_.servers(), between_.of(leaf)})) {
    auto ok = x.fault == fault_kind::packet_loss
                ? between_.run(where, "nft", {loss_rule(x, link)})
                : between_.run(where, "tc", rate_words(x, link));
    if (!ok)
      return ok.error();
  }
  return {};
}

result<void> packet_faults::relieve(const scheduled_fault& x) const {
  const auto leaf = member_name(x);
  const auto link = between_.link_of(leaf);
  auto all = result<void>{};
  for (auto where : hindered(x, {between_.servers(), between_.of(leaf)})) {
    auto ok = x.fault == fault_kind::packet_loss
                ? between_.run(where, "nft",
                               {"flush chain " + (table + ("lossy_" + link))})
                : between_.run(where, "tc",
                               {"qdisc", "del", "dev", link, "root"});
    if (!ok)
      all = done(ok);
  }
  return all;
}

result<std::uint64_t> packet_faults::effect_of(const scheduled_fault& x) const {
  const auto leaf = member_name(x);
  const auto link = between_.link_of(leaf);
  auto sum = std::uint64_t{0};
  for (auto where : hindered(x, {between_.servers(), between_.of(leaf)})) {
    if (x.fault == fault_kind::packet_loss) {
      auto lost = counter(between_, where, "lost_" + link);
      if (!lost)
        return lost;
      sum += *lost;
      continue;
    }
    auto said = between_.run(where, "tc", {"-s", "qdisc", "show", "dev", link});
    if (!said)
      return said.error();
    sum += number_after(*said, "overlimits");
  }
  return sum;
}

result<packet_faults::arrived>
packet_faults::arrived_at(const scheduled_fault& x) const {
  const auto leaf = member_name(x);
  const auto name = "passed_" + between_.link_of(leaf);
  auto at_servers = counter(between_, between_.servers(), name);
  if (!at_servers)
    return at_servers.error();
  auto at_leaf = counter(between_, between_.of(leaf), name);
  if (!at_leaf)
    return at_leaf.error();
  return arrived{*at_servers, *at_leaf};
}

bool packet_faults::begin(fault_record& x) {
  auto before = effect_of(x.planned);
  auto ok = before ? hinder(x.planned) : result<void>{before.error()};
  if (ok) {
    before_[x.at_us] = *before;
    return true;
  }
  x.detail = ok.error().detail;
  static_cast<void>(relieve(x.planned));
  return false;
}

void packet_faults::end(fault_record& x) {
  auto effects = effect_of(x.planned);
  auto before = before_[x.at_us];
  auto seen = effects && *effects > before ? *effects - before : 0;
  x.took_effect = seen != 0;
  auto what = x.planned.fault == fault_kind::packet_loss ? "lost" : "waited";
  x.detail = !effects        ? effects.error().detail
             : x.took_effect ? std::to_string(seen) + " packets " + what
                             : std::string{"no packet "} + what;
  auto relieved = relieve(x.planned);
  auto came = relieved ? arrived_at(x.planned) : relieved.error();
  // Without this entry it is never said to have healed.
  if (came)
    at_end_[x.at_us] = *came;
  else
    x.detail += ", " + came.error().detail;
}

bool packet_faults::has_healed(const fault_record& x) {
  auto now = std::chrono::steady_clock::now();
  auto then = at_end_.find(x.at_us);
  if (then == at_end_.end() || now < next_look_)
    return false;
  next_look_ = now + look_every;
  auto came = arrived_at(x.planned);
  return came && came->at_servers > then->second.at_servers
         && came->at_leaf > then->second.at_leaf;
}

} // namespace nightfloat::chaos
