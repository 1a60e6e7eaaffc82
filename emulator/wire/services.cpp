// services.cpp - the services that there are, each from its generated table.
#include <algorithm>
#include <array>

#include "wire/schema.h"

// Declared here and not by including the generated headers, which are large.
namespace amishare::ec2::api {
extern const wire::Service service;
}
namespace amishare::ebs::api {
extern const wire::Service service;
}
namespace amishare::kms::api {
extern const wire::Service service;
}
namespace amishare::iam::api {
extern const wire::Service service;
}
namespace amishare::sts::api {
extern const wire::Service service;
}
namespace amishare::organizations::api {
extern const wire::Service service;
}

namespace amishare::wire {
namespace {

constexpr std::array<const Service*, 6> all = {
    &ec2::api::service, &ebs::api::service, &kms::api::service,
    &iam::api::service, &sts::api::service, &organizations::api::service};

}  // namespace

std::span<const Service* const> services() { return all; }

const Service* find_service(std::string_view name) {
  for (const Service* service : all)
    if (service->name == name) return service;
  return nullptr;
}

const Operation* find_operation(std::string_view service, std::string_view operation) {
  const Service* found = find_service(service);
  return found ? found->find(operation) : nullptr;
}

const Operation* Service::find(std::string_view operation) const {
  const auto place = std::lower_bound(
      operations.begin(), operations.end(), operation,
      [](const Operation& left, std::string_view right) { return left.name < right; });
  return place != operations.end() && place->name == operation ? &*place : nullptr;
}

bool Service::knows(std::string_view operation) const {
  return std::binary_search(not_emulated.begin(), not_emulated.end(), operation);
}

}  // namespace amishare::wire
