// filter_test.cpp - patterns, limits and pages of the Describe actions.
#include "ec2/filter.h"

#include "ec2/errors.h"
#include "ec2/page.h"
#include "ec2/sealed_text.h"
#include "image_fixture.h"

using namespace amishare;
using namespace amishare::test;
namespace op = ec2::op;

TEST_CASE("filters know two wildcards and the escape", "[ec2]") {
  struct Row {
    const char* pattern;
    const char* text;
    bool matches;
  };
  const Row rows[] = {
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"*", "anything at all", true},
      {"ab", "ab", true},
      {"ab", "AB", false},
      {"a?c", "abc", true},
      {"a?c", "ac", false},
      {"a*c", "ac", true},
      {"a*c", "abbbc", true},
      {"a*c", "abbbd", false},
      {"*b*b*", "abcb", true},
      {"*b*b*", "abc", false},
      {"a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaa", false},
      {R"(\*amazon\?\\)", R"(*amazon?\)", true},
      {R"(\*)", "x", false},
      {R"(a\)", R"(a\)", true},
      {"??", "a", false},
      {"prod-*-2026", "prod-web-2026", true},
  };
  for (const Row& row : rows) {
    INFO(row.pattern << " on " << row.text);
    CHECK(ec2::matches_filter(row.pattern, row.text) == row.matches);
  }
}

TEST_CASE("filters are refused in EC2's words", "[ec2]") {
  const auto check = [](std::vector<ec2::api::Filter> filters, ec2::TagFilters tags) {
    try {
      ec2::check_filters(filters, {"name"}, tags);
    } catch (const Error& error) {
      CHECK(error.status == 400);
      return text(error);
    }
    return std::string();
  };
  using ec2::TagFilters;
  CHECK(check({{.name = "name", .values = {"x"}}}, TagFilters::known) == "");
  CHECK(check({{.name = "Name", .values = {"x"}}}, TagFilters::known) ==
        "InvalidParameterValue: The filter 'Name' is invalid");
  CHECK(check({{.values = {"x"}}}, TagFilters::known) ==
        "InvalidParameterValue: The filter 'null' is invalid");
  CHECK(check({{.name = "tag:Name", .values = {"x"}}}, TagFilters::known) == "");
  CHECK(check({{.name = "tag:Name", .values = {"x"}}}, TagFilters::unknown) ==
        "InvalidParameterValue: The filter 'tag:Name' is invalid");
  CHECK(check({{.name = "tag:", .values = {"x"}}}, TagFilters::known) ==
        "InvalidParameterValue: The filter 'tag:' is invalid");
  const std::vector<std::string> many(100, "x");
  CHECK(check({{.name = "name", .values = many}, {.name = "name", .values = many}},
              TagFilters::known) == "");
  CHECK(check({{.name = "name", .values = many},
               {.name = "name", .values = many},
               {.name = "name", .values = {"x"}}},
              TagFilters::known) ==
        "FilterLimitExceeded: The maximum number of filter values specified on a single call is "
        "200");
  CHECK(check({{.name = "name", .values = {std::string(255, 'x')}}}, TagFilters::known) == "");
  CHECK(check({{.name = "name", .values = {std::string(256, 'x')}}}, TagFilters::known) ==
        "FilterLimitExceeded: The maximum length for a filter value is 255 characters");
}

TEST_CASE("sealed texts open for whom they were made, and for nothing else", "[ec2]") {
  const ec2::Seal seal{.seed = 1, .account = {"111111111111"}, .purpose = "page"};
  const std::string sealed = ec2::seal_text(seal, "", "42");
  CHECK(ec2::open_text(seal, sealed) == "42");
  CHECK(sealed == ec2::seal_text(seal, "", "42"));
  CHECK(sealed != ec2::seal_text(seal, "1", "42"));
  CHECK(sealed.find_first_of("+/=") == std::string::npos);
  ec2::Seal other = seal;
  other.account = {"222222222222"};
  CHECK(!ec2::open_text(other, sealed));
  other = seal;
  other.purpose = "message";
  CHECK(!ec2::open_text(other, sealed));
  other = seal;
  other.seed = 2;
  CHECK(!ec2::open_text(other, sealed));
  for (const char* text :
       {"", "a", "abcd", "////", "=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    CHECK(!ec2::open_text(seal, text));
  }
  std::string changed = sealed;
  changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
  CHECK(!ec2::open_text(seal, changed));
}

TEST_CASE("a list comes in pages that together are the list", "[ec2]") {
  Accounts accounts;
  const std::string snapshot = plain_snapshot(accounts.a);
  std::vector<std::string> all;
  for (int i = 0; i < 13; ++i) {
    all.push_back(make_image(accounts.a, "image " + std::to_string(i), snapshot));
  }
  std::vector<std::string> seen;
  std::optional<std::string> token;
  int pages = 0;
  do {
    const auto page = accounts.a.ask<op::DescribeImages>({.max_results = 5, .next_token = token});
    CHECK(page.images.size() == (pages < 2 ? 5 : 3));
    for (const std::string& id : ids(page)) seen.push_back(id);
    token = page.next_token;
    ++pages;
  } while (token);
  CHECK(pages == 3);
  CHECK(seen == all);

  SECTION("the last page has no token even when it is full") {
    const auto page = accounts.a.ask<op::DescribeImages>({.max_results = 13});
    CHECK(page.images.size() == 13);
    CHECK(!page.next_token);
  }
  SECTION("without MaxResults the rest comes at once") {
    const auto first = accounts.a.ask<op::DescribeImages>({.max_results = 5});
    CHECK(accounts.a.ask<op::DescribeImages>({.next_token = first.next_token}).images.size() == 8);
  }
  SECTION("a token is worth nothing elsewhere") {
    const auto first = accounts.a.ask<op::DescribeImages>({.max_results = 5});
    const std::string expected = "InvalidParameterValue: Value ( " + *first.next_token +
                                 " ) for parameter NextToken is invalid. The token is invalid.";
    CHECK(text(accounts.b.refused<op::DescribeImages>({.next_token = first.next_token})) ==
          expected);
    CHECK(text(accounts.a.refused<op::DescribeTags>({.next_token = first.next_token})) == expected);
    CHECK(text(accounts.a.in("eu-west-1")
                   .refused<op::DescribeImages>({.next_token = first.next_token})) == expected);
    CHECK(accounts.a.refused<op::DescribeImages>({.next_token = "42"}).code ==
          "InvalidParameterValue");
  }
  SECTION("MaxResults has a least value") {
    CHECK(text(accounts.a.refused<op::DescribeImages>({.max_results = 1})) ==
          "InvalidParameterValue: Invalid value '1' for maxResults. Expecting a value greater than "
          "5.");
    CHECK(text(accounts.a.refused<op::DescribeImages>({.image_ids = {all[0]}, .max_results = 5})) ==
          "InvalidParameterCombination: The parameter imageIdsSet cannot be used with the "
          "parameter maxResults");
  }
}
