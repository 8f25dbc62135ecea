// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/interruption.hpp"
#include "cmd/nightfloat/search_trace.hpp"
#include "cmd/nightfloat/search_watch.hpp"
#include "cmd/nightfloat/solve_page.hpp"
#include "domain/solve/search.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>

namespace nightfloat::cmd {

namespace {

namespace solve = domain::solve;

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
  result<solve::search_result> search(const solvable& from, solve_page& page,
                                      const interruption& cut);
  result<solve::search_result>
  search_as_asked(const solvable& from, const solve::search_options& options,
                  solve_page& page);
  [[nodiscard]] result<void> check_together() const;
  [[nodiscard]] solve::naming names_of(const solvable& x) const;
  [[nodiscard]] result<std::vector<why_query>>
  questions(const exchange::instance& x) const;
  [[nodiscard]] result<void>
  find_causes(const solvable& from, const solve::search_result& found,
              solve_page& page, const interruption& cut) const;
  result<void> check_outputs(const solvable& from) const;
  result<void> save(const solvable& from, const solve::search_result& found,
                    solve_page& page);

  solving from_;
  std::uint32_t seconds_ = 60;
  std::uint64_t seed_ = 1;
  std::uint64_t moves_ = 0;
  std::uint32_t threads_ = 2;
  std::uint32_t show_ = 20;
  std::string out_;
  std::string trace_;
  std::vector<std::string> why_;
  nearness near_;
  std::uint32_t alternatives_ = 1;
  std::uint32_t within_ = 5;
  std::uint32_t apart_ = 10;
  /// Rosters beside the best one.
  std::vector<solve::grid> others_;
  std::uint64_t memory_ = 0;
  bool profile_ = false;
};

/// A change has its price in the cell.
solve::naming solve_command::names_of(const solvable& x) const {
  auto out = naming_of(x.instance, x.is_year ? "week" : "day");
  if (near_.is_wanted())
    out.rule = [rule = out.rule](const solve::fault& f) {
      return f.kind == solve::rule_kind::cell && f.rule == 0
               ? "wish, fixed cell or change"
               : rule(f);
    };
  return out;
}

void solve_command::declare(options& x) {
  x.position({"INSTANCE", "",
              "the file to solve, or a directory of INRC-II or of a block "
              "year; KIND: may stand before it"},
             from_.where);
  x.path({"--out", "PATH", "file (INRC-II: directory) to write the roster to",
          "none"},
         out_);
  x.number({"--budget", "SECONDS", "how long the search may take"}, seconds_,
           {1, 86'400});
  x.renamed("--time", "--budget");
  x.number({"--seed", "N", "another seed finds another roster"}, seed_);
  x.number({"--moves", "N",
            "end after so many moves in place of --budget: the same seed then "
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
  x.path({"--trace", "FILE",
          "write each better roster's time and cost as CSV; with gnuplot "
          "installed also FILE.svg",
          "none"},
         trace_);
  near_.declare(x);
  x.number({"--alternatives", "N", "so many rosters to choose from"},
           alternatives_, {1, solve::alternatives_max});
  x.number({"--within", "PERCENT",
            "how much dearer than the best an alternative may be"},
           within_, {0, 100});
  x.number({"--apart", "PERCENT",
            "of how many of the cells two alternatives differ at least"},
           apart_, {0, 100});
  x.texts({"--explain", "WHO@DAY",
           "why a person, or a task, has what it has on that day, and what "
           "else it would cost; again for another"},
          why_);
  x.number({"--memory", "MIB",
            "what the search may hold: parts of it are left out where they "
            "would hold more",
            "all"},
           memory_, {1, 1'048'576});
  x.flag({"--profile", "",
          "say what the search did: moves, exact parts, time, memory"},
         profile_);
  x.number({"--show", "N", "lines shown of a list"}, show_, {0, 100'000});
  x.example("solve Instance4.txt --budget 60 --seed 1 --out roster.txt");
  x.example("solve inrc2:n030w4 --history 1 --weeks 6-2-9-1 --out rosters");
  x.example("solve im-block-2026 --budget 10 --out plan.csv");
  x.example("solve Instance4.txt --budget 5 --explain A@3 --explain D@3");
  x.example("solve Instance4.txt --base roster.txt --changes-max 10");
  x.example("solve Instance4.txt --alternatives 3 --out roster.txt");
  x.example("solve surgeons.dzn --moves 1000000 --trace trace.csv --json");
}

double in_seconds(std::chrono::milliseconds x) {
  return std::chrono::duration<double>(x).count();
}

/// One roster, one near another, or several.
result<solve::search_result>
solve_command::search_as_asked(const solvable& from,
                               const solve::search_options& options,
                               solve_page& page) {
  const auto& problem = from.instance.problem;
  if (alternatives_ > 1) {
    auto how = solve::alternatives_options{options, alternatives_,
                                           static_cast<double>(within_),
                                           static_cast<double>(apart_)};
    how.how.start = near_.base();
    auto found = find_alternatives(problem, how);
    if (!found)
      return found.error();
    page.alternatives = view(*found, how);
    for (auto i = std::size_t{1}; i < found->all.size(); ++i)
      others_.push_back(std::move(found->all[i].roster));
    return std::move(found->best);
  }
  if (!near_.is_wanted())
    return solve::search(problem, options);
  auto found = search_near(problem, near_.base(), near_.caps(), near_.price(),
                           options);
  if (!found)
    return found.error();
  page.churn = near_.view(problem, *found, names_of(from));
  return std::move(found->found);
}

result<solve::search_result> solve_command::search(const solvable& from,
                                                   solve_page& page,
                                                   const interruption& cut) {
  auto watch = search_watch{std::chrono::seconds{seconds_}, moves_};
  auto options = solve::search_options{};
  options.seed = seed_;
  options.moves_max = moves_;
  options.threads = threads_;
  options.memory_max = memory_ << 20;
  if (moves_ == 0)
    options.used = [&] {
      return watch.used();
    };
  options.clock = [&] {
    return watch.seconds();
  };
  options.cancelled = [&] {
    watch.draw();
    return cut.asked().load();
  };
  options.improved = [&](const solve::search_progress& x, const solve::grid&) {
    watch.improved(x);
  };
  options.progressed = [&](const solve::search_progress& x) {
    watch.improved(x);
  };
  if (profile_)
    count_allocations();
  auto found = search_as_asked(from, options, page);
  page.seconds = in_seconds(watch.spent());
  page.seed = seed_;
  page.interrupted = cut.asked();
  if (found) {
    page.threads = found->threads;
    page.moves = found->last.moves;
    page.restarts = found->last.restarts;
    if (profile_) {
      page.profile = found->profile;
      page.allocations = allocations();
    }
  }
  return found;
}

result<void> solve_command::check_together() const {
  if (alternatives_ > 1 && near_.caps().any())
    return failure{ec::invalid_argument,
                   "--alternatives: do not keep --changes-max, leave one of "
                   "them out",
                   0};
  return near_.check_together();
}

result<void> solve_command::check_outputs(const solvable& from) const {
  for (auto i = std::size_t{0}; !out_.empty() && i < alternatives_; ++i)
    if (auto ok = check_roster_path(from, path_of(out_, i)); !ok)
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
  for (auto i = std::size_t{0}; !out_.empty() && i < others_.size(); ++i)
    std::ranges::move(roster_files(from, path_of(out_, i + 1), others_[i]),
                      std::back_inserter(files));
  if (!trace_.empty())
    files.push_back(
      {trace_, trace_csv(found.trace, moves_ == 0 ? seconds_ : page.seconds)});
  if (auto ok = exchange::write_texts(files); !ok)
    return ok;
  for (auto i = std::size_t{0};
       !out_.empty() && i < page.alternatives.rosters.size(); ++i)
    page.alternatives.rosters[i].wrote = path_of(out_, i);
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

/// The search ends when its budget does, and so does the question why it found
/// nothing that breaks no rule.
result<void> solve_command::find_causes(const solvable& from,
                                        const solve::search_result& found,
                                        solve_page& page,
                                        const interruption& cut) const {
  if (page.feasible)
    return {};
  auto watch = search_watch{std::chrono::seconds{seconds_}, moves_,
                            "looking for what cannot hold together"};
  auto options = solve::conflict_options{};
  options.roster = found.best;
  options.proved = found.last.bound && found.last.bound->hard() > 0;
  if (from.is_year)
    options.facts_from = from.instance.problem.days - 1;
  options.stop = [&] {
    watch.draw();
    return cut.asked() || (moves_ == 0 && watch.used() >= 1);
  };
  auto causes = conflicts_of(from.instance, options, names_of(from));
  if (!causes)
    return causes.error();
  page.conflicts = std::move(*causes);
  return {};
}

result<std::vector<why_query>>
solve_command::questions(const exchange::instance& x) const {
  auto out = std::vector<why_query>{};
  for (const auto& text : why_) {
    auto one = read_why(x, text);
    if (!one)
      return one.error();
    out.push_back(*one);
  }
  return out;
}

int solve_command::run(context& x) {
  if (auto ok = check_together(); !ok)
    return x.fail(ok.error());
  auto from = open_solvable(from_);
  if (!from)
    return fail_of_file(x, from.error());
  if (auto ok = check_outputs(*from); !ok)
    return fail_of_file(x, ok.error());
  auto asked = questions(from->instance);
  if (!asked)
    return fail_of_file(x, asked.error());
  if (auto ok = near_.apply(*from); !ok)
    return fail_of_file(x, ok.error());
  auto page = page_of(*from);
  auto cut = interruption{};
  auto found = search(*from, page, cut);
  if (!found)
    return fail_of_file(x, found.error());
  fill_costs(from->instance, *found, page);
  if (auto ok = save(*from, *found, page); !ok)
    return fail_of_file(x, ok.error());
  if (auto ok = find_causes(*from, *found, page, cut); !ok)
    return fail_of_file(x, ok.error());
  page.why = explain(from->instance, found->best, *asked, names_of(*from));
  if (!x.print_json(page))
    print(page, show_);
  return page.feasible ? exit_status::pass : exit_status::verdict_failed;
}

} // namespace

void add_solve(command_list& to) {
  to.push_back(std::make_unique<solve_command>());
}

} // namespace nightfloat::cmd
