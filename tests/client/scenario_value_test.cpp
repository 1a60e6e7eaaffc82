// scenario_value_test.cpp - filling in, looking up and comparing values of scenarios.
#include "client/scenario_value.h"

#include "support/catch.h"

namespace amishare::client {

TEST_CASE("names are filled in, whole values as they are", "[client]") {
  const Names names{
      {"A", "111111111111"}, {"list", Json::array({1, 2})}, {"doc", Json{{"x", "${A}"}}}};
  CHECK(fill_in("${list}", names) == Json::array({1, 2}));
  CHECK(fill_in("arn:aws:iam::${A}:root", names) == "arn:aws:iam::111111111111:root");
  CHECK(fill_in("${json:doc}", names) == R"({"x":"111111111111"})");
  CHECK(fill_in(Json{{"${A}", "${doc}"}}, names) ==
        Json{{"111111111111", {{"x", "111111111111"}}}});
  CHECK(fill_in("user/${aws:username}", names) == "user/${aws:username}");
  CHECK_THROWS_AS(fill_in("${absent}", names), ScenarioError);
  CHECK_THROWS_AS(fill_in("${loop}", Names{{"loop", "${loop}"}}), ScenarioError);
}

TEST_CASE("paths lead to values, to lengths, or nowhere", "[client]") {
  const Json root{{"Images", {{{"Name", "a"}}, {{"Name", "b"}}}}};
  CHECK(look_up(root, "Images[1].Name") == Json("b"));
  CHECK(look_up(root, "Images[-1].Name") == Json("b"));
  CHECK(look_up(root, "Images.length") == Json(2));
  CHECK(look_up(root, "") == root);
  CHECK_FALSE(look_up(root, "Images[2].Name"));
  CHECK_FALSE(look_up(root, "Absent.Name"));
  CHECK(look_up(root, "Absent.length") == Json(0));
}

TEST_CASE("what is expected is a value or a matcher", "[client]") {
  CHECK_FALSE(difference(1, Json(1)));
  CHECK(difference(1, Json(2)));
  CHECK(difference(1, std::nullopt));
  CHECK_FALSE(difference(Json{{"matches", "a+"}}, Json("aa")));
  CHECK(difference(Json{{"matches", "a+"}}, Json("ab")));
  CHECK_FALSE(difference(Json{{"contains", "b"}}, Json("abc")));
  CHECK_FALSE(difference(Json{{"contains", {{"x", 1}}}}, Json::array({Json{{"x", 1}, {"y", 2}}})));
  CHECK_FALSE(difference(Json{{"starts_with", "ab"}}, Json("abc")));
  CHECK_FALSE(difference(Json{{"exists", false}}, std::nullopt));
  CHECK(difference(Json{{"exists", true}}, std::nullopt));
  CHECK_FALSE(difference(Json{{"length", 0}}, std::nullopt));
  CHECK_FALSE(difference(Json{{"not", 1}}, Json(2)));
  CHECK_FALSE(difference(Json{{"any_of", {1, 2}}}, Json(2)));
}

TEST_CASE("a regular expression that is none, or a text too long for one, is said so", "[client]") {
  CHECK_THROWS_AS(difference(Json{{"matches", "a("}}, Json("a")), ScenarioError);
  CHECK_THROWS_AS(difference(Json{{"matches", "(a|b)*"}}, Json(std::string(1 << 20, 'a'))),
                  ScenarioError);
}

TEST_CASE("a long value is cut between characters", "[client]") {
  std::string text = "x";
  for (int i = 0; i < 400; ++i) text += "\xc3\xa9";
  const std::string told = *difference("y", Json(text));
  CHECK(printable(told) == told);
  CHECK(told.ends_with("..."));
}

}  // namespace amishare::client
