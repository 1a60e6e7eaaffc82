// sigv4_text.h - the texts that signer and verifier hash alike.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace amishare::wire {

inline constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view scope_end = "aws4_request";
inline constexpr std::size_t date_size = 8;  // of "20260101", with which "20260101T000000Z" begins

// 32 bytes: the secret bound to a day, a Region and a service.
std::string signing_key(std::string_view secret_access_key, std::string_view date,
                        std::string_view region, std::string_view service);

// `time` is "20260101T000000Z".
std::string string_to_sign(std::string_view time, std::string_view region, std::string_view service,
                           std::string_view canonical_request);

}  // namespace amishare::wire
