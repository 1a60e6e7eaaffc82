// policy_fuzz.cpp - any text as a policy of any kind, then evaluated, bound, shown and explained.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/evaluate.h"
#include "policy/explain.h"
#include "policy/fix.h"
#include "policy/policy.h"

namespace {

using namespace amishare;
using namespace amishare::policy;

void require(bool holds) {
  if (!holds) std::abort();
}

Request make_request(unsigned char choice, const std::string& tail) {
  Principal who;
  who.account.value = (choice & 1U) != 0 ? "111122223333" : "444455556666";
  who.kind = static_cast<PrincipalKind>((choice >> 1U) % 6);
  who.arn = "arn:aws:sts::" + who.account.value + ":assumed-role/builder/s1";
  who.principal_arn = "arn:aws:iam::" + who.account.value + ":role/team/builder";
  who.unique_id = "AROAEXAMPLEEXAMPLE123";
  who.user_id = who.unique_id + ":s1";
  who.service = "ec2.us-east-1.amazonaws.com";
  Request request;
  request.principal = who;
  request.action = "kms:Decrypt";
  // Text of the fuzzer's own as resource and values, so that both sides of a match are odd.
  request.resource = (choice & 16U) != 0 ? "arn:aws:kms:us-east-1:111122223333:key/" + tail : tail;
  request.resource_account.value = "111122223333";
  request.rule = (choice & 32U) != 0 ? ResourceRule::mandatory : ResourceRule::ordinary;
  request.context.set("aws:username", tail);
  request.context.set("aws:SourceIp", tail);
  request.context.set("aws:CurrentTime", tail);
  request.context.set("kms:EncryptionContext:k", tail);
  request.context.set_many("aws:TagKeys", {tail, "k"});
  return request;
}

void check(const Policy& policy, const std::shared_ptr<const Policy>& shared, unsigned char choice,
           const std::string& tail) {
  const Request request = make_request(choice, tail);
  Policies policies;
  if (policy.kind() == DocumentKind::resource || policy.kind() == DocumentKind::trust ||
      policy.kind() == DocumentKind::vpc_endpoint) {
    policies.resource = shared;
  } else {
    policies.identity.push_back({shared, "fuzzed"});
  }
  Grant grant;
  grant.id = "g";
  grant.grantee = tail;
  grant.actions = {"kms:Decrypt"};
  const std::vector<Grant> grants{grant};
  const Trial trial = examine(request, policies, grants);
  require(trial.decision == evaluate(request, policies, grants));
  require(!story(request, trial).empty());
  const Mending mending = mend(request, policies, grants);
  if (trial.decision.allowed()) require(mending.fixes.empty());
  require(words(mending, request).empty() == mending.fixes.empty());
  if (!trial.decision.allowed()) require(!denial_sentence(request, trial.decision).empty());
  // What is shown can be read again, and nothing but principals has changed.
  const auto gone = [](std::string_view) { return std::optional<std::string>(); };
  const auto id = [](std::string_view) {
    return std::optional<std::string>("AROAEXAMPLEEXAMPLE1");
  };
  const auto bound = bind_principals(policy, id);
  const Parsed again = parse(document_text(*bound, gone), policy.kind());
  require(again.policy != nullptr);
  require(again.policy->statements().size() == policy.statements().size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const auto kind = static_cast<DocumentKind>(data[0] % 7);
  const unsigned char choice = data[1];
  const std::size_t tail_size = std::min<std::size_t>(data[2] % 64, size - 3);
  const std::string_view rest(reinterpret_cast<const char*>(data) + 3, size - 3);
  const std::string tail(rest.substr(0, tail_size));
  const std::string_view text = rest.substr(tail_size);
  const Parsed parsed = parse(text, kind);
  require((parsed.policy == nullptr) == parsed.complaint.has_value());
  require(counted_size(text) <= text.size());
  if (parsed.policy) check(*parsed.policy, parsed.policy, choice, tail);
  return 0;
}
