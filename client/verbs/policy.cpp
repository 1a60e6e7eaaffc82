// policy.cpp - `amishare policy`: what its two verbs have in common.
#include "client/verbs/policy.h"

#include "client/verbs/policy_eval.h"
#include "client/verbs/policy_lint.h"

namespace amishare::client {

void add_policy(CLI::App& app, int& exit_code) {
  CLI::App* policy = app.add_subcommand("policy", "Decide cases by policies, and check documents");
  policy->require_subcommand(1);
  add_policy_eval(*policy, exit_code);
  add_policy_lint(*policy, exit_code);
  policy->footer(
      "Examples:\n"
      "  amishare policy eval --jsonl < cases.jsonl\n"
      "  amishare policy lint key-policy.json --as key\n"
      "  amishare policy lint --help                   all about one verb");
}

}  // namespace amishare::client
