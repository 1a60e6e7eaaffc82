// envelope.cpp - ciphertext blobs to bytes and back.
#include "kms/envelope.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "crypto/aes.h"
#include "crypto/hash.h"
#include "world/require.h"

namespace amishare::kms {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view magic = "\x01\x02\x02\x00\x78"sv;
constexpr std::size_t internal_id_size = 32;
constexpr std::size_t nonce_size = 16;
constexpr std::size_t gcm_nonce_size = 12;
constexpr std::size_t gcm_tag_size = 16;
// Published samples are 11 bytes longer inside than their plaintext. Here: a version, the length of
// the plaintext, and the beginning of the id of the material.
constexpr std::size_t preamble_size = 11;
constexpr std::size_t header_size = magic.size() + internal_id_size + 1 + nonce_size;

// Identifiers of CMS: encryptedData, data and id-aes256-GCM, as DER has them.
constexpr std::string_view encrypted_data = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06"sv;
constexpr std::string_view cms_data = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"sv;
constexpr std::string_view aes256_gcm = "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2e"sv;
constexpr std::string_view version_zero = "\x02\x01\x00"sv;
constexpr std::string_view tag_size_sixteen = "\x02\x01\x10"sv;

std::string big_endian(std::size_t value) {
  std::string bytes(4, '\0');
  for (std::size_t i = 0; i < 4; ++i) bytes[3 - i] = static_cast<char>((value >> (8 * i)) & 0xFF);
  return bytes;
}

std::size_t from_big_endian(std::string_view bytes) {
  std::size_t value = 0;
  for (const char c : bytes) value = (value << 8) | static_cast<unsigned char>(c);
  return value;
}

// One DER element of definite length.
std::string element(char tag, std::string_view content) {
  std::string text(1, tag);
  if (content.size() < 0x80) {
    text += static_cast<char>(content.size());
  } else {
    const std::string length = big_endian(content.size());
    const std::size_t first = std::min(length.find_first_not_of('\0'), length.size() - 1);
    text += static_cast<char>(0x80 | (length.size() - first));
    text += length.substr(first);
  }
  return text.append(content);
}

std::string cms(std::string_view gcm_nonce, std::string_view sealed) {
  const std::string parameters =
      element('\x30', element('\x04', gcm_nonce).append(tag_size_sixteen));
  const std::string algorithm = element('\x30', std::string(aes256_gcm) + parameters);
  const std::string content =
      element('\x30', std::string(cms_data) + algorithm + element('\x80', sealed));
  const std::string inner = element('\x30', std::string(version_zero) + content);
  return element('\x30', std::string(encrypted_data) + element('\xa0', inner));
}

// Reads DER from the front; once something is not as expected, everything fails.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  // The content of the next element, which must have this tag.
  std::string_view take(char tag) {
    if (rest_.size() < 2 || rest_[0] != tag) return fail();
    std::size_t length = static_cast<unsigned char>(rest_[1]);
    std::size_t start = 2;
    if (length >= 0x80) {
      const std::size_t digits = length & 0x7F;
      if (digits == 0 || digits > 4 || rest_.size() < 2 + digits) return fail();
      length = from_big_endian(rest_.substr(2, digits));
      start += digits;
    }
    if (rest_.size() - start < length) return fail();
    const std::string_view content = rest_.substr(start, length);
    rest_.remove_prefix(start + length);
    return content;
  }
  void expect(std::string_view bytes) {
    if (!rest_.starts_with(bytes)) {
      fail();
      return;
    }
    rest_.remove_prefix(bytes.size());
  }
  // Whether all was as expected and nothing is left.
  bool done() const { return good_ && rest_.empty(); }

 private:
  std::string_view fail() {
    good_ = false;
    rest_ = {};
    return {};
  }
  std::string_view rest_;
  bool good_ = true;
};

