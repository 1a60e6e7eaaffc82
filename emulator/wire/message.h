// message.h - requests and responses of any protocol as Trees, both ways.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

#include "wire/error.h"
#include "wire/http.h"
#include "wire/schema.h"
#include "wire/tree.h"

namespace amishare::wire {

// The name of the operation that a request asks for: its Action, the end of its X-Amz-Target, or
// the operation at its route. Empty if it names none. Throws MalformedQueryString.
std::string operation_name(const Service& service, const HttpRequest& request);

// Throws Error; see query.h, json.h and rest.h. Then comes check() of check.h.
Tree decode_request(const Service& service, const Operation& operation, const HttpRequest& request);

// With Content-Type and the request id's header, without Content-Length and Date.
HttpResponse encode_response(const Service& service, const Operation& operation,
                             const Tree& response, std::string_view request_id);

// ---- the client's side -------------------------------------------------------------------------

// With Content-Type and, for JSON, X-Amz-Target; without Host and signature.
HttpRequest encode_request(const Service& service, const Operation& operation, const Tree& request);

// Requires a status below 300; decode_error() is for the others. Throws UnreadableResponse.
Tree decode_response(const Service& service, const Operation& operation,
                     const HttpResponse& response);

}  // namespace amishare::wire
