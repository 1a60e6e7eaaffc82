// sigv4_verify.cpp - the checks of a signature, in the order in which AWS makes them.
//
// The order and the sentences are those of AWS's query services as recorded (first failure wins).
#include <array>
#include <charconv>
#include <utility>

#include "crypto/hash.h"
#include "wire/canonical_request.h"
#include "wire/sigv4.h"
#include "wire/sigv4_text.h"

namespace amishare::wire {
namespace {

using std::chrono::seconds;
using Moment = std::chrono::sys_seconds;

constexpr seconds tolerance = std::chrono::minutes(15);
constexpr seconds longest_presigned = std::chrono::hours(24 * 7);
constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";

// Thrown and caught in this file alone.
[[noreturn]] void fail(SignatureFault fault, std::string message) {
  throw SignatureFailure{fault, std::move(message)};
}

// The signature and what it says it was made of.
struct Claim {
  bool presigned = false;
  std::string_view credential;
  std::string_view signature;
  std::string_view signed_headers;
  std::string_view date_text;
  std::string_view token;
  seconds valid_for = tolerance;
  std::vector<std::string> names{};         // of the signed headers
  std::string time{};                       // "20260101T000000Z"
  std::array<std::string_view, 5> scope{};  // key id, date, Region, service, terminator
};

// What a client sent, fit to be said back to it: without control characters and what is not ASCII,
// and without the id of a key that looks real.
std::string echoed(std::string_view text) {
  constexpr std::size_t key_id_size = 20;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (resembles_real_key(text.substr(i, key_id_size))) {
      out += std::string(text.substr(i, 4)) + std::string(key_id_size - 4, '*');
      i += key_id_size;
    } else {
      const char c = text[i++];
      out += c >= ' ' && c <= '~' ? c : '?';
    }
  }
  return out;
}

std::string hash_for_people(std::string_view text) {
  return crypto::to_base64(crypto::sha256(text));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool has_header(const Headers& headers, std::string_view name) {
  for (const auto& entry : headers) {
    if (same_name(entry.first, name)) return true;
  }
  return false;
}

// Decoded values of the query's signature parameters; the first of a name counts.
struct PresignedParameters {
  std::string algorithm, credential, signature, signed_headers, date, expires, token;
  bool has_algorithm = false;
};

PresignedParameters presigned_parameters(const CanonicalQuery& query) {
  PresignedParameters found;
  const std::array<std::pair<std::string_view, std::string*>, 7> wanted = {
      {{"X-Amz-Algorithm", &found.algorithm},
       {"X-Amz-Credential", &found.credential},
       {"X-Amz-Signature", &found.signature},
       {"X-Amz-SignedHeaders", &found.signed_headers},
       {"X-Amz-Date", &found.date},
       {"X-Amz-Expires", &found.expires},
       {"X-Amz-Security-Token", &found.token}}};
  for (auto parameter = query.rbegin(); parameter != query.rend(); ++parameter) {
    for (const auto& [name, value] : wanted) {
      if (parameter->first == name) *value = percent_decoded(parameter->second).value_or("");
    }
    found.has_algorithm = found.has_algorithm || parameter->first == "X-Amz-Algorithm";
  }
  return found;
}

void check_algorithm(std::string_view name) {
  if (name == algorithm) return;
  fail(SignatureFault::incomplete, "Unsupported AWS 'algorithm': '" + echoed(name) + "'.");
}

// Reads the Authorization header; the last of several parameters of a name counts.
void read_header(const HttpRequest& request, Claim& claim) {
  const std::string_view whole = trimmed(header(request.headers, "authorization"));
  const std::string_view name = whole.substr(0, whole.find(' '));
  check_algorithm(name);
  std::string_view rest = whole.substr(name.size());
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    const std::string_view pair = trimmed(part);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    if (equals == pair.npos) {
      fail(SignatureFault::incomplete,
           "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with "
           "SHA-256 and encoded with Base64): '" +
               hash_for_people(whole) + "'.");
    }
    const std::string_view key = trimmed(pair.substr(0, equals));
    const std::string_view value = trimmed(pair.substr(equals + 1));
    if (key == "Credential") claim.credential = value;
    if (key == "Signature") claim.signature = value;
    if (key == "SignedHeaders") claim.signed_headers = value;
  }
  claim.date_text = trimmed(header(request.headers, "x-amz-date"));
  if (claim.date_text.empty()) claim.date_text = trimmed(header(request.headers, "date"));
  claim.token = trimmed(header(request.headers, "x-amz-security-token"));

  std::string missing;
  if (claim.credential.empty()) missing += "Authorization header requires 'Credential' parameter. ";
  if (claim.signature.empty()) missing += "Authorization header requires 'Signature' parameter. ";
  if (claim.signed_headers.empty()) {
    missing += "Authorization header requires 'SignedHeaders' parameter. ";
  }
  if (claim.date_text.empty()) {
    missing +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (missing.empty()) return;
  fail(SignatureFault::incomplete,
       missing +
           "(Hashed with SHA-256 and encoded with Base64) Authorization=" + hash_for_people(whole));
}

void read_query(const PresignedParameters& parameters, std::string_view service, Claim& claim) {
  check_algorithm(parameters.algorithm);
  claim.presigned = true;
  claim.credential = parameters.credential;
  claim.signature = parameters.signature;
  claim.signed_headers = parameters.signed_headers;
  claim.date_text = parameters.date;
  claim.token = parameters.token;
  const std::string must = "AWS query-string parameters must include ";
  std::string missing;
  if (claim.credential.empty()) missing += must + "'X-Amz-Credential'. ";
  if (claim.signature.empty()) missing += must + "'X-Amz-Signature'. ";
  if (claim.signed_headers.empty()) missing += must + "'X-Amz-SignedHeaders'. ";
  if (claim.date_text.empty()) missing += must + "'X-Amz-Date'. ";
  if (!missing.empty()) {
    fail(SignatureFault::incomplete, missing + "Re-examine the query-string parameters.");
  }
  // STS takes a presigned request for 15 minutes whatever X-Amz-Expires says (aws-iam-authenticator
  // says so of its tokens, and counts on it).
  if (service == "sts") return;
  long long expires = 0;
  const char* end = parameters.expires.data() + parameters.expires.size();
  const auto [rest, problem] = std::from_chars(parameters.expires.data(), end, expires);
  if (problem == std::errc{} && rest == end && expires >= 1 &&
      seconds(expires) <= longest_presigned) {
    claim.valid_for = seconds(expires);
  }
}

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (text.size() < at + digits) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<Moment> moment_of(std::optional<int> year, std::optional<int> month,
                                std::optional<int> day, std::optional<int> hour,
                                std::optional<int> minute, std::optional<int> second) {
  using namespace std::chrono;
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const year_month_day date{std::chrono::year(*year),
                            std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second);
}

// 20260101T000000Z; in a header also 2026-01-01T00:00:00Z and Thu, 01 Jan 2026 00:00:00 GMT, which
// botocore writes with -0000 at its end.
std::optional<Moment> parse_date(std::string_view text, bool basic_only) {
  const auto number = [&](std::size_t at, std::size_t digits = 2) {
    return number_at(text, at, digits);
  };
  if (text.size() == 16 && text[8] == 'T' && text[15] == 'Z') {
    return moment_of(number(0, 4), number(4), number(6), number(9), number(11), number(13));
  }
  if (basic_only || text.size() < 20) return std::nullopt;
  if (text.size() == 20 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' &&
      text[16] == ':' && text[19] == 'Z') {
    return moment_of(number(0, 4), number(5), number(8), number(11), number(14), number(17));
  }
  if (text.size() > 25 && text.substr(3, 2) == ", " &&
      (text.substr(25) == " GMT" || text.substr(25) == " -0000")) {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto month = months.find(text.substr(8, 3));
    if (month == months.npos || month % 3 != 0) return std::nullopt;
    return moment_of(number(12, 4), static_cast<int>(month / 3) + 1, number(5), number(17),
                     number(20), number(23));
  }
  return std::nullopt;
}

void check_host(const Claim& claim) {
  for (const std::string& name : claim.names) {
    if (name == "host") return;
  }
  fail(SignatureFault::host_not_signed,
       "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

std::string span_text(seconds span) {
  return span.count() % 60 == 0 ? std::to_string(span.count() / 60) + " min."
                                : std::to_string(span.count()) + " sec.";
}

bool is_fresh(Moment moment, Instant now, const Claim& claim) {
  const auto whole = std::chrono::floor<seconds>(now);
  return moment >= whole - claim.valid_for && moment <= whole + tolerance;
}

void check_date(const SignatureRules& rules, Instant now_ms, Claim& claim) {
  const auto moment = parse_date(claim.date_text, claim.presigned);
  if (!moment) {
    fail(SignatureFault::incomplete, "Date must be in ISO-8601 'basic format'. Got '" +
                                         echoed(claim.date_text) +
                                         "'. See http://en.wikipedia.org/wiki/ISO_8601");
  }
  claim.time = basic_time(*moment);
  if (rules.other_clock && is_fresh(*moment, *rules.other_clock, claim)) return;
  const auto now = std::chrono::floor<seconds>(now_ms);
  if (*moment < now - claim.valid_for) {
    fail(SignatureFault::expired, "Signature expired: " + claim.time + " is now earlier than " +
                                      basic_time(now - claim.valid_for) + " (" + basic_time(now) +
                                      " - " + span_text(claim.valid_for) + ")");
  }
  if (*moment > now + tolerance) {
    fail(SignatureFault::not_yet_current, "Signature not yet current: " + claim.time +
                                              " is still later than " +
                                              basic_time(now + tolerance) + " (" + basic_time(now) +
                                              " + " + span_text(tolerance) + ")");
  }
}

void check_scope(const SignatureRules& rules, Claim& claim) {
  std::size_t count = 0;
  for (std::string_view rest = claim.credential;; ++count) {
    const auto slash = rest.find('/');
    if (count < claim.scope.size()) claim.scope[count] = rest.substr(0, slash);
    if (slash == rest.npos) break;
    rest.remove_prefix(slash + 1);
  }
  if (count + 1 != claim.scope.size()) {
    fail(SignatureFault::incomplete,
         "Credential must have exactly 5 slash-delimited elements, e.g. "
         "keyid/date/region/service/term, got '" +
             echoed(claim.credential) + "'");
  }
  const auto& [key_id, date, region, service, end] = claim.scope;
  // The two services that are the same for all Regions have their scope in this one.
  const bool is_global = rules.service == "iam" || rules.service == "organizations";
  const bool region_fits = is_global ? region == "us-east-1" : rules.is_region(region);
  std::string wrong;
  if (!region_fits) {
    wrong += "Credential should be scoped to a valid region, not '" + echoed(region) + "'. ";
  }
  if (service != rules.service) {
    wrong +=
        "Credential should be scoped to correct service: '" + std::string(rules.service) + "'. ";
  }
  if (end != scope_end) {
    wrong += "Credential should be scoped with a valid terminator: 'aws4_request', not '" +
             echoed(end) + "'. ";
  }
  const std::string day = claim.time.substr(0, date_size);
  if (date != day) {
    wrong +=
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
        "HTTP: '" +
        echoed(date) + "' != '" + day + "', from '" + claim.time + "'.";
  }
  if (!wrong.empty()) fail(SignatureFault::wrong_scope, std::move(wrong));
}

// Which candidates are still in question once token, expiry and activity were looked at.
std::vector<std::size_t> check_key(const Claim& claim,
                                   const std::vector<SigningCandidate>& candidates, Instant now) {
  std::vector<std::size_t> left;
  bool known_token = false;
  bool fresh_token = false;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const SigningCandidate& candidate = candidates[i];
    if (!crypto::equal_in_constant_time(candidate.session_token, claim.token)) continue;
    known_token = true;
    if (candidate.expires && *candidate.expires <= now) continue;
    fresh_token = true;
    if (candidate.active) left.push_back(i);
  }
  if (!claim.token.empty() && !known_token) {
    fail(SignatureFault::invalid_token, "The security token included in the request is invalid");
  }
  if (known_token && !fresh_token) {
    fail(SignatureFault::expired_token, "The security token included in the request is expired");
  }
  if (left.empty()) {
    fail(SignatureFault::unknown_key, "The security token included in the request is invalid.");
  }
  return left;
}

// The hash that stands in the canonical request: of the body as it came, unless the client says,
// and signs, that it did not hash it, which of our services EBS direct alone allows (its model's
// v4-unsigned-body).
std::string payload_hash(const SignatureRules& rules, const HttpRequest& request,
                         const Claim& claim) {
  if (rules.service == "ebs" && !claim.presigned &&
      header(request.headers, "x-amz-content-sha256") == unsigned_payload) {
    for (const std::string& name : claim.names) {
      if (name == "x-amz-content-sha256") return std::string(unsigned_payload);
    }
  }
  return crypto::to_hex(crypto::sha256(request.body));
}

// Index of the candidate whose key made the signature.
std::size_t check_signer(const SignatureRules& rules, const HttpRequest& request,
                         const std::string& path, const CanonicalQuery& query, const Claim& claim,
                         const std::vector<SigningCandidate>& candidates,
                         const std::vector<std::size_t>& left, SigningKeys& keys) {
  CanonicalQuery signed_query;
  for (const auto& parameter : query) {
    if (!claim.presigned || parameter.first != "X-Amz-Signature") signed_query.push_back(parameter);
  }
  bool complete = true;
  for (const std::string& name : claim.names) complete &= has_header(request.headers, name);
  const std::string canonical =
      canonical_request(request.method, path, canonical_text(std::move(signed_query)),
                        request.headers, claim.names, payload_hash(rules, request, claim));
  const auto& [key_id, date, region, service, end] = claim.scope;
  const std::string text = string_to_sign(claim.time, region, service, canonical);
  for (const std::size_t index : left) {
    const std::string& key = keys.key(candidates[index].secret_access_key, date, region, service);
    const std::string expected = crypto::to_hex(crypto::hmac_sha256(key, text));
    if (crypto::equal_in_constant_time(expected, claim.signature) && complete) return index;
  }
  fail(SignatureFault::wrong_signature,
       "The request signature we calculated does not match the signature you provided. Check your "
       "AWS Secret Access Key and signing method. Consult the service documentation for details.");
}

VerifiedSignature check(const SignatureRules& rules, const HttpRequest& request, Instant now,
                        const FindCandidates& find, SigningKeys& keys) {
  const Target target = split_target(request.target);
  const auto path = canonical_path(target.path);
  if (!path) fail(SignatureFault::malformed_path, "");
  std::string complaint;
  const CanonicalQuery query = parse_canonical_query(target.query, complaint);
  if (!complaint.empty()) fail(SignatureFault::malformed_query, echoed(complaint));

  const bool in_header = has_header(request.headers, "authorization");
  const PresignedParameters parameters = presigned_parameters(query);
  if (in_header && parameters.has_algorithm) fail(SignatureFault::two_signatures, "");
  if (!in_header && !parameters.has_algorithm) {
    fail(SignatureFault::missing, "Request is missing Authentication Token");
  }
  Claim claim;
  if (in_header) {
    read_header(request, claim);
  } else {
    read_query(parameters, rules.service, claim);
  }
  claim.names = signed_header_names(claim.signed_headers);
  check_host(claim);
  check_date(rules, now, claim);
  check_scope(rules, claim);
  const auto candidates = find(claim.scope[0]);
  const auto left = check_key(claim, candidates, now);
  const std::size_t signer =
      check_signer(rules, request, *path, query, claim, candidates, left, keys);
  return {signer, std::string(claim.scope[0]), std::string(claim.scope[2])};
}

}  // namespace

std::variant<VerifiedSignature, SignatureFailure> check_signature(const SignatureRules& rules,
                                                                  const HttpRequest& request,
                                                                  Instant now,
                                                                  const FindCandidates& find,
                                                                  SigningKeys& keys) {
  try {
    return check(rules, request, now, find, keys);
  } catch (SignatureFailure& failure) {
    return std::move(failure);
  }
}

bool resembles_real_key(std::string_view access_key_id) {
  constexpr std::size_t size = 20;
  if (access_key_id.size() != size ||
      (!access_key_id.starts_with("AKIA") && !access_key_id.starts_with("ASIA"))) {
    return false;
  }
  for (const char c : access_key_id) {
    if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) return false;
  }
  return true;
}

}  // namespace amishare::wire
