// service_transport.h - one endpoint for all services, or AWS's own, one each.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "client/transport.h"

namespace amishare::client {

// What --endpoint says for AWS itself instead of a URL.
inline constexpr std::string_view real_aws = "aws";

// The Host for requests to `service`: of the endpoint, or for real_aws the service's own in
// `region`. https://docs.aws.amazon.com/general/latest/gr/rande.html
std::string service_host(std::string_view endpoint, std::string_view service,
                         std::string_view region);

// Sends to the endpoint, or for real_aws over HTTPS to the request's Host. Throws
// std::invalid_argument for a malformed endpoint.
std::unique_ptr<Transport> service_transport(const std::string& endpoint);

}  // namespace amishare::client
