// gateway_case.h - one input of gateway_fuzz: bytes become requests to a world that has things.
//
// What must hold for any bytes: nothing is thrown, nothing is answered with 5xx, a refused request
// leaves the world as it was (the gateway checks that itself), and what is answered can be read.
#pragma once
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/ebs.h"
#include "api/ec2.h"
#include "api/iam.h"
#include "api/kms.h"
#include "client/cloud.h"
#include "server/request_parser.h"
#include "wire/canonical_request.h"
#include "wire/gateway.h"
#include "wire/message.h"
#include "wire/routing.h"
#include "world/require.h"

namespace amishare::test {

// The input, taken off from its front; when it is used up it gives zeros.
class Bytes {
 public:
  explicit Bytes(std::string_view text) : rest_(text) {}
  bool empty() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  void skip(std::size_t count) { rest_.remove_prefix(std::min(count, rest_.size())); }
  std::size_t below(std::size_t limit) {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(rest_[0]);
    rest_.remove_prefix(1);
    return byte % limit;
  }
  std::string text(std::size_t size) {
    std::string out(rest_.substr(0, size));
    skip(size);
    return out;
  }

 private:
  std::string_view rest_;
};

// A has an encrypted image and shares it with B; words that requests can name things of it by.
struct PreparedWorld {
  World world;
  std::vector<client::Session> sessions;                          // who may ask
  std::vector<std::pair<std::string_view, std::string>> words{};  // by the end of a member's name
};

inline std::string open_policy() {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},)"
         R"("Action":"kms:*","Resource":"*"}]})";
}

inline PreparedWorld prepare_world() {
  client::Cloud cloud({.seed = 5});
  const auto a = cloud.admin("111111111111"), b = cloud.admin("222222222222");
  const auto key = *cloud.call<kms::op::CreateKey>(a, {.policy = open_policy()}).key_metadata->arn;
  cloud.call<kms::op::CreateAlias>(a, {.alias_name = "alias/one", .target_key_id = key});
  const auto volume =
      *cloud
           .call<ec2::op::CreateVolume>(
               a,
               {.availability_zone = "us-east-1a", .encrypted = true, .kms_key_id = key, .size = 1})
           .volume_id;
  const auto snapshot = *cloud.call<ec2::op::CreateSnapshot>(a, {.volume_id = volume}).snapshot_id;
  const auto image =
      *cloud
           .call<ec2::op::RegisterImage>(
               a,
               {.name = "golden",
                .root_device_name = "/dev/xvda",
                .block_device_mappings = {{.ebs = ec2::api::EbsBlockDevice{.snapshot_id = snapshot},
                                           .device_name = "/dev/xvda"}}})
           .image_id;
  cloud.call<ec2::op::ModifyImageAttribute>(
      a, {.image_id = image,
          .launch_permission =
              ec2::api::LaunchPermissionModifications{.add = {{.user_id = "222222222222"}}}});
  const auto launched = cloud.call<ec2::op::RunInstances>(
      b, {.image_id = image, .instance_type = "t3.micro", .max_count = 1, .min_count = 1});
  const auto& instance = launched.instances.at(0);
  const auto direct = cloud.call<ebs::op::StartSnapshot>(a, {.volume_size = 1});
  const std::string trust = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                            R"("Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}]})";
  const auto role = cloud.call<iam::op::CreateRole>(
      b, {.role_name = "launcher", .assume_role_policy_document = trust});
  const auto encrypted =
      cloud.call<kms::op::Encrypt>(a, {.key_id = key, .plaintext = Blob{"a secret"}});
  const auto session = cloud.assume(b, role.role.arn);
  const auto grant = cloud.call<kms::op::CreateGrant>(
      a, {.key_id = key, .grantee_principal = role.role.arn, .operations = {"Decrypt"}});
  cloud.call<iam::op::CreateGroup>(b, {.group_name = "team"});
  cloud.call<iam::op::CreateInstanceProfile>(b, {.instance_profile_name = "profile"});
  const std::string allow_all =
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})";
  const auto policy =
      cloud.call<iam::op::CreatePolicy>(b, {.policy_name = "own", .policy_document = allow_all});
  const auto access_key = cloud.call<iam::op::CreateAccessKey>(b, {.user_name = "admin"});
  cloud.call<ec2::op::CreateKeyPair>(b, {.key_name = "pair"});
  PreparedWorld made{cloud.world(),
                     {a, b, cloud.root("111111111111"), session},
                     {{"ImageId", image},
                      {"SnapshotId", snapshot},
                      {"SnapshotId", *direct.snapshot_id},
                      {"VolumeId", volume},
                      {"InstanceId", *instance.instance_id},
                      {"SubnetId", instance.subnet_id.value_or("")},
                      {"VpcId", instance.vpc_id.value_or("")},
                      {"KeyId", key},
                      {"KeyId", "alias/one"},
                      {"KeyArn", key},
                      {"AliasName", "alias/two"},
                      {"RoleName", "launcher"},
                      {"RoleArn", role.role.arn},
                      {"Policy", open_policy()},
                      {"AssumeRolePolicyDocument", trust},
                      {"PolicyDocument", allow_all},
                      {"PolicyName", "default"},
                      {"PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess"},
                      {"PolicyArn", *policy.policy->arn},
                      {"VersionId", "v1"},
                      {"GroupName", "team"},
                      {"GroupName", "default"},
                      {"GroupId", instance.security_groups.at(0).group_id.value_or("")},
                      {"InstanceProfileName", "profile"},
                      {"AccessKeyId", access_key.access_key.access_key_id},
                      {"KeyName", "pair"},
                      {"GrantId", *grant.grant_id},
                      {"GrantToken", *grant.grant_token},
                      {"RoleSessionName", "work"},
                      {"InstanceType", "t3.micro"},
                      {"Device", "/dev/sdf"},
                      {"CidrIp", "10.0.0.0/8"},
                      {"IpProtocol", "tcp"},
                      {"Path", "/one/"},
                      {"Principal", role.role.arn},
                      {"UserId", "222222222222"},
                      {"UserName", "admin"},
                      {"Zone", "us-east-1a"},
                      {"Region", "us-east-1"},
                      {"DeviceName", "/dev/xvda"},
                      {"Attribute", "launchPermission"},
                      {"Name", "tag:Name"},
                      {"Resources", image},
                      {"CiphertextBlob", encrypted.ciphertext_blob->bytes}}};
  made.world.trace = Trace(50);
  return made;
}

