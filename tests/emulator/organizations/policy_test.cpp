// policy_test.cpp - control policies: stored, attached, and AWS's own.
#include "policy/policy.h"
#include "emulator/organizations/fixture.h"

namespace amishare::organizations::test {

namespace {

const std::string scp_type = "SERVICE_CONTROL_POLICY";
const std::string rcp_type = "RESOURCE_CONTROL_POLICY";
const std::string full_scp = "p-FullAWSAccess";
const std::string full_rcp = "p-RCPFullAWSAccess";

std::vector<std::string> attached(Organized& organized, const std::string& target,
                                  const std::string& type = scp_type) {
  std::vector<std::string> ids;
  for (const auto& one :
       organized.asks<op::ListPoliciesForTarget>({.target_id = target, .filter = type}).policies) {
    ids.push_back(*one.id);
  }
  return ids;
}

std::string statement(const std::string& members) {
  return R"({"Version":"2012-10-17","Statement":[{)" + members + "}]}";
}

}  // namespace

TEST_CASE("a policy is kept as it was sent and shown with its ARN", "[organizations]") {
  Organized organized;
  const std::string content = " " + deny_launch + "\n";
  const auto made = *organized
                         .asks<op::CreatePolicy>({.content = content,
                                                  .description = "no launches",
                                                  .name = "NoLaunch",
                                                  .type = scp_type,
                                                  .tags = {{.key = "k", .value = "v"}}})
                         .policy;
  const std::string id = *made.policy_summary->id;
  CHECK(id.starts_with("p-"));
  CHECK(*made.content == content);
  CHECK(*made.policy_summary->arn == "arn:aws:organizations::999988887777:policy/" + organized.id +
                                         "/service_control_policy/" + id);
  CHECK(*made.policy_summary->aws_managed == false);
  CHECK(*organized.asks<op::DescribePolicy>({.policy_id = id}).policy->policy_summary->type ==
        scp_type);
  const std::string rcp = organized.policy("NoDecrypt", rcp_deny_decrypt, rcp_type);
  CHECK(*organized.asks<op::DescribePolicy>({.policy_id = rcp}).policy->policy_summary->arn ==
        "arn:aws:organizations::999988887777:policy/" + organized.id + "/resource_control_policy/" +
            rcp);
  CHECK(organized.asks<op::ListPolicies>({.filter = scp_type}).policies.size() == 2);
  CHECK(organized.asks<op::ListPolicies>({.filter = rcp_type}).policies.size() == 2);
  CHECK(organized.asks<op::ListPolicies>({.filter = "TAG_POLICY"}).policies.empty());
  CHECK(organized.refused<op::DescribePolicy>({.policy_id = "p-nowhere1"}).code ==
        "PolicyNotFoundException");
}

TEST_CASE("a name is taken within a type", "[organizations]") {
  Organized organized;
  const std::string first = organized.policy("one", deny_launch);
  const op::CreatePolicy::Request again{
      .content = deny_launch, .description = "", .name = "one", .type = scp_type};
  CHECK(organized.refused<op::CreatePolicy>(again) ==
        Error{"DuplicatePolicyException",
              "A policy with the specified name and type already exists."});
  CHECK_NOTHROW(organized.policy("one", rcp_deny_decrypt, rcp_type));
  const std::string second = organized.policy("two", deny_launch);
  CHECK(organized.refused<op::UpdatePolicy>({.policy_id = second, .name = "one"}).code ==
        "DuplicatePolicyException");
  CHECK(organized.refused<op::UpdatePolicy>({.policy_id = second, .name = "FullAWSAccess"}).code ==
        "DuplicatePolicyException");
  CHECK_NOTHROW(organized.asks<op::UpdatePolicy>({.policy_id = first, .name = "one"}));
}

TEST_CASE("what an SCP and an RCP may say", "[organizations]") {
  Organized organized;
  const auto fits = [&](const std::string& type, const std::string& content) {
    static int number = 0;
    const op::CreatePolicy::Request request{.content = content,
                                            .description = "",
                                            .name = "p" + std::to_string(number++),
                                            .type = type};
    try {
      organized.asks<op::CreatePolicy>(request);
      return true;
    } catch (const Error& error) {
      CHECK(error == Error{"MalformedPolicyDocumentException",
                           "The provided policy document does not meet the requirements of the "
                           "specified policy type."});
      return false;
    }
  };
  const std::string deny = R"("Effect":"Deny","Action":"ec2:*","Resource":"*")";
  CHECK(fits(scp_type, statement(deny)));
  // The whole language since September 2025.
  CHECK(fits(scp_type, statement(R"("Effect":"Allow","NotAction":["iam:*"],"Resource":"*")")));
  CHECK(fits(scp_type, statement(R"("Effect":"Allow","Action":"ec2:*Instances",)"
                                 R"("Resource":"arn:aws:ec2:*:*:instance/*","Condition":)"
                                 R"({"StringEquals":{"aws:RequestedRegion":"us-east-1"}})")));
  CHECK(fits(scp_type, statement(R"("Effect":"Deny","Action":"*",)"
                                 R"("NotResource":"arn:aws:s3:::x/*")")));
  CHECK_FALSE(fits(scp_type, "not json"));
  CHECK_FALSE(fits(scp_type, "{}"));
  CHECK_FALSE(fits(scp_type, statement(deny + R"(,"Principal":"*")")));
  CHECK_FALSE(fits(scp_type, statement(deny + R"(,"NotPrincipal":{"AWS":"111122223333"})")));
  CHECK_FALSE(fits(scp_type, statement(R"("Effect":"deny","Action":"ec2:*","Resource":"*")")));
  CHECK_FALSE(fits(scp_type, statement(R"("Effect":"Deny","Action":"ec2:*")")));
  CHECK_FALSE(fits(scp_type, statement(R"("Effect":"Deny","Resource":"*")")));

  const std::string everyone = R"("Principal":"*",)";
  CHECK(fits(rcp_type, statement(everyone + R"("Effect":"Deny","Action":"kms:*","Resource":"*")")));
  CHECK(fits(rcp_type, statement(everyone + R"("Effect":"Deny","Action":["kms:Decrypt","sts:*"],)"
                                            R"("NotResource":"arn:aws:kms:*:*:key/x")")));
  CHECK_FALSE(
      fits(rcp_type, statement(everyone + R"("Effect":"Allow","Action":"kms:*","Resource":"*")")));
  CHECK_FALSE(
      fits(rcp_type, statement(everyone + R"("Effect":"Deny","Action":"*","Resource":"*")")));
  CHECK_FALSE(fits(rcp_type,
                   statement(everyone + R"("Effect":"Deny","NotAction":"kms:*","Resource":"*")")));
  CHECK_FALSE(fits(rcp_type, statement(deny)));
  CHECK_FALSE(fits(rcp_type, statement(R"("Principal":{"AWS":"111122223333"},)"
                                       R"("Effect":"Deny","Action":"kms:*","Resource":"*")")));
  CHECK_FALSE(fits(rcp_type,
                   R"({"Version":"2008-10-17","Statement":[{"Principal":"*","Effect":"Deny",)"
                   R"("Action":"kms:*","Resource":"*"}]})"));
}

TEST_CASE("how long a policy may be, white space and all", "[organizations]") {
  const auto size_of_first_refusal = [](const std::string& type, bool raised) {
    WorldOptions options;
    options.switches.raised_scp_quotas = raised;
    Organized organized(options);
    const std::string base = type == scp_type ? deny_launch : rcp_deny_decrypt;
    for (const std::size_t size : {5120U, 5121U, 10'240U, 10'241U}) {
      const std::string content = base + std::string(size - base.size(), ' ');
      try {
        organized.policy(std::to_string(size), content, type);
      } catch (const Error& error) {
        CHECK(verdict(error) == "ConstraintViolationException POLICY_CONTENT_LIMIT_EXCEEDED");
        CHECK(error.message == "You have exceeded the maximum policy size.");
        return size;
      }
    }
    return std::size_t{0};
  };
  CHECK(size_of_first_refusal(scp_type, true) == 10'241);
  CHECK(size_of_first_refusal(scp_type, false) == 5121);
  CHECK(size_of_first_refusal(rcp_type, false) == 5121);
}

TEST_CASE("other types of policies are refused by name", "[organizations]") {
  Organized organized;
  const Error refusal = organized.refused<op::CreatePolicy>(
      {.content = "{}", .description = "", .name = "x", .type = "TAG_POLICY"});
  CHECK(refusal.code == "UnsupportedOperationException");
  CHECK(refusal.message == "amishare does not emulate policies of type TAG_POLICY.");
  CHECK(organized
            .refused<op::EnablePolicyType>(
                {.root_id = organized.root, .policy_type = "BACKUP_POLICY"})
            .code == "UnsupportedOperationException");
  CHECK(organized
            .refused<op::DisablePolicyType>(
                {.root_id = organized.root, .policy_type = "BACKUP_POLICY"})
            .code == "PolicyTypeNotEnabledException");
}

TEST_CASE("enabling a type attaches AWS's policy everywhere, disabling detaches all",
          "[organizations]") {
  Organized organized;
  const std::string prod = organized.unit("Prod");
  CHECK(attached(organized, organized.root).empty());
  const auto enabled =
      *organized.asks<op::EnablePolicyType>({.root_id = organized.root, .policy_type = scp_type})
           .root;
  REQUIRE(enabled.policy_types.size() == 1);
  CHECK(*enabled.policy_types[0].type == scp_type);
  CHECK(*enabled.policy_types[0].status == "ENABLED");
  for (const std::string& target : {organized.root, prod, account_a.value, management.value}) {
    CHECK(attached(organized, target) == std::vector<std::string>{full_scp});
    CHECK(attached(organized, target, rcp_type).empty());
  }
  CHECK(
      organized.refused<op::EnablePolicyType>({.root_id = organized.root, .policy_type = scp_type})
          .code == "PolicyTypeAlreadyEnabledException");
  CHECK(organized.refused<op::EnablePolicyType>({.root_id = "r-none", .policy_type = scp_type})
            .code == "RootNotFoundException");
  // What comes later has it from the start.
  CHECK(attached(organized, organized.unit("Test")) == std::vector<std::string>{full_scp});
  organized.invite(account_b);
  CHECK(attached(organized, account_b.value) == std::vector<std::string>{full_scp});

  const std::string scp = organized.policy("scp", deny_launch);
  organized.asks<op::AttachPolicy>({.policy_id = scp, .target_id = prod});
  CHECK(organized.asks<op::DisablePolicyType>({.root_id = organized.root, .policy_type = scp_type})
            .root->policy_types.empty());
  CHECK(attached(organized, prod).empty());
  CHECK(
      organized.refused<op::DisablePolicyType>({.root_id = organized.root, .policy_type = scp_type})
          .code == "PolicyTypeNotEnabledException");
  CHECK(organized.refused<op::AttachPolicy>({.policy_id = scp, .target_id = prod}) ==
        Error{"PolicyTypeNotEnabledException",
              "This operation can be performed only for enabled policy types."});
  // Enabled again, what was attached is not.
  organized.enable(scp_type);
  CHECK(attached(organized, prod) == std::vector<std::string>{full_scp});
}

TEST_CASE("attaching and detaching", "[organizations]") {
  Organized organized;
  organized.enable(scp_type);
  const std::string scp = organized.policy("scp", deny_launch);
  const auto attach = [&](const std::string& policy, const std::string& target) {
    return op::AttachPolicy::Request{.policy_id = policy, .target_id = target};
  };
  const auto detach = [&](const std::string& policy, const std::string& target) {
    return op::DetachPolicy::Request{.policy_id = policy, .target_id = target};
  };
  const std::string& a = account_a.value;
  CHECK(organized.refused<op::AttachPolicy>(attach("p-nowhere1", a)).code ==
        "PolicyNotFoundException");
  CHECK(organized.refused<op::AttachPolicy>(attach(scp, account_b.value)).code ==
        "TargetNotFoundException");
  organized.asks<op::AttachPolicy>(attach(scp, a));
  CHECK(organized.refused<op::AttachPolicy>(attach(scp, a)).code ==
        "DuplicatePolicyAttachmentException");
  CHECK(attached(organized, a) == std::vector<std::string>{full_scp, scp});
  const auto targets = organized.asks<op::ListTargetsForPolicy>({.policy_id = scp}).targets;
  REQUIRE(targets.size() == 1);
  CHECK(*targets[0].target_id == a);
  CHECK(*targets[0].type == "ACCOUNT");
  CHECK(*targets[0].name == "Account 111122223333");
  CHECK(*organized.asks<op::ListTargetsForPolicy>({.policy_id = full_scp}).targets.at(0).type ==
        "ROOT");
  CHECK(organized.refused<op::DeletePolicy>({.policy_id = scp}).code == "PolicyInUseException");
  organized.asks<op::DetachPolicy>(detach(full_scp, a));
  const Error last = organized.refused<op::DetachPolicy>(detach(scp, a));
  CHECK(verdict(last) == "ConstraintViolationException MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
  CHECK(last.message ==
        "You cannot remove the last policy attached to the specified target. You must have at "
        "least one attached at all times.");
  CHECK(organized.refused<op::DetachPolicy>(detach(full_scp, a)).code ==
        "PolicyNotAttachedException");
  organized.asks<op::AttachPolicy>(attach(full_scp, a));
  organized.asks<op::DetachPolicy>(detach(scp, a));
  CHECK_NOTHROW(organized.asks<op::DeletePolicy>({.policy_id = scp}));
}

TEST_CASE("five SCPs and five RCPs at a target, AWS's own counted", "[organizations]") {
  const auto most = [](const std::string& type, bool raised) {
    WorldOptions options;
    options.switches.raised_scp_quotas = raised;
    Organized organized(options);
    organized.enable(type);
    for (std::size_t count = 1; count < 20; ++count) {
      const std::string content = type == scp_type ? deny_launch : rcp_deny_decrypt;
      const std::string id = organized.policy(std::to_string(count), content, type);
      try {
        organized.asks<op::AttachPolicy>({.policy_id = id, .target_id = account_a.value});
      } catch (const Error& error) {
        CHECK(verdict(error) ==
              "ConstraintViolationException MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
        CHECK(error.message ==
              "You have attached the maximum number of policies to the specified target.");
        return count;
      }
    }
    return std::size_t{0};
  };
  CHECK(most(scp_type, true) == 10);
  CHECK(most(scp_type, false) == 5);
  CHECK(most(rcp_type, false) == 5);
}

TEST_CASE("AWS's own policies are as they are", "[organizations]") {
  Organized organized;
  organized.enable(scp_type);
  organized.enable(rcp_type);
  const auto full = *organized.asks<op::DescribePolicy>({.policy_id = full_scp}).policy;
  CHECK(*full.policy_summary->arn ==
        "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess");
  CHECK(*full.policy_summary->name == "FullAWSAccess");
  CHECK(*full.policy_summary->description == "Allows access to every operation");
  CHECK(*full.policy_summary->aws_managed == true);
  CHECK(*organized.asks<op::DescribePolicy>({.policy_id = full_rcp}).policy->policy_summary->arn ==
        "arn:aws:organizations::aws:policy/resource_control_policy/p-RCPFullAWSAccess");
  CHECK(verdict(organized.refused<op::UpdatePolicy>({.policy_id = full_scp, .name = "x"})) ==
        "InvalidInputException IMMUTABLE_POLICY");
  CHECK(verdict(organized.refused<op::DeletePolicy>({.policy_id = full_rcp})) ==
        "InvalidInputException IMMUTABLE_POLICY");
  // The RCP cannot be detached even where another is attached.
  const std::string rcp = organized.policy("rcp", rcp_deny_decrypt, rcp_type);
  organized.asks<op::AttachPolicy>({.policy_id = rcp, .target_id = account_a.value});
  CHECK(verdict(organized.refused<op::DetachPolicy>(
            {.policy_id = full_rcp, .target_id = account_a.value})) ==
        "InvalidInputException NON_DETACHABLE_POLICY");
  CHECK_NOTHROW(organized.asks<op::DetachPolicy>({.policy_id = rcp, .target_id = account_a.value}));
}

TEST_CASE("changes are in force at once", "[organizations]") {
  Organized organized;
  World& world = organized.world;
  organized.enable(scp_type);
  const Caller admin = user(world, account_a, "admin2", identity_policy("Allow", "*"));
  const auto may = [&](const Caller& caller) {
    TraceEntry& entry = world.trace.add({.request_id = {}});
    return Call(world, caller, us_east_1, entry).decide({.action = "ec2:RunInstances"}).allowed();
  };
  const std::string scp = organized.policy("scp", deny_launch);
  const std::string prod = organized.unit("Prod");
  organized.asks<op::AttachPolicy>({.policy_id = scp, .target_id = prod});
  CHECK(may(admin));
  organized.move(account_a, organized.root, prod);
  CHECK_FALSE(may(admin));
  CHECK_FALSE(may(root(account_a)));  // the root user of a member, too
  organized.asks<op::UpdatePolicy>(
      {.policy_id = scp, .content = identity_policy("Deny", "ec2:StopInstances")});
  CHECK(may(admin));
  organized.asks<op::UpdatePolicy>({.policy_id = scp, .content = deny_launch});
  organized.asks<op::DetachPolicy>({.policy_id = scp, .target_id = prod});
  CHECK(may(admin));
  organized.asks<op::AttachPolicy>({.policy_id = scp, .target_id = organized.root});
  CHECK_FALSE(may(admin));
  // Never in the management account, and not in one that has left.
  CHECK(may(user(world, management, "admin2", identity_policy("Allow", "*"))));
  organized.asks<op::RemoveAccountFromOrganization>({.account_id = account_a.value});
  CHECK(may(admin));
}

TEST_CASE("RCPs are above a member's resources, of the services that have them",
          "[organizations]") {
  Organized organized;
  World& world = organized.world;
  organized.enable(rcp_type);
  const std::string rcp = organized.policy(
      "rcp",
      statement(R"("Principal":"*","Effect":"Deny","Resource":"*",)"
                R"("Action":["kms:ListKeys","sts:AssumeRole","ec2:RunInstances","iam:ListUsers"])"),
      rcp_type);
  const auto may = [&](const Caller& caller, const std::string& action, const AccountId& owner) {
    TraceEntry& entry = world.trace.add({.request_id = {}});
    return Call(world, caller, us_east_1, entry)
        .decide({.action = action, .resource = "*", .resource_account = owner})
        .allowed();
  };
  const Caller a = root(account_a);
  CHECK(may(a, "kms:ListKeys", account_a));
  organized.asks<op::AttachPolicy>({.policy_id = rcp, .target_id = organized.root});
  CHECK_FALSE(may(a, "kms:ListKeys", account_a));
  CHECK_FALSE(may(a, "sts:AssumeRole", account_a));
  CHECK(may(a, "ec2:RunInstances", account_a));
  CHECK(may(a, "iam:ListUsers", account_a));
  // It is the resource's account that counts.
  CHECK(may(root(management), "kms:ListKeys", management));
  CHECK(may(root(account_b), "kms:ListKeys", account_b));
}

TEST_CASE("B10: at every level some SCP has to allow, not every SCP", "[organizations]") {
  Organized organized;
  World& world = organized.world;
  organized.enable(scp_type);
  const Caller admin = user(world, account_a, "admin2", identity_policy("Allow", "*"));
  const auto may = [&](const std::string& action) {
    TraceEntry& entry = world.trace.add({.request_id = {}});
    return Call(world, admin, us_east_1, entry).decide({.action = action}).allowed();
  };
  const std::string only_ec2 = organized.policy("ec2", identity_policy("Allow", "ec2:*"));
  organized.asks<op::AttachPolicy>({.policy_id = only_ec2, .target_id = account_a.value});
  CHECK(may("iam:ListUsers"));  // FullAWSAccess is beside it
  organized.asks<op::DetachPolicy>({.policy_id = full_scp, .target_id = account_a.value});
  CHECK_FALSE(may("iam:ListUsers"));
  CHECK(may("ec2:DescribeImages"));
}

}  // namespace amishare::organizations::test
