// key_pair_test.cpp - key pairs from a seed, and public keys from elsewhere.
#include "crypto/key_pair.h"

#include <string>

#include "crypto/hash.h"
#include "support/catch.h"

using namespace amishare::crypto;

namespace {

// The RSA public key of the seed sha256("seed"); its fingerprints below are those that Python's
// cryptography computes for it.
const std::string rsa_blob =
    "AAAAB3NzaC1yc2EAAAADAQABAAABAQC0MY3cntziDbWHhR+urmxp5g0Ecm0/F+XoVuN6V3d/VaBA8IwR"
    "wktW5v+eycy9/OkktCYxVY8pOPRb+X6H69GF/UQpdbHuh5xa0TgZl5X6A2MH1CbxPSnsK7VHlR9VdRvN"
    "d7cibf1iKeqfhQ/pUehb8kIvDUWIO6O08FZnnUcnRl2nYYU8YUj/GxiXFJFvjN7Iserqi4ORbRaPx2qu"
    "zkUQ5wq9pVMPNoMXZpxtge25BojaHAuyBKzmSAd29ZlNrZPD046ozf0PU6sFsUdYrZ4jUAKaIwDaf2ON"
    "hmzNe89DvdDsRSRbLkqxV/jwsyU+zle5c5nbkKEKUI8VStgFlbuB";
const std::string rsa_der =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtDGN3J7c4g21h4Ufrq5saeYNBHJtPxfl6Fbj"
    "eld3f1WgQPCMEcJLVub/nsnMvfzpJLQmMVWPKTj0W/l+h+vRhf1EKXWx7oecWtE4GZeV+gNjB9Qm8T0p"
    "7Cu1R5UfVXUbzXe3Im39Yinqn4UP6VHoW/JCLw1FiDujtPBWZ51HJ0Zdp2GFPGFI/xsYlxSRb4zeyLHq"
    "6ouDkW0Wj8dqrs5FEOcKvaVTDzaDF2acbYHtuQaI2hwLsgSs5kgHdvWZTa2Tw9OOqM39D1OrBbFHWK2e"
    "I1ACmiMA2n9jjYZszXvPQ73Q7EUkWy5KsVf48LMlPs5XuXOZ25ChClCPFUrYBZW7gQIDAQAB";

}  // namespace

TEST_CASE("an RSA key pair is a function of its seed", "[crypto]") {
  const KeyPair pair = make_key_pair(KeyPairType::rsa, sha256("seed"));
  CHECK(pair.public_key == "ssh-rsa " + rsa_blob);
  CHECK(pair.fingerprint == "0b:78:5a:2f:fb:4a:dc:a8:f0:6d:d9:23:d2:5e:aa:f3:a0:c9:56:03");
  CHECK(pair.private_key.starts_with("-----BEGIN RSA PRIVATE KEY-----\nMIIEp"));
  CHECK(pair.private_key.ends_with("-----END RSA PRIVATE KEY-----\n"));
  const KeyPair other = make_key_pair(KeyPairType::rsa, sha256("other seed"));
  CHECK(other.public_key != pair.public_key);
  CHECK(other.fingerprint.size() == 20 * 3 - 1);
}

// RFC 8032, 7.1, test 1.
TEST_CASE("an Ed25519 key pair is that of its seed", "[crypto]") {
  const std::string seed =
      from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").value();
  const std::string blob =
      std::string("\0\0\0\x0bssh-ed25519\0\0\0 ", 19) + from_hex(
                                                            "d75a980182b10ab7d54bfed3c964073a"
                                                            "0ee172f3daa62325af021a68f707511a")
                                                            .value();
  const KeyPair pair = make_key_pair(KeyPairType::ed25519, seed);
  CHECK(pair.public_key == "ssh-ed25519 " + to_base64(blob));
  CHECK(pair.fingerprint == to_base64(sha256(blob)));
  CHECK(pair.private_key.starts_with(
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE"));
  CHECK(pair.private_key.ends_with("\n-----END OPENSSH PRIVATE KEY-----\n"));
}

TEST_CASE("public keys are read in the three forms that AWS takes", "[crypto]") {
  const std::string fingerprint = "01:a9:85:ff:78:c2:26:70:43:37:f1:89:8d:88:d6:ed";
  const std::string lines = rsa_blob.substr(0, 70) + "\r\n" + rsa_blob.substr(70) + "\r\n";
  for (const std::string& text :
       {"ssh-rsa " + rsa_blob, "ssh-rsa " + rsa_blob + " someone@somewhere\n", rsa_der, rsa_blob,
        "---- BEGIN SSH2 PUBLIC KEY ----\r\nComment: \"two \\\r\nlines\"\r\nSubject: me\r\n" +
            lines + "---- END SSH2 PUBLIC KEY ----\r\n",
        "-----BEGIN PUBLIC KEY-----\n" + rsa_der + "\n-----END PUBLIC KEY-----\n"}) {
    CAPTURE(text);
    const auto key = read_public_key(text);
    REQUIRE(key);
    CHECK(key->type == KeyPairType::rsa);
    CHECK(key->public_key == "ssh-rsa " + rsa_blob);
    CHECK(key->fingerprint == fingerprint);
  }
  const KeyPair pair = make_key_pair(KeyPairType::ed25519, sha256("seed"));
  const auto key = read_public_key(pair.public_key + " me");
  REQUIRE(key);
  CHECK(key->type == KeyPairType::ed25519);
  CHECK(key->public_key == pair.public_key);
  CHECK(key->fingerprint == pair.fingerprint);
}

TEST_CASE("what is no public key is not read as one", "[crypto]") {
  const std::string blob = from_base64(rsa_blob).value();
  CHECK_FALSE(read_public_key(""));
  CHECK_FALSE(read_public_key("\n"));
  CHECK_FALSE(read_public_key("ssh-rsa"));
  CHECK_FALSE(read_public_key("ssh-rsa not-base64"));
  CHECK_FALSE(read_public_key("ssh-rsa " + to_base64(blob.substr(0, blob.size() - 1))));
  CHECK_FALSE(read_public_key("ssh-rsa " + to_base64(blob + "x")));
  CHECK_FALSE(read_public_key("ssh-rsa " + to_base64(std::string("\xff\xff\xff\xffssh-rsa", 11))));
  CHECK_FALSE(read_public_key(to_base64(from_base64(rsa_der).value() + "x")));
  // RSA of 768 bits, and a curve that EC2 does not take.
  CHECK_FALSE(
      read_public_key(to_base64(std::string("\0\0\0\x07ssh-rsa\0\0\0\x03\x01\0\x01\0\0\0\x60", 22) +
                                std::string(96, '\x61'))));
  CHECK_FALSE(
      read_public_key(to_base64(std::string("\0\0\0\x13"
                                            "ecdsa-sha2-nistp256\0\0\0\x08nistp256\0\0\0\x01x",
                                            40))));
}
