// SPDX-License-Identifier: Apache-2.0
#pragma once

// What `generate` and `queue` share: submitting a job under a key, asking
// after it, saying how it stands.

#include "client/operations.hpp"
#include "cmd/nightfloat/command.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "domain/job.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::cmd {

/// A command about one job, named by its number.
class job_command : public command {
public:
  void declare(options& x) override;
  int run(context& x) override;

protected:
  [[nodiscard]] virtual int act(context& x, domain::job_id job) = 0;

private:
  std::string number_;
};

/// One job. Fails with `not_found`.
[[nodiscard]] result<domain::job_view> find_job(context& x, domain::job_id id);

/// `7, 8`
[[nodiscard]] std::string numbers_of(const std::vector<domain::job_id>& x);

/// What a search has come to, on one line: phase, cost, bound, gap,
/// and how many places are unmet: `repair, cost 2 broken + 1675, no bound, 3
/// unmet`. What nobody has computed is said to be so.
[[nodiscard]] std::string progress_words(const domain::job_progress& x);

/// How far the cost may be from the best there is, in thousandths of it;
/// nothing where that cannot be said.
[[nodiscard]] std::optional<std::uint32_t>
gap_permille(const domain::job_progress& x);

/// `completed`, `dead letter`, ...
[[nodiscard]] const char* name_of(domain::job_state x) noexcept;
[[nodiscard]] tone tone_of(domain::job_state x) noexcept;

/// Asks again and again until the job has ended; shows each state to `on`,
/// which may stop the waiting by returning false. Fails as `find_job` does,
/// with `cancelled` where `on` stopped it, and with `not_found` where its
/// cluster was taken down; a store that does not answer for a while is waited
/// for, wherever it comes back. Doors that `x` opened before are gone then.
[[nodiscard]] result<domain::job_view>
wait_for_job(context& x, domain::job_id id,
             const std::function<bool(const domain::job_view&)>& on);

} // namespace nightfloat::cmd
