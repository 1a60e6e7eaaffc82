// refusal.cpp - the few answers that the server gives by itself.
#include "server/refusal.h"

#include <string>

#include "wire/error.h"
#include "wire/routing.h"

namespace amishare::server {

wire::HttpResponse malformed() { return {.status = 400}; }

wire::HttpResponse header_too_large() { return {.status = 431}; }

wire::HttpResponse body_too_large(const wire::HttpRequest& request, std::size_t most_bytes) {
  const wire::Service& service = wire::likeliest_service(request);
  const bool is_json = service.protocol == wire::Protocol::json;
  const Error error{is_json ? "RequestEntityTooLargeException" : "RequestEntityTooLarge",
                    "The body of a request may have " + std::to_string(most_bytes) + " bytes.",
                    413};
  return wire::encode_error(service, error, "");
}

wire::HttpResponse internal_failure() { return {.status = 500}; }

}  // namespace amishare::server
