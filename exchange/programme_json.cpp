// SPDX-License-Identifier: Apache-2.0
#include "exchange/programme_json.hpp"

#include "codec/json.hpp"
#include "exchange/consistency.hpp"
#include "exchange/text.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace nightfloat::exchange {

namespace {

using namespace domain;

constexpr auto format_name = "nightfloat-programme";
constexpr std::uint32_t version_known = 1;

/// The file; fields are only ever appended.
struct programme_file {
  std::string format;
  std::uint32_t version = 0;
  domain::programme programme;
  /// The one in force, if any is.
  std::vector<domain::roster> rosters;
};
BOOST_DESCRIBE_STRUCT(programme_file, (), (format, version, programme, rosters))

/// An object whose lists have one row a line.
template <class T>
void append_tables(std::string& out, const T& x) {
  auto first = true;
  boost::mp11::mp_for_each<codec::members_of<T>>([&](auto d) {
    using member = std::remove_cvref_t<decltype(x.*d.pointer)>;
    out += std::string{first ? "{" : ","} + "\n\"" + d.name + "\": ";
    first = false;
    if constexpr (codec::is_vector<member>::value) {
      auto separator = "[\n";
      for (const auto& row : x.*d.pointer) {
        out += separator + codec::to_json(row);
        separator = ",\n";
      }
      out += (x.*d.pointer).empty() ? "[]" : "\n]";
    } else {
      out += codec::to_json(x.*d.pointer);
    }
  });
  out += "\n}";
}

/// Files that people write may leave the numbers of shifts out.
result<void> number_shifts(roster& x) {
  auto last = shift_id{};
  for (const auto& one : x.duties)
    last = std::max(last, one.shift);
  for (auto& one : x.duties) {
    if (one.shift.assigned())
      continue;
    if (last.value == UINT32_MAX)
      return failure{ec::invalid_argument,
                     "rosters[0].duties: no number is left for a duty without "
                     "a shift, give the largest shift a smaller one",
                     0};
    one.shift.value = ++last.value;
  }
  return {};
}

} // namespace

result<std::string> write_json_programme(const programme& x,
                                         const roster* duties) {
  if (auto ok = check_consistent(x, duties); !ok)
    return at("export", ok.error());
  auto out = std::string{"{\n\"format\": "}
             + codec::to_json(std::string{format_name});
  out += ",\n\"version\": " + std::to_string(version_known);
  out += ",\n\"programme\": ";
  append_tables(out, x);
  out += ",\n\"rosters\": [";
  if (duties != nullptr)
    append_tables(out, *duties);
  return out + "]\n}\n";
}

result<imported> read_json_programme(std::string_view text,
                                     const std::string& source) {
  auto read = codec::from_json<programme_file>(text);
  if (!read)
    return at(source, read.error());
  if (read->format != format_name)
    return failure{ec::invalid_argument,
                   source + ": format is '" + read->format.substr(0, 64)
                     + "', not '" + format_name
                     + "', give a file that export wrote"};
  if (read->version == 0 || read->version > version_known)
    return failure{ec::bad_version,
                   source + ": version " + std::to_string(read->version)
                     + " is not known here (1), read it with the release "
                       "that wrote it"};
  const auto& info = read->programme.info;
  for (const auto& [name, day] :
       {std::pair{"first", info.first}, std::pair{"last", info.last}})
    if (day == date{})
      return failure{ec::invalid_argument, source + ": programme.info." + name
                                             + " is missing, add it"};
  auto& rosters = read->rosters;
  if (rosters.size() > 1)
    return failure{ec::invalid_argument,
                   source
                     + ": rosters: more than one, leave that which shall "
                       "be in force"};
  auto* duties = rosters.empty() ? nullptr : &rosters.front();
  if (auto ok = check_consistent(read->programme, duties); !ok)
    return at(source, ok.error());
  auto out = imported{.programme = std::move(read->programme)};
  sort(out.programme);
  if (duties != nullptr) {
    sort(*duties);
    if (auto ok = number_shifts(*duties); !ok)
      return at(source, ok.error());
    out.roster = std::move(*duties);
  }
  return out;
}

} // namespace nightfloat::exchange
