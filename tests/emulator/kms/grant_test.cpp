// grant_test.cpp - grants: whom they let do what, how they are made, listed and ended.
#include "crypto/hash.h"
#include "emulator/kms/keys.h"

namespace amishare::kms::test {
namespace {

api::CreateGrantRequest grant_request(const std::string& key, const Caller& grantee,
                                      const std::vector<std::string>& operations) {
  return {.key_id = key,
          .grantee_principal = grantee.principal->principal_arn,
          .operations = operations};
}

api::GrantConstraints subset(const Context& context) {
  return {.encryption_context_subset = context};
}
api::GrantConstraints equals(const Context& context) {
  return {.encryption_context_equals = context};
}

std::vector<api::GrantListEntry> grants_of(World& world, const std::string& key) {
  return ask<op::ListGrants>(world, root(account_a), {.key_id = key}).grants;
}

Caller infrastructure(const std::string& instance) {
  policy::Principal who;
  who.kind = policy::PrincipalKind::role_session;
  who.account = account_b;
  who.arn = "arn:aws:sts::" + account_b.value + ":assumed-role/aws:ec2-infrastructure/" + instance;
  who.principal_arn = "arn:aws:iam::" + account_b.value + ":role/aws:ec2-infrastructure";
  who.unique_id = account_b.value + ":aws:ec2-infrastructure";
  who.user_id = who.unique_id + ":" + instance;
  Caller caller;
  caller.principal = std::move(who);
  return caller;
}

}  // namespace

TEST_CASE("a grant alone is enough, within the account and across", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  for (const Caller& grantee : {user(world, account_a, "near"), user(world, account_b, "far"),
                                role_session(world, account_b, "far-role")}) {
    const Blob blob{encrypted(world, a, key, "hello")};
    CHECK(refusal_of<op::Decrypt>(world, grantee, {.ciphertext_blob = blob}).code ==
          "AccessDeniedException");
    const auto made = ask<op::CreateGrant>(world, a, grant_request(key, grantee, {"Decrypt"}));
    CHECK(decrypted(world, grantee, blob.bytes) == "hello");
    // The trace tells which grant it was.
    const auto& decision = world.trace.entries().back().decisions.back().decision;
    CHECK(decision.decided_by == policy::Layer::grant);
    CHECK(decision.grant_id == made.grant_id);
    // One operation, not others; one key, not others.
    CHECK(refusal_of<op::Encrypt>(world, grantee, {.key_id = key, .plaintext = Blob{"x"}}).code ==
          "AccessDeniedException");
    const Blob other{encrypted(world, a, create_key(world, a), "hello")};
    CHECK(refusal_of<op::Decrypt>(world, grantee, {.ciphertext_blob = other}).code ==
          "AccessDeniedException");
    ask<op::RevokeGrant>(world, a, {.key_id = key, .grant_id = made.grant_id.value()});
    CHECK(refusal_of<op::Decrypt>(world, grantee, {.ciphertext_blob = blob}).code ==
          "AccessDeniedException");
  }
}

TEST_CASE("a grant to an account's root user leaves it to the account", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Blob blob{encrypted(world, a, key, "hello")};
  ask<op::CreateGrant>(
      world, a, {.key_id = key, .grantee_principal = account_b.value, .operations = {"Decrypt"}});
  CHECK(grants_of(world, key).at(0).grantee_principal == root_arn(account_b));
  CHECK(decrypted(world, root(account_b), blob.bytes) == "hello");
  const Caller nobody = user(world, account_b, "nobody");
  const Caller allowed = user(world, account_b, "allowed", identity_policy("Allow", "kms:Decrypt"));
  CHECK(refusal_of<op::Decrypt>(world, nobody, {.ciphertext_blob = blob}).code ==
        "AccessDeniedException");
  CHECK(decrypted(world, allowed, blob.bytes) == "hello");
}

TEST_CASE("B11: an explicit deny is above every grant", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const Caller by_identity =
      user(world, account_a, "by-identity", identity_policy("Deny", "kms:Decrypt"));
  const Caller by_key = user(world, account_a, "by-key");
  const std::string key =
      create_key(world, a,
                 key_policy(root_arn(account_a), "kms:*",
                            R"(,{"Effect":"Deny","Principal":{"AWS":")" + by_key.principal->arn +
                                R"("},"Action":"kms:Decrypt","Resource":"*"})"));
  const Blob blob{encrypted(world, a, key, "x")};
  for (const Caller& caller : {by_identity, by_key}) {
    ask<op::CreateGrant>(world, a, grant_request(key, caller, {"Decrypt", "Encrypt"}));
    ask<op::Encrypt>(world, caller, {.key_id = key, .plaintext = Blob{"x"}});
    const Error refused = refusal_of<op::Decrypt>(world, caller, {.ciphertext_blob = blob});
    CHECK(refused.message.find("with an explicit deny") != std::string::npos);
  }
}

