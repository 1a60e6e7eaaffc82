// action_table.cpp - names and condition keys of actions, as AWS publishes them.
#include "policy/action_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "policy/pattern.h"

namespace amishare::policy {
namespace {

// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
// A name that ends with '-' is that of an action without resources.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> names = {{
    {"ebs",
     "CompleteSnapshot GetSnapshotBlock ListChangedBlocks ListSnapshotBlocks PutSnapshotBlock "
     "StartSnapshot"},
    {"iam",
     "AcceptDelegationRequest AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile "
     "AddUserToGroup AssociateDelegationRequest AttachGroupPolicy AttachRolePolicy "
     "AttachUserPolicy ChangePassword CreateAccessKey CreateAccountAlias- CreateDelegationRequest "
     "CreateGroup CreateInstanceProfile CreateLoginProfile CreateOpenIDConnectProvider "
     "CreatePolicy CreatePolicyVersion CreateRole CreateSAMLProvider CreateServiceLinkedRole "
     "CreateServiceSpecificCredential CreateUser CreateVirtualMFADevice DeactivateMFADevice "
     "DeleteAccessKey DeleteAccountAlias- DeleteAccountPasswordPolicy- DeleteCloudFrontPublicKey- "
     "DeleteGroup DeleteGroupPolicy DeleteInstanceProfile DeleteLoginProfile "
     "DeleteOpenIDConnectProvider DeletePolicy DeletePolicyVersion DeleteRole "
     "DeleteRolePermissionsBoundary DeleteRolePolicy DeleteSAMLProvider DeleteSSHPublicKey "
     "DeleteServerCertificate DeleteServiceLinkedRole DeleteServiceSpecificCredential "
     "DeleteSigningCertificate DeleteUser DeleteUserPermissionsBoundary DeleteUserPolicy "
     "DeleteVirtualMFADevice DetachGroupPolicy DetachRolePolicy DetachUserPolicy "
     "DisableOrganizationsRootCredentialsManagement- DisableOrganizationsRootSessions- "
     "DisableOutboundWebIdentityFederation- EnableMFADevice "
     "EnableOrganizationsRootCredentialsManagement- EnableOrganizationsRootSessions- "
     "EnableOutboundWebIdentityFederation- GenerateCredentialReport- "
     "GenerateOrganizationsAccessReport GenerateServiceLastAccessedDetails GetAccessKeyLastUsed "
     "GetAccountAuthorizationDetails- GetAccountEmailAddress- GetAccountName- "
     "GetAccountPasswordPolicy- GetAccountProperties- GetAccountSummary- GetCloudFrontPublicKey- "
     "GetContextKeysForCustomPolicy- GetContextKeysForPrincipalPolicy GetCredentialReport- "
     "GetDelegationRequest GetGroup GetGroupPolicy GetHumanReadableSummary GetInstanceProfile "
     "GetLoginProfile GetMFADevice GetOpenIDConnectProvider GetOrganizationsAccessReport- "
     "GetOutboundWebIdentityFederationInfo- GetPolicy GetPolicyVersion GetRole GetRolePolicy "
     "GetRoleTemplateVersion GetSAMLProvider GetSSHPublicKey GetServerCertificate "
     "GetServiceLastAccessedDetails- GetServiceLastAccessedDetailsWithEntities- "
     "GetServiceLinkedRoleDeletionStatus GetUser GetUserPolicy ListAccessKeys ListAccountAliases- "
     "ListAttachedGroupPolicies ListAttachedRolePolicies ListAttachedUserPolicies "
     "ListCloudFrontPublicKeys- ListDelegationRequests- ListEntitiesForPolicy ListGroupPolicies "
     "ListGroups- ListGroupsForUser ListInstanceProfileTags ListInstanceProfiles- "
     "ListInstanceProfilesForRole ListMFADeviceTags ListMFADevices ListOpenIDConnectProviderTags "
     "ListOpenIDConnectProviders- ListOrganizationsFeatures- ListPolicies- "
     "ListPoliciesGrantingServiceAccess ListPolicyTags ListPolicyVersions ListRolePolicies "
     "ListRoleTags ListRoles- ListSAMLProviderTags ListSAMLProviders- ListSSHPublicKeys "
     "ListSTSRegionalEndpointsStatus- ListServerCertificateTags ListServerCertificates- "
     "ListServiceSpecificCredentials ListSigningCertificates ListUserPolicies ListUserTags "
     "ListUsers- ListVirtualMFADevices- PassRole PutAccountProperties- PutGroupPolicy "
     "PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy "
     "RejectDelegationRequest RemoveClientIDFromOpenIDConnectProvider "
     "RemoveRoleFromInstanceProfile RemoveUserFromGroup ResetServiceSpecificCredential "
     "ResyncMFADevice SendDelegationToken SetDefaultPolicyVersion SetSTSRegionalEndpointStatus- "
     "SetSecurityTokenServicePreferences- SimulateCustomPolicy- SimulatePrincipalPolicy "
     "TagInstanceProfile TagMFADevice TagOpenIDConnectProvider TagPolicy TagRole TagSAMLProvider "
     "TagServerCertificate TagUser UntagInstanceProfile UntagMFADevice UntagOpenIDConnectProvider "
     "UntagPolicy UntagRole UntagSAMLProvider UntagServerCertificate UntagUser UpdateAccessKey "
     "UpdateAccountEmailAddress- UpdateAccountName- UpdateAccountPasswordPolicy- "
     "UpdateAssumeRolePolicy UpdateCloudFrontPublicKey- UpdateGroup UpdateLoginProfile "
     "UpdateOpenIDConnectProviderThumbprint UpdateRole UpdateRoleDescription UpdateSAMLProvider "
     "UpdateSSHPublicKey UpdateServerCertificate UpdateServiceSpecificCredential "
     "UpdateSigningCertificate UpdateUser UploadCloudFrontPublicKey- UploadSSHPublicKey "
     "UploadServerCertificate UploadSigningCertificate"},
    {"kms",
     "CancelKeyDeletion ConnectCustomKeyStore- CreateAlias CreateCustomKeyStore- CreateGrant "
     "CreateKey- Decrypt DeleteAlias DeleteCustomKeyStore- DeleteImportedKeyMaterial "
     "DeriveSharedSecret DescribeCustomKeyStores- DescribeKey DisableKey DisableKeyRotation "
     "DisconnectCustomKeyStore- EnableKey EnableKeyRotation Encrypt GenerateDataKey "
     "GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext "
     "GenerateMac GenerateRandom- GetKeyLastUsage GetKeyPolicy GetKeyRotationStatus "
     "GetParametersForImport GetPublicKey ImportKeyMaterial ListAliases- ListGrants "
     "ListKeyPolicies ListKeyRotations ListKeys- ListResourceTags ListRetirableGrants- "
     "PutKeyPolicy ReEncryptFrom ReEncryptTo ReplicateKey RetireGrant RevokeGrant "
     "RotateKeyOnDemand ScheduleKeyDeletion Sign SynchronizeMultiRegionKey TagResource "
     "UntagResource UpdateAlias UpdateCustomKeyStore- UpdateKeyDescription UpdatePrimaryRegion "
     "Verify VerifyMac"},
    {"organizations",
     "AcceptHandshake AttachPolicy CancelHandshake CloseAccount CreateAccount- "
     "CreateGovCloudAccount- CreateOrganization- CreateOrganizationalUnit CreatePolicy "
     "DeclineHandshake DeleteOrganization- DeleteOrganizationalUnit DeletePolicy "
     "DeleteResourcePolicy- DeregisterDelegatedAdministrator DescribeAccount "
     "DescribeCreateAccountStatus- DescribeEffectivePolicy DescribeHandshake "
     "DescribeOrganization- DescribeOrganizationalUnit DescribePolicy DescribeResourcePolicy- "
     "DescribeResponsibilityTransfer DetachPolicy DisableAWSServiceAccess- DisablePolicyType "
     "EnableAWSServiceAccess- EnableAllFeatures- EnablePolicyType InviteAccountToOrganization "
     "InviteOrganizationToTransferResponsibility LeaveOrganization- "
     "ListAWSServiceAccessForOrganization- ListAccounts- ListAccountsForParent "
     "ListAccountsWithInvalidEffectivePolicy- ListChildren ListCreateAccountStatus- "
     "ListDelegatedAdministrators- ListDelegatedServicesForAccount "
     "ListEffectivePolicyValidationErrors ListHandshakesForAccount- "
     "ListHandshakesForOrganization- ListInboundResponsibilityTransfers- "
     "ListOrganizationalUnitsForParent ListOutboundResponsibilityTransfers- ListParents "
     "ListPolicies- ListPoliciesForTarget ListRoots- ListTagsForResource ListTargetsForPolicy "
     "MoveAccount PutResourcePolicy RegisterDelegatedAdministrator RemoveAccountFromOrganization "
     "TagResource TerminateResponsibilityTransfer UntagResource UpdateOrganizationalUnit "
     "UpdatePolicy UpdateResponsibilityTransfer"},
    {"sts",
     "AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot "
     "DecodeAuthorizationMessage- GetAccessKeyInfo- GetCallerIdentity- GetDelegatedAccessToken- "
     "GetFederationToken GetServiceBearerToken- GetSessionToken- GetWebIdentityToken- SetContext "
     "SetSourceIdentity TagGetWebIdentityToken- TagSession"},
}};

