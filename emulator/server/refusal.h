// refusal.h - what is said to requests that never get as far as the gateway.
#pragma once
#include <cstddef>

#include "wire/http.h"

namespace amishare::server {

// 400 without a body, as AWS answers what is not HTTP (recorded of a malformed URL).
wire::HttpResponse malformed();
// 431 without a body.
wire::HttpResponse header_too_large();
// 413 in the protocol that the headers point to. That AWS has this status for it is known of other
// services; code and sentence are unverified.
wire::HttpResponse body_too_large(const wire::HttpRequest& request, std::size_t most_bytes);
// 500: a defect of ours.
wire::HttpResponse internal_failure();

}  // namespace amishare::server
