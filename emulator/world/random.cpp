// random.cpp - SHA-256 of (seed, kind, draw, block) as a stream of bytes.
#include "world/random.h"

#include "crypto/hash.h"
#include "world/require.h"

namespace amishare {

std::string Random::bytes(std::string_view kind, std::size_t size) {
  auto stream = drawn_.find(kind);
  if (stream == drawn_.end()) stream = drawn_.emplace(std::string(kind), 0).first;
  const std::string draw = std::to_string(seed_) + "/" + std::string(kind) + "/" +
                           std::to_string(stream->second++) + "/";
  std::string out;
  for (std::size_t block = 0; out.size() < size; ++block) {
    out += crypto::sha256(draw + std::to_string(block));
  }
  out.resize(size);
  return out;
}

std::string Random::hex(std::string_view kind, std::size_t digits) {
  return letters(kind, digits, "0123456789abcdef");
}

std::string Random::letters(std::string_view kind, std::size_t length, std::string_view alphabet) {
  require(!alphabet.empty() && 256 % alphabet.size() == 0, "the alphabet divides a byte evenly");
  std::string text = bytes(kind, length);
  for (char& c : text) c = alphabet[static_cast<unsigned char>(c) % alphabet.size()];
  return text;
}

std::string Random::uuid(std::string_view kind) {
  std::string text = hex(kind, 32);
  text[12] = '4';
  text[16] = "89ab"[static_cast<unsigned char>(text[16]) % 4];
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, "-");
  return text;
}

}  // namespace amishare