TEST_CASE("B12: a constrained grant holds for the encryption contexts it names", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller some = user(world, account_b, "subset");
  const Caller same = user(world, account_b, "equals");
  auto request = grant_request(key, some, {"Decrypt", "DescribeKey"});
  request.constraints = subset({{"aws:ebs:id", "vol-1"}});
  ask<op::CreateGrant>(world, a, request);
  request = grant_request(key, same, {"Decrypt", "DescribeKey"});
  request.constraints = equals({{"aws:ebs:id", "vol-1"}});
  ask<op::CreateGrant>(world, a, request);

  const auto may = [&](const Caller& caller, const Context& context) {
    World fork = world;
    const std::string blob = encrypted(fork, a, key, "hello", context);
    try {
      return decrypted(fork, caller, blob, context) == "hello";
    } catch (const Error& error) {
      CHECK(error.code == "AccessDeniedException");
      return false;
    }
  };
  const Context exact{{"aws:ebs:id", "vol-1"}};
  const Context more{{"aws:ebs:id", "vol-1"}, {"b", "2"}};
  CHECK(may(some, exact));
  CHECK(may(same, exact));
  CHECK(may(some, more));
  CHECK_FALSE(may(same, more));
  for (const Context& context :
       {Context{}, Context{{"aws:ebs:id", "vol-2"}}, Context{{"aws:ebs:id", "VOL-1"}},
        Context{{"aws:ebs:ids", "vol-1"}}}) {
    CHECK_FALSE(may(some, context));
    CHECK_FALSE(may(same, context));
  }
  // "The key in each key-value pair is not case sensitive, but the value is."
  const Context other_case{{"AWS:ebs:ID", "vol-1"}};
  CHECK(may(some, other_case));
  CHECK(may(same, other_case));
  // Operations without an encryption context are not constrained.
  ask<op::DescribeKey>(world, same, {.key_id = key});
}

TEST_CASE("B13: a grant made by another account lies at the key", "[kms]") {
  World world;
  const std::string key = create_shared_key(world, "kms:CreateGrant");
  const Caller maker =
      user(world, account_b, "maker", identity_policy("Allow", "kms:CreateGrant", key));
  const Caller grantee = user(world, account_b, "grantee");
  const auto made = ask<op::CreateGrant>(world, maker, grant_request(key, grantee, {"Decrypt"}));
  const auto listed = grants_of(world, key);
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].grant_id == made.grant_id);
  CHECK(listed[0].issuing_account == root_arn(account_b));
  const std::string blob = encrypted(world, root(account_a), key, "hello");
  CHECK(decrypted(world, grantee, blob) == "hello");
  // The key's owner takes it back.
  ask<op::RevokeGrant>(world, root(account_a), {.key_id = key, .grant_id = made.grant_id.value()});
  CHECK(grants_of(world, key).empty());
}

