// aws_managed_policies.cpp - the policies that AWS manages, as AWS publishes them.
//
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
#include <chrono>

#include "iam/managed_policy.h"
#include "policy/document.h"
#include "world/require.h"

namespace amishare::iam {
namespace {

// What AWS publishes of one.
struct Published {
  const char* name;
  const char* id;
  const char* description;
  std::int64_t created;          // seconds since 1970
  std::int64_t version_created;  // of the default version
  int default_version;
  const char* document;
};

constexpr Published published[] = {
    {"AdministratorAccess", "ANPAIWMBCKSKIEE64ZLYK",
     "Provides full access to AWS services and resources.", 1423247986, 1423247986, 1, R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "*",
            "Resource": "*"
        }
    ]
})"},
    {"PowerUserAccess", "ANPAJYRXTHIB4FOVS3ZXS",
     "Provides full access to AWS services and resources, but does not allow management of Users "
     "and groups.",
     1423247987, 1770919154, 12, R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "NotAction": [
                "iam:*",
                "organizations:*",
                "account:*"
            ],
            "Resource": "*",
            "Effect": "Allow"
        },
        {
            "Action": [
                "account:GetAccountInformation",
                "account:GetGovCloudAccountInformation",
                "account:GetPrimaryEmail",
                "account:ListRegions",
                "iam:CreateServiceLinkedRole",
                "iam:DeleteServiceLinkedRole",
                "iam:ListRoles",
                "organizations:DescribeEffectivePolicy",
                "organizations:DescribeOrganization"
            ],
            "Resource": "*",
            "Effect": "Allow"
        }
    ]
})"},
    {"AmazonEC2FullAccess", "ANPAI3VAJF5ZCRZ7MCQE6",
     "Provides full access to Amazon EC2 via the AWS Management Console.", 1423248015, 1543285016,
     5, R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Action": "ec2:*",
            "Effect": "Allow",
            "Resource": "*"
        },
        {
            "Effect": "Allow",
            "Action": "elasticloadbalancing:*",
            "Resource": "*"
        },
        {
            "Effect": "Allow",
            "Action": "cloudwatch:*",
            "Resource": "*"
        },
        {
            "Effect": "Allow",
            "Action": "autoscaling:*",
            "Resource": "*"
        },
        {
            "Effect": "Allow",
            "Action": "iam:CreateServiceLinkedRole",
            "Resource": "*",
            "Condition": {
                "StringEquals": {
                    "iam:AWSServiceName": [
                        "autoscaling.amazonaws.com",
                        "ec2scheduled.amazonaws.com",
                        "elasticloadbalancing.amazonaws.com",
                        "spot.amazonaws.com",
                        "spotfleet.amazonaws.com",
                        "transitgateway.amazonaws.com"
                    ]
                }
            }
        }
    ]
})"},
    {"AmazonEC2ReadOnlyAccess", "ANPAIGDT4SV4GSETWTBZK",
     "Provides read only access to Amazon EC2 via the AWS Management Console.", 1423248017,
     1707923824, 2, R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "EC2",
            "Effect": "Allow",
            "Action": [
                "ec2:Describe*",
                "ec2:Get*"
            ],
            "Resource": "*"
        },
        {
            "Sid": "ELB",
            "Effect": "Allow",
            "Action": "elasticloadbalancing:Describe*",
            "Resource": "*"
        },
        {
            "Sid": "Cloudwatch",
            "Effect": "Allow",
            "Action": [
                "cloudwatch:ListMetrics",
                "cloudwatch:GetMetricStatistics",
                "cloudwatch:Describe*"
            ],
            "Resource": "*"
        },
        {
            "Sid": "Autoscaling",
            "Effect": "Allow",
            "Action": "autoscaling:Describe*",
            "Resource": "*"
        }
    ]
})"},
    {"IAMFullAccess", "ANPAI7XKCFMBPM3QQRRVQ",
     "Provides full access to IAM via the AWS Management Console.", 1423248038, 1561146000, 2, R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "iam:*",
                "organizations:DescribeAccount",
                "organizations:DescribeOrganization",
                "organizations:DescribeOrganizationalUnit",
                "organizations:DescribePolicy",
                "organizations:ListChildren",
                "organizations:ListParents",
                "organizations:ListPoliciesForTarget",
                "organizations:ListRoots",
                "organizations:ListPolicies",
                "organizations:ListTargetsForPolicy"
            ],
            "Resource": "*"
        }
    ]
})"},
    {"IAMReadOnlyAccess", "ANPAJKSO7NDY4T57MWDSQ",
     "Provides read only access to IAM via the AWS Management Console.", 1423248039, 1516907487, 4,
     R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "iam:GenerateCredentialReport",
                "iam:GenerateServiceLastAccessedDetails",
                "iam:Get*",
                "iam:List*",
                "iam:SimulateCustomPolicy",
                "iam:SimulatePrincipalPolicy"
            ],
            "Resource": "*"
        }
    ]
})"},
    {"AWSKeyManagementServicePowerUser", "ANPAJNPP7PPPPMJRV2SA4",
     "Provides access to AWS Key Management Service (KMS).", 1423248040, 1488848111, 2, R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "kms:CreateAlias",
                "kms:CreateKey",
                "kms:DeleteAlias",
                "kms:Describe*",
                "kms:GenerateRandom",
                "kms:Get*",
                "kms:List*",
                "kms:TagResource",
                "kms:UntagResource",
                "iam:ListGroups",
                "iam:ListRoles",
                "iam:ListUsers"
            ],
            "Resource": "*"
        }
    ]
})"},
    {"AmazonSSMManagedInstanceCore", "ANPAIXSHM2BNB2D3AXXRU",
     "The policy for Amazon EC2 Role to enable AWS Systems Manager service core functionality.",
     1552670532, 1558630461, 2, R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "ssm:DescribeAssociation",
                "ssm:GetDeployablePatchSnapshotForInstance",
                "ssm:GetDocument",
                "ssm:DescribeDocument",
                "ssm:GetManifest",
                "ssm:GetParameter",
                "ssm:GetParameters",
                "ssm:ListAssociations",
                "ssm:ListInstanceAssociations",
                "ssm:PutInventory",
                "ssm:PutComplianceItems",
                "ssm:PutConfigurePackageResult",
                "ssm:UpdateAssociationStatus",
                "ssm:UpdateInstanceAssociationStatus",
                "ssm:UpdateInstanceInformation"
            ],
            "Resource": "*"
        },
        {
            "Effect": "Allow",
            "Action": [
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel"
            ],
            "Resource": "*"
        },
        {
            "Effect": "Allow",
            "Action": [
                "ec2messages:AcknowledgeMessage",
                "ec2messages:DeleteMessage",
                "ec2messages:FailMessage",
                "ec2messages:GetEndpoint",
                "ec2messages:GetMessages",
                "ec2messages:SendReply"
            ],
            "Resource": "*"
        }
    ]
})"},
};

ManagedPolicy compiled(const Published& from) {
  const policy::Parsed parsed = policy::parse(from.document, policy::DocumentKind::identity);
  require(parsed.policy != nullptr, "a policy that AWS publishes is sound");
  const Instant updated{std::chrono::seconds(from.version_created)};
  ManagedPolicy policy{.id = from.id,
                       .account = AccountId{"aws"},
                       .name = from.name,
                       .description = from.description,
                       .created = Instant(std::chrono::seconds(from.created)),
                       .updated = updated,
                       .default_version = from.default_version,
                       .next_version = from.default_version + 1};
  policy.versions.emplace(from.default_version, PolicyVersion{parsed.policy, updated});
  return policy;
}

}  // namespace

const std::vector<ManagedPolicy>& aws_managed_policies() {
  static const std::vector<ManagedPolicy> policies = [] {
    std::vector<ManagedPolicy> all;
    for (const Published& from : published) all.push_back(compiled(from));
    return all;
  }();
  return policies;
}

}  // namespace amishare::iam
