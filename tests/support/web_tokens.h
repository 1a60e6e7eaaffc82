// web_tokens.h - keys of an identity provider that only tests know, and tokens signed with them.
#pragma once
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "crypto/hash.h"
#include "crypto/signature.h"

namespace amishare::test {

inline constexpr std::string_view rsa_private_key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC37pjCMKL1LNKe\n"
    "yXeUrV9CkJMuBre4DzVfK/6er4ZjCA3+D1b6VFrHO3oa7ZVcl51rC5elvrDQPeWg\n"
    "Ooa4iaRIwkp15xhTryaGwUzdkelKhx1GQYfLhP3e5wGIeiD7n7cUSbFmTAMDO1F0\n"
    "k7AIKGCYQcVntnO1dY2X+B0vx860dR3FYIUO7NPD4/3trDWwDoB4/WlR9pX8SlBM\n"
    "qXdh2VNQgeCAMyq6AfRDPbzvgJV7s8dqgoOtt2LK7lQmS7+HEsoV7IiulOorIKCG\n"
    "M6Ko7lgzrqBwzwnjx/d575OgfjzPvLIgyyhzWi7dOCn6+io2/5uK+0heTuF/bUWu\n"
    "mpCkWLXVAgMBAAECggEAAWHyrr0CzQZI3rGHSB33oFINZS0XzoGH3zQ/CorULV1X\n"
    "Kc7vxD8geMlQXSJKAlUlGOzCMFE88qCs7fW3HF7z1g1muWNxL2ZMdd4/R6SMHetG\n"
    "QfoioLZhWgzKGjBHuLDwzIK29/kxsLbjy//Yiieab2RXZfS2EOZg9GfLwJecmxTt\n"
    "GyaHZ8ueq0FmUtpWKPID7HZnj1DAqxwrPFS9ra9gTGOGgkoSfFFdxtw1maYttFB1\n"
    "YzTiJlOo4qsBgw1YHuDl0NUJwr5M9SBlfJ9hj6Ej9soBHLDv+jCTG5STJf/x4U8s\n"
    "HfOvdfXr9gvnKMhbJBBUfEMNUKREBraW4os1DFMkaQKBgQD7yePe2f5PYJh6KoMW\n"
    "5jvZHen/3j4uSbRBLB4Xh6Pda13+HOcaBTQ4eo8biNuGq0zGicL2TYrVws2OG+sw\n"
    "krrUJTMb5VLaYJrCLh0OI/CZs1jXG4as45/gWdOxhByVwIQzvTmEJ1smAf8drYnr\n"
    "ZMPGk7vejPO29V0+VOyHd8S/LQKBgQC7AihkvEmaubktdKr7n4n/5T9tHp++mAnk\n"
    "MsJAF1NzN4YuJqhvQM+W+R4sftKLsVOKpNGc07yK5fljha5m2sF22lqvUF05eSER\n"
    "0qoYJPQGOIY5Gckti5kW8Z7uygL+iCRd4AbeSrqyqysGqcFK+UBh1HR6j/87EEZA\n"
    "lkWydmY6SQKBgQCiObzQi6GXoQP8ykE10tdCl0x558YmaqRxzSwCOwlwEso3fIXF\n"
    "tQ6lSQnFUtMmHF5WGNJ9gQ5vlZh89C3/WLp5DxKz6XgNbWqoq69aufs9/FjEF18Z\n"
    "K3uJwDZtzFHihmxnLYbOR9EpVuX5SCNxf7XHzs2foS8xdTtDetH+okMobQKBgHtj\n"
    "JBW7KfFdwzGbvckB7cKalqu/vfS6SiR33TT+bwAhTXYb6ZxmLdHWErOXBgJHgPCE\n"
    "aQ1JoygeLtscdALHKUjrL1Rm+OuX4VrqHXKKxztnhiAcxGE5r0u1JoE1Zp5cY2pR\n"
    "CxcWRXLnfx8JWFDIflNOI4BOjD+DMGci/1+NwUuJAoGBAINpzNBflRUG5571Hp4X\n"
    "v+fyhZY4j71Kucch3DfGrV7eyiy/m+uYnRafNwf69R+zWadMpBOXx8G8OlslIxze\n"
    "lG6CmAcwaWh7BMIMiVSG/mtdWYo0kF+gYz3ukpZ/jrUBgBpPy3uMFVKhcqgdLEcQ\n"
    "FFT2IfDesi7NWq9axZPSWdXb\n"
    "-----END PRIVATE KEY-----\n";
inline constexpr std::string_view rsa_modulus =
    "t-6YwjCi9SzSnsl3lK1fQpCTLga3uA81Xyv-nq-GYwgN_g9W-lRaxzt6Gu2VXJedawuXpb6w0D3loD"
    "qGuImkSMJKdecYU68mhsFM3ZHpSocdRkGHy4T93ucBiHog-5-3FEmxZkwDAztRdJOwCChgmEHFZ7Zz"
    "tXWNl_gdL8fOtHUdxWCFDuzTw-P97aw1sA6AeP1pUfaV_EpQTKl3YdlTUIHggDMqugH0Qz2874CVe7"
    "PHaoKDrbdiyu5UJku_hxLKFeyIrpTqKyCghjOiqO5YM66gcM8J48f3ee-ToH48z7yyIMsoc1ou3Tgp"
    "-voqNv-bivtIXk7hf21FrpqQpFi11Q";
inline constexpr std::string_view ec_private_key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgoY657qkym+IQ3MzB\n"
    "RLc083nO2TTboQpqhaArJujEXNehRANCAASVAAXqyDHyg0/N5AgDE+juPK1w0g/y\n"
    "eWA9Bj20rzHNfGW2axmzK33wH7UtsjWWxfbxC6srr0y8KcJaO0dDubtz\n"
    "-----END PRIVATE KEY-----\n";
inline constexpr std::string_view ec_x = "lQAF6sgx8oNPzeQIAxPo7jytcNIP8nlgPQY9tK8xzXw";
inline constexpr std::string_view ec_y = "ZbZrGbMrffAftS2yNZbF9vELqyuvTLwpwlo7R0O5u3M";

inline std::string base64url(std::string_view bytes) {
  std::string text = crypto::to_base64(bytes);
  while (!text.empty() && text.back() == '=') text.pop_back();
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

// The provider's key set: "rsa" and "ec".
inline nlohmann::json key_set() {
  return {{"keys",
           {{{"kty", "RSA"}, {"kid", "rsa"}, {"use", "sig"}, {"n", rsa_modulus}, {"e", "AQAB"}},
            {{"kty", "EC"}, {"kid", "ec"}, {"crv", "P-256"}, {"x", ec_x}, {"y", ec_y}}}}};
}

// A token of these claims.
inline std::string web_token(const nlohmann::json& claims, const std::string& algorithm = "RS256",
                             const std::string& key_id = {}) {
  const bool rsa = algorithm == "RS256";
  const nlohmann::json header{
      {"alg", algorithm}, {"kid", key_id.empty() ? (rsa ? "rsa" : "ec") : key_id}, {"typ", "JWT"}};
  const std::string text = base64url(header.dump()) + "." + base64url(claims.dump());
  const auto signature =
      crypto::sign(rsa ? crypto::SignatureAlgorithm::rs256 : crypto::SignatureAlgorithm::es256,
                   rsa ? rsa_private_key : ec_private_key, text);
  return text + "." + base64url(signature.value());
}

}  // namespace amishare::test
