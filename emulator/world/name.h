// name.h - the names that AWS gives to accounts, Regions and resources, each a type of its own.
#pragma once
#include <compare>
#include <string>
#include <string_view>

namespace amishare {

// Twelve digits.
struct AccountId {
  std::string value;
  auto operator<=>(const AccountId&) const = default;
};

// A Region's code, such as "us-east-1".
struct Region {
  std::string value;
  auto operator<=>(const Region&) const = default;
};

// An Amazon Resource Name in its six parts; `resource` is all that follows the fifth colon.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
struct Arn {
  std::string partition = "aws";
  std::string service;
  std::string region;
  std::string account;
  std::string resource;

  // The ARN that `text` spells. An Arn with an empty `service` if it is not one.
  static Arn parse(std::string_view text);
  std::string text() const;
  explicit operator bool() const { return !service.empty(); }
  auto operator<=>(const Arn&) const = default;
};

// Whether `text` is twelve digits.
bool is_account_id(std::string_view text);

// Texts of ARNs. `resource` is what follows the account, e.g. "role/x".
std::string arn_text(std::string_view service, const Region& region, const AccountId& account,
                     std::string_view resource);
std::string iam_arn_text(const AccountId& account, std::string_view resource);

}  // namespace amishare
