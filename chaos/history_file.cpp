// SPDX-License-Identifier: Apache-2.0
#include "chaos/history_file.hpp"

#include "codec/json.hpp"
#include "report/whole_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace nightfloat::chaos {

namespace {

failure failed(const std::string& path, int why) {
  return {why == ENOSPC ? ec::no_space : ec::io_failed,
          path + ": cannot be written (" + std::generic_category().message(why)
            + "), make room or choose another directory"};
}

template <class T>
result<void> save_lines(const std::vector<T>& xs, const std::string& path) {
  // A line at a time: an hour's feed is hundreds of megabytes.
  auto to = std::ofstream{path, std::ios::binary | std::ios::trunc};
  for (const auto& x : xs)
    to << codec::to_json(x) << '\n';
  to.close();
  if (!to)
    return failed(path, errno);
  return {};
}

template <class T>
result<std::vector<T>> load_lines(const std::string& path) {
  auto from = std::ifstream{path, std::ios::binary};
  if (!from)
    return failure{ec::not_found,
                   path + ": cannot be read, name the directory of a run"};
  auto out = std::vector<T>{};
  for (auto line = std::string{}; std::getline(from, line);) {
    auto x = codec::from_json<T>(line);
    if (!x)
      return at(path + ", line " + std::to_string(out.size() + 1), x.error());
    out.push_back(std::move(*x));
  }
  // Else what was cut off would be missed, or never looked for.
  if (from.bad())
    return failure{ec::io_failed, path + ": cannot be read to its end ("
                                    + std::generic_category().message(errno)
                                    + "), check its disk"};
  return out;
}

/// An older run kept these with the rest: without the file `to` stays.
template <class T>
result<void> load_any(std::vector<T>& to, const std::string& path) {
  if (!std::filesystem::exists(path))
    return {};
  auto lines = load_lines<T>(path);
  if (!lines)
    return lines.error();
  to = std::move(*lines);
  return {};
}

/// All but the history.
result<evidence> load_rest(const std::string& directory) {
  auto path = directory + "/evidence.json";
  auto text = report::read_file(path);
  if (!text)
    return text.error();
  auto out = codec::from_json<evidence>(*text);
  if (!out)
    return at(path, out.error());
  auto feed = load_lines<domain::feed_item>(directory + "/feed.jsonl");
  if (!feed)
    return feed.error();
  auto records = load_lines<domain::record>(directory + "/records.jsonl");
  if (!records)
    return records.error();
  out->feed = std::move(*feed);
  out->records = std::move(*records);
  if (auto ok = load_any(out->jobs, directory + "/jobs.jsonl"); !ok)
    return ok.error();
  if (auto ok = load_any(out->watched, directory + "/watched.jsonl"); !ok)
    return ok.error();
  if (auto ok = load_any(out->again, directory + "/again.jsonl"); !ok)
    return ok.error();
  return out;
}

} // namespace

history_file::~history_file() {
  if (file_ >= 0)
    ::close(file_);
}

result<void> history_file::open(const std::string& path) {
  path_ = path;
  file_ = ::open(path.c_str(),
                 O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  if (file_ < 0)
    return failed(path, errno);
  return {};
}

void history_file::write(std::string_view line) {
  if (trouble_ == 0)
    trouble_ = report::write_all(file_, line);
}

result<void> history_file::state() const {
  if (auto why = trouble_.load(); why != 0)
    return failed(path_, why);
  return {};
}

result<void> save_evidence(evidence x, const std::string& directory) {
  if (auto ok = save_lines(x.feed, directory + "/feed.jsonl"); !ok)
    return ok;
  if (auto ok = save_lines(x.records, directory + "/records.jsonl"); !ok)
    return ok;
  if (auto ok = save_lines(x.jobs, directory + "/jobs.jsonl"); !ok)
    return ok;
  if (auto ok = save_lines(x.watched, directory + "/watched.jsonl"); !ok)
    return ok;
  if (auto ok = save_lines(x.again, directory + "/again.jsonl"); !ok)
    return ok;
  // What is left of an hour is a megabyte or two.
  x.history.clear();
  x.feed.clear();
  x.records.clear();
  x.jobs.clear();
  x.watched.clear();
  x.again.clear();
  return report::write_file(directory + "/evidence.json", codec::to_json(x));
}

result<evidence> load_evidence(const std::string& directory) {
  auto history_path = directory + "/history.jsonl";
  auto lines = report::read_file(history_path);
  if (!lines)
    return lines.error();
  auto operations = parse_history(*lines);
  if (!operations)
    return at(history_path, operations.error());
  // A run that was killed has no more than this: most checks are unknown.
  auto out = result<evidence>{evidence{}};
  if (std::filesystem::exists(directory + "/evidence.json"))
    out = load_rest(directory);
  else
    out->asked.records = true;
  if (out)
    out->history = std::move(*operations);
  return out;
}

} // namespace nightfloat::chaos
