// report_text.cpp - the report that a person reads.
#include <fmt/format.h>

#include <algorithm>

#include "client/report.h"

namespace amishare::client {
namespace {

class Ink {
 public:
  explicit Ink(bool colour) : colour_(colour) {}
  std::string good(std::string_view text) const { return in("32", text); }
  std::string bad(std::string_view text) const { return in("31", text); }
  std::string strong(std::string_view text) const { return in("1", text); }
  std::string faint(std::string_view text) const { return in("2", text); }
  std::string warm(std::string_view text) const { return in("33", text); }

 private:
  std::string in(std::string_view code, std::string_view text) const {
    if (!colour_) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
  }
  bool colour_;
};

// `text` broken at blanks into lines of at most 96 columns: the first after `lead`, the others
// after as many blanks.
std::string wrapped(std::string_view text, std::string_view lead) {
  constexpr std::size_t width = 96;
  std::string out, indent(lead);
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::size_t next = end + 1;
    if (end + indent.size() > width) {
      const auto blank = text.substr(0, width - indent.size()).rfind(' ');
      if (blank != std::string_view::npos && blank > 0) {
        end = blank;
        next = blank + 1;
      }
    }
    out.append(indent).append(text.substr(0, end)).append("\n");
    indent.assign(lead.size(), ' ');
    text.remove_prefix(std::min(next, text.size()));
  }
  return out;
}

std::string shortened(std::string text) {
  // The encoded part of an EC2 denial is opaque and long.
  const auto encoded = text.find(" Encoded authorization failure message: ");
  if (encoded != std::string::npos) text.resize(encoded);
  return text;
}

// A problem, expected above received: "Account" / "expected ..." / "received ...".
std::string shown_problem(const std::string& problem, std::string_view lead) {
  const auto expected = problem.find("expected "), received = problem.rfind(", received ");
  if (expected == std::string::npos || received == std::string::npos || received < expected) {
    return wrapped(problem, lead);
  }
  std::string out;
  if (expected >= 2) out += wrapped(problem.substr(0, expected - 2), lead);  // without ": "
  const std::string inner = std::string(lead) + (expected >= 2 ? "  " : "");
  out += wrapped(problem.substr(expected + 9, received - expected - 9), inner + "expected ");
  return out + wrapped(problem.substr(received + 11), inner + "received ");
}

void tell_decisions(std::string& out, const StepOutcome& step, const Ink& ink, bool refusals,
                    bool all) {
  for (const TraceSentence& sentence : step.story) {
    if (sentence.refused && (refusals || all)) {
      out += ink.warm(wrapped(sentence.full, "      because "));
      if (!sentence.fix.empty()) out += wrapped(sentence.fix, "      to fix: ");
    } else if (all) {
      out += ink.faint(wrapped(sentence.full, "      * "));
    }
  }
}

// `refusals`: whether to tell here why something was refused.
void tell_step(std::string& out, const StepOutcome& step, const Ink& ink, bool refusals,
               bool verbose) {
  const bool good = step.problems.empty();
  const std::string mark = !step.made ? ink.faint("-") : good ? ink.good("+") : ink.bad("x");
  out += fmt::format("  {} {}", mark, step_name(step.step));
  if (!step.step.title.empty() && !step.step.call.empty()) {
    out +=
        ink.faint(step.step.as.empty() ? fmt::format("  {}", step.step.call)
                                       : fmt::format("  {} as {}", step.step.call, step.step.as));
  }
  if (!step.made) out += ink.faint("  (not reached)");
  out += "\n";
  if (!step.error_code.empty()) {
    out += wrapped(
        fmt::format("{} ({}): {}", step.error_code, step.status,
                    step.error_message.empty() ? "no message" : shortened(step.error_message)),
        "      refused with ");
  }
  for (const std::string& seen : step.seen) out += wrapped(seen, "      ");
  tell_decisions(out, step, ink, refusals || !good, verbose);
  if (good) return;
  out += ink.bad(fmt::format("      {}:{}\n", step.step.file, step.step.line));
  for (const std::string& problem : step.problems) {
    out += ink.bad(shown_problem(problem, "      "));
  }
}

// Whether a later step looks back on this one, and tells what became of it.
bool told_later(const ScenarioOutcome& outcome, const StepOutcome& step) {
  return step.error_code.empty() && !step.step.name.empty() &&
         std::any_of(outcome.steps.begin(), outcome.steps.end(), [&](const StepOutcome& other) {
           return other.made && other.step.trace_of == step.step.name;
         });
}

}  // namespace

std::string report_text_one(const ScenarioOutcome& outcome, const ReportOptions& options) {
  const Ink ink(options.colour);
  std::string out;
  const bool skipped = !outcome.skipped.empty();
  const std::string verdict = skipped            ? ink.faint("SKIP")
                              : outcome.passed() ? ink.good("PASS")
                                                 : ink.bad("FAIL");
  out += fmt::format("{} {}  {}\n", verdict, ink.strong(outcome.scenario.title),
                     ink.faint(fmt::format("{:.1f} ms", outcome.seconds * 1000)));
  if (skipped) return out + wrapped("skipped: " + outcome.skipped, "  ") + "\n";
  if (!outcome.scenario.claim.empty()) out += ink.faint(wrapped(outcome.scenario.claim, "  "));
  if (!outcome.broken.empty()) out += ink.bad(wrapped(outcome.broken, "  "));
  std::size_t given = 0;
  for (const StepOutcome& step : outcome.steps) {
    if (step.step.set_up && step.made && step.problems.empty() && !options.verbose) {
      ++given;
      continue;
    }
    if (given > 0) {
      out += fmt::format("  {} {}\n", ink.good("+"),
                         ink.faint(fmt::format("{} (the starting world, {} steps)",
                                               outcome.scenario.world_title, given)));
      given = 0;
    }
    tell_step(out, step, ink, !told_later(outcome, step), options.verbose);
  }
  return out + "\n";
}

std::string report_text_end(const std::vector<ScenarioOutcome>& outcomes,
                            const ReportOptions& options) {
  const Ink ink(options.colour);
  std::string out;
  const Totals totals = count(outcomes);
  if (totals.failed > 0) out += ink.bad("What failed:\n");
  for (const ScenarioOutcome& outcome : outcomes) {
    if (!outcome.skipped.empty() || outcome.passed()) continue;
    const auto found = failures(outcome);
    const std::string place =
        found.empty() ? outcome.scenario.path : fmt::format("{}:{}", found[0].file, found[0].line);
    out += fmt::format("  {}: {}\n", place, outcome.scenario.title);
  }
  if (totals.failed > 0) out += "\n";
  return out + closing_line(totals) + "\n";
}

std::string report_text(const std::vector<ScenarioOutcome>& outcomes,
                        const ReportOptions& options) {
  std::string out;
  for (const ScenarioOutcome& outcome : outcomes) out += report_text_one(outcome, options);
  return out + report_text_end(outcomes, options);
}

}  // namespace amishare::client
