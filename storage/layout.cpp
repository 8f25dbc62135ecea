// SPDX-License-Identifier: Apache-2.0
#include "storage/layout.hpp"

namespace nightfloat::storage {

namespace {

std::string table(char name, std::string_view programme) {
  auto x = std::string(1, name);
  x += programme;
  x += '\0';
  return x;
}

std::uint64_t read_number(std::string_view bytes) noexcept {
  auto x = std::uint64_t{0};
  for (auto byte : bytes.substr(0, 8))
    x = (x << 8) | static_cast<unsigned char>(byte);
  return x;
}

} // namespace

std::string layout::number(std::uint64_t x) {
  auto bytes = std::string(8, '\0');
  for (auto i = std::size_t{8}; i-- > 0; x >>= 8)
    bytes[i] = static_cast<char>(x & 0xff);
  return bytes;
}

std::uint64_t layout::number_at_end(std::string_view key) noexcept {
  return key.size() < 8 ? 0 : read_number(key.substr(key.size() - 8));
}

std::string layout::head(std::string_view programme) {
  return std::string{heads}.append(programme);
}

std::string layout::records(std::string_view programme) {
  return table('d', programme);
}

std::string layout::record(std::string_view programme, std::string_view key) {
  return records(programme).append(key);
}

std::string layout::items(std::string_view programme) {
  return table('f', programme);
}

std::string layout::item(std::string_view programme, std::uint64_t version) {
  return items(programme).append(number(version));
}

std::string layout::erasures(std::string_view programme) {
  return table('x', programme);
}

std::string layout::erasure(std::string_view programme, std::uint64_t version) {
  return erasures(programme).append(number(version));
}

std::string layout::reply(std::string_view programme, std::string_view scope,
                          std::string_view key) {
  auto x = table('r', programme).append(scope);
  x += '\0';
  return x.append(key);
}

std::string layout::job(std::uint64_t sequence) {
  return "q" + number(sequence);
}

std::string layout::live_state(std::uint64_t sequence) {
  return std::string{live_states}.append(number(sequence));
}

std::string layout::ended_state(std::uint64_t sequence) {
  return std::string{ended_states}.append(number(sequence));
}

std::string layout::job_number(domain::job_id id) {
  return "i" + number(id.value);
}

std::string layout::unique_job(std::string_view programme,
                               std::string_view kind, std::string_view name) {
  auto x = table('u', programme).append(kind);
  x += '\0';
  return x.append(name);
}

std::string layout::paused_kind(std::string_view kind) {
  return std::string{paused_kinds}.append(kind);
}

std::string layout::kind_rate(std::string_view kind) {
  return std::string{kind_rates}.append(kind);
}

std::string layout::schedule(std::string_view programme,
                             std::string_view name) {
  return table('c', programme).append(name);
}

std::string pack_record(std::uint64_t revision, std::string_view bytes) {
  return layout::number(revision).append(bytes);
}

std::uint64_t revision_of(std::string_view row) noexcept {
  return row.size() < 8 ? 0 : read_number(row);
}

std::string_view bytes_of(std::string_view row) noexcept {
  return row.size() < 8 ? std::string_view{} : row.substr(8);
}

} // namespace nightfloat::storage
