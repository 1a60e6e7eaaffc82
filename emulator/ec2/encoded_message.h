// encoded_message.h - the sealed account of a refusal that EC2 appends to UnauthorizedOperation.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/context.h"
#include "policy/evaluate.h"
#include "policy/principal.h"
#include "world/name.h"

namespace amishare::ec2 {

// What a refused question was, as EC2's authorisation service saw it.
struct Refusal {
  policy::Principal principal;
  std::string action;    // "RunInstances": recorded documents name it without its service
  std::string resource;  // an ARN, or "*"
  AccountId resource_owner;
  Region region;
  policy::Context context;  // the ec2:... keys, aws:RequestTag and the like; not the global keys
  policy::Decision decision;
};

// The JSON that sts:DecodeAuthorizationMessage gives, compact and in AWS's order of members.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
std::string refusal_document(const Refusal& refusal);

// `document` sealed for an account; `request` is the number of the refused request.
std::string encode_message(std::uint64_t seed, const AccountId& account, std::uint64_t request,
                           std::string_view document);
// The document; nullopt unless encode_message made `text` with that seed for that account.
std::optional<std::string> decode_message(std::uint64_t seed, const AccountId& account,
                                          std::string_view text);

}  // namespace amishare::ec2