TEST_CASE("a listed grant is as recorded from AWS", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller grantee = user(world, account_b, "grantee");
  auto request = grant_request(bare_id(key), grantee, {"Decrypt", "Encrypt"});
  request.retiring_principal = grantee.principal->arn;
  request.name = "mine";
  request.constraints = subset({{"a", "b"}});
  const auto made = ask<op::CreateGrant>(world, a, request);
  CHECK(made.grant_id.value().size() == 64);
  CHECK(made.grant_token.value().substr(0, 4) == "AQpA");
  ask<op::CreateGrant>(world, a, grant_request(key, grantee, {"Decrypt"}));
  const auto listed = grants_of(world, key);
  REQUIRE(listed.size() == 2);
  CHECK(listed[0].key_id == key);
  CHECK(listed[0].grant_id == made.grant_id);
  CHECK(listed[0].name == "mine");
  CHECK(listed[0].creation_date == world.timeline.now());
  CHECK(listed[0].grantee_principal == grantee.principal->arn);
  CHECK(listed[0].retiring_principal == grantee.principal->arn);
  CHECK(listed[0].issuing_account == root_arn(account_a));
  CHECK(listed[0].operations == std::vector<std::string>{"Decrypt", "Encrypt"});
  CHECK(listed[0].constraints->encryption_context_subset == Context{{"a", "b"}});
  CHECK(listed[0].constraints->encryption_context_equals.empty());
  CHECK(listed[1].name == "");
  CHECK(listed[1].retiring_principal == std::nullopt);
  CHECK(listed[1].constraints == std::nullopt);
}

TEST_CASE("a named grant is made once, an unnamed one each time", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller grantee = user(world, account_b, "grantee");
  auto request = grant_request(key, grantee, {"Decrypt", "Encrypt"});
  CHECK(ask<op::CreateGrant>(world, a, request).grant_id !=
        ask<op::CreateGrant>(world, a, request).grant_id);
  request.name = "mine";
  const auto first = ask<op::CreateGrant>(world, a, request);
  request.operations = {"Encrypt", "Decrypt"};
  const auto second = ask<op::CreateGrant>(world, a, request);
  CHECK(first.grant_id == second.grant_id);
  CHECK(first.grant_token != second.grant_token);
  CHECK(grants_of(world, key).size() == 3);
  // Both tokens are good.
  for (const auto& made : {first, second}) {
    ask<op::DescribeKey>(world, a, {.key_id = key, .grant_tokens = {made.grant_token.value()}});
  }
  // Another content under the same name is another grant.
  request.operations = {"Encrypt"};
  CHECK(ask<op::CreateGrant>(world, a, request).grant_id != first.grant_id);
  request.operations = {"Encrypt", "Decrypt"};
  request.constraints = subset({{"a", "b"}});
  CHECK(ask<op::CreateGrant>(world, a, request).grant_id != first.grant_id);
}

TEST_CASE("grant tokens are taken, and false ones refused", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller grantee = user(world, account_b, "grantee");
  const auto made = ask<op::CreateGrant>(world, a, grant_request(key, grantee, {"Encrypt"}));
  const std::string token = made.grant_token.value();
  const auto encrypt = [&](const std::string& with) {
    return api::EncryptRequest{.key_id = key, .plaintext = Blob{"x"}, .grant_tokens = {with}};
  };
  ask<op::Encrypt>(world, grantee, encrypt(token));
  std::string changed = token;
  changed[200] = changed[200] == 'A' ? 'B' : 'A';
  for (const std::string& wrong : {std::string("x"), token.substr(1), token + "A",
                                   token.substr(0, token.size() - 4), changed, std::string()}) {
    CHECK(refusal_of<op::Encrypt>(world, grantee, encrypt(wrong)).code ==
          "InvalidGrantTokenException");
  }
}

