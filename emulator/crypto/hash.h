// hash.h - SHA-256, HMAC-SHA-256, and bytes written as text.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace amishare::crypto {

// 32 raw bytes.
std::string sha256(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);

// Lower-case hexadecimal.
std::string to_hex(std::string_view bytes);
// nullopt if `text` is not pairs of hexadecimal digits.
std::optional<std::string> from_hex(std::string_view text);
// Standard base64 with padding.
std::string to_base64(std::string_view bytes);
// nullopt if `text` is not canonical, padded base64.
std::optional<std::string> from_base64(std::string_view text);

// Whether both are the same, in a time that depends on their length alone.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace amishare::crypto
