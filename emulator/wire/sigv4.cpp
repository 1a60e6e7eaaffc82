// sigv4.cpp - keys, and the signer's side.
#include "wire/sigv4.h"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/hash.h"
#include "wire/canonical_request.h"
#include "wire/sigv4_text.h"
#include "world/require.h"

namespace amishare::wire {
namespace {

// Proxies and HTTP libraries change these on the way, so that SDKs do not sign them.
constexpr std::array<std::string_view, 11> unsigned_headers = {"connection",
                                                               "expect",
                                                               "keep-alive",
                                                               "proxy-authenticate",
                                                               "proxy-authorization",
                                                               "te",
                                                               "trailer",
                                                               "transfer-encoding",
                                                               "upgrade",
                                                               "user-agent",
                                                               "x-amzn-trace-id"};

void remove_header(Headers& headers, std::string_view name) {
  headers.erase(std::remove_if(headers.begin(), headers.end(),
                               [&](const auto& entry) { return same_name(entry.first, name); }),
                headers.end());
}

// The names of the headers that are to be signed, in canonical order.
std::vector<std::string> names_to_sign(const Headers& headers) {
  std::string list;
  for (const auto& entry : headers) {
    const std::string& name = entry.first;
    const bool skipped =
        std::any_of(unsigned_headers.begin(), unsigned_headers.end(),
                    [&](std::string_view other) { return same_name(name, other); });
    if (!skipped) list += name + ";";
  }
  return signed_header_names(list);
}

std::string path_to_sign(const HttpRequest& request) {
  const auto path = canonical_path(split_target(request.target).path);
  require(path.has_value(), "a request that is to be signed has a well-formed path");
  return *path;
}

}  // namespace

const std::string& SigningKeys::key(std::string_view secret_access_key, std::string_view date,
                                    std::string_view region, std::string_view service) {
  std::string name;
  for (const std::string_view part : {date, region, service, secret_access_key}) {
    name += part;
    name += '/';
  }
  if (const auto found = keys_.find(name); found != keys_.end()) return found->second;
  if (keys_.size() >= most_) keys_.clear();
  std::string key = signing_key(secret_access_key, date, region, service);
  return keys_.emplace(std::move(name), std::move(key)).first->second;
}

std::string signing_key(std::string_view secret_access_key, std::string_view date,
                        std::string_view region, std::string_view service) {
  std::string key = crypto::hmac_sha256("AWS4" + std::string(secret_access_key), date);
  for (const std::string_view part : {region, service, scope_end}) {
    key = crypto::hmac_sha256(key, part);
  }
  return key;
}

std::string string_to_sign(std::string_view time, std::string_view region, std::string_view service,
                           std::string_view canonical_request) {
  std::string text;
  text.reserve(160);
  for (const std::string_view part :
       {algorithm, std::string_view("\n"), time, std::string_view("\n"), time.substr(0, date_size),
        std::string_view("/"), region, std::string_view("/"), service, std::string_view("/"),
        scope_end, std::string_view("\n")}) {
    text += part;
  }
  return text + crypto::to_hex(crypto::sha256(canonical_request));
}

std::string basic_time(Instant instant) {
  using namespace std::chrono;
  const auto day = floor<days>(instant);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(instant - day));
  const auto digits = [](long long number, std::size_t count) {
    std::string text(count, '0');
    for (std::size_t i = count; i-- > 0; number /= 10)
      text[i] = static_cast<char>('0' + number % 10);
    return text;
  };
  return digits(static_cast<int>(date.year()), 4) + digits(static_cast<unsigned>(date.month()), 2) +
         digits(static_cast<unsigned>(date.day()), 2) + "T" + digits(time.hours().count(), 2) +
         digits(time.minutes().count(), 2) + digits(time.seconds().count(), 2) + "Z";
}

void sign(HttpRequest& request, const SigningCredentials& credentials, std::string_view region,
          std::string_view service, Instant at) {
  require(!header(request.headers, "host").empty(), "a request that is to be signed has a Host");
  for (const char* name : {"Authorization", "X-Amz-Date", "X-Amz-Security-Token"}) {
    remove_header(request.headers, name);
  }
  const std::string time = basic_time(at);
  request.headers.emplace_back("X-Amz-Date", time);
  if (!credentials.session_token.empty()) {
    request.headers.emplace_back("X-Amz-Security-Token", credentials.session_token);
  }
  std::string complaint;
  const auto query = parse_canonical_query(split_target(request.target).query, complaint);
  require(complaint.empty(), "a request that is to be signed has a well-formed query");
  const auto names = names_to_sign(request.headers);
  const std::string canonical =
      canonical_request(request.method, path_to_sign(request), canonical_text(query),
                        request.headers, names, crypto::to_hex(crypto::sha256(request.body)));
  const std::string key =
      signing_key(credentials.secret_access_key, time.substr(0, date_size), region, service);
  const std::string signature =
      crypto::hmac_sha256(key, string_to_sign(time, region, service, canonical));
  std::string value(algorithm);
  value += " Credential=" + credentials.access_key_id + "/" + time.substr(0, date_size) + "/";
  value += std::string(region) + "/" + std::string(service) + "/" + std::string(scope_end);
  value += ", SignedHeaders=" + joined_names(names);
  value += ", Signature=" + crypto::to_hex(signature);
  request.headers.emplace_back("Authorization", std::move(value));
}

void presign(HttpRequest& request, const SigningCredentials& credentials, std::string_view region,
             std::string_view service, Instant at, std::chrono::seconds valid_for) {
  require(!header(request.headers, "host").empty(), "a request that is to be signed has a Host");
  const std::string time = basic_time(at);
  const std::string date = time.substr(0, date_size);
  const auto names = names_to_sign(request.headers);
  std::string scope = credentials.access_key_id + "/" + date + "/";
  scope += std::string(region) + "/" + std::string(service) + "/" + std::string(scope_end);
  CanonicalQuery added = {{"X-Amz-Algorithm", std::string(algorithm)},
                          {"X-Amz-Credential", percent_encoded(scope)},
                          {"X-Amz-Date", time},
                          {"X-Amz-Expires", std::to_string(valid_for.count())},
                          {"X-Amz-SignedHeaders", percent_encoded(joined_names(names))}};
  if (!credentials.session_token.empty()) {
    added.emplace_back("X-Amz-Security-Token", percent_encoded(credentials.session_token));
  }
  request.target += request.target.find('?') == std::string::npos ? '?' : '&';
  request.target += canonical_text(added);
  std::string complaint;
  const auto query = parse_canonical_query(split_target(request.target).query, complaint);
  require(complaint.empty(), "a request that is to be signed has a well-formed query");
  const std::string canonical =
      canonical_request(request.method, path_to_sign(request), canonical_text(query),
                        request.headers, names, crypto::to_hex(crypto::sha256(request.body)));
  const std::string key = signing_key(credentials.secret_access_key, date, region, service);
  const std::string signature =
      crypto::hmac_sha256(key, string_to_sign(time, region, service, canonical));
  request.target += "&X-Amz-Signature=" + crypto::to_hex(signature);
}

}  // namespace amishare::wire