TEST_CASE("a grant token put together from two is no token", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const auto bytes_of_new_token = [&] {
    std::string text =
        ask<op::CreateGrant>(world, a, grant_request(key, a, {"Decrypt"})).grant_token.value();
    for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
    while (text.size() % 4 != 0) text += '=';
    return crypto::from_base64(text).value();
  };
  const auto token = [](const std::string& bytes) {
    std::string text = crypto::to_base64(bytes);
    while (text.back() == '=') text.pop_back();
    for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return text;
  };
  const std::string one = bytes_of_new_token();
  const std::string two = bytes_of_new_token();
  ask<op::DescribeKey>(world, a, {.key_id = key, .grant_tokens = {token(one)}});
  // The last 32 bytes are the grant's id in the clear.
  const std::string spliced = one.substr(0, one.size() - 32) + two.substr(two.size() - 32);
  CHECK(refusal_of<op::RetireGrant>(world, a, {.grant_token = token(spliced)}).code ==
        "InvalidGrantTokenException");
}

TEST_CASE("B24: what no grant can say is refused", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller grantee = user(world, account_b, "grantee");
  auto request = grant_request(key, grantee, {"Decrypt"});
  request.constraints = api::GrantConstraints{{{"a", "b"}}, {{"a", "b"}}};
  CHECK(refusal_of<op::CreateGrant>(world, a, request) ==
        error("ValidationException", "More than one constraint supplied"));
  for (const std::string operation :
       {"Sign", "Verify", "GetPublicKey", "GenerateMac", "VerifyMac", "DeriveSharedSecret"}) {
    CHECK(refusal_of<op::CreateGrant>(world, a, grant_request(key, grantee, {operation})).code ==
          "ValidationException");
  }
  for (const std::string principal :
       {"arn:aws:iam::444455556666:user/none", "arn:aws:iam::444455556666:group/g", "nonsense",
        "ec2.us-east-1.amazonaws.com",
        "arn:aws:sts::444455556666:assumed-role/aws:ec2-infrastructure/i-1"}) {
    const Error refused{"InvalidArnException",
                        "ARN does not refer to a valid principal: " + principal};
    CHECK(
        refusal_of<op::CreateGrant>(
            world, a, {.key_id = key, .grantee_principal = principal, .operations = {"Decrypt"}}) ==
        refused);
    CHECK(refusal_of<op::CreateGrant>(world, a,
                                      {.key_id = key,
                                       .grantee_principal = root_arn(account_b),
                                       .retiring_principal = principal,
                                       .operations = {"Decrypt"}}) == refused);
  }
}

TEST_CASE("who makes a grant by a grant can give no more than he has", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller parent = user(world, account_b, "parent");
  const Caller child = user(world, account_b, "child");
  const auto may = [&](const api::GrantConstraints& held, const std::vector<std::string>& asked,
                       const api::GrantConstraints& with) {
    World fork = world;
    auto request = grant_request(key, parent, {"Decrypt", "CreateGrant"});
    request.constraints = held;
    ask<op::CreateGrant>(fork, a, request);
    request = grant_request(key, child, asked);
    request.constraints = with;
    try {
      ask<op::CreateGrant>(fork, parent, request);
      return true;
    } catch (const Error& error) {
      CHECK(error == denied(parent, "kms:CreateGrant", hidden));
      return false;
    }
  };
  const Context one{{"a", "1"}};
  const Context two{{"a", "1"}, {"b", "2"}};
  CHECK(may({}, {"Decrypt"}, {}));
  CHECK(may({}, {"Decrypt", "CreateGrant"}, subset(one)));
  CHECK_FALSE(may({}, {"Encrypt"}, {}));
  CHECK_FALSE(may({}, {"Decrypt", "Encrypt"}, {}));
  CHECK(may(equals(one), {"Decrypt"}, equals(one)));
  CHECK_FALSE(may(equals(one), {"Decrypt"}, {}));
  CHECK_FALSE(may(equals(one), {"Decrypt"}, equals(two)));
  CHECK_FALSE(may(equals(one), {"Decrypt"}, subset(one)));
  CHECK(may(subset(one), {"Decrypt"}, subset(one)));
  CHECK(may(subset(one), {"Decrypt"}, subset(two)));
  CHECK(may(subset(one), {"Decrypt"}, equals(two)));
  CHECK_FALSE(may(subset(two), {"Decrypt"}, subset(one)));
  CHECK_FALSE(may(subset(two), {"Decrypt"}, equals(one)));
  CHECK_FALSE(may(subset(one), {"Decrypt"}, {}));
  CHECK(may(equals(one), {"Decrypt"}, equals({{"A", "1"}})));
  CHECK(may(subset(one), {"Decrypt"}, subset({{"A", "1"}, {"b", "2"}})));
  // Without CreateGrant among its operations a grant makes none.
  World fork = world;
  ask<op::CreateGrant>(fork, a, grant_request(key, parent, {"Decrypt"}));
  CHECK(refusal_of<op::CreateGrant>(fork, parent, grant_request(key, child, {"Decrypt"})).code ==
        "AccessDeniedException");
}

