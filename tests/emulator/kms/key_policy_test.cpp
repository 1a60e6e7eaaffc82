// key_policy_test.cpp - what a key policy must be, what it is by default, and whom it binds.
#include "emulator/kms/keys.h"

namespace amishare::kms::test {
namespace {

const Error lockout{
    "MalformedPolicyDocumentException",
    "The new key policy will not allow you to update the key policy in the future."};
const Error invalid_principals{"MalformedPolicyDocumentException",
                               "Policy contains a statement with one or more invalid principals."};

std::string policy_of(World& world, const std::string& key) {
  return ask<op::GetKeyPolicy>(world, root(account_a), {.key_id = key}).policy.value();
}

std::string quoted(const Caller& caller) { return "\"" + caller.principal->principal_arn + "\""; }

}  // namespace

TEST_CASE("a key without a policy gets AWS's default one", "[kms]") {
  World world;
  const std::string key = create_key(world, root(account_a));
  const auto shown = ask<op::GetKeyPolicy>(world, root(account_a), {.key_id = key});
  CHECK(shown.policy_name == "default");
  CHECK(shown.policy == R"({
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::111122223333:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
})");
  CHECK(ask<op::ListKeyPolicies>(world, root(account_a), {.key_id = key}).policy_names ==
        std::vector<std::string>{"default"});
}

TEST_CASE("a policy comes back as it was put, its account ids as root ARNs", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const std::string text = key_policy(root_arn(account_a), "kms:*");
  ask<op::PutKeyPolicy>(world, a, {.key_id = key, .policy_name = "default", .policy = text});
  CHECK(policy_of(world, key) == text);
  ask<op::PutKeyPolicy>(world, a, {.key_id = key, .policy = key_policy(account_a.value, "kms:*")});
  CHECK(policy_of(world, key) == text);
}

TEST_CASE("there is no policy but the default one", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Error none{"NotFoundException", "No such policy exists"};
  CHECK(refusal_of<op::GetKeyPolicy>(world, a, {.key_id = key, .policy_name = "x"}) == none);
  CHECK(refusal_of<op::PutKeyPolicy>(world, a,
                                     {.key_id = key,
                                      .policy_name = "x",
                                      .policy = key_policy(root_arn(account_a), "kms:*")}) == none);
}

TEST_CASE("B24: what is no policy is refused, at a key and at a new one", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  for (const std::string& text :
       {std::string("not json"), std::string("{}"), std::string("[]"), std::string("\"x\""),
        std::string(R"({"Version":"2012-10-17","Statement":[{"Effect":"Perhaps"}]})")}) {
    INFO(text);
    CHECK(refusal_of<op::PutKeyPolicy>(world, a, {.key_id = key, .policy = text}).code ==
          "MalformedPolicyDocumentException");
    CHECK(refusal_of<op::CreateKey>(world, a, {.policy = text}).code ==
          "MalformedPolicyDocumentException");
  }
}

TEST_CASE("a policy has at most 32 KiB", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  std::string text = key_policy(root_arn(account_a), "kms:*");
  text.insert(1, std::string(32768 - text.size(), ' '));
  ask<op::PutKeyPolicy>(world, a, {.key_id = key, .policy = text});
  text.insert(1, " ");
  CHECK(refusal_of<op::PutKeyPolicy>(world, a, {.key_id = key, .policy = text}).code ==
        "LimitExceededException");
}

TEST_CASE("principals of a policy must exist", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller exists = user(world, account_b, "exists");
  const auto with = [](const std::string& principal) {
    return key_policy(root_arn(account_a), "kms:*",
                      R"(,{"Effect":"Allow","Principal":{"AWS":")" + principal +
                          R"("},"Action":"kms:Decrypt","Resource":"*"})");
  };
  for (const std::string& principal :
       {std::string("arn:aws:iam::444455556666:user/none"),
        std::string("arn:aws:iam::444455556666:role/none"),
        std::string("arn:aws:iam::444455556666:role/*"),
        std::string("arn:aws:iam::444455556666:group/g"), std::string("arn:aws:iam::1:root"),
        std::string("AIDAAAAAAAAAAAAAAAAAA"), std::string("nonsense")}) {
    INFO(principal);
    CHECK(refusal_of<op::PutKeyPolicy>(world, a, {.key_id = key, .policy = with(principal)}) ==
          invalid_principals);
    CHECK(refusal_of<op::CreateKey>(world, a, {.policy = with(principal)}) == invalid_principals);
  }
  for (const std::string& principal :
       {exists.principal->arn, root_arn(account_b), std::string("999999999999"),
        std::string("*")}) {
    INFO(principal);
    ask<op::PutKeyPolicy>(world, a, {.key_id = key, .policy = with(principal)});
  }
}