// Reads the CMS part into `envelope`.
bool read_cms(std::string_view bytes, Envelope& envelope) {
  Reader outside(bytes);
  Reader info(outside.take('\x30'));
  info.expect(encrypted_data);
  Reader tagged(info.take('\xa0'));
  Reader inner(tagged.take('\x30'));
  inner.expect(version_zero);
  Reader content(inner.take('\x30'));
  content.expect(cms_data);
  Reader algorithm(content.take('\x30'));
  algorithm.expect(aes256_gcm);
  Reader parameters(algorithm.take('\x30'));
  envelope.gcm_nonce = parameters.take('\x04');
  parameters.expect(tag_size_sixteen);
  envelope.sealed = content.take('\x80');
  // Not a bit may vary: the same parts have one spelling.
  return outside.done() && info.done() && tagged.done() && inner.done() && content.done() &&
         algorithm.done() && parameters.done() && envelope.gcm_nonce.size() == gcm_nonce_size &&
         envelope.sealed.size() >= preamble_size + gcm_tag_size &&
         cms(envelope.gcm_nonce, envelope.sealed) == bytes;
}

// The context in one spelling whatever its order, each part with its length, then the header.
// https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
std::string associated_data(const EncryptionContext& context, std::string_view header) {
  std::string bytes = big_endian(context.size());
  for (const auto& [key, value] : context) {
    bytes += big_endian(key.size()) + key + big_endian(value.size()) + value;
  }
  return bytes.append(header);
}

crypto::Secret message_key(const KeyMaterial& material, std::string_view nonce) {
  return crypto::Secret(
      crypto::derive_key(material.secret.bytes(), "amishare kms message", nonce, 32));
}

std::string preamble(const KeyMaterial& material, std::size_t plaintext_size) {
  return "\x01" + big_endian(plaintext_size) + material.id.substr(0, 6);
}

}  // namespace

std::optional<Envelope> parse_envelope(std::string_view ciphertext) {
  if (ciphertext.size() < header_size + 4 || !ciphertext.starts_with(magic)) return std::nullopt;
  Envelope envelope;
  envelope.header = ciphertext.substr(0, header_size);
  envelope.internal_id = ciphertext.substr(magic.size(), internal_id_size);
  if (ciphertext[magic.size() + internal_id_size] != '\x01') return std::nullopt;
  envelope.nonce = ciphertext.substr(header_size - nonce_size, nonce_size);
  const std::string_view body = ciphertext.substr(header_size + 4);
  if (from_big_endian(ciphertext.substr(header_size, 4)) != body.size()) return std::nullopt;
  if (!read_cms(body, envelope)) return std::nullopt;
  return envelope;
}

std::string seal(const Key& key, const EncryptionContext& context, std::string_view plaintext,
                 Random& random) {
  require(!key.materials.empty() && key.internal_id.size() == internal_id_size, "the key is whole");
  const KeyMaterial& material = key.materials.back();
  const std::string nonces = random.bytes("kms-nonce", nonce_size + gcm_nonce_size);
  const std::string_view nonce = std::string_view(nonces).substr(0, nonce_size);
  const std::string_view gcm_nonce = std::string_view(nonces).substr(nonce_size);
  std::string blob = std::string(magic) + key.internal_id + '\x01';
  blob.append(nonce);
  std::string inside = preamble(material, plaintext.size());
  inside.reserve(inside.size() + plaintext.size());
  inside.append(plaintext);
  const crypto::Secret guarded(std::move(inside));
  const std::string sealed = crypto::gcm_seal(message_key(material, nonce).bytes(), gcm_nonce,
                                              associated_data(context, blob), guarded.bytes());
  const std::string body = cms(gcm_nonce, sealed);
  return blob.append(big_endian(body.size())).append(body);
}

std::optional<Opened> open(const Key& key, const EncryptionContext& context,
                           const Envelope& envelope) {
  if (envelope.internal_id != key.internal_id) return std::nullopt;
  const std::string associated = associated_data(context, envelope.header);
  // The current material first: most of what is opened was sealed lately.
  for (auto material = key.materials.rbegin(); material != key.materials.rend(); ++material) {
    auto opened = crypto::gcm_open(message_key(*material, envelope.nonce).bytes(),
                                   envelope.gcm_nonce, associated, envelope.sealed);
    if (!opened) continue;
    const crypto::Secret inside(*std::move(opened));
    const std::string_view bytes = inside.bytes();
    if (bytes.size() < preamble_size ||
        !bytes.starts_with(preamble(*material, bytes.size() - preamble_size))) {
      return std::nullopt;
    }
    return Opened{crypto::Secret(std::string(bytes.substr(preamble_size))), material->id};
  }
  return std::nullopt;
}

}  // namespace amishare::kms