TEST_CASE("who may retire a grant", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller retiring = user(world, account_b, "retiring");
  const Caller grantee = user(world, account_b, "grantee");
  const Caller in_issuing =
      user(world, account_a, "in-issuing", identity_policy("Allow", "kms:RetireGrant"));
  const Caller nobody = user(world, account_a, "nobody");
  const Caller stranger =
      user(world, account_b, "stranger", identity_policy("Allow", "kms:RetireGrant"));
  const auto may = [&](const Caller& caller, const std::vector<std::string>& operations) {
    World fork = world;
    auto request = grant_request(key, grantee, operations);
    request.retiring_principal = retiring.principal->arn;
    const auto made = ask<op::CreateGrant>(fork, a, request);
    World by_id = fork;
    const api::RetireGrantRequest retire{.key_id = key, .grant_id = made.grant_id};
    try {
      ask<op::RetireGrant>(by_id, caller, retire);
    } catch (const Error& error) {
      CHECK(error.code == "AccessDeniedException");
      CHECK(refusal_of<op::RetireGrant>(fork, caller, {.grant_token = made.grant_token}) == error);
      return false;
    }
    ask<op::RetireGrant>(fork, caller, {.grant_token = made.grant_token});
    CHECK(grants_of(fork, key).empty());
    CHECK(grants_of(by_id, key).empty());
    return true;
  };
  CHECK(may(retiring, {"Decrypt"}));
  CHECK_FALSE(may(grantee, {"Decrypt"}));
  CHECK(may(grantee, {"Decrypt", "RetireGrant"}));
  CHECK(may(a, {"Decrypt"}));
  CHECK(may(in_issuing, {"Decrypt"}));
  CHECK_FALSE(may(nobody, {"Decrypt"}));
  CHECK_FALSE(may(stranger, {"Decrypt"}));
  CHECK_FALSE(may(root(account_b), {"Decrypt"}));
}

TEST_CASE("an identity policy can forbid to retire", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller retiring =
      user(world, account_b, "retiring", identity_policy("Deny", "kms:RetireGrant"));
  auto request = grant_request(key, retiring, {"Decrypt"});
  request.retiring_principal = retiring.principal->arn;
  const auto made = ask<op::CreateGrant>(world, a, request);
  CHECK(refusal_of<op::RetireGrant>(world, retiring, {.grant_token = made.grant_token}).message ==
        denied(retiring, "kms:RetireGrant",
               " on this resource with an explicit deny in an identity-based policy")
            .message);
}

