// parameter.h - parameters as EC2 reads them: an empty string is an absent one.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace amishare::ec2 {

// Clients send `KmsKeyId=` when they have none.
inline const std::string& given(const std::optional<std::string>& text) {
  static const std::string none;
  return text ? *text : none;
}

// `text` if it is not empty. Throws MissingParameter with the parameter's name as EC2 prints it.
const std::string& needed(const std::string& text, std::string_view name);

// Of launches and volumes [recorded].
inline constexpr std::size_t client_token_length_max = 64;

// Whether `id` is `prefix` ("snap-") and 8 or 17 lower-case hexadecimal digits.
bool is_resource_id(std::string_view id, std::string_view prefix);

// Whether both are the same but for upper and lower case: names of attributes are compared so.
bool same_name(std::string_view left, std::string_view right);

// As filters and condition keys say it.
inline std::string true_or_false(bool value) { return value ? "true" : "false"; }

// The number of characters of UTF-8: EC2's limits count those, not bytes.
std::size_t characters(std::string_view text);

}  // namespace amishare::ec2
