// grant.h - grants as they are kept, in order and by those whom they name.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "world/name.h"
#include "world/timeline.h"

namespace amishare::kms {

// What the encryption context of a request must be for a grant to hold.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
struct GrantConstraints {
  std::optional<std::map<std::string, std::string>> equals{};
  std::optional<std::map<std::string, std::string>> subset{};
  bool operator==(const GrantConstraints&) const = default;
};

// Whom a grant names: an ARN, or a service's name. The unique id is empty for accounts, services
// and the infrastructure roles of EC2; for users and roles it tells them from a later namesake.
struct GrantPrincipal {
  std::string name;
  std::string unique_id{};
  bool operator==(const GrantPrincipal&) const = default;
};

// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
struct Grant {
  std::string id;  // 64 hexadecimal digits
  std::string key_id;
  GrantPrincipal grantee;
  std::optional<GrantPrincipal> retiring{};
  std::vector<std::string> operations{};  // "Decrypt"
  GrantConstraints constraints{};
  std::string name{};  // empty: none
  AccountId issuing_account{};
  Instant created{};
  std::uint64_t number = 0;  // the order of creation
  bool operator==(const Grant&) const = default;
};

// Every grant. Finding those of a key, of a grantee or of a retiring principal takes a time that
// does not depend on how many others there are.
class Grants {
 public:
  using Numbers = std::set<std::uint64_t>;  // in the order of creation

  // Gives the grant its number. Requires that its id is new.
  const Grant& add(Grant grant);
  // Requires that the grant exists.
  void erase(std::string_view id);
  void erase_of_key(std::string_view key_id);

  // The number that the next grant gets; and to give numbers back that were drawn for nothing: a
  // request that is refused in the end leaves the state as it was. Requires that no grant has a
  // number from `next` on.
  std::uint64_t next() const { return next_; }
  void give_back(std::uint64_t next);

  // Null if there is none.
  const Grant* find(std::string_view id) const;
  // Requires a number out of one of the sets below.
  const Grant& at(std::uint64_t number) const { return rows_.at(number); }

  const Numbers& of_key(std::string_view key_id) const;
  const Numbers& of_grantee(std::string_view key_id, std::string_view grantee) const;
  const Numbers& of_retiring(std::string_view retiring) const;
  std::size_t size() const { return rows_.size(); }

  bool operator==(const Grants& other) const {
    return next_ == other.next_ && rows_ == other.rows_;
  }

 private:
  using Index = std::map<std::string, Numbers, std::less<>>;

  std::uint64_t next_ = 1;
  std::map<std::uint64_t, Grant> rows_;
  std::map<std::string, std::uint64_t, std::less<>> by_id_;
  Index by_key_;
  Index by_grantee_;  // key id, a blank, grantee
  Index by_retiring_;
};

}  // namespace amishare::kms
