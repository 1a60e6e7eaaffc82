// policy_eval.cpp - `amishare policy eval`: cases in on stdin, answers out on stdout.
#include "client/verbs/policy_eval.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <string_view>

#include "client/policy_eval.h"
#include "client/verbs/command_line.h"

namespace amishare::client {
namespace {

// A longer line is answered by an error, and passed over.
constexpr std::size_t longest_line = std::size_t{16} << 20U;
constexpr std::size_t chunk = std::size_t{256} << 10U;

bool write_all(std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Takes what comes, and answers all whole lines of it before it waits for more: who asks line by
// line gets each answer at once, and who sends a file at once is not held up.
class EvalLoop {
 public:
  // False if the answers can't be written.
  bool run() {
    for (;;) {
      const std::size_t before = pending_.size();
      pending_.resize(before + chunk);
      const auto got = ::read(STDIN_FILENO, pending_.data() + before, chunk);
      pending_.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      take_lines(before);
      if (!send()) return false;
    }
    // The last line may lack its end.
    if (!pending_.empty() || too_long_) answer_line(pending_);
    return send();
  }

 private:
  void take_lines(std::size_t searched) {
    std::size_t begin = 0;
    for (;;) {
      const auto end = pending_.find('\n', std::max(begin, searched));
      if (end == std::string::npos) break;
      answer_line(std::string_view(pending_).substr(begin, end - begin));
      begin = end + 1;
    }
    pending_.erase(0, begin);
    if (pending_.size() > longest_line) {
      pending_.clear();
      too_long_ = true;
    }
  }

  void answer_line(std::string_view line) {
    if (too_long_) {
      answers_.append(R"({"id":null,"error":"the line is longer than 16 MiB"})");
      too_long_ = false;
    } else {
      answers_.append(eval_.answer(line));
    }
    answers_ += '\n';
  }

  bool send() {
    const bool sent = write_all(answers_);
    answers_.clear();
    return sent;
  }

  PolicyEval eval_;
  std::string pending_;
  std::string answers_;
  bool too_long_ = false;  // the line at hand, whose beginning is gone
};

}  // namespace

void add_policy_eval(CLI::App& policy, int& exit_code) {
  auto jsonl = std::make_shared<bool>(false);
  CLI::App* verb = policy.add_subcommand(
      "eval", "Decide cases, one JSON object a line, from stdin to stdout and in order");
  verb->add_flag("--jsonl", *jsonl, "Cases and answers are lines of JSON (the only form there is)");
  verb->footer(
      "A case: {\"id\", \"request\": {\"principal\", \"action\", \"resource\",\n"
      "\"resourceAccount\", \"context\": {key: value or [values]}}, \"policies\":\n"
      "{\"identity\": [{\"name\", \"policy\"}], \"resource\": policy or null,\n"
      "\"permissionsBoundary\": [policy], \"session\": [policy], \"scp\": [[policy]],\n"
      "\"rcp\": [[policy]], \"vpcEndpoint\": [policy]}}\n"
      "An answer: {\"id\", \"decision\", \"decidedBy\", \"statements\"}, or {\"id\", \"error\"}.\n"
      "\n"
      "Exit codes: 0 every line was answered, 1 an answer could not be written, 2 the command\n"
      "line is wrong.\n"
      "\n"
      "Example:\n"
      "  amishare policy eval --jsonl < cases.jsonl > answers.jsonl");
  verb->callback([jsonl, &exit_code] {
    exit_code = guarded([&] {
      if (!*jsonl) throw UsageError("cases are lines of JSON; say so with --jsonl");
      return EvalLoop().run() ? 0 : 1;
    });
  });
}

}  // namespace amishare::client