TEST_CASE("a grant is named by its token or by key ARN and id", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const auto made = ask<op::CreateGrant>(world, a, grant_request(key, a, {"Decrypt"}));
  const auto refused = [&](const api::RetireGrantRequest& request) {
    return refusal_of<op::RetireGrant>(world, a, request).code;
  };
  CHECK(refused({}) == "ValidationException");
  CHECK(refused({.key_id = key}) == "ValidationException");
  CHECK(refused({.grant_token = made.grant_token, .key_id = key, .grant_id = made.grant_id}) ==
        "ValidationException");
  CHECK(refused({.key_id = "alias/x", .grant_id = made.grant_id}) == "NotFoundException");
  CHECK(refused({.key_id = bare_id(key), .grant_id = made.grant_id, .dry_run = true}) ==
        "DryRunOperationException");
  CHECK(refused({.grant_token = "x"}) == "InvalidGrantTokenException");
  CHECK(refused({.key_id = key, .grant_id = std::string(64, '0')}) == "NotFoundException");
  CHECK(refused({.key_id = create_key(world, a), .grant_id = made.grant_id}) ==
        "NotFoundException");
  CHECK(refused({.grant_token = made.grant_token, .dry_run = true}) == "DryRunOperationException");
  CHECK(refusal_of<op::RevokeGrant>(
            world, a, {.key_id = key, .grant_id = made.grant_id.value(), .dry_run = true})
            .code == "DryRunOperationException");
  ask<op::RetireGrant>(world, a, {.grant_token = made.grant_token});
  CHECK(refused({.grant_token = made.grant_token}) == "NotFoundException");
  CHECK(refusal_of<op::RevokeGrant>(world, a, {.key_id = key, .grant_id = made.grant_id.value()})
            .code == "NotFoundException");
}

TEST_CASE("EC2 makes grants for its own, in the caller's name", "[kms]") {
  World world;
  const std::string key =
      create_key(world, root(account_a),
                 key_policy(root_arn(account_a), "kms:*",
                            R"(,{"Effect":"Allow","Principal":{"AWS":")" + root_arn(account_b) +
                                R"("},"Action":"kms:CreateGrant","Resource":"*","Condition":)"
                                R"({"Bool":{"kms:GrantIsForAWSResource":"true"}}})"));
  const Caller b = user(world, account_b, "launcher", identity_policy("Allow", "kms:CreateGrant"));
  const Caller hypervisor = infrastructure("i-1");
  const Caller service = Caller::service("ec2", us_east_1);
  const Context volume{{"aws:ebs:id", "vol-1"}};
  const auto grant_to = [&](const std::string& grantee) {
    return api::CreateGrantRequest{.key_id = key,
                                   .grantee_principal = grantee,
                                   .retiring_principal = "ec2.us-east-1.amazonaws.com",
                                   .operations = {"Decrypt"},
                                   .constraints = subset(volume)};
  };
  // Asked directly the condition is not met.
  CHECK(refusal_of<op::CreateGrant>(world, b, grant_to(root_arn(account_b))) ==
        denied(b, "kms:CreateGrant", hidden));
  const auto made =
      ask<op::CreateGrant>(world, b.through("ec2", us_east_1), grant_to(hypervisor.principal->arn));
  ask<op::CreateGrant>(world, b.through("ec2", us_east_1), grant_to("ec2.us-east-1.amazonaws.com"));
  const std::string blob = encrypted(world, root(account_a), key, "hello", volume);
  for (const Caller& caller : {hypervisor, service}) {
    CHECK(decrypted(world, caller, blob, volume) == "hello");
  }
  CHECK(refusal_of<op::Decrypt>(world, infrastructure("i-2"),
                                {.ciphertext_blob = Blob{blob}, .encryption_context = volume})
            .code == "AccessDeniedException");
  const std::string other = encrypted(world, root(account_a), key, "x", {{"aws:ebs:id", "vol-2"}});
  CHECK(refusal_of<op::Decrypt>(
            world, hypervisor,
            {.ciphertext_blob = Blob{other}, .encryption_context = {{"aws:ebs:id", "vol-2"}}})
            .code == "AccessDeniedException");
  // The service gives the grants back; the hypervisor cannot.
  const api::RetireGrantRequest retire{.key_id = key, .grant_id = made.grant_id};
  CHECK(refusal_of<op::RetireGrant>(world, hypervisor, retire).code == "AccessDeniedException");
  ask<op::RetireGrant>(world, service, retire);
  CHECK(refusal_of<op::Decrypt>(world, hypervisor,
                                {.ciphertext_blob = Blob{blob}, .encryption_context = volume})
            .code == "AccessDeniedException");
}

