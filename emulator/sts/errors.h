// errors.h - every sentence with which STS refuses.
#pragma once
#include <cstddef>
#include <string_view>

#include "policy/principal.h"
#include "world/error.h"
#include "world/timeline.h"

namespace amishare::sts {

// AccessDenied, 403.

// Recorded: STS never says why a role may not be assumed, nor tagged or given a source identity
// ("sts:TagSession") on the way. That the role does not exist, does not trust the caller, or asks
// for another external id, all look the same. Without a resource if it is empty.
Error may_not(const policy::Principal& principal, std::string_view action,
              std::string_view resource);
// What no identity policy allows.
Error access_denied(std::string_view sentence);
Error root_may_not_assume();
// Thread. `operation`: "GetSessionToken".
Error not_with_session_credentials(std::string_view operation);
// Thread: whoever has no name but a web identity is told no more. `action`: "sts:TagSession" too.
Error web_identity_may_not(std::string_view action);

// InvalidAuthorizationMessageException, 400. Its words are inferred.
Error invalid_authorization_message();

// ValidationError, 400.
Error arn_is_invalid(std::string_view arn);
Error longer_than_chaining_allows();
Error longer_than_role_allows();
// Inferred; recorded are the right ids only.
Error not_an_access_key_id();

// InvalidParameterValue, 400. Recorded, but for the last, which is in IAM's words.
Error transitive_key_not_among_tags();
Error duplicate_tag_keys();
Error transitive_key_conflicts();
Error reserved_tag_key();

// MalformedPolicyDocument, 400; the sentence is the policy language's.
Error malformed_policy_document(std::string_view sentence);
// Of a managed session policy that is not there, or another account's; inferred, in IAM's words.
Error no_session_policy(std::string_view arn);

// PackedPolicyTooLarge, 400. Thread.
Error packed_policy_too_large(std::size_t percent);

// InvalidIdentityToken, 400. Recorded, or thread where a comment says so.
Error not_a_web_token();                          // thread
Error no_such_provider(std::string_view issuer);  // with its scheme
Error no_verification_key();                      // thread
Error wrong_token_signature();                    // inferred
Error wrong_audience();
Error missing_claim(std::string_view name);  // inferred

// ExpiredTokenException, 400. Recorded.
Error web_token_expired(Instant now, Instant expires);

// IDPRejectedClaim, 403: a token that does not hold yet. Inferred.
Error web_token_not_yet_valid();

}  // namespace amishare::sts
