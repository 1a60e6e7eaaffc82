// key_id.h - which key a KeyId names, and the refusals when it names none.
//
// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "kms/kms.h"
#include "world/call.h"

namespace amishare::kms {

// Whether `text` is spelled like a key id: a UUID in lower case, or "mrk-" and 32 digits.
bool is_key_id(std::string_view text);
// Whether `text` is spelled like the name of an alias of AWS's.
bool is_reserved_alias(std::string_view text);
std::string alias_arn(const Region& region, const AccountId& account, std::string_view alias_name);

// A KeyId taken apart. The views point into the text.
struct KeyName {
  bool is_arn = false;
  std::string_view region{};   // of an ARN
  std::string_view account{};  // of an ARN
  std::string_view id{};       // of a key; empty if an alias is named
  std::string_view alias{};    // "alias/..."; empty if a key is named
};
// nullopt for an ARN that is none of KMS's.
std::optional<KeyName> read_key_name(std::string_view text);

enum class Forms {
  key,           // a key id or a key ARN
  key_or_alias,  // these, an alias name or an alias ARN
};
enum class Reach { own_account, any_account };

// How an operation takes its KeyId. `action` is the one that a refusal names, "kms:Decrypt".
struct Lookup {
  std::string_view action;
  Forms forms = Forms::key;
  Reach reach = Reach::own_account;
};

struct Found {
  Key& key;
  std::string alias{};  // its name, if the request named an alias: kms:RequestAlias
};

// The key that the request names. Decides nothing about permission. Throws NotFoundException or
// InvalidArnException; for whatever of another account that is not there, or that the operation
// does not reach, the AccessDeniedException that tells nothing.
Found find_named(Call& call, std::string_view key_id, const Lookup& lookup);

}  // namespace amishare::kms