TEST_CASE("a policy must let its author change it again, unless he insists", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const Caller writer = user(world, account_a, "writer", identity_policy("Allow", "kms:*"));
  const std::string key = create_key(world, a);
  const std::string only_use = key_policy(root_arn(account_a), "kms:Decrypt");
  CHECK(refusal_of<op::PutKeyPolicy>(world, writer, {.key_id = key, .policy = only_use}) ==
        lockout);
  CHECK(refusal_of<op::CreateKey>(world, writer, {.policy = only_use}) == lockout);
  // Only somebody else may.
  const Caller other = user(world, account_a, "other");
  const std::string only_other = key_policy(other.principal->arn, "kms:*");
  CHECK(refusal_of<op::PutKeyPolicy>(world, writer, {.key_id = key, .policy = only_other}) ==
        lockout);
  // Directly, or through the account and an identity policy.
  ask<op::PutKeyPolicy>(world, writer,
                        {.key_id = key, .policy = key_policy(root_arn(account_a), "kms:*")});
  ask<op::PutKeyPolicy>(world, writer,
                        {.key_id = key, .policy = key_policy(writer.principal->arn, "kms:*")});

  ask<op::PutKeyPolicy>(
      world, writer,
      {.key_id = key, .policy = only_use, .bypass_policy_lockout_safety_check = true});
  // Now nobody may, the root user included.
  CHECK(refusal_of<op::PutKeyPolicy>(
            world, a, {.key_id = key, .policy = key_policy(root_arn(account_a), "kms:*")}) ==
        denied(a, "kms:PutKeyPolicy",
               " on resource: " + key +
                   " because no resource-based policy allows the kms:PutKeyPolicy action"));
}

TEST_CASE("policies can forbid to skip the lockout check", "[kms]") {
  World world;
  const std::string key = create_key(
      world, root(account_a),
      key_policy(root_arn(account_a), "kms:*",
                 R"(,{"Effect":"Deny","Principal":"*","Action":"kms:PutKeyPolicy","Resource":"*",)"
                 R"("Condition":{"Bool":{"kms:BypassPolicyLockoutSafetyCheck":"true"}}})"));
  const std::string text = key_policy(root_arn(account_a), "kms:*");
  const Caller a = root(account_a);
  CHECK(
      refusal_of<op::PutKeyPolicy>(
          world, a, {.key_id = key, .policy = text, .bypass_policy_lockout_safety_check = true}) ==
      denied(a, "kms:PutKeyPolicy",
             " on resource: " + key + " with an explicit deny in a resource-based policy"));
  ask<op::PutKeyPolicy>(world, a, {.key_id = key, .policy = text});
}

TEST_CASE("a deleted principal shows by its unique id, and a namesake has no access", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const Caller first = user(world, account_a, "worker");
  const std::string key =
      create_key(world, a,
                 key_policy(root_arn(account_a), "kms:*",
                            R"(,{"Effect":"Allow","Principal":{"AWS":)" + quoted(first) +
                                R"(},"Action":"kms:DescribeKey","Resource":"*"})"));
  CHECK(ask<op::DescribeKey>(world, first, {.key_id = key}).key_metadata->arn == key);
  CHECK(policy_of(world, key).find(quoted(first)) != std::string::npos);

  ask<iam::op::DeleteUser>(world, a, {.user_name = "worker"});
  CHECK(policy_of(world, key).find("\"" + first.principal->unique_id + "\"") != std::string::npos);
  CHECK(policy_of(world, key).find(quoted(first)) == std::string::npos);
  const Caller second = user(world, account_a, "worker");
  CHECK(second.principal->arn == first.principal->arn);
  CHECK(refusal_of<op::DescribeKey>(world, second, {.key_id = key}).code ==
        "AccessDeniedException");
}

TEST_CASE("the policy of alias/aws/ebs is AWS's", "[kms]") {
  World world;
  const Key& key = managed_ebs_key(world, account_a, us_east_1);
  const std::string text = policy_of(world, key.id);
  CHECK(text.find(R"("Id" : "auto-ebs-2")") != std::string::npos);
  CHECK(text.find(R"("kms:CallerAccount" : "111122223333")") != std::string::npos);
  CHECK(text.find(R"("kms:ViaService" : "ec2.us-east-1.amazonaws.com")") != std::string::npos);
}

}  // namespace amishare::kms::test
