// query.h - requests as forms: the EC2 query protocol, and the AWS query protocol of IAM and STS.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/http.h"
#include "wire/schema.h"
#include "wire/tree.h"

namespace amishare::wire {

using Parameters = std::vector<std::pair<std::string, std::string>>;  // decoded, in order

// application/x-www-form-urlencoded text in pairs. Throws MalformedQueryString (400) in AWS's words
// if an escape is broken or what is escaped is not UTF-8.
Parameters parse_form(std::string_view text);
std::string form_text(const Parameters& parameters);

// A body without a type is taken for a form, too: some clients name none.
bool has_form_body(const HttpRequest& request);

// What a request says in its query string and then, if its body is a form, there. Throws as above.
Parameters parameters_of(const HttpRequest& request);

// The value of the first parameter of that name, null if there is none.
const std::string* find(const Parameters& parameters, std::string_view name);

// The request's Tree, in the order of the schema, not yet checked. `Action`, `Version` and the
// parameters of presigned requests are passed over.
// EC2: an empty value of a member means that it is absent, as some clients send; a parameter that
// AWS does not have is refused (UnknownParameter). IAM and STS pass over those. Throws Error if a
// value is not of its type.
Tree decode_query(const Service& service, const Operation& operation, const Parameters& parameters);

// The client's side: Action, Version and what `request` says.
Parameters encode_query(const Service& service, const Operation& operation, const Tree& request);

}  // namespace amishare::wire
