// routing.cpp - from target, scope, path, version and host to a service.
#include "wire/routing.h"

#include <fmt/format.h>

#include <array>

#include "wire/query.h"
#include "wire/rest.h"

namespace amishare::wire {
namespace {

// "TrentService.Decrypt" -> the service with that prefix.
const Service* by_target(std::string_view target) {
  const std::string_view prefix = target.substr(0, target.find('.'));
  for (const Service* service : services()) {
    if (!service->target_prefix.empty() && service->target_prefix == prefix) return service;
  }
  return nullptr;
}

const Service* by_version(std::string_view version) {
  for (const Service* service : services()) {
    const bool takes_forms =
        service->protocol == Protocol::ec2 || service->protocol == Protocol::query;
    if (takes_forms && service->version == version) return service;
  }
  return nullptr;
}

// "kms.us-east-1.amazonaws.com"
const Service* by_host(std::string_view host) {
  return find_service(host.substr(0, host.find('.')));
}

const Service* by_route(const HttpRequest& request) {
  for (const Service* service : services()) {
    if (service->protocol == Protocol::rest_json &&
        find_route(*service, request.method, request.target) != nullptr) {
      return service;
    }
  }
  return nullptr;
}

// The value of `name` in a form or query, as far as it can be read.
std::string parameter(const HttpRequest& request, std::string_view name) {
  try {
    const Parameters parameters = parameters_of(request);
    const std::string* value = find(parameters, name);
    return value == nullptr ? std::string() : *value;
  } catch (const Error&) {
    return {};  // the step that decodes complains about it
  }
}

}  // namespace

ClaimedScope claimed_scope(const HttpRequest& request) {
  std::string text;
  const std::string_view authorization = header(request.headers, "authorization");
  const auto start = authorization.find("Credential=");
  if (start != std::string_view::npos) {
    const std::string_view rest = authorization.substr(start + 11);
    text = rest.substr(0, rest.find_first_of(", "));
  } else if (request.target.find("X-Amz-Credential=") != std::string::npos) {
    text = parameter(request, "X-Amz-Credential");
  }
  std::array<std::string, 5> part;
  std::size_t count = 0;
  for (std::string_view rest = text; count < part.size(); ++count) {
    const auto slash = rest.find('/');
    part[count] = rest.substr(0, slash);
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  return {part[0], part[1], part[2], part[3]};
}

const Service* service_of(const HttpRequest& request) {
  const std::string_view target = header(request.headers, "x-amz-target");
  if (!target.empty()) return by_target(target);
  const ClaimedScope scope = claimed_scope(request);
  if (!scope.service.empty()) {
    // A scope for another service than the one that is spoken to is the verifier's to refuse.
    if (const Service* service = find_service(scope.service)) return service;
    return nullptr;
  }
  if (const Service* service = by_route(request)) return service;
  if (const Service* service = by_version(parameter(request, "Version"))) return service;
  return by_host(header(request.headers, "host"));
}

const Service& likeliest_service(const HttpRequest& request) {
  const bool json = !header(request.headers, "x-amz-target").empty() ||
                    header(request.headers, "content-type").find("json") != std::string_view::npos;
  return *find_service(json ? "kms" : "sts");
}

Error unknown_service(const HttpRequest& request) {
  try {
    parameters_of(request);
  } catch (const Error& malformed) {
    return malformed;  // perhaps it would have said; AWS, too, finds fault with the query first
  }
  const std::string_view target = header(request.headers, "x-amz-target");
  const ClaimedScope scope = claimed_scope(request);
  std::string emulated;
  for (const Service* service : services()) {
    emulated += (emulated.empty() ? "" : ", ") + std::string(service->name);
  }
  std::string what = "The request names no service";
  if (!target.empty()) {
    what = fmt::format("There is no service for X-Amz-Target {}", target.substr(0, 128));
  } else if (!scope.service.empty()) {
    what = fmt::format("The service {} is not emulated", scope.service.substr(0, 64));
  }
  return {target.empty() ? "InvalidAction" : "UnknownOperationException",
          fmt::format("{}. amishare emulates {}.", what, emulated), 400};
}

Error unknown_operation(const Service& service, std::string_view operation) {
  const std::string_view name = operation.substr(0, 128);
  const bool takes_action =
      service.protocol == Protocol::ec2 || service.protocol == Protocol::query;
  // https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html; that the description
  // there is the sentence is inferred.
  if (takes_action && name.empty()) {
    return {"MissingAction", "The request is missing an action or a required parameter.", 400};
  }
  // What follows AWS's own sentence tells the two cases apart, which AWS has no need to.
  const std::string_view ours =
      service.knows(operation) ? " AWS has it, but amishare does not emulate it." : "";
  switch (service.protocol) {
    case Protocol::ec2:
      return {"InvalidAction",
              fmt::format("The action {} is not valid for this web service.{}", name, ours), 400};
    case Protocol::query:
      return {
          "InvalidAction",
          fmt::format("Could not find operation {} for version {}.{}", name, service.version, ours),
          400};
    case Protocol::json:
      // AWS says no more than the code.
      return {"UnknownOperationException", ours.empty() ? "" : fmt::format("{}:{}", name, ours),
              400};
    case Protocol::rest_json:
      return {"UnknownOperationException",
              fmt::format("No operation answers this method and path.{}", ours), 404};
  }
  return internal_failure();
}

Error internal_failure() {
  return {"InternalFailure", "The request failed because of a defect of amishare.", 500};
}

}  // namespace amishare::wire
