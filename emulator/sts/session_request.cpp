// session_request.cpp - session policies and session tags, read and weighed.
#include "sts/session_request.h"

#include <algorithm>
#include <map>
#include <utility>

#include "policy/pattern.h"
#include "policy/policy.h"
#include "sts/errors.h"
#include "world/world.h"

namespace amishare::sts {
namespace {

constexpr std::size_t packed_limit = 2048;  // characters

// A key as it is compared: without case.
bool same_tag_key(std::string_view left, std::string_view right) {
  return policy::equal_ignoring_case(left, right);
}

bool has_key(const std::vector<SessionTag>& tags, std::string_view key) {
  return std::any_of(tags.begin(), tags.end(),
                     [&](const SessionTag& tag) { return same_tag_key(tag.key, key); });
}

void check_managed(const World& world, const AccountId& account, const std::string& arn) {
  const Arn parsed = Arn::parse(arn);
  const bool of_policy = parsed.service == "iam" && parsed.resource.starts_with("policy/");
  if (!of_policy) throw arn_is_invalid(arn);
  const bool near = parsed.account == account.value || parsed.account == "aws";
  if (!near || iam::find_policy_by_arn(world, arn) == nullptr) throw no_session_policy(arn);
}

}  // namespace

bool is_session_of_user(const Caller& caller) {
  return caller.token_issued && caller.principal->kind != policy::PrincipalKind::role_session;
}

PassedPolicies read_policies(const World& world, const AccountId& account,
                             const std::optional<std::string>& policy,
                             const std::vector<api::PolicyDescriptorType>& arns) {
  PassedPolicies passed;
  if (policy) {
    policy::Parsed parsed = policy::parse(*policy, policy::DocumentKind::session);
    if (parsed.complaint) throw malformed_policy_document(parsed.complaint->message);
    passed.inline_policy = std::move(parsed.policy);
  }
  for (const api::PolicyDescriptorType& descriptor : arns) {
    const std::string arn = descriptor.arn.value_or("");
    check_managed(world, account, arn);
    passed.arns.push_back(arn);
  }
  return passed;
}

std::vector<SessionTag> read_tags(const Caller& caller, const std::vector<api::Tag>& tags,
                                  const std::vector<std::string>& transitive_keys) {
  std::vector<SessionTag> read;
  for (const api::Tag& tag : tags) {
    if (policy::lower(tag.key).starts_with("aws:")) throw reserved_tag_key();
    if (has_key(read, tag.key)) throw duplicate_tag_keys();
    read.push_back({tag.key, tag.value, false});
  }
  for (const std::string& key : transitive_keys) {
    const auto tag = std::find_if(read.begin(), read.end(), [&](const SessionTag& each) {
      return same_tag_key(each.key, key);
    });
    if (tag == read.end()) throw transitive_key_not_among_tags();
    tag->transitive = true;
  }
  for (const SessionTag& inherited : inherited_tags(caller)) {
    if (has_key(read, inherited.key)) throw transitive_key_conflicts();
  }
  std::sort(read.begin(), read.end(), [](const SessionTag& left, const SessionTag& right) {
    return policy::lower(left.key) < policy::lower(right.key);
  });
  return read;
}

std::vector<SessionTag> inherited_tags(const Caller& caller) {
  std::vector<SessionTag> inherited;
  for (const SessionTag& tag : caller.session_tags) {
    if (tag.transitive) inherited.push_back(tag);
  }
  return inherited;
}

void add_tag_keys(policy::Context& context, const std::vector<SessionTag>& passed,
                  const std::vector<SessionTag>& inherited) {
  std::vector<std::string> keys;
  std::vector<std::string> transitive;
  for (const SessionTag& tag : passed) {
    context.set("aws:RequestTag/" + tag.key, tag.value);
    keys.push_back(tag.key);
    if (tag.transitive) transitive.push_back(tag.key);
  }
  for (const SessionTag& tag : inherited) transitive.push_back(tag.key);
  if (!keys.empty()) context.set_many("aws:TagKeys", std::move(keys));
  if (!transitive.empty()) context.set_many("sts:TransitiveTagKeys", std::move(transitive));
}

std::int64_t packed_size(const PassedPolicies& policies, const std::vector<SessionTag>& tags) {
  std::size_t characters = 0;
  if (policies.inline_policy) {
    characters += policy::counted_size(policies.inline_policy->text());
  }
  for (const std::string& arn : policies.arns) characters += arn.size();
  for (const SessionTag& tag : tags) characters += tag.key.size() + tag.value.size();
  const std::size_t percent = (characters * 100 + packed_limit - 1) / packed_limit;
  if (percent > 100) throw packed_policy_too_large(percent);
  return static_cast<std::int64_t>(percent);
}

void pass_on(iam::Session& session, PassedPolicies policies, std::vector<SessionTag> tags) {
  session.policy = std::move(policies.inline_policy);
  session.policy_arns = std::move(policies.arns);
  session.tags = std::move(tags);
}

api::Credentials show_credentials(const iam::Session& session) {
  return {.access_key_id = session.access_key_id,
          .secret_access_key = session.secret,
          .session_token = session.token,
          .expiration = session.expires};
}

}  // namespace amishare::sts