inline const PreparedWorld& prepared_world() {
  static const PreparedWorld prepared = prepare_world();
  return prepared;
}

// Members of any shape whose values come from the input and from the prepared world.
class Composer {
 public:
  explicit Composer(Bytes& bytes) : bytes_(bytes) {}

  wire::Tree structure(const wire::Schema& schema, int depth = 0) {
    wire::Tree out = wire::Tree::Map();
    for (const wire::Member& member : schema.members) {
      const std::size_t choice = bytes_.below(8);
      const bool wanted = member.required ? choice != 7 : choice > 5;
      if (!wanted || depth > 5) continue;
      if (!member.emulated && (choice != 6 || bytes_.below(8) != 7)) continue;
      out.add(std::string(member.name), value(*member.type, member.name, depth));
    }
    return out;
  }

 private:
  wire::Tree value(const wire::Type& type, std::string_view name, int depth) {
    using wire::Kind;
    switch (type.kind) {
      case Kind::integer:
        return number(type);
      case Kind::real:
        return static_cast<double>(number(type)) / 8;
      case Kind::boolean:
        return bytes_.below(2) == 1;
      case Kind::time:
        return Instant(std::chrono::seconds(1'767'225'600) +
                       std::chrono::hours(number(type) % 9999));
      case Kind::blob:
        return Blob{string(type, name)};
      case Kind::structure:
        return structure(*type.schema, depth + 1);
      case Kind::list: {
        wire::Tree::List list;
        for (std::size_t left = bytes_.below(4); left > 0; --left) {
          list.push_back(value(*type.element, name, depth + 1));
        }
        return list;
      }
      case Kind::map: {
        wire::Tree map = wire::Tree::Map();
        for (std::size_t left = bytes_.below(4); left > 0; --left) {
          map.add(bytes_.text(bytes_.below(16)) + std::to_string(left),
                  value(*type.element, name, depth + 1));
        }
        return map;
      }
      default:
        return string(type, name);
    }
  }

  std::int64_t number(const wire::Type& type) {
    const std::size_t choice = bytes_.below(4);
    if (choice == 1 && type.limits.has_low()) return type.limits.low;
    if (choice == 2 && type.limits.has_high()) return type.limits.high;
    constexpr std::array<std::int64_t, 16> numbers = {
        1, 0, 2, 3, 7, 8, 30, 100, 900, 3600, 16384, 524288, -1, 2147483648, INT64_MAX, INT64_MIN};
    return numbers[bytes_.below(numbers.size())];
  }

  std::string string(const wire::Type& type, std::string_view name) {
    const std::size_t choice = bytes_.below(8);
    if (choice == 7) {
      std::string text = bytes_.text(bytes_.below(64));
      if (bytes_.below(8) == 0) return text;
      for (char& c : text) c = static_cast<char>(' ' + static_cast<unsigned char>(c) % 95);
      return text;
    }
    if (!type.values.empty()) {
      return std::string(type.values[bytes_.below(type.values.size())]);
    }
    const auto& words = prepared_world().words;
    if (choice == 6) return words[bytes_.below(words.size())].second;
    // Plural names hold lists of what singular names hold.
    const std::string_view singular = name.ends_with('s') ? name.substr(0, name.size() - 1) : name;
    std::vector<std::string> fitting;
    std::size_t longest = 0;
    for (const auto& [end, word] : words) {
      const bool fits = name.ends_with(end) || singular.ends_with(end);
      if (!fits || end.size() < longest) continue;
      if (end.size() > longest) fitting.clear();
      longest = end.size();
      fitting.push_back(word);
    }
    if (fitting.empty()) return "word-" + std::to_string(bytes_.below(4));
    return fitting[bytes_.below(fitting.size())];
  }

  Bytes& bytes_;
};

// Whether sign() takes it: a client would not have made others.
inline bool is_signable(const wire::HttpRequest& request) {
  const wire::Target target = wire::split_target(request.target);
  std::string complaint;
  wire::parse_canonical_query(target.query, complaint);
  return complaint.empty() && wire::canonical_path(target.path).has_value();
}

class GatewayCase {
 public:
  explicit GatewayCase(std::string_view input) : bytes_(input), world_(prepared_world().world) {
    const std::size_t manner = bytes_.below(8);
    wire::GatewayOptions options{.verify_signatures = manner % 2 == 0,
                                 .lenient = manner / 2 % 2 == 1,
                                 .check_refusals = true};
    options.warn = [](std::string_view line) {
      if (line.starts_with("defect")) std::cerr << line << "\n";
      require(!line.starts_with("defect"), "no input shows a defect");
    };
    gateway_.emplace(world_, options);
    raw_ = manner / 4 == 0;
  }

