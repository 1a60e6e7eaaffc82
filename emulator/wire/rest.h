// rest.h - REST-JSON, the protocol of EBS direct: URI, query, headers and body share the work.
#pragma once
#include <string_view>

#include "wire/http.h"
#include "wire/schema.h"
#include "wire/tree.h"

namespace amishare::wire {

// The operation that answers `method` at the path of `target`; null if there is none.
const Operation* find_route(const Service& service, std::string_view method,
                            std::string_view target);

// The request's Tree, in the order of the schema, not yet checked. Throws Error if a value is not
// of its type. Requires that the operation is that of the request's route.
Tree decode_rest_request(const Operation& operation, const HttpRequest& request);
// Without the request id.
HttpResponse encode_rest_response(const Operation& operation, const Tree& response);

// The client's side.
HttpRequest encode_rest_request(const Operation& operation, const Tree& request);
// Throws UnreadableResponse.
Tree decode_rest_response(const Operation& operation, const HttpResponse& response);

}  // namespace amishare::wire
