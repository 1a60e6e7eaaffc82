// key_pair_test.cpp - SSH key pairs that EC2 makes, takes in, and forgets.
#include "crypto/key_pair.h"

#include "api/ec2.h"
#include "ec2/ec2.h"
#include "support/world_builder.h"

namespace amishare::test {
namespace {

using ec2::op::CreateKeyPair;
using ec2::op::DeleteKeyPair;
using ec2::op::DescribeKeyPairs;
using ec2::op::ImportKeyPair;

TEST_CASE("A key pair is made, told once, and listed without its private half", "[ec2][key_pair]") {
  World world;
  const Caller caller = root(account_a);
  const auto made =
      ask<CreateKeyPair>(world, caller, {.key_name = "builder", .key_type = "ed25519"});
  CHECK(made.key_pair_id->starts_with("key-0"));
  CHECK(made.key_material->starts_with("-----BEGIN OPENSSH PRIVATE KEY-----"));
  CHECK(made.key_fingerprint->ends_with("="));

  const auto listed = ask<DescribeKeyPairs>(world, caller, {}).key_pairs;
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].key_name == "builder");
  CHECK(listed[0].key_type == "ed25519");
  CHECK(listed[0].key_fingerprint == made.key_fingerprint);
  CHECK_FALSE(listed[0].public_key);
  const auto with_key =
      ask<DescribeKeyPairs>(world, caller, {.key_names = {"builder"}, .include_public_key = true});
  const std::string text = *with_key.key_pairs.at(0).public_key;
  CHECK(text.starts_with("ssh-ed25519 AAAA"));
  CHECK(text.ends_with(" builder"));
  // It is the public half of that pair: imported, it has the same fingerprint.
  const auto imported = ask<ImportKeyPair>(world, root(account_b),
                                           {.key_name = "copy", .public_key_material = Blob{text}});
  CHECK(imported.key_fingerprint == made.key_fingerprint);
}

TEST_CASE("RSA is what one gets without asking", "[ec2][key_pair]") {
  World world;
  const auto made = ask<CreateKeyPair>(world, root(account_a), {.key_name = "old"});
  CHECK(made.key_material->starts_with("-----BEGIN RSA PRIVATE KEY-----"));
  CHECK(made.key_fingerprint->size() == 59);  // 20 bytes of SHA-1 with colons
}

TEST_CASE("The same seed makes the same pairs, another seed others", "[ec2][key_pair]") {
  const auto material = [](std::uint64_t seed) {
    World world({.seed = seed});
    return *ask<CreateKeyPair>(world, root(account_a), {.key_name = "k", .key_type = "ed25519"})
                .key_material;
  };
  CHECK(material(1) == material(1));
  CHECK(material(1) != material(2));
}

TEST_CASE("Names are taken once in a Region of an account", "[ec2][key_pair]") {
  World world;
  const Caller caller = root(account_a);
  const ec2::api::CreateKeyPairRequest request{.key_name = "k", .key_type = "ed25519"};
  ask<CreateKeyPair>(world, caller, request);
  CHECK(refusal_of<CreateKeyPair>(world, caller, request) ==
        Error{"InvalidKeyPair.Duplicate", "The keypair already exists"});
  ask<CreateKeyPair>(world, caller, request, eu_west_1);
  ask<CreateKeyPair>(world, root(account_b), request);
  ask<DeleteKeyPair>(world, caller, {.key_name = "k"});
  ask<CreateKeyPair>(world, caller, request);
}

TEST_CASE("What is refused about key pairs", "[ec2][key_pair]") {
  World world;
  const Caller caller = root(account_a);
  const std::string id =
      *ask<CreateKeyPair>(world, caller, {.key_name = "k", .key_type = "ed25519"}).key_pair_id;
  const Error both{"InvalidParameterCombination",
                   "The parameter 'keyPairId' may not be used in combination with 'keyName'"};
  CHECK(refusal_of<DeleteKeyPair>(world, caller, {.key_name = "k", .key_pair_id = id}) == both);
  CHECK(refusal_of<DescribeKeyPairs>(world, caller, {.key_names = {"k"}, .key_pair_ids = {id}}) ==
        both);
  CHECK(refusal_of<DescribeKeyPairs>(world, caller, {.key_names = {"x"}}) ==
        Error{"InvalidKeyPair.NotFound", "The key pair 'x' does not exist"});
  CHECK(refusal_of<DescribeKeyPairs>(world, root(account_b), {.key_pair_ids = {id}}).code ==
        "InvalidKeyPair.NotFound");
  CHECK(refusal_of<ImportKeyPair>(world, caller,
                                  {.key_name = "i", .public_key_material = Blob{"ssh-dss AAAA"}}) ==
        Error{"InvalidKey.Format", "Key is not in valid OpenSSH public key format"});
  CHECK(refusal_of<CreateKeyPair>(world, caller, {.key_name = " k"}).code ==
        "InvalidParameterValue");
  CHECK(refusal_of<CreateKeyPair>(world, caller, {.key_name = "p", .key_format = "ppk"}).code ==
        "UnsupportedOperation");
  // Forgetting what is not there succeeds.
  CHECK(ask<DeleteKeyPair>(world, caller, {.key_name = "nothing"}).return_ == true);
}

TEST_CASE("Policies may speak of names, types and tags of key pairs", "[ec2][key_pair]") {
  World world;
  const Caller caller = user(world, account_a, "builder",
                             R"({"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":"ec2:CreateKeyPair",
         "Resource":"arn:aws:ec2:us-east-1:111122223333:key-pair/packer-*",
         "Condition":{"StringEquals":{"ec2:KeyPairType":"ed25519"}}}]})");
  ask<CreateKeyPair>(world, caller, {.key_name = "packer-1", .key_type = "ed25519"});
  CHECK(
      refusal_of<CreateKeyPair>(world, caller, {.key_name = "packer-2", .key_type = "rsa"}).code ==
      "UnauthorizedOperation");
  CHECK(refusal_of<CreateKeyPair>(world, caller, {.key_name = "x", .key_type = "ed25519"}).code ==
        "UnauthorizedOperation");
  // Tags on creation need ec2:CreateTags.
  const Error error =
      refusal_of<CreateKeyPair>(world, caller,
                                {.key_name = "packer-3",
                                 .key_type = "ed25519",
                                 .tag_specifications = {{.resource_type = "key-pair",
                                                         .tags = {{.key = "a", .value = "b"}}}}});
  CHECK(error.message.find("ec2:CreateTags") != std::string::npos);
}

}  // namespace
}  // namespace amishare::test