  void run() {
    constexpr int requests_at_most = 12;
    for (int i = 0; i < requests_at_most && !bytes_.empty(); ++i) {
      if (!(raw_ ? ask_raw() : ask_composed())) return;
    }
  }

 private:
  // A request as it stands in the input, as HTTP; signed if the first byte says so. False: none.
  bool ask_raw() {
    const std::size_t signer = bytes_.below(8);
    wire::HttpRequest request;
    server::RequestParser parser(request);
    parser.header_limit(32 * 1024);
    parser.body_limit(1024 * 1024);
    server::error_code problem;
    while (!parser.is_done()) {
      const std::size_t used = parser.feed(bytes_.rest(), problem);
      bytes_.skip(used);
      if (problem || used == 0) return false;
    }
    if (signer < prepared_world().sessions.size() && is_signable(request)) {
      const wire::Service* service = wire::service_of(request);
      sign(request, service == nullptr ? "ec2" : service->name, signer);
    }
    handle(request);
    return true;
  }

  // A request for any operation with any members.
  bool ask_composed() {
    const std::size_t signer = bytes_.below(5);
    const std::size_t wait = bytes_.below(16);
    if (wait > 12) gateway_->advance(std::chrono::minutes(wait * wait));
    const wire::Service& service = *wire::services()[bytes_.below(wire::services().size())];
    const std::size_t which = bytes_.below(256) * 256 + bytes_.below(256);
    const wire::Operation& operation = service.operations[which % service.operations.size()];
    wire::HttpRequest request =
        wire::encode_request(service, operation, Composer(bytes_).structure(*operation.input));
    if (signer < prepared_world().sessions.size() && is_signable(request)) {
      sign(request, service.name, signer);
    }
    const wire::HttpResponse response = handle(request);
    if (response.status < 300) wire::decode_response(service, operation, response);
    return true;
  }

  void sign(wire::HttpRequest& request, std::string_view service, std::size_t signer) {
    const client::Session& session = prepared_world().sessions[signer];
    if (wire::header(request.headers, "host").empty()) {
      request.headers.emplace_back("Host", "localhost:4566");
    }
    const wire::SigningCredentials credentials{session.access_key_id, session.secret_access_key,
                                               session.session_token};
    if (request.body.empty()) {
      wire::presign(request, credentials, session.region, service, world_.timeline.now());
    } else {
      wire::sign(request, credentials, session.region, service, world_.timeline.now());
    }
  }

  wire::HttpResponse handle(const wire::HttpRequest& request) {
    wire::HttpResponse response = gateway_->handle(request);
    // AWS itself has one 5xx that is recorded, for a CopySnapshot without SourceRegion.
    const bool failed =
        response.status >= 500 && wire::decode_error(response).code != "InternalError";
    if (failed) std::cerr << request.target << "\n" << request.body << "\n";
    require(response.status >= 200 && !failed, "nothing is answered with 5xx");
    if (response.status >= 300 && !response.body.empty() && response.body[0] != '{') {
      require(!wire::decode_error(response).code.empty(), "a refusal has a code");
    }
    return response;
  }

  Bytes bytes_;
  World world_;
  std::optional<wire::Gateway> gateway_;
  bool raw_ = true;
};

}  // namespace amishare::test
