// routing.h - which service a request is for, and what is said when it is for none that there is.
#pragma once
#include <string>
#include <string_view>

#include "wire/http.h"
#include "wire/schema.h"
#include "world/error.h"

namespace amishare::wire {

// All services listen at one address, so the request itself has to tell: by its X-Amz-Target, the
// scope of its signature, its path, its Version or its Host. Null if it is for none of ours.
const Service* service_of(const HttpRequest& request);

// The service in whose protocol to answer when service_of() is null.
const Service& likeliest_service(const HttpRequest& request);

// InvalidAction, in words that say that it is amishare that has no such service; or what is wrong
// with the form or query, if it is that in which nothing could be found.
Error unknown_service(const HttpRequest& request);
// The operation is AWS's and not emulated, nobody's, or not named; each protocol has its code.
// Never a 5xx, which SDKs would try again for seconds.
Error unknown_operation(const Service& service, std::string_view operation);
// A defect of ours.
Error internal_failure();

// The parts of "Credential=KEY/DATE/REGION/SERVICE/aws4_request" in the Authorization header or the
// query, unverified; empty where there is none.
struct ClaimedScope {
  std::string access_key_id, date, region, service;
};
ClaimedScope claimed_scope(const HttpRequest& request);

}  // namespace amishare::wire