// What every key has: see "@key" below.
constexpr std::string_view keys_of_key =
    "CallerAccount ViaService KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType "
    "ResourceAliases CustomerMasterKeySpec CustomerMasterKeyUsage";

// The keys that start with the vendor's name, without it; one that ends with ':' or '/' stands for
// all that begin so. "RequestTag" stands for aws:RequestTag/... and aws:TagKeys.
struct KeyRow {
  std::string_view vendor, actions, keys;
};
constexpr KeyRow key_rows[] = {
    {"ebs", "StartSnapshot", "Description ParentSnapshot RequestTag VolumeSize"},
    {"iam", "AttachGroupPolicy DetachGroupPolicy", "PolicyARN"},
    {"iam", "AttachRolePolicy", "PermissionsBoundary PolicyARN RoleTemplateARN"},
    {"iam", "AttachUserPolicy DetachRolePolicy DetachUserPolicy", "PermissionsBoundary PolicyARN"},
    {"iam", "CreateDelegationRequest", "DelegationDuration NotificationChannel TemplateArn"},
    {"iam",
     "CreateInstanceProfile CreateOpenIDConnectProvider CreatePolicy CreateSAMLProvider "
     "CreateVirtualMFADevice TagInstanceProfile TagMFADevice TagOpenIDConnectProvider TagPolicy "
     "TagSAMLProvider TagServerCertificate TagUser UntagInstanceProfile UntagMFADevice "
     "UntagOpenIDConnectProvider UntagPolicy UntagRole UntagSAMLProvider UntagServerCertificate "
     "UntagUser UploadServerCertificate",
     "RequestTag"},
    {"iam", "CreateRole", "PermissionsBoundary RequestTag RoleTemplateARN"},
    {"iam", "CreateServiceLinkedRole", "AWSServiceName"},
    {"iam", "CreateServiceSpecificCredential",
     "ServiceSpecificCredentialAgeDays ServiceSpecificCredentialServiceName"},
    {"iam", "CreateUser", "PermissionsBoundary RequestTag"},
    {"iam",
     "DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DeleteUserPermissionsBoundary "
     "DeleteUserPolicy PutUserPermissionsBoundary PutUserPolicy UpdateAssumeRolePolicy UpdateRole "
     "UpdateRoleDescription",
     "PermissionsBoundary"},
    {"iam",
     "DeleteServiceSpecificCredential ResetServiceSpecificCredential "
     "UpdateServiceSpecificCredential",
     "ServiceSpecificCredentialServiceName"},
    {"iam", "EnableMFADevice",
     "FIDO-FIPS-140-2-certification FIDO-FIPS-140-3-certification FIDO-certification "
     "RegisterSecurityKey"},
    {"iam", "GenerateOrganizationsAccessReport", "OrganizationsPolicyId"},
    {"iam", "GetAccountProperties PutAccountProperties", "AccountPropertyNamespaces"},
    {"iam", "GetRole PutRolePermissionsBoundary PutRolePolicy",
     "PermissionsBoundary RoleTemplateARN"},
    {"iam", "ListDelegationRequests", "DelegationRequestOwner"},
    {"iam", "PassRole", "AssociatedResourceArn PassedToService"},
    {"iam", "TagRole", "RequestTag RoleTemplateARN"},
    {"kms",
     "CancelKeyDeletion CreateAlias DeleteAlias DeleteImportedKeyMaterial DisableKeyRotation "
     "EnableKey GetKeyLastUsage GetKeyPolicy GetKeyRotationStatus ListKeyPolicies "
     "ListKeyRotations ListResourceTags RotateKeyOnDemand SynchronizeMultiRegionKey UpdateAlias "
     "UpdateKeyDescription",
     "@key"},
    {"kms",
     "ConnectCustomKeyStore CreateCustomKeyStore DeleteCustomKeyStore DescribeCustomKeyStores "
     "DisconnectCustomKeyStore UpdateCustomKeyStore",
     "CallerAccount"},
    {"kms", "CreateGrant",
     "@key EncryptionContext: EncryptionContextKeys GrantConstraintSourceArn GrantConstraintType "
     "GrantIsForAWSResource GrantOperations GranteePrincipal GranteeServicePrincipal "
     "RetiringPrincipal RetiringServicePrincipal"},
    {"kms", "CreateKey",
     "BypassPolicyLockoutSafetyCheck CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion "
     "MultiRegionKeyType RequestTag ViaService"},
    {"kms", "Decrypt GenerateDataKey",
     "@key EncryptionAlgorithm EncryptionContext: EncryptionContextKeys RecipientAttestation: "
     "RequestAlias"},
    {"kms", "DeriveSharedSecret", "@key KeyAgreementAlgorithm RecipientAttestation: RequestAlias"},
    {"kms", "DescribeKey GetPublicKey", "@key RequestAlias"},
    {"kms", "DisableKey", "@key TrailingDaysWithoutKeyUsage"},
    {"kms", "EnableKeyRotation", "@key RotationPeriodInDays"},
    {"kms", "Encrypt GenerateDataKeyWithoutPlaintext",
     "@key EncryptionAlgorithm EncryptionContext: EncryptionContextKeys RequestAlias"},
    {"kms", "GenerateDataKeyPair",
     "@key DataKeyPairSpec EncryptionAlgorithm EncryptionContext: EncryptionContextKeys "
     "RecipientAttestation: RequestAlias"},
    {"kms", "GenerateDataKeyPairWithoutPlaintext",
     "@key DataKeyPairSpec EncryptionAlgorithm EncryptionContext: EncryptionContextKeys "
     "RequestAlias"},
    {"kms", "GenerateMac VerifyMac", "@key MacAlgorithm RequestAlias"},
    {"kms", "GenerateRandom", "RecipientAttestation:"},
    {"kms", "GetParametersForImport", "@key WrappingAlgorithm WrappingKeySpec"},
    {"kms", "ImportKeyMaterial", "@key ExpirationModel ValidTo"},
    {"kms", "ListGrants RevokeGrant", "@key GrantIsForAWSResource"},
    {"kms", "PutKeyPolicy", "@key BypassPolicyLockoutSafetyCheck"},
    {"kms", "ReEncryptFrom ReEncryptTo",
     "@key EncryptionAlgorithm EncryptionContext: EncryptionContextKeys ReEncryptOnSameKey "
     "RequestAlias"},
    {"kms", "ReplicateKey", "@key ReplicaRegion"},
    {"kms", "RetireGrant", "@key EncryptionContext: EncryptionContextKeys GrantConstraintType"},
    {"kms", "ScheduleKeyDeletion",
     "@key ScheduleKeyDeletionPendingWindowInDays TrailingDaysWithoutKeyUsage"},
    {"kms", "Sign Verify", "@key MessageType RequestAlias SigningAlgorithm"},
    {"kms", "TagResource UntagResource", "@key RequestTag"},
    {"kms", "UpdatePrimaryRegion", "@key PrimaryRegion"},
    {"organizations",
     "AttachPolicy DeletePolicy DescribeEffectivePolicy DescribePolicy DetachPolicy "
     "DisablePolicyType EnablePolicyType ListAccountsWithInvalidEffectivePolicy "
     "ListEffectivePolicyValidationErrors ListPolicies ListPoliciesForTarget ListTargetsForPolicy "
     "UpdatePolicy",
     "PolicyType"},
    {"organizations",
     "CreateAccount CreateGovCloudAccount CreateOrganizationalUnit InviteAccountToOrganization "
     "PutResourcePolicy",
     "RequestTag"},
    {"organizations", "CreatePolicy", "PolicyType RequestTag"},
    {"organizations",
     "DeregisterDelegatedAdministrator DisableAWSServiceAccess EnableAWSServiceAccess "
     "ListDelegatedAdministrators RegisterDelegatedAdministrator",
     "ServicePrincipal"},
    {"organizations",
     "DescribeResponsibilityTransfer InviteOrganizationToTransferResponsibility "
     "ListInboundResponsibilityTransfers ListOutboundResponsibilityTransfers "
     "TerminateResponsibilityTransfer UpdateResponsibilityTransfer",
     "TransferDirection TransferType"},
    {"organizations", "ListTagsForResource", "PolicyType TransferDirection TransferType"},
    {"organizations", "TagResource UntagResource",
     "PolicyType RequestTag TransferDirection TransferType"},
    {"sts", "AssumeRole", "ExternalId RequestTag RoleSessionName SourceIdentity TransitiveTagKeys"},
    {"sts", "AssumeRoleWithSAML", "RequestTag RoleSessionName SourceIdentity TransitiveTagKeys"},
    {"sts", "AssumeRoleWithWebIdentity",
     "RequestTag RoleAuthorizedByIdp RoleSessionName SourceIdentity TransitiveTagKeys"},
    {"sts", "AssumeRoot", "TaskPolicyArn"},
    {"sts", "GetFederationToken TagGetWebIdentityToken", "RequestTag"},
    {"sts", "GetServiceBearerToken", "AWSServiceName DurationSeconds"},
    {"sts", "GetWebIdentityToken",
     "DurationSeconds IdentityTokenAudience RequestTag SigningAlgorithm"},
    {"sts", "SetContext", "RequestContext/ RequestContextProviders"},
    {"sts", "SetSourceIdentity", "SourceIdentity"},
    {"sts", "TagSession", "RequestTag TransitiveTagKeys"},
};

