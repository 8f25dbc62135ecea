// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/publishing.hpp"
#include "cmd/nightfloat/search_trace.hpp"
#include "cmd/nightfloat/search_watch.hpp"
#include "cmd/nightfloat/solving.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/solve/search.hpp"

#include <boost/describe/class.hpp>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>

namespace nightfloat::cmd {

namespace {

namespace solve = domain::solve;

std::atomic<bool> stop_wanted{false};

struct fault_view {
  std::string rule;
  std::string who;
  std::string day;
  std::int64_t broken = 0;
};
BOOST_DESCRIBE_STRUCT(fault_view, (), (rule, who, day, broken))

struct cost_part {
  std::string kind;
  std::int64_t broken = 0;
  std::int64_t cost = 0;
};
BOOST_DESCRIBE_STRUCT(cost_part, (), (kind, broken, cost))

struct solve_page {
  std::string instance;
  std::string kind;
  std::uint64_t people = 0;
  std::int64_t days = 0;
  std::uint64_t tasks = 0;
  bool feasible = false;
  std::int64_t broken = 0;
  std::int64_t cost = 0;
  std::vector<cost_part> parts;
  /// Absent: not computed. Broken: so many at least in any roster.
  std::optional<std::int64_t> bound_broken;
  std::optional<std::int64_t> bound;
  std::optional<double> gap_percent;
  std::vector<fault_view> faults;
  double seconds = 0;
  std::uint64_t moves = 0;
  std::uint64_t restarts = 0;
  std::uint64_t seed = 0;
  std::uint64_t threads = 0;
  bool interrupted = false;
  std::vector<std::string> wrote;
  std::vector<std::string> notes;
};
BOOST_DESCRIBE_STRUCT(solve_page, (),
                      (instance, kind, people, days, tasks, feasible, broken,
                       cost, parts, bound_broken, bound, gap_percent, faults,
                       seconds, moves, restarts, seed, threads, interrupted,
                       wrote, notes))

class solve_command : public command {
public:
  std::string name() const override {
    return "solve";
  }

  std::string summary() const override {
    return "make a roster for an instance of a public format";
  }

  void declare(options& x) override;
  int run(context& x) override;

private:
  result<solve::search_result> search(const solve::problem& problem,
                                      solve_page& page);
  result<void> check_outputs(const solvable& from) const;
  result<void> save(const solvable& from, const solve::search_result& found,
                    solve_page& page);
  void print(const solve_page& page) const;
  void print_bound(const solve_page& page) const;
  void print_faults(const solve_page& page) const;

