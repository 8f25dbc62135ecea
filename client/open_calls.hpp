// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who waits for what a line says of its calls: one handler for the reply and,
// where frames follow it, one for those.

#include "client/line.hpp"
#include "domain/error.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <functional>

namespace nightfloat::client {

/// Not thread-safe. A handler may add calls and drop any.
class open_calls {
public:
  using handler = std::function<void(result<broker::envelope>)>;

  /// REQUIRES: a number as `line::call` gives it, each once. `done` runs once.
  /// With `on_feed`, `done` runs for the reply and `on_feed` for each frame
  /// after it; a failure given to `on_feed` is the stream's end, and one
  /// before the reply is given to `done` alone.
  void add(std::uint64_t number, handler done, handler on_feed);

  /// No handler of the call runs any more.
  void drop(std::uint64_t number);

  /// Runs whose call it is of. Of a call that is not there nothing runs.
  /// REQUIRES: `answered`, `failed` or `feed`.
  void take(line_event& x);

private:
  struct waiting {
    handler done;
    handler on_feed;
  };

  void feed(line_event& x);
  void end(std::uint64_t number, result<broker::envelope> how);

  /// Flat: it is looked up for every frame.
  boost::unordered_flat_map<std::uint64_t, waiting> handlers_;
};

} // namespace nightfloat::client