std::string_view names_of(std::string_view vendor) {
  if (vendor == "ec2") return ec2_action_names();
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const auto& each) { return each.first == vendor; });
  return found == names.end() ? std::string_view() : found->second;
}

// Calls `visit` with each of the words until it gives true; whether it did.
template <class Visit>
bool any_word(std::string_view words, Visit visit) {
  while (!words.empty()) {
    const auto blank = words.find(' ');
    const std::string_view word = words.substr(0, blank);
    if (!word.empty() && visit(word)) return true;
    words = blank == std::string_view::npos ? std::string_view() : words.substr(blank + 1);
  }
  return false;
}

bool key_listed(std::string_view keys, std::string_view name) {
  return any_word(keys, [&](std::string_view word) {
    if (word == "@key") return key_listed(keys_of_key, name);
    const bool open = word.ends_with(':') || word.ends_with('/');
    return open ? equal_ignoring_case(name.substr(0, word.size()), word)
                : equal_ignoring_case(name, word);
  });
}

std::string_view keys_of(const KnownAction& action) {
  for (const KeyRow& row : key_rows) {
    if (row.vendor != action.vendor) continue;
    if (any_word(row.actions, [&](std::string_view word) { return word == action.name; })) {
      return row.keys;
    }
  }
  return {};
}

