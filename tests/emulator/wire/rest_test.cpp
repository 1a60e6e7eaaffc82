// rest_test.cpp - routes, labels and headers of EBS direct.
#include "wire/rest.h"

#include <string>

#include "support/catch.h"
#include "wire/json.h"
#include "world/error.h"

namespace amishare::wire {
namespace {

const Service& ebs() { return *find_service("ebs"); }

std::string route(std::string_view method, std::string_view target) {
  const Operation* found = find_route(ebs(), method, target);
  return found ? std::string(found->name) : "";
}

std::string decoded(const HttpRequest& request) {
  const Operation* operation = find_route(ebs(), request.method, request.target);
  REQUIRE(operation != nullptr);
  try {
    return json_text(decode_rest_request(*operation, request));
  } catch (const Error& error) {
    return error.code;
  }
}

}  // namespace

TEST_CASE("a method and a path name an operation", "[wire]") {
  CHECK(route("POST", "/snapshots") == "StartSnapshot");
  CHECK(route("GET", "/snapshots/snap-1/blocks") == "ListSnapshotBlocks");
  CHECK(route("GET", "/snapshots/snap-1/blocks?maxResults=100") == "ListSnapshotBlocks");
  CHECK(route("GET", "/snapshots/snap-1/blocks/3?blockToken=x") == "GetSnapshotBlock");
  CHECK(route("PUT", "/snapshots/snap-1/blocks/3") == "PutSnapshotBlock");
  CHECK(route("POST", "/snapshots/completion/snap-1") == "CompleteSnapshot");
  for (const char* target :
       {"", "/", "/snapshot", "/snapshots/", "/snapshots//blocks", "/snapshots/a/b",
        "/snapshots/snap-1/blocks/3/4", "snapshots?x=/snapshots"})
    CHECK(route("GET", target) == "");
  CHECK(route("DELETE", "/snapshots") == "");
}

TEST_CASE("labels, query and headers are read by their types", "[wire]") {
  HttpRequest request{.method = "GET",
                      .target = "/snapshots/snap%2D1+/blocks/7?blockToken=A%2Bb%2F%3D&other=1",
                      .headers = {}};
  CHECK(decoded(request) == R"({"SnapshotId":"snap-1+","BlockIndex":7,"BlockToken":"A+b/="})");
  request.target = "/snapshots/snap-1/blocks/seven?blockToken=x";
  CHECK(decoded(request) == "SerializationException");
  request.target = "/snapshots/snap-1/blocks/99999999999999999999?blockToken=x";
  CHECK(decoded(request) == "SerializationException");
  request.target = "/snapshots/%FF/blocks/7";
  CHECK(decoded(request) == "MalformedQueryString");
  HttpRequest put{.method = "PUT",
                  .target = "/snapshots/snap-1/blocks/7",
                  .headers = {},
                  .body = std::string("\0\xFF", 2)};
  put.headers = {{"X-AMZ-data-length", "2"}, {"x-amz-Progress", "1e2"}};
  CHECK(decoded(put) == "SerializationException");
  put.headers.pop_back();
  CHECK(decoded(put) ==
        R"({"SnapshotId":"snap-1","BlockIndex":7,"BlockData":"AP8=","DataLength":2})");
  HttpRequest start{.method = "POST", .target = "/snapshots", .headers = {}};
  CHECK(decoded(start) == "{}");
  start.body = R"({"VolumeSize":"1"})";
  CHECK(decoded(start) == "SerializationException");
}

TEST_CASE("what the client sends, the server reads", "[wire]") {
  for (const char* text : {"snap-1", "a/b?c#d", "한 글", "%2F", "+"}) {
    const Operation& operation = *ebs().find("GetSnapshotBlock");
    Tree asked;
    asked.add("SnapshotId", text);
    asked.add("BlockIndex", 3);
    asked.add("BlockToken", text);
    CHECK(decoded(encode_rest_request(operation, asked)) == json_text(asked));
  }
}

}  // namespace amishare::wire
