// grant_token.h - grant tokens, which prove a grant before it has spread.
//
// By default a grant holds at once, and its token adds nothing. With `grant_propagation` in the
// world's pace, a grant holds at first only where its token is sent along.
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html#grant_token
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kms/kms.h"

namespace amishare::kms {

// A token of the grant, different each time.
std::string make_grant_token(const Key& key, std::string_view grant_id, Random& random);

// The grant that a token names, which may be gone.
struct TokenSubject {
  const Key* key;
  std::string grant_id;
};
// nullopt for anything that make_grant_token did not make for a key that exists.
std::optional<TokenSubject> read_grant_token(const World& world, std::string_view token);

// Throws InvalidGrantTokenException unless each one is a grant token.
void check_grant_tokens(const World& world, const std::vector<std::string>& tokens);

}  // namespace amishare::kms
