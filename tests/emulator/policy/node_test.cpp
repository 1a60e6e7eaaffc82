// node_test.cpp - the JSON reader: strict, in place, and of one mind with another reader.
#include "policy/node.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "support/catch.h"
#include "support/dice.h"

using namespace amishare::policy;

namespace {

bool is_json(const std::string& text) { return NodeTree(16).read(text); }

// Whether an exponent has three digits or more.
bool has_huge_exponent(const std::string& text) {
  for (auto at = text.find('e'); at != std::string::npos; at = text.find('e', at + 1)) {
    const auto end = std::min(text.find_first_not_of("0123456789", at + 1), text.size());
    if (end > at + 3) return true;
  }
  return false;
}

// What another reader makes of the text, with the same rules about keys.
bool other_takes(const std::string& text) {
  using Json = nlohmann::json;
  bool twice = false;
  std::vector<std::set<std::string>> keys;
  const auto watch = [&](int, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key) {
      twice = twice || !keys.back().insert(value.get<std::string>()).second;
    }
    return true;
  };
  const Json read = Json::parse(text, watch, false);
  return !read.is_discarded() && !twice;
}

}  // namespace

TEST_CASE("values stand where they stand in the text", "[policy]") {
  const std::string text = R"( {"a": [1, "x", {"b": null}], "c\u0041": -1.50e2} )";
  NodeTree tree(16);
  REQUIRE(tree.read(text));
  const Node& root = tree.root();
  CHECK(text.substr(root.begin, root.end - root.begin) == text.substr(1, text.size() - 2));
  const Node* list = root.find("a");
  REQUIRE(list != nullptr);
  CHECK(list->is_array());
  CHECK(text.substr(list->key_begin, 3) == "\"a\"");
  std::vector<std::string> items;
  for (const Node& item : children(*list)) {
    items.push_back(text.substr(item.begin, item.end - item.begin));
  }
  CHECK(items == std::vector<std::string>{"1", "\"x\"", "{\"b\": null}"});
  const Node* number = root.find("cA");
  REQUIRE(number != nullptr);
  CHECK(number->kind == Node::Kind::number);
  CHECK(number->text == "-1.50e2");
  CHECK(root.find("b") == nullptr);
}

TEST_CASE("strings are unescaped, and only what JSON escapes", "[policy]") {
  const auto value = [](const std::string& text) {
    NodeTree tree(4);
    return tree.read(text) ? std::string(tree.root().text) : "none";
  };
  CHECK(value(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  CHECK(value(R"("a\u00e9b")") ==
        "a\xC3\xA9"
        "b");
  CHECK(value(R"("\ud83d\ude00")") == "\xF0\x9F\x98\x80");
  CHECK(value(R"("\u0000x")") == std::string("\0x", 2));
  for (const std::string text : {R"("\ud800")", R"("\udc00")", R"("\ud800\u0041")", R"("\x41")",
                                 R"("\u12g4")", R"("\u12")", R"("\)", R"("a)", "\"a\nb\""}) {
    INFO(text);
    CHECK(value(text) == "none");
  }
}

TEST_CASE("bytes are UTF-8 or nothing", "[policy]") {
  CHECK(is_json("\"\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEF\xBF\xBF\xF4\x8F\xBF\xBF\""));
  for (const std::string bytes :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\xFF"}) {
    CHECK_FALSE(is_json("\"" + bytes + "\""));
  }
}

TEST_CASE("it says where and why a text is no JSON", "[policy]") {
  const auto failure = [](const std::string& text) {
    NodeTree tree(3);
    if (tree.read(text)) return std::string("none");
    return std::to_string(tree.failed_at()) + " " + std::string(tree.problem());
  };
  CHECK(failure("") == "0 this is not JSON");
  CHECK(failure("{\"a\":1,\"a\":2}") == "7 this key is there already");
  CHECK(failure("[[[[1]]]]") == "3 this is nested too deeply");
  CHECK(failure("{} x") == "3 something follows the JSON value");
  CHECK(failure("[1,]") == "3 this is not JSON");
  CHECK(failure("{\"a\" 1}") == "5 this is not JSON");
  CHECK(failure("[01]") == "2 this is not JSON");
  std::string many = "{";
  for (int i = 0; i < 40; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  CHECK(failure(many + "\"k7\":1}") == std::to_string(many.size()) + " this key is there already");
}

TEST_CASE("two readers agree on what is JSON", "[policy]") {
  // Texts near to JSON: pieces of it, put together without care.
  const std::vector<std::string> pieces = {
      "{",       "}",   "[",  "]",   ",",   ":",        "\"a\"", "\"b\"", "\"\\u0041\"",
      "\"\\n\"", "1",   "-0", "0.5", "1e3", "01",       "-",     "true",  "false",
      "null",    "nul", " ",  "\n",  "\"",  "\xC3\xA9", "\\",    "\t"};
  const std::vector<std::string> wholes = {"{\"a\":1}", "[1,\"b\"]", "{\"a\":[true,null]}",
                                           "[]",        "{}",        "{\"a\":{\"b\":\"\xC3\xA9\"}}",
                                           "[[],{}]"};
  amishare::test::Dice dice(7);
  int taken = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text = dice.one_in(2) ? dice.pick(wholes) : "";
    for (std::size_t n = dice.below(4); n > 0; --n) {
      const std::string piece = dice.pick(pieces);
      text.insert(dice.below(text.size() + 1), piece);
    }
    if (has_huge_exponent(text)) continue;  // a number that the other reader can't hold
    INFO(text);
    const bool takes = is_json(text);
    REQUIRE(takes == other_takes(text));
    taken += takes ? 1 : 0;
  }
  CHECK(taken > 1000);
}