// Steps between two names: letters put in, left out or changed.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j < row.size(); ++j) {
      const std::size_t change = diagonal + (lower(left[i - 1]) == lower(right[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

constexpr std::string_view single_global_keys =
    "aws:AssumedRoot aws:CalledViaFirst aws:CalledViaLast aws:ChatbotSourceArn aws:CurrentTime "
    "aws:Ec2InstanceSourcePrivateIPv4 aws:Ec2InstanceSourceVpc aws:EpochTime aws:FederatedProvider "
    "aws:IsMcpServiceAction aws:MultiFactorAuthAge aws:MultiFactorAuthPresent aws:PrincipalAccount "
    "aws:PrincipalArn aws:PrincipalIsAWSService aws:PrincipalOrgID aws:PrincipalServiceName "
    "aws:PrincipalTag/ aws:PrincipalType aws:referer aws:RequestTag/ aws:RequestedRegion "
    "aws:ResourceAccount aws:ResourceOrgID aws:ResourceTag/ aws:SecureTransport "
    "aws:SignInSessionArn aws:SourceAccount aws:SourceArn aws:SourceIdentity aws:SourceIp "
    "aws:SourceOrgID aws:SourceVpc "
    "aws:SourceVpcArn aws:SourceVpce aws:TokenIssueTime aws:UserAgent aws:userid aws:username "
    "aws:ViaAWSMCPService aws:ViaAWSService aws:VpceAccount aws:VpceOrgID aws:VpcSourceIp";
constexpr std::string_view several_global_keys =
    "aws:CalledVia aws:CalledViaAWSMCP aws:PrincipalOrgPaths aws:PrincipalServiceNamesList "
    "aws:ResourceOrgPaths aws:SourceOrgPaths aws:TagKeys aws:VpceOrgPaths";
constexpr std::string_view several_service_keys =
    "kms:EncryptionContextKeys kms:GrantOperations kms:ResourceAliases sts:TransitiveTagKeys";

}  // namespace

bool is_known_vendor(std::string_view vendor) { return !names_of(lower(vendor)).empty(); }

std::vector<KnownAction> actions_like(std::string_view pattern) {
  std::vector<KnownAction> found;
  const auto colon = pattern.find(':');
  if (colon == std::string_view::npos) return found;
  const std::string vendor = lower(pattern.substr(0, colon));
  const TextPattern name(pattern.substr(colon + 1), {.wildcards = true, .ignore_case = true});
  const auto look = [&](std::string_view known_vendor) {
    any_word(names_of(known_vendor), [&](std::string_view word) {
      const bool bare = word.ends_with('-');
      if (bare) word.remove_suffix(1);
      if (name.matches(word, Context())) found.push_back({known_vendor, word, !bare});
      return false;
    });
  };
  if (vendor == "ec2") look("ec2");
  for (const auto& each : names) {
    if (each.first == vendor) look(each.first);
  }
  return found;
}

std::string nearest_action(std::string_view action) {
  const auto colon = action.find(':');
  const std::string vendor = lower(action.substr(0, colon));
  const std::string_view name = colon == std::string_view::npos ? "" : action.substr(colon + 1);
  std::string best;
  std::size_t least = name.size() / 3 + 1;
  any_word(names_of(vendor), [&](std::string_view word) {
    if (word.ends_with('-')) word.remove_suffix(1);
    const std::size_t steps = distance(word, name);
    if (steps >= least) return false;
    least = steps;
    best = vendor + ":" + std::string(word);
    return false;
  });
  return best;
}

bool may_have_key(const KnownAction& action, std::string_view key) {
  const auto colon = key.find(':');
  if (colon == std::string_view::npos) return true;
  const std::string vendor = lower(key.substr(0, colon));
  const std::string_view name = key.substr(colon + 1);
  if (vendor == "aws") {
    // EC2's tags are known for what is emulated only, elsewhere.
    const bool tags = equal_ignoring_case(name, "TagKeys") ||
                      equal_ignoring_case(name.substr(0, 11), "RequestTag/");
    return !tags || action.vendor == "ec2" || key_listed(keys_of(action), "RequestTag");
  }
  if (!is_known_vendor(vendor)) return true;
  if (equal_ignoring_case(key.substr(0, 16), "iam:ResourceTag/")) return true;
  if (vendor != action.vendor) {
    // Roles' credentials that an instance delivers carry EC2's keys to every service.
    return vendor == "ec2" && (equal_ignoring_case(name, "SourceInstanceARN") ||
                               equal_ignoring_case(name, "RoleDelivery"));
  }
  return vendor == "ec2" || key_listed(keys_of(action), name);
}

bool is_global_key(std::string_view key) {
  return key_listed(single_global_keys, key) || key_listed(several_global_keys, key);
}

KeyShape shape_of_key(std::string_view key) {
  if (key_listed(several_global_keys, key) || key_listed(several_service_keys, key)) {
    return KeyShape::several;
  }
  return key_listed(single_global_keys, key) ? KeyShape::single : KeyShape::unknown;
}

}  // namespace amishare::policy
