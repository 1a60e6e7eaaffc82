// tree_test.cpp - Trees and structs, from one to the other.
#include "wire/tree.h"

#include <random>
#include <string>

#include "api/ec2.h"
#include "api/kms.h"
#include "support/catch.h"
#include "wire/check.h"
#include "wire/json.h"
#include "wire/message.h"
#include "wire/text.h"

namespace amishare::wire {
namespace {

// A value of the type, of whatever size the dice say; strings are not empty, as EC2 has it.
class Maker {
 public:
  explicit Maker(unsigned seed) : dice_(seed) {}

  Tree structure(const Schema& schema) {
    Tree::Map out;
    for (const Member& member : schema.members) {
      const bool whole = member.place == Place::path || member.place == Place::payload;
      if (!member.emulated || (!whole && pick(3) == 0)) continue;
      out.emplace_back(member.name, value(*member.type));
    }
    return out;
  }

 private:
  std::size_t pick(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(dice_);
  }

  std::string text() {
    std::string out;
    for (std::size_t i = 0, n = 1 + pick(12); i < n; ++i)
      append_utf8(out, std::u32string_view(U"ab1 &<>\"'+%=;/?\u00E9\uD55C\U0001F511")[pick(18)]);
    return out;
  }

  Tree value(const Type& type) {
    switch (type.kind) {
      case Kind::string:
        return type.values.empty() ? Tree(text()) : Tree(type.values[pick(type.values.size())]);
      case Kind::integer:
        return static_cast<std::int64_t>(pick(1'000'000)) - 500'000;
      case Kind::real:
        return static_cast<double>(pick(1000)) / 8.0;
      case Kind::boolean:
        return pick(2) == 0;
      case Kind::time:
        return Instant(std::chrono::milliseconds(
            1767225600000 + 1000 * static_cast<std::int64_t>(pick(1'000'000))));
      case Kind::blob:
        return Blob{text()};
      case Kind::structure:
        return structure(*type.schema);
      case Kind::list: {
        Tree::List out;
        for (std::size_t i = 0, n = 1 + pick(3); i < n; ++i) out.push_back(value(*type.element));
        return out;
      }
      case Kind::map: {
        Tree::Map out;
        for (std::size_t i = 0, n = 1 + pick(3); i < n; ++i)
          out.emplace_back(std::to_string(i) + text(), value(*type.element));
        return out;
      }
      case Kind::unknown:
        break;
    }
    return {};
  }

  std::mt19937 dice_;
};

// EC2's and IAM's forms cannot say a structure without members.
Tree without_hollow(const Tree& tree) {
  if (const auto* list = tree.as<Tree::List>()) {
    Tree::List out;
    for (const Tree& element : *list)
      if (Tree kept = without_hollow(element); kept != Tree(Tree::Map()))
        out.push_back(std::move(kept));
    return out;
  }
  const auto* entries = tree.as<Tree::Map>();
  if (!entries) return tree;
  Tree::Map out;
  for (const auto& [name, value] : *entries)
    if (Tree kept = without_hollow(value); kept != Tree(Tree::Map()) && kept != Tree(Tree::List()))
      out.emplace_back(name, std::move(kept));
  return out;
}

}  // namespace

TEST_CASE("a Tree fills a struct, and a struct tells a Tree", "[wire]") {
  const Operation& encrypt = *find_operation("kms", "Encrypt");
  kms::api::EncryptRequest request;
  fill(*encrypt.input,
       tree_from_json_text(R"({"Plaintext":"AP8=","KeyId":"k","EncryptionContext":{"a":"1"},
                               "GrantTokens":["t","u"],"DryRun":true})",
                           *encrypt.input),
       &request);
  CHECK(request.key_id == "k");
  CHECK(request.plaintext.bytes == std::string("\0\xFF", 2));
  CHECK(request.encryption_context == std::map<std::string, std::string>{{"a", "1"}});
  CHECK(request.grant_tokens == std::vector<std::string>{"t", "u"});
  CHECK(request.dry_run == true);
  CHECK_FALSE(request.encryption_algorithm);

  ec2::api::DescribeTagsResponse response{.next_token = {}, .tags = {}};
  CHECK(json_text(tell(*find_operation("ec2", "DescribeTags")->output, &response)) ==
        R"({"Tags":[]})");
  response.tags.push_back({.key = "a", .resource_id = "ami-1", .resource_type = {}, .value = ""});
  CHECK(json_text(tell(*find_operation("ec2", "DescribeTags")->output, &response)) ==
        R"({"Tags":[{"Key":"a","ResourceId":"ami-1","Value":""}]})");
}

TEST_CASE("requests survive every protocol", "[wire]") {
  int seed = 0;
  for (const Service* service : services()) {
    for (const Operation& operation : service->operations) {
      for (int round = 0; round < 20; ++round) {
        INFO(service->name << " " << operation.name << " " << ++seed);
        const bool form =
            service->protocol == Protocol::ec2 || service->protocol == Protocol::query;
        const Tree made = Maker(static_cast<unsigned>(seed)).structure(*operation.input);
        const Tree asked = form ? without_hollow(made) : made;
        const HttpRequest request = encode_request(*service, operation, asked);
        CHECK(operation_name(*service, request) == operation.name);
        CHECK(json_text(decode_request(*service, operation, request)) == json_text(asked));
      }
    }
  }
}

TEST_CASE("responses survive every protocol", "[wire]") {
  int seed = 0;
  for (const Service* service : services()) {
    for (const Operation& operation : service->operations) {
      for (int round = 0; round < 20; ++round) {
        INFO(service->name << " " << operation.name << " " << ++seed);
        const Tree told = Maker(static_cast<unsigned>(seed)).structure(*operation.output);
        const HttpResponse response = encode_response(*service, operation, told, "id");
        CHECK(json_text(decode_response(*service, operation, response)) == json_text(told));
      }
    }
  }
}

TEST_CASE("JSON for people survives", "[wire]") {
  int seed = 0;
  for (const Service* service : services()) {
    for (const Operation& operation : service->operations) {
      const Tree told = Maker(static_cast<unsigned>(++seed)).structure(*operation.output);
      CHECK(json_text(tree_from_json_text(json_text(told, 2), *operation.output)) ==
            json_text(told));
    }
  }
}

}  // namespace amishare::wire
