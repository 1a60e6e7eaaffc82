// imds.cpp - session tokens of version 2, and who needs one.
#include "wire/imds.h"

#include <charconv>
#include <string>

#include "crypto/hash.h"
#include "ec2/metadata.h"

namespace amishare::wire {
namespace {

constexpr std::int64_t longest_ttl = 21600;  // six hours
constexpr std::string_view ttl_header = "X-aws-ec2-metadata-token-ttl-seconds";
constexpr std::string_view token_header = "X-aws-ec2-metadata-token";

HttpResponse plain(int status, std::string text) {
  return {status, {{"Content-Type", "text/plain"}}, std::move(text)};
}

// As the service words its refusals, but for the HTML around them.
HttpResponse refusal(int status) {
  switch (status) {
    case 400:
      return plain(400, "Bad Request");
    case 401:
      return plain(401, "Unauthorized");
    case 403:
      return plain(403, "Forbidden");
    case 405:
      return plain(405, "Method Not Allowed");
    default:
      return plain(404, "Not Found");
  }
}

std::int64_t seconds_of(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

// A token is nothing but its own end, sealed for the instance: none need be kept.
std::string seal(const World& world, const std::string& instance_id, const std::string& ends) {
  const std::string key = "amishare imds token " + std::to_string(world.random.seed());
  return crypto::hmac_sha256(key, instance_id + "/" + ends);
}

std::string make_token(const World& world, const std::string& instance_id, std::int64_t ttl) {
  const std::string ends = std::to_string(seconds_of(world.timeline.now()) + ttl);
  return crypto::to_base64(ends + "/" + seal(world, instance_id, ends));
}

bool is_token(const World& world, const std::string& instance_id, std::string_view text) {
  const auto bytes = crypto::from_base64(text);
  if (!bytes) return false;
  const auto slash = bytes->find('/');
  if (slash == std::string::npos) return false;
  const std::string ends = bytes->substr(0, slash);
  if (!crypto::equal_in_constant_time(bytes->substr(slash + 1), seal(world, instance_id, ends))) {
    return false;
  }
  return seconds_of(world.timeline.now()) < std::stoll(ends);  // digits, since we sealed them
}

HttpResponse give_token(const World& world, const std::string& instance_id,
                        const HttpRequest& request) {
  if (request.method != "PUT") return refusal(405);
  // "IMDSv2 rejects PUT requests that contain an X-Forwarded-For header".
  if (!header(request.headers, "X-Forwarded-For").empty()) return refusal(403);
  const std::string_view text = header(request.headers, ttl_header);
  std::int64_t ttl = 0;
  const char* end = text.data() + text.size();
  const auto [rest, problem] = std::from_chars(text.data(), end, ttl);
  if (problem != std::errc{} || rest != end || ttl < 1 || ttl > longest_ttl) return refusal(400);
  HttpResponse response = plain(200, make_token(world, instance_id, ttl));
  response.headers.emplace_back(ttl_header, std::string(text));
  return response;
}

}  // namespace

HttpResponse imds(World& world, const HttpRequest& request) {
  std::string_view path = request.target;
  path = path.substr(0, path.find('?'));
  path.remove_prefix(imds_path.size());
  const auto slash = path.find('/');
  const std::string instance_id(path.substr(0, slash));
  path = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
  while (path.starts_with("//")) path.remove_prefix(1);  // an endpoint may end with a slash
  if (!ec2::answers_metadata(world, instance_id)) return refusal(404);
  const ec2::MetadataOptions& options = world.ec2.instances.at(instance_id).metadata;
  if (options.http_endpoint != "enabled") return refusal(403);
  if (path == "/latest/api/token") return give_token(world, instance_id, request);
  if (request.method != "GET" && request.method != "HEAD") return refusal(405);
  const std::string_view token = header(request.headers, token_header);
  if (token.empty() && options.http_tokens == "required") return refusal(401);
  if (!token.empty() && !is_token(world, instance_id, token)) return refusal(401);
  const auto version = token.empty() ? ec2::MetadataVersion::one : ec2::MetadataVersion::two;
  auto text = ec2::read_metadata(world, instance_id, path, version);
  return text ? plain(200, *std::move(text)) : refusal(404);
}

}  // namespace amishare::wire
