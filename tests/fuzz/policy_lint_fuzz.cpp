// policy_lint_fuzz.cpp - any text to `policy lint`, as each type of policy.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "client/policy_lint.h"
#include "policy/document.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace amishare;
  if (size < 1) return 0;
  const auto& types = client::policy_types();
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const client::PolicyType& type = types[data[0] % types.size()];
  const auto report = client::lint_document("fuzzed", text, data[0] > 127 ? nullptr : &type);
  bool refused = false;
  for (const policy::Finding& finding : report.findings) {
    refused = refused || finding.rule == "refused";
    require(finding.begin <= finding.end && finding.end <= text.size());
    require(finding.line >= 1 && finding.column >= 1);
    require(!finding.rule.empty() && !(finding.message.empty() && finding.note.empty()));
  }
  require(refused == (policy::parse(text, report.type->kind).policy == nullptr));
  require(!client::lint_text(report).empty() && !client::lint_json(report).empty());
  return 0;
}
