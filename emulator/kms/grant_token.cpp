// grant_token.cpp - grant tokens to text and back, in the layout of published samples.
//
// Base64url without padding of: 01 | field 1: the key's internal id in hexadecimal | field 4: a
// ciphertext under the key | field 5: the grant's id, 32 bytes; the fields as protocol buffers have
// them.
#include "kms/grant_token.h"

#include <algorithm>
#include <cstddef>

#include "crypto/hash.h"
#include "kms/envelope.h"
#include "kms/errors.h"
#include "world/require.h"
#include "world/world.h"

namespace amishare::kms {
namespace {

// What a token is sealed with.
EncryptionContext token_context() { return {{"amishare:purpose", "grant-token"}}; }

// A field of bytes: its number, their length as a varint, and they.
std::string field(int number, std::string_view bytes) {
  std::string text(1, static_cast<char>((number << 3) | 2));
  std::size_t length = bytes.size();
  for (; length >= 0x80; length >>= 7) text += static_cast<char>(0x80 | (length & 0x7F));
  text += static_cast<char>(length);
  return text.append(bytes);
}

// Takes the field of that number from the front of `rest`.
std::optional<std::string_view> take_field(int number, std::string_view& rest) {
  if (rest.empty() || rest[0] != static_cast<char>((number << 3) | 2)) return std::nullopt;
  std::size_t length = 0;
  std::size_t place = 1;
  for (unsigned shift = 0;; shift += 7) {
    if (place >= rest.size() || shift > 21) return std::nullopt;
    const auto digit = static_cast<unsigned char>(rest[place++]);
    length |= static_cast<std::size_t>(digit & 0x7F) << shift;
    if (digit < 0x80) break;
  }
  if (rest.size() - place < length) return std::nullopt;
  const std::string_view bytes = rest.substr(place, length);
  rest.remove_prefix(place + length);
  return bytes;
}

std::string to_base64url(std::string_view bytes) {
  std::string text = crypto::to_base64(bytes);
  while (!text.empty() && text.back() == '=') text.pop_back();
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  std::string padded(text);
  std::replace(padded.begin(), padded.end(), '-', '+');
  std::replace(padded.begin(), padded.end(), '_', '/');
  while (padded.size() % 4 != 0) padded += '=';
  return crypto::from_base64(padded);
}

}  // namespace

std::string make_grant_token(const Key& key, std::string_view grant_id, Random& random) {
  const auto raw = crypto::from_hex(grant_id);
  require(raw.has_value(), "a grant's id is hexadecimal");
  return to_base64url("\x01" + field(1, crypto::to_hex(key.internal_id)) +
                      field(4, seal(key, token_context(), grant_id, random)) + field(5, *raw));
}

std::optional<TokenSubject> read_grant_token(const World& world, std::string_view token) {
  const auto bytes = from_base64url(token);
  if (!bytes || !bytes->starts_with('\x01')) return std::nullopt;
  std::string_view rest = std::string_view(*bytes).substr(1);
  const auto internal_id = take_field(1, rest);
  const auto sealed = take_field(4, rest);
  const auto grant_id = take_field(5, rest);
  if (!internal_id || !sealed || !grant_id || !rest.empty()) return std::nullopt;
  const auto envelope = parse_envelope(*sealed);
  const Key* key = find_key_of_ciphertext(world, *sealed);
  if (!envelope || key == nullptr || crypto::to_hex(key->internal_id) != *internal_id) {
    return std::nullopt;
  }
  const auto opened = open(*key, token_context(), *envelope);
  if (!opened || opened->plaintext.bytes() != crypto::to_hex(*grant_id)) return std::nullopt;
  return TokenSubject{key, opened->plaintext.bytes()};
}

void check_grant_tokens(const World& world, const std::vector<std::string>& tokens) {
  for (const std::string& token : tokens) {
    if (!read_grant_token(world, token)) throw invalid_grant_token();
  }
}

}  // namespace amishare::kms
