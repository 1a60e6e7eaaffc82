// canonical_request.h - the one form that both sides give a request before they sign it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/http.h"

namespace amishare::wire {

// A target's two sides of the question mark.
struct Target {
  std::string_view path;
  std::string_view query;
};
Target split_target(std::string_view target);

// Parameters in canonical encoding (RFC 3986, every byte but the unreserved as %XX), in the order
// sent.
using CanonicalQuery = std::vector<std::pair<std::string, std::string>>;

// Text with every byte but the unreserved, and those of `also`, as %XX.
std::string percent_encoded(std::string_view text, std::string_view also = {});
// nullopt if an escape is broken.
std::optional<std::string> percent_decoded(std::string_view text);

// The path without empty and dot segments, encoded once more than it was sent, as all services but
// S3 sign it. nullopt if it does not begin with a slash, an escape in it is broken or it leads
// above the root.
std::optional<std::string> canonical_path(std::string_view path);

// The parameters of a query string. If an escape is broken, what AWS says of it is put into
// `complaint`.
CanonicalQuery parse_canonical_query(std::string_view query, std::string& complaint);
// Sorted by name and then value, joined.
std::string canonical_text(CanonicalQuery query);

// The names in a SignedHeaders list, in lower case, sorted, each once.
std::vector<std::string> signed_header_names(std::string_view list);
std::string joined_names(const std::vector<std::string>& names);

// The canonical request. `names` as signed_header_names() gives them; a header that is not there
// counts as empty.
std::string canonical_request(std::string_view method, std::string_view canonical_path,
                              std::string_view canonical_query, const Headers& headers,
                              const std::vector<std::string>& names, std::string_view payload_hash);

}  // namespace amishare::wire
