// asker.cpp - members by type and name; ids from what was seen.
#include "swarm/asker.h"

#include <algorithm>
#include <array>

namespace amishare::swarm {
namespace {

using wire::Kind;
using wire::Tree;

// Every beginning by which an id is kept and found again.
constexpr std::array<std::string_view, 18> prefixes = {
    "ami-",          "snap-", "vol-",   "i-",   "sg-",  "subnet-",
    "vpc-",          "key-",  "alias/", "AKIA", "AIDA", "arn:aws:kms:",
    "arn:aws:iam::", "mrk-",  "AROA",   "AGPA", "ANPA", "AIPA"};
constexpr std::size_t most_kept = 60;

constexpr std::array<std::string_view, 3> accounts = {"111111111111", "222222222222",
                                                      "333333333333"};
constexpr std::array<std::string_view, 4> names = {"one", "two", "three", "four"};
constexpr std::array<std::string_view, 7> odd_texts = {
    "", " ", "*", "ami-00000000000000000", "\xed\x95\x9c", "../../x", "'\"<&>"};
constexpr std::array<std::int64_t, 8> numbers = {1, 1, 1, 1, 1, 2, 8, 0};

// What the model calls optional and hardly any request goes far without.
constexpr std::array<std::string_view, 18> usual = {
    "ImageId", "SnapshotId",     "SourceSnapshotId", "InstanceType",     "AvailabilityZone",
    "Size",    "Encrypted",      "KmsKeyId",         "LaunchPermission", "Add",
    "UserId",  "Name",           "SourceRegion",     "CiphertextBlob",   "BlockDeviceMappings",
    "Ebs",     "RootDeviceName", "DeviceName"};

bool has(std::string_view name, std::string_view part) {
  return name.find(part) != std::string_view::npos;
}

}  // namespace

Tree Asker::members(const wire::Schema& schema, int depth) {
  Tree members{Tree::Map{}};
  // Most requests are plain; with many members at once hardly one would be accepted.
  const std::size_t rarely = dice_.one_in(4) ? 3 : 16;
  for (const wire::Member& member : schema.members) {
    if (!member.emulated) continue;
    const bool is_usual = std::find(usual.begin(), usual.end(), member.name) != usual.end();
    const bool wanted = member.required ? !dice_.one_in(40)
                        : is_usual      ? !dice_.one_in(6)
                                        : dice_.one_in(rarely);
    if (wanted) members.add(std::string(member.name), typed(*member.type, member.name, depth));
  }
  return members;
}

Tree Asker::typed(const wire::Type& type, std::string_view name, int depth) {
  switch (type.kind) {
    case Kind::integer:
      if (dice_.one_in(20)) return Tree(-1);
      return dice_.one_in(3) && type.limits.has_low() ? Tree(type.limits.low)
                                                      : Tree(dice_.pick(numbers));
    case Kind::real:
      return Tree(static_cast<double>(dice_.pick(numbers)));
    case Kind::boolean:
      // A dry run goes nowhere.
      return Tree(has(name, "DryRun") ? dice_.one_in(8) : dice_.one_in(2));
    case Kind::time:
      return Tree(Instant(std::chrono::seconds(1767225600 + 3600 * dice_.pick(numbers))));
    case Kind::blob:
      return Tree(Blob{blobs_.empty() || dice_.one_in(4) ? "plain" : dice_.pick(blobs_)});
    case Kind::structure:
      return depth > 4 ? Tree(Tree::Map{}) : members(*type.schema, depth + 1);
    case Kind::list: {
      Tree list{Tree::List{}};
      const std::size_t count = 1 + dice_.below(2);
      // "ImageIds" holds what "ImageId" is.
      if (name.ends_with('s')) name.remove_suffix(1);
      for (std::size_t i = 0; i < count; ++i) list.append(typed(*type.element, name, depth + 1));
      return list;
    }
    case Kind::map: {
      Tree map{Tree::Map{}};
      map.add(dice_.one_in(2) ? "aws:ebs:id" : "k", typed(*type.element, name, depth + 1));
      return map;
    }
    case Kind::string:
    case Kind::unknown:
      break;
  }
  return Tree(text(type, name));
}

std::string Asker::text(const wire::Type& type, std::string_view name) {
  if (dice_.one_in(60)) return std::string(dice_.pick(odd_texts));
  if (!type.values.empty()) return std::string(dice_.pick(type.values));
  return plausible(name);
}

std::string Asker::any_of(std::initializer_list<std::string_view> wanted,
                          std::string_view otherwise) {
  std::vector<std::string_view> filled;
  for (const std::string_view prefix : wanted) {
    if (!seen(prefix).empty()) filled.push_back(prefix);
  }
  if (filled.empty()) return std::string(otherwise);
  const auto& ids = seen(dice_.pick(filled));
  // What came last is most likely still there.
  return dice_.one_in(2) ? ids.back() : dice_.pick(ids);
}

std::string Asker::plausible(std::string_view name) {
  const std::string digits(dice_.pick(accounts));
  if (has(name, "Policy") && has(name, "Document")) return policy(name);
  if (name == "Policy") return policy(name);
  if (has(name, "Image")) return any_of({"ami-"}, "ami-0123456789abcdef0");
  if (has(name, "Snapshot")) return any_of({"snap-"}, "snap-0123456789abcdef0");
  if (has(name, "Volume")) return any_of({"vol-"}, "vol-0123456789abcdef0");
  if (has(name, "InstanceId")) return any_of({"i-"}, "i-0123456789abcdef0");
  if (has(name, "InstanceType")) return "t3.micro";
  if (has(name, "Subnet")) return any_of({"subnet-"}, "subnet-0123456789abcdef0");
  if (has(name, "Vpc")) return any_of({"vpc-"}, "vpc-0123456789abcdef0");
  if (has(name, "GroupId")) return any_of({"sg-"}, "sg-0123456789abcdef0");
  if (name == "ResourceId" || name == "Resource") {
    return any_of({"ami-", "snap-", "vol-", "i-"}, "ami-0123456789abcdef0");
  }
  if (has(name, "AliasName")) return "alias/" + std::string(dice_.pick(names));
  if (has(name, "KeyId") || has(name, "KeyArn")) {
    if (dice_.one_in(6)) return "alias/" + std::string(dice_.pick(names));
    return any_of({"arn:aws:kms:"}, "alias/one");
  }
  if (has(name, "AccessKeyId")) return any_of({"AKIA"}, "AKIAIOSFODNN7EXAMPLE");
  if (has(name, "Principal") || has(name, "Arn")) {
    if (dice_.one_in(2)) return "arn:aws:iam::" + digits + ":root";
    return any_of({"arn:aws:iam::"}, "arn:aws:iam::aws:policy/AdministratorAccess");
  }
  if (has(name, "UserId") || has(name, "OwnerId") || has(name, "Owner")) return digits;
  if (has(name, "Region")) return dice_.one_in(4) ? "eu-west-1" : "us-east-1";
  if (has(name, "Zone")) return "us-east-1a";
  if (has(name, "Device")) return dice_.one_in(2) ? "/dev/xvda" : "/dev/sdf";
  if (has(name, "OperationType")) return dice_.one_in(3) ? "remove" : "add";
  if (name == "Attribute") return dice_.one_in(2) ? "launchPermission" : "createVolumePermission";
  if (name == "Path" || name == "PathPrefix") return "/";
  if (has(name, "Marker") || has(name, "Token")) return std::string(dice_.pick(names));
  return std::string(dice_.pick(names));
}

// A document that is at home where it goes, mostly: trust policies and key policies speak of
// principals, others do not.
std::string Asker::policy(std::string_view name) {
  static constexpr std::array<std::string_view, 6> actions = {
      "kms:*", "ec2:*", "*", "sts:AssumeRole", "kms:CreateGrant", "kms:ReEncrypt*"};
  const bool about_principals = has(name, "Assume") || name == "Policy";
  const std::string effect = dice_.one_in(5) ? "Deny" : "Allow";
  const std::string principal(dice_.pick(accounts));
  std::string action(dice_.pick(actions));
  if (has(name, "Assume")) action = "sts:AssumeRole";
  std::string statement = R"({"Effect":")" + effect + R"(","Action":")" + action + '"';
  if (about_principals) statement += R"(,"Principal":{"AWS":")" + principal + R"("})";
  if (!has(name, "Assume")) statement += R"(,"Resource":"*")";
  // The owner stays in, or a key's lockout check would refuse most of its policies.
  std::string owners;
  if (name == "Policy") {
    for (const std::string_view account : accounts) {
      owners += R"(,{"Effect":"Allow","Action":"kms:*","Resource":"*","Principal":{"AWS":")" +
                std::string(account) + R"("}})";
    }
  }
  return R"({"Version":"2012-10-17","Statement":[)" + statement + "}" + owners + "]}";
}

void Asker::remember(const std::string& text) {
  for (const std::string_view prefix : prefixes) {
    if (!text.starts_with(prefix)) continue;
    if (!known_.insert(text).second) return;
    auto& kept = seen_[std::string(prefix)];
    if (kept.size() == most_kept)
      kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(dice_.below(kept.size())));
    kept.push_back(text);
    return;
  }
}

void Asker::learn(const Tree& told) {
  if (const auto* text = told.as<std::string>()) return remember(*text);
  if (const auto* blob = told.as<Blob>()) {
    if (blobs_.size() < most_kept) blobs_.push_back(blob->bytes);
    return;
  }
  if (const auto* list = told.as<Tree::List>()) {
    for (const Tree& element : *list) learn(element);
  }
  if (const auto* map = told.as<Tree::Map>()) {
    for (const auto& [name, value] : *map) learn(value);
  }
}

const std::vector<std::string>& Asker::seen(std::string_view prefix) const {
  static const std::vector<std::string> nothing;
  const auto place = seen_.find(prefix);
  return place == seen_.end() ? nothing : place->second;
}

}  // namespace amishare::swarm