TEST_CASE("the conditions of CreateGrant", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller grantee = user(world, account_b, "grantee");
  auto request = grant_request(key, grantee, {"Decrypt", "Encrypt"});
  request.retiring_principal = root_arn(account_b);
  request.constraints = equals({{"a", "b"}});
  ask<op::CreateGrant>(world, a, request);
  const auto& context = world.trace.entries().back().decisions.front().request.context;
  const auto values = [&](std::string_view condition_key) {
    const auto entry = context.find(condition_key);
    return entry ? entry->values.list() : std::vector<std::string>{"(absent)"};
  };
  using Found = std::vector<std::string>;
  CHECK(values("kms:GrantOperations") == Found{"Decrypt", "Encrypt"});
  CHECK(values("kms:GranteePrincipal") == Found{grantee.principal->arn});
  CHECK(values("kms:RetiringPrincipal") == Found{root_arn(account_b)});
  CHECK(values("kms:GrantConstraintType") == Found{"EncryptionContextEquals"});
  CHECK(values("kms:EncryptionContext:a") == Found{"b"});
  CHECK(values("kms:GrantIsForAWSResource") == Found{"false"});
}

TEST_CASE("a grant is bound to its grantee, not to his name", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller first = user(world, account_b, "worker");
  ask<op::CreateGrant>(world, a, grant_request(key, first, {"DescribeKey"}));
  ask<op::DescribeKey>(world, first, {.key_id = key});
  ask<iam::op::DeleteUser>(world, root(account_b), {.user_name = "worker"});
  CHECK(grants_of(world, key).at(0).grantee_principal == first.principal->unique_id);
  const Caller second = user(world, account_b, "worker");
  CHECK(refusal_of<op::DescribeKey>(world, second, {.key_id = key}) ==
        denied(second, "kms:DescribeKey", hidden));
}

TEST_CASE("grants are listed by page, grantee and id", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const std::string other_key = create_key(world, a);
  const Caller one = user(world, account_b, "one");
  const Caller two = user(world, account_b, "two");
  std::vector<std::string> made;
  for (const Caller& grantee : {one, two, one, one, two}) {
    made.push_back(
        ask<op::CreateGrant>(world, a, grant_request(key, grantee, {"Decrypt"})).grant_id.value());
    ask<op::CreateGrant>(world, a, grant_request(other_key, grantee, {"Decrypt"}));
  }
  const auto ids = [&](const std::optional<std::string>& grantee,
                       const std::optional<std::string>& grant_id) {
    std::vector<std::string> all;
    std::optional<std::string> marker;
    do {
      const auto page = ask<op::ListGrants>(world, a,
                                            {.limit = 2,
                                             .marker = marker,
                                             .key_id = key,
                                             .grant_id = grant_id,
                                             .grantee_principal = grantee});
      CHECK(page.truncated == page.next_marker.has_value());
      for (const auto& grant : page.grants) all.push_back(grant.grant_id.value());
      marker = page.next_marker;
    } while (marker);
    return all;
  };
  CHECK(ids(std::nullopt, std::nullopt) == made);
  CHECK(ids(one.principal->arn, std::nullopt) ==
        std::vector<std::string>{made[0], made[2], made[3]});
  CHECK(ids(std::nullopt, made[4]) == std::vector<std::string>{made[4]});
  CHECK(ids(one.principal->arn, made[4]).empty());
}

