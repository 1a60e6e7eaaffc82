// service_transport.h - one endpoint for all services, or one for each, or AWS's own.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "client/transport.h"

namespace amishare::client {

// What --endpoint says for AWS itself instead of a URL.
inline constexpr std::string_view real_aws = "aws";

// Where services answer.
struct Endpoints {
  std::string usual;                                             // a URL, or real_aws
  std::map<std::string, std::string, std::less<>> of_service{};  // "kms" -> its own URL
  // The URL, or real_aws, for `service`.
  const std::string& of(std::string_view service) const;
};

// The Host for requests to `service`: of its endpoint, or for real_aws the service's own in
// `region`. https://docs.aws.amazon.com/general/latest/gr/rande.html
std::string service_host(const Endpoints& endpoints, std::string_view service,
                         std::string_view region);

// Sends each request to the endpoint that service_host() took its Host from. Throws
// std::invalid_argument for a malformed endpoint.
std::unique_ptr<Transport> service_transport(const Endpoints& endpoints);

}  // namespace amishare::client