  solving from_;
  std::uint32_t seconds_ = 60;
  std::uint64_t seed_ = 1;
  std::uint64_t moves_ = 0;
  std::uint32_t threads_ = 2;
  std::uint32_t show_ = 20;
  std::string out_;
  std::string trace_;
};

void solve_command::declare(options& x) {
  x.position({"INSTANCE", "",
              "the file to solve, or a directory of INRC-II or of a block "
              "year; KIND: may stand before it"},
             from_.where);
  x.text({"--out", "PATH", "file (INRC-II: directory) to write the roster to",
          "none"},
         out_);
  x.number({"--time", "SECONDS", "how long the search takes"}, seconds_,
           {1, 86'400});
  x.number({"--seed", "N", "another seed finds another roster"}, seed_);
  x.number({"--moves", "N",
            "end after so many moves in place of --time: the same seed then "
            "gives the same roster",
            "none"},
           moves_, {1, std::uint64_t{1} << 50});
  x.number({"--threads", "N", "2: one works on exact parts and the bound"},
           threads_, {1, 2});
  x.text(
    {"--history", "N", "INRC-II: the number of the history file", "the first"},
    from_.history);
  x.text(
    {"--weeks", "N-N-..", "INRC-II: the numbers of the week files", "none"},
    from_.weeks);
  x.text({"--trace", "FILE",
          "write each better roster's time and cost as CSV; with gnuplot "
          "installed also FILE.svg",
          "none"},
         trace_);
  x.number({"--show", "N", "broken rules shown"}, show_, {0, 100'000});
  x.example("solve Instance4.txt --time 60 --seed 1 --out roster.txt");
  x.example("solve inrc2:n030w4 --history 1 --weeks 6-2-9-1 --out rosters");
  x.example("solve im-block-2026 --time 10 --out plan.csv");
  x.example("solve surgeons.dzn --moves 1000000 --trace trace.csv --json");
}

double in_seconds(std::chrono::milliseconds x) {
  return std::chrono::duration<double>(x).count();
}

solve_page page_of(const solvable& from) {
  const auto& problem = from.instance.problem;
  return {.instance = from.path,
          .kind = from.kind,
          .people = problem.people.size(),
          .days = problem.days - (from.is_year ? 1 : 0),
          .tasks = problem.tasks.size() - 1,
          .notes = from.notes};
}

/// What the roster costs, found out by the plain evaluation and not believed
/// of the search.
void fill_costs(const exchange::instance& x, const solve::search_result& found,
                solve_page& page) {
  auto costs = solve::evaluate(x.problem, found.best);
  page.broken = costs.total.hard();
  page.cost = costs.total.soft();
  page.feasible = page.broken == 0;
  for (auto i = std::size_t{0}; i < solve::rule_kinds; ++i)
    if (auto part = costs.parts[i]; part != solve::score{})
      page.parts.push_back({solve::to_string(static_cast<solve::rule_kind>(i)),
                            part.hard(), part.soft()});
  for (const auto& one : solve::faults(x.problem, found.best)) {
    if (one.price.hard() <= 0)
      break;
    auto words = exchange::words_of(x, one);
    page.faults.push_back({words.rule, words.who, words.day, one.price.hard()});
  }
  if (found.last.bound) {
    page.bound_broken = found.last.bound->hard();
    page.bound = found.last.bound->soft();
  }
  if (auto gap = gap_of(costs.total, found.last.bound))
    page.gap_percent = 100 * *gap;
}

result<solve::search_result>
solve_command::search(const solve::problem& problem, solve_page& page) {
  stop_wanted = false;
  std::signal(SIGINT, [](int) { stop_wanted = true; });
  auto watch = search_watch{std::chrono::seconds{seconds_}, moves_};
  auto options = solve::search_options{};
  options.seed = seed_;
  options.moves_max = moves_;
  options.threads = threads_;
  if (moves_ == 0)
    options.used = [&] {
      return watch.used();
    };
  options.cancelled = [&] {
    watch.draw();
    return stop_wanted.load();
  };
  options.improved = [&](const solve::search_progress& x, const solve::grid&) {
    watch.improved(x);
  };
  auto found = solve::search(problem, options);
  std::signal(SIGINT, SIG_DFL);
  page.seconds = in_seconds(watch.spent());
  page.seed = seed_;
  page.threads = threads_;
  page.interrupted = stop_wanted;
  if (found) {
    page.moves = found->last.moves;
    page.restarts = found->last.restarts;
  }
  return found;
}

result<void> solve_command::check_outputs(const solvable& from) const {
  if (!out_.empty())
    if (auto ok = check_roster_path(from, out_); !ok)
      return at("--out", ok.error());
  if (!trace_.empty())
    if (auto ok = check_file_path(from, trace_); !ok)
      return at("--trace", ok.error());
  return {};
}

result<void> solve_command::save(const solvable& from,
                                 const solve::search_result& found,
                                 solve_page& page) {
  auto files = std::vector<exchange::text_file>{};
  if (!out_.empty())
    files = roster_files(from, out_, found.best);
  if (!trace_.empty())
    files.push_back(
      {trace_, trace_csv(found.trace, moves_ == 0 ? seconds_ : page.seconds)});
  if (auto ok = exchange::write_texts(files); !ok)
    return ok;
  for (const auto& one : files)
    page.wrote.push_back(one.path.string());
  if (trace_.empty())
    return {};
  auto plot = plot_trace(trace_);
  if (plot)
    page.wrote.push_back(*plot);
  else
    page.notes.push_back(plot.error().detail);
  return {};
}

int solve_command::run(context& x) {
  auto from = open_solvable(from_);
  if (!from)
    return fail_of_file(x, from.error());
  if (auto ok = check_outputs(*from); !ok)
    return fail_of_file(x, ok.error());
  auto page = page_of(*from);
  auto found = search(from->instance.problem, page);
  if (!found)
    return fail_of_file(x, found.error());
  fill_costs(from->instance, *found, page);
  if (auto ok = save(*from, *found, page); !ok)
    return fail_of_file(x, ok.error());
  if (!x.print_json(page))
    print(page);
  return page.feasible ? exit_status::pass : exit_status::verdict_failed;
}

std::string fixed(const char* format, double x) {
  auto out = std::array<char, 48>{};
  std::snprintf(out.data(), out.size(), format, x);
  return out.data();
}

void solve_command::print_bound(const solve_page& page) const {
  std::cout << "bound    ";
  if (!page.bound)
    std::cout << "not computed\n";
  else if (*page.bound_broken > 0)
    std::cout << "every roster breaks at least " << *page.bound_broken
              << ": infeasible, proved\n";
  else if (page.gap_percent)
    std::cout << *page.bound << ", gap " << fixed("%.2f", *page.gap_percent)
              << " %" << (*page.gap_percent == 0 ? ": the best there is" : "")
              << '\n';
  else
    std::cout << *page.bound << " without broken rules\n";
}

void solve_command::print_faults(const solve_page& page) const {
  std::cout << '\n'
            << painted("no feasible roster was found", tone::bad)
            << "; hard rules that this one breaks:\n";
  auto t = table{{"RULE", "WHO", "DAY", ">BROKEN"}};
  for (auto i = std::size_t{0}; i < page.faults.size() && i < show_; ++i) {
    const auto& one = page.faults[i];
    t.add({one.rule, one.who.empty() ? "everybody" : one.who,
           one.day.empty() ? "all" : one.day, std::to_string(one.broken)});
  }
  t.print(std::cout);
  if (page.faults.size() > show_)
    std::cout << "and " << page.faults.size() - show_
              << " more, see them with --show or --json\n";
}

/// `52 weeks`
std::string columns(const solve_page& page) {
  auto count = static_cast<std::uint64_t>(page.days);
  return page.kind == "block-year" ? counted(count, "week", "weeks")
                                   : counted(count, "day", "days");
}

void solve_command::print(const solve_page& page) const {
  std::cout << "instance " << page.instance << ": " << page.kind << ", "
            << counted(page.people, "person", "people") << ", "
            << columns(page) << ", " << counted(page.tasks, "task", "tasks")
            << '\n';
  std::cout << "cost     " << painted(std::to_string(page.cost), tone::strong);
  auto between = " (";
  for (const auto& one : page.parts)
    if (one.cost != 0) {
      std::cout << between << one.kind << ' ' << one.cost;
      between = ", ";
    }
  std::cout << (page.cost != 0 ? ")" : "") << '\n'
            << "broken   " << page.broken << " hard rules\n";
  print_bound(page);
  std::cout << "search   " << fixed("%.1f s, ", page.seconds)
            << fixed("%.2f M moves", static_cast<double>(page.moves) / 1e6)
            << fixed(" (%.2f M a second), ", static_cast<double>(page.moves)
                                               / 1e6
                                               / std::max(page.seconds, 1e-3))
            << counted(page.restarts, "restart", "restarts") << ", seed "
            << page.seed << ", " << counted(page.threads, "thread", "threads")
            << (page.interrupted ? ", interrupted" : "") << '\n';
  for (const auto& one : page.wrote)
    std::cout << "wrote    " << one << '\n';
  for (const auto& one : page.notes)
    std::cout << "note: " << one << '\n';
  if (!page.feasible)
    print_faults(page);
}

} // namespace

void add_solve(command_list& to) {
  to.push_back(std::make_unique<solve_command>());
}

} // namespace nightfloat::cmd
