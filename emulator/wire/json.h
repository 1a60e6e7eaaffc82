// json.h - requests and responses as JSON 1.1 (KMS), and Trees as JSON for people and scenarios.
#pragma once
#include <string>
#include <string_view>

#include "wire/schema.h"
#include "wire/tree.h"

namespace amishare::wire {

// The request's Tree, in the order of the schema, not yet checked. Members that AWS does not have
// are passed over; null is absent. Throws SerializationException (400) if `body` is not JSON, or
// says a value in another type than the schema's.
Tree decode_json_request(const Schema& schema, std::string_view body);
// Times are seconds since 1970 with a fraction, blobs base64.
std::string encode_json(const Tree& tree);
// The client's side: as lenient as SDKs are. Throws UnreadableResponse if `body` is not JSON.
Tree decode_json_response(const Schema& schema, std::string_view body);

// ---- for scenarios and reports: SDK names, blobs in base64, times in ISO 8601 ------------------

// What `text` says, by the names and types of `schema`. A member that the schema has not is kept as
// it stands, so that AWS (or the emulator) is the one who refuses it; so is a value of another
// type. Throws std::invalid_argument with a sentence if `text` is not JSON.
Tree tree_from_json_text(std::string_view text, const Schema& schema);
// `indent` of -1: on one line.
std::string json_text(const Tree& tree, int indent = -1);

}  // namespace amishare::wire
