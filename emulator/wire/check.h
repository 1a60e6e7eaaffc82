// check.h - whether a request is as the model says: what is required, lengths, patterns, enums.
#pragma once
#include <string>
#include <vector>

#include "wire/schema.h"
#include "wire/tree.h"

namespace amishare::wire {

enum class Unemulated { refuse, overlook };

// Checks a decoded request before its handler sees it, in the order of the schema.
// IAM, STS, KMS, EBS direct: throws one ValidationError or ValidationException that lists all that
// is wrong. EC2: throws MissingParameter or InvalidParameterValue for the first. A parameter that
// AWS has and amishare does not emulate is refused by name (UnsupportedOperation, 400) or, to be
// overlooked, taken out of the request; the names of those are returned. Values of an enum marked
// @anycase are put into its own spelling.
std::vector<std::string> check(const Service& service, const Operation& operation, Tree& request,
                               Unemulated unemulated = Unemulated::refuse);

}  // namespace amishare::wire
