// error_test.cpp - refusals in the shape of each protocol, written and read. Regression test of B7.
#include "wire/error.h"

#include <string>

#include "support/catch.h"

namespace amishare::wire {
namespace {

HttpResponse encoded(std::string_view service, const Error& error) {
  return encode_error(*find_service(service), error, "id-1");
}

}  // namespace

TEST_CASE("each protocol says no in its own shape (B7)", "[wire]") {
  const Error error{"NotFoundException", "no <key> & nothing", 404};
  CHECK(
      encoded("ec2", error).body ==
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>NotFoundException"
      "</Code><Message>no &lt;key&gt; &amp; nothing</Message></Error></Errors>"
      "<RequestID>id-1</RequestID></Response>");
  CHECK(encoded("iam", error).body ==
        "<ErrorResponse "
        "xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type>"
        "<Code>NotFoundException</Code><Message>no &lt;key&gt; &amp; nothing</Message></Error>"
        "<RequestId>id-1</RequestId></ErrorResponse>");
  CHECK(encoded("kms", error).body ==
        R"({"__type":"NotFoundException","message":"no <key> & nothing"})");
  CHECK(encoded("ebs", error).body == R"({"message":"no <key> & nothing"})");
  CHECK(header(encoded("ebs", error).headers, "x-amzn-ErrorType") == "NotFoundException");
  for (const char* service : {"ec2", "iam", "sts", "kms", "ebs"}) {
    CHECK(encoded(service, error).status == 404);
    CHECK(header(encoded(service, error).headers, "x-amzn-RequestId") == "id-1");
  }
  CHECK(encoded("kms", {"InvalidCiphertextException", "", 400}).body ==
        R"({"__type":"InvalidCiphertextException"})");
  CHECK(encoded("ebs", {"ResourceNotFoundException", "gone", 404, "SNAPSHOT_NOT_FOUND"}).body ==
        R"({"Message":"gone","Reason":"SNAPSHOT_NOT_FOUND"})");
}

TEST_CASE("what one side refuses, the other side understands", "[wire]") {
  for (const char* service : {"ec2", "iam", "sts", "kms", "ebs"}) {
    for (const char* reason : {"", "UNAUTHORIZED_ACCOUNT"}) {
      const Error error{"AccessDenied", "User: a is <not> \"authorized\", 한", 403,
                        std::string(service) == "ebs" ? reason : ""};
      CHECK(decode_error(encoded(service, error)) == error);
    }
  }
}

TEST_CASE("refusals of others are read as far as they say something", "[wire]") {
  CHECK(decode_error(
            {.status = 400,
             .headers = {},
             .body = R"({"__type":"com.amazon.coral.service#Throttled","Message":"slow"})"}) ==
        Error{"Throttled", "slow", 400});
  CHECK(decode_error({.status = 404,
                      .headers = {{"X-Amzn-Errortype", "NoSuch:http://internal/"}},
                      .body = R"({"message":"gone","Reason":"X"})"}) ==
        Error{"NoSuch", "gone", 404, "X"});
  CHECK(decode_error(
            {.status = 400,
             .headers = {},
             .body = "<?xml version='1.0'?>\n <Error><Code>A</Code><Message>b</Message></Error>"})
            .code == "A");
  for (const char* body : {"", " ", "x", "{", "[]", "{\"__type\":7}", "<", "<html>", "<a/>"})
    CHECK(decode_error({.status = 500, .headers = {}, .body = body}) == Error{"", "", 500});
}

}  // namespace amishare::wire
