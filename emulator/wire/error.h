// error.h - how each protocol says no.
#pragma once
#include <string_view>

#include "wire/http.h"
#include "wire/schema.h"
#include "world/error.h"

namespace amishare::wire {

// The response that says `error` in the service's protocol.
// EC2: <Response><Errors>; IAM and STS: <ErrorResponse>; KMS: {"__type", "message"}; EBS direct:
// the header x-amzn-ErrorType and {"Message", "Reason"}.
HttpResponse encode_error(const Service& service, const Error& error, std::string_view request_id);

// The client's side: what a response with a status of 300 or more says, in whichever of the four
// forms it comes (some emulators answer in the wrong one). Code and message stay empty if it says
// nothing.
Error decode_error(const HttpResponse& response);

}  // namespace amishare::wire
