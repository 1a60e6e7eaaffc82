// xml_test.cpp - what XML says and cannot say.
#include "wire/xml.h"

#include <string>

#include "support/catch.h"
#include "wire/json.h"

namespace amishare::wire {
namespace {

const Service& ec2() { return *find_service("ec2"); }
const Service& iam() { return *find_service("iam"); }

// What the client reads of what the server writes.
std::string there_and_back(const Service& service, std::string_view operation,
                           std::string_view told) {
  const Operation& found = *service.find(operation);
  const Tree tree = tree_from_json_text(told, *found.output);
  return json_text(decode_xml(service, found, encode_xml(service, found, tree, "id-1")));
}

}  // namespace

TEST_CASE("responses of EC2 are one element", "[wire]") {
  const Operation& operation = *ec2().find("DescribeTags");
  const Tree tree = tree_from_json_text(
      R"({"Tags":[{"Key":"a<b","ResourceId":"ami-1","ResourceType":"image","Value":"\"&\r\n"}]})",
      *operation.output);
  CHECK(encode_xml(ec2(), operation, tree, "id-1") ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<DescribeTagsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
        "<requestId>id-1</requestId><tagSet><item><key>a&lt;b</key><resourceId>ami-1</resourceId>"
        "<resourceType>image</resourceType><value>&quot;&amp;&#xD;\n</value></item></tagSet>"
        "</DescribeTagsResponse>");
}

TEST_CASE("responses of IAM hold a result, if there is one", "[wire]") {
  CHECK(encode_xml(iam(), *iam().find("DeleteUser"), Tree::Map(), "id-1") ==
        "<DeleteUserResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">"
        "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></DeleteUserResponse>");
  const Operation& list = *iam().find("ListUsers");
  CHECK(encode_xml(iam(), list,
                   tree_from_json_text(R"({"Users":[],"IsTruncated":false})", *list.output),
                   "id-1") ==
        "<ListUsersResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ListUsersResult>"
        "<Users/><IsTruncated>false</IsTruncated></ListUsersResult>"
        "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></ListUsersResponse>");
}

TEST_CASE("maps are entries of key and value, and one that may be empty is there or not",
          "[wire]") {
  const std::string summary = R"({"SummaryMap":{"Roles":2,"Users":1}})";
  const Operation& operation = *iam().find("GetAccountSummary");
  CHECK(encode_xml(iam(), operation, tree_from_json_text(summary, *operation.output), "id-1")
            .find("<SummaryMap><entry><key>Roles</key><value>2</value></entry>"
                  "<entry><key>Users</key><value>1</value></entry></SummaryMap>") !=
        std::string::npos);
  CHECK(there_and_back(iam(), "GetAccountSummary", summary) == summary);
  for (const std::string details : {R"("EvalDecisionDetails":{},)", R"()",
                                    R"("EvalDecisionDetails":{"IAM Policy":"allowed"},)"}) {
    const std::string told = R"({"EvaluationResults":[{"EvalActionName":"a:b",)"
                             R"("EvalDecision":"allowed","MatchedStatements":[],)"
                             R"("MissingContextValues":[],)" +
                             details + R"("ResourceSpecificResults":[]}]})";
    CHECK(there_and_back(iam(), "SimulateCustomPolicy", told) == told);
  }
}

TEST_CASE("texts survive XML", "[wire]") {
  for (const char* text : {R"( )", R"(\n)", R"(\r\n\t)", R"(]]>)", R"(<!-- -->)", R"(&amp;)",
                           R"(한\ud83d\udd11)", R"()", R"(  two  blanks  )"}) {
    const std::string told = R"({"Tags":[{"Key":")" + std::string(text) + R"("}]})";
    const Tree expected = tree_from_json_text(told, *ec2().find("DescribeTags")->output);
    CHECK(there_and_back(ec2(), "DescribeTags", told) == json_text(expected));
  }
  CHECK(xml_escaped(std::string_view("a\0b\x1F\xFF", 5)) ==
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("a response that is none is said to be", "[wire]") {
  const Operation& operation = *ec2().find("DescribeTags");
  for (const char* text : {"", "<", "{}", "<html/>", "<DescribeTagsResponse>", "<a></b>",
                           "<DescribeVolumesResponse/>"})
    CHECK_THROWS_AS(decode_xml(ec2(), operation, text), UnreadableResponse);
  CHECK_THROWS_AS(decode_xml(ec2(), *ec2().find("CreateVolume"),
                             "<CreateVolumeResponse><size>big</size></CreateVolumeResponse>"),
                  UnreadableResponse);
  CHECK_THROWS_AS(decode_xml(iam(), *iam().find("ListUsers"), "<ListUsersResponse/>"),
                  UnreadableResponse);
}

}  // namespace amishare::wire