TEST_CASE("retirable grants are listed across accounts, for one's own principals", "[kms]") {
  World world;
  const std::string key = create_key(world, root(account_a));
  const std::string elsewhere = create_key(world, root(account_a), {}, eu_west_1);
  const Caller b = root(account_b);
  for (const auto& [of, region] : {std::pair{key, us_east_1}, std::pair{elsewhere, eu_west_1}}) {
    auto request = grant_request(of, b, {"Decrypt"});
    request.retiring_principal = root_arn(account_b);
    ask<op::CreateGrant>(world, root(account_a), request, region);
    ask<op::CreateGrant>(world, root(account_a), grant_request(of, b, {"Decrypt"}), region);
  }
  const auto listed =
      ask<op::ListRetirableGrants>(world, b, {.retiring_principal = account_b.value});
  REQUIRE(listed.grants.size() == 1);
  CHECK(listed.grants[0].key_id == key);
  CHECK(listed.truncated == false);
  CHECK(refusal_of<op::ListRetirableGrants>(world, root(account_a),
                                            {.retiring_principal = root_arn(account_b)})
            .code == "InvalidArnException");
}

TEST_CASE("a key has at most 50,000 grants, and is no slower with them", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller grantee = user(world, account_b, "grantee");
  // Straight into the state: what is tested is the 50,001st request.
  for (int i = 0; i < 49999; ++i) {
    Grant grant;
    grant.id = world.random.hex("grant-id", 64);
    grant.key_id = bare_id(key);
    grant.grantee = {"arn:aws:sts::444455556666:assumed-role/aws:ec2-infrastructure/i-" +
                     std::to_string(i)};
    grant.operations = {"Decrypt"};
    world.kms.grants.add(std::move(grant));
  }
  const auto last = ask<op::CreateGrant>(world, a, grant_request(key, grantee, {"Encrypt"}));
  CHECK(refusal_of<op::CreateGrant>(world, a, grant_request(key, grantee, {"Encrypt"})).code ==
        "LimitExceededException");
  for (int i = 0; i < 1000; ++i) {
    ask<op::Encrypt>(world, grantee, {.key_id = key, .plaintext = Blob{"x"}});
  }
  CHECK(world.trace.entries().back().decisions.back().decision.grant_id == last.grant_id);
  world.kms.erase(bare_id(key));
  CHECK(world.kms.grants.size() == 0);
}

TEST_CASE("a grant takes its time to spread, and its token is proof until then", "[kms]") {
  WorldOptions options;
  options.pace.grant_propagation = std::chrono::minutes(5);
  World world(options);
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller grantee = user(world, account_b, "far");
  const Blob blob{encrypted(world, a, key, "hello")};
  const auto made = ask<op::CreateGrant>(
      world, a, grant_request(key, grantee, {"Decrypt", "Encrypt", "DescribeKey"}));
  const auto other = ask<op::CreateGrant>(world, a, grant_request(key, grantee, {"ReEncryptTo"}));
  const std::vector<std::string> token{made.grant_token.value()};
  const auto fares = [&](const std::vector<std::string>& tokens) {
    try {
      ask<op::Decrypt>(world, grantee, {.ciphertext_blob = blob, .grant_tokens = tokens});
      ask<op::Encrypt>(world, grantee,
                       {.key_id = key, .plaintext = Blob{"x"}, .grant_tokens = tokens});
      ask<op::DescribeKey>(world, grantee, {.key_id = key, .grant_tokens = tokens});
      return true;
    } catch (const Error& error) {
      CHECK(error.code == "AccessDeniedException");
      return false;
    }
  };
  CHECK_FALSE(fares({}));
  CHECK_FALSE(fares({other.grant_token.value()}));
  CHECK(fares(token));
  world.advance(std::chrono::minutes(5) - std::chrono::milliseconds(1));
  CHECK_FALSE(fares({}));
  world.advance(std::chrono::milliseconds(1));
  CHECK(fares({}));
}

}  // namespace amishare::kms::test
