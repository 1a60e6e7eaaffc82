// token.cpp - a number and its HMAC-SHA-256, in base64 as the APIs' patterns want it.
#include "ebs/token.h"

#include "crypto/hash.h"

namespace amishare::ebs {
namespace {

constexpr std::size_t number_size = 8;

std::string number_bytes(std::uint64_t number) {
  std::string bytes(number_size, '\0');
  for (std::size_t i = number_size; i-- > 0; number >>= 8) {
    bytes[i] = static_cast<char>(number & 0xFFU);
  }
  return bytes;
}

std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes.substr(0, number_size)) {
    number = number << 8 | static_cast<unsigned char>(byte);
  }
  return number;
}

std::string sealed(std::uint64_t seed, std::string_view what, std::uint64_t number) {
  const std::string key = crypto::sha256("ebs tokens/" + std::to_string(seed));
  const std::string bytes = number_bytes(number);
  return crypto::to_base64(bytes + crypto::hmac_sha256(key, std::string(what) + bytes));
}

// The number in a token that was sealed for `what`.
std::optional<std::uint64_t> opened(std::uint64_t seed, std::string_view what,
                                    std::string_view token) {
  const auto bytes = crypto::from_base64(token);
  if (!bytes || bytes->size() < number_size) return std::nullopt;
  const std::uint64_t number = number_of(*bytes);
  if (!crypto::equal_in_constant_time(sealed(seed, what, number), token)) return std::nullopt;
  return number;
}

std::string block_name(std::string_view snapshot_id, std::uint64_t index) {
  return "block/" + std::string(snapshot_id) + "/" + std::to_string(index) + "/";
}

std::string page_name(std::string_view snapshot_id) {
  return "page/" + std::string(snapshot_id) + "/";
}

}  // namespace

std::string block_token(std::uint64_t seed, std::string_view snapshot_id, std::uint64_t index,
                        Instant expires) {
  const auto milliseconds = static_cast<std::uint64_t>(expires.time_since_epoch().count());
  return sealed(seed, block_name(snapshot_id, index), milliseconds);
}

bool opens_block(std::uint64_t seed, std::string_view snapshot_id, std::uint64_t index,
                 std::string_view token, Instant now) {
  const auto expires = opened(seed, block_name(snapshot_id, index), token);
  return expires && static_cast<std::uint64_t>(now.time_since_epoch().count()) < *expires;
}

std::string page_token(std::uint64_t seed, std::string_view snapshot_id, std::uint64_t index) {
  return sealed(seed, page_name(snapshot_id), index);
}

std::optional<std::uint64_t> page_start(std::uint64_t seed, std::string_view snapshot_id,
                                        std::string_view token) {
  return opened(seed, page_name(snapshot_id), token);
}

}  // namespace amishare::ebs
