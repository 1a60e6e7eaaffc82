// session_request.h - what a request passes along with the session that it asks for.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/sts.h"
#include "iam/iam.h"
#include "world/call.h"

namespace amishare::sts {

// Whether this is a session of GetSessionToken or GetFederationToken, which may call no operation
// of STS but AssumeRole (the first) and GetCallerIdentity. How AWS words that is inferred.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
bool is_session_of_user(const Caller& caller);

// Session policies, as they are kept.
struct PassedPolicies {
  policy::StoredPolicy inline_policy{};
  std::vector<std::string> arns{};
  bool any() const { return static_cast<bool>(inline_policy) || !arns.empty(); }
};

// Reads Policy and PolicyArns; the managed policies are of `account` or AWS's. Throws
// MalformedPolicyDocument.
PassedPolicies read_policies(const World& world, const AccountId& account,
                             const std::optional<std::string>& policy,
                             const std::vector<api::PolicyDescriptorType>& arns);

// Reads Tags and TransitiveTagKeys, in order of key, without what `caller` has to pass on. Throws
// InvalidParameterValue if keys are the same but for case, if one is AWS's own, if a transitive key
// is no tag's, or if a key is one that the caller passes on.
std::vector<SessionTag> read_tags(const Caller& caller, const std::vector<api::Tag>& tags,
                                  const std::vector<std::string>& transitive_keys);

// The tags that a session of `caller` passes on to the roles it assumes.
std::vector<SessionTag> inherited_tags(const Caller& caller);

// aws:RequestTag/..., aws:TagKeys and sts:TransitiveTagKeys of a request with these tags.
void add_tag_keys(policy::Context& context, const std::vector<SessionTag>& passed,
                  const std::vector<SessionTag>& inherited = {});

// How much of what STS can pack into a token these take, in percent. AWS packs them in a way of its
// own; here it is their plain text against the 2,048 characters that it may have (inferred; it
// comes near the figures of AWS's examples: 5 for 6, and 8). Throws PackedPolicyTooLarge over 100.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
std::int64_t packed_size(const PassedPolicies& policies, const std::vector<SessionTag>& tags);

// Moves both into a session.
void pass_on(iam::Session& session, PassedPolicies policies, std::vector<SessionTag> tags);

// The credentials of a session as responses show them.
api::Credentials show_credentials(const iam::Session& session);

}  // namespace amishare::sts
