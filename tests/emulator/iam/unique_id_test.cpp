// unique_id_test.cpp - ids that carry their account.
#include "iam/unique_id.h"

#include <set>

#include "support/catch.h"

namespace amishare::iam::test {

TEST_CASE("an access key id tells its account, as recorded from AWS", "[iam]") {
  CHECK(account_of("ASIAY34FZKBOKMUTVV7A") == AccountId{"609629065308"});
  CHECK(account_of("AKIA47CRYWTM3WVTKMH3") == AccountId{"891377202393"});
}

TEST_CASE("what carries no account has none", "[iam]") {
  CHECK(account_of("") == std::nullopt);
  CHECK(account_of("AKIAQQQQ") == std::nullopt);
  CHECK(account_of("AKIAIOSFODNN7EXAMPLE") == std::nullopt);  // from before 2019: first bit not set
  CHECK(account_of("AKIA01890189018901890") == std::nullopt);
  CHECK(account_of("AKIA7777777777777777") == std::nullopt);  // more than twelve digits
}

TEST_CASE("every account fits into an id and comes out again", "[iam]") {
  Random random(7);
  const auto free = [](const std::string&) { return false; };
  for (const char* digits : {"000000000000", "000000000001", "111122223333", "999999999998",
                             "999999999999", "549755813888"}) {
    const AccountId account{digits};
    for (const std::string_view prefix : {access_key_prefix, session_key_prefix, user_prefix,
                                          role_prefix, group_prefix, policy_prefix}) {
      const std::string id = new_id(random, prefix, account, free);
      CHECK(id.starts_with(prefix));
      CHECK(id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == std::string::npos);
      CHECK(id.size() == (prefix == access_key_prefix || prefix == session_key_prefix ? 20 : 21));
      CHECK(account_of(id) == account);
    }
    CHECK(account_of(first_user_id(7, account)) == account);
  }
}

TEST_CASE("an id that is taken is not given again", "[iam]") {
  const AccountId account{"111122223333"};
  Random random(1), same(1);
  const std::string first =
      new_id(random, user_prefix, account, [](const std::string&) { return false; });
  const std::string second =
      new_id(same, user_prefix, account, [&](const std::string& id) { return id == first; });
  CHECK(first != second);
}

TEST_CASE("the first user's id depends on seed and account alone", "[iam]") {
  const AccountId a{"111122223333"}, b{"444455556666"};
  CHECK(first_user_id(1, a) == first_user_id(1, a));
  CHECK(first_user_id(1, a) != first_user_id(2, a));
  CHECK(first_user_id(1, a) != first_user_id(1, b));
  CHECK(first_user_id(1, a).substr(13) != first_user_id(1, b).substr(13));
}

TEST_CASE("secrets and tokens look like AWS's", "[iam]") {
  Random random(3);
  std::set<std::string> secrets;
  for (int i = 0; i < 100; ++i) secrets.insert(new_secret(random));
  CHECK(secrets.size() == 100);
  for (const std::string& secret : secrets) CHECK(secret.size() == 40);
  CHECK(new_session_token(random).starts_with("IQoJb3JpZ2lu"));
}

}  // namespace amishare::iam::test
