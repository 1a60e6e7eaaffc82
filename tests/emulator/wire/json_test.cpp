// json_test.cpp - JSON 1.1: its types, its refusals, and JSON for people.
#include "wire/json.h"

#include <string>

#include "support/catch.h"
#include "world/error.h"

namespace amishare::wire {
namespace {

const Schema& encrypt() { return *find_operation("kms", "Encrypt")->input; }
const Schema& create_grant() { return *find_operation("kms", "CreateGrant")->input; }
const Schema& generate_random() { return *find_operation("kms", "GenerateRandom")->input; }

std::string refusal(const Schema& schema, std::string_view body) {
  try {
    return "accepted: " + json_text(decode_json_request(schema, body));
  } catch (const Error& error) {
    CHECK(error.code == "SerializationException");
    CHECK(error.status == 400);
    return error.message;
  }
}

}  // namespace

TEST_CASE("JSON requests are read by their schema", "[wire]") {
  CHECK(json_text(decode_json_request(
            encrypt(), R"({"Plaintext":"AP8=", "Unknown":[{}], "KeyId":"k", "DryRun":null,
            "EncryptionContext":{"b":"2","a":"1","b":"3"}, "GrantTokens":["t",null]})")) ==
        R"({"KeyId":"k","Plaintext":"AP8=","EncryptionContext":{"b":"3","a":"1"},)"
        R"("GrantTokens":["t"]})");
  CHECK(json_text(decode_json_request(encrypt(), "{}")) == "{}");
  CHECK(json_text(decode_json_request(encrypt(), R"({"KeyId":"a","KeyId":"b"})")) ==
        R"({"KeyId":"b"})");
  CHECK(json_text(decode_json_request(generate_random(), R"({"NumberOfBytes":8.9})")) ==
        R"({"NumberOfBytes":8})");
}

TEST_CASE("JSON of another type than the schema's is refused", "[wire]") {
  CHECK(refusal(encrypt(), R"({"KeyId":1})") == "NUMBER_VALUE can not be converted to a String");
  CHECK(refusal(encrypt(), R"({"KeyId":true})") == "TRUE_VALUE can not be converted to a String");
  CHECK(refusal(encrypt(), R"({"KeyId":[]})") == "Start of list found where not expected");
  CHECK(refusal(encrypt(), R"({"KeyId":{}})") ==
        "Start of structure or map found where not expected.");
  CHECK(refusal(encrypt(), R"({"GrantTokens":"t"})") == "Expected list or null");
  CHECK(refusal(encrypt(), R"({"GrantTokens":[1]})") ==
        "NUMBER_VALUE can not be converted to a String");
  CHECK(refusal(encrypt(), R"({"EncryptionContext":"x"})") == "Expected null");
  CHECK(refusal(create_grant(), R"({"Constraints":false})") == "Expected null");
  CHECK(refusal(generate_random(), R"({"NumberOfBytes":"8"})") ==
        "STRING_VALUE can not be converted to an Integer");
  CHECK(refusal(encrypt(), R"({"DryRun":"true"})") ==
        "STRING_VALUE can not be converted to a Boolean");
  CHECK(refusal(encrypt(), R"({"Plaintext":"***"})") == "");
  CHECK(refusal(encrypt(), R"({"Plaintext":7})") == "");
}

TEST_CASE("what is no JSON object is refused", "[wire]") {
  for (const char* body :
       {"", "{", "null", "\"x\"", "{\"KeyId\":\"a\",}", "{'KeyId':'a'}", "{}{}", "// {}",
        "{\"KeyId\":\"\\ud800\"}", "{\"KeyId\":\"\xFF\"}", "{\"KeyId\":\"\xC0\x80\"}", "{\"a\"}"})
    CHECK(refusal(encrypt(), body) == "");
  CHECK(refusal(encrypt(), "[]") == "Start of list found where not expected");
  const std::string deep(100'000, '[');
  CHECK(refusal(encrypt(), "{\"X\":" + deep) == "");
  CHECK(refusal(encrypt(), "{\"X\":" + deep + std::string(100'000, ']') + "}") == "");
  CHECK(refusal(generate_random(), "{\"NumberOfBytes\":" + std::string(400, '9') + "}") == "");
}

TEST_CASE("absurd numbers become the nearest for the limits to refuse", "[wire]") {
  const auto number = [](std::string_view text) {
    return json_text(
        decode_json_request(generate_random(), "{\"NumberOfBytes\":" + std::string(text) + "}"));
  };
  CHECK(number("18446744073709551615") == R"({"NumberOfBytes":9200000000000000000})");
  CHECK(number("-1e300") == R"({"NumberOfBytes":-9200000000000000000})");
  CHECK(number("9223372036854775807") == R"({"NumberOfBytes":9223372036854775807})");
}

TEST_CASE("JSON is written with times as numbers", "[wire]") {
  Tree tree;
  tree.add("At", Instant(std::chrono::milliseconds(1571767572317)));
  tree.add("Then", Instant(std::chrono::milliseconds(1568565290000)));
  tree.add("Bytes", Blob{std::string("\0\xFF", 2)});
  tree.add("Text", "a \"b\" \n 한");
  CHECK(encode_json(tree) ==
        R"({"At":1571767572.317,"Then":1568565290.0,"Bytes":"AP8=","Text":"a \"b\" \n 한"})");
  CHECK(encode_json(Tree()) == "{}");
  CHECK(json_text(tree) == R"({"At":"2019-10-22T18:06:12.317Z","Then":"2019-09-15T16:34:50.000Z",)"
                           R"("Bytes":"AP8=","Text":"a \"b\" \n 한"})");
}

TEST_CASE("a scenario's JSON keeps what the schema does not know", "[wire]") {
  const auto text =
      R"({"Colour":"red","KeyId":7,"Plaintext":"not base64","DryRun":true /* why */})";
  CHECK(json_text(tree_from_json_text(text, encrypt())) ==
        R"({"KeyId":7,"Plaintext":"not base64","DryRun":true,"Colour":"red"})");
  const Schema& report = *find_operation("kms", "DescribeKey")->output;
  const Tree tree =
      tree_from_json_text(R"({"KeyMetadata":{"CreationDate":"2026-01-01T00:00:00Z"}})", report);
  CHECK(tree.find("KeyMetadata")->find("CreationDate")->as<Instant>() != nullptr);
  CHECK_THROWS_AS(tree_from_json_text("{", encrypt()), std::invalid_argument);
  CHECK_THROWS_AS(tree_from_json_text("[]", encrypt()), std::invalid_argument);
}

}  // namespace amishare::wire
