// scenario_value.h - the values of a scenario: ${names} filled in, looked up, compared.
#pragma once
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "client/json.h"

namespace amishare::client {

// A scenario that can't be run as it is written: a defect of the file, not a failed expectation.
struct ScenarioError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Names to values: accounts, principals' ARNs, documents, what steps captured.
using Names = std::map<std::string, Json, std::less<>>;

// `value` with every ${name} replaced. A string that is nothing but "${name}" becomes the named
// value as it is, a list or a number included; inside a longer string the name stands for its text,
// a document for its JSON. Functions: ${block:TEXT} is a 512 KiB block that begins with TEXT, as
// base64;
// ${sha256:TEXT} that block's checksum, as base64; ${json:NAME} a document as text.
// Throws ScenarioError for a name that nothing defines.
Json fill_in(const Json& value, const Names& names);
std::string fill_in_text(std::string_view text, const Names& names);

// What stands at `path` ("Reservations[0].Instances[0].State.Name", "Images.length", "" for all),
// or nullopt. A negative index counts from the end.
std::optional<Json> look_up(const Json& root, std::string_view path);

// Why `received` is not as `expected` wants it; nullopt if it is. `expected` is a value to equal,
// or an object with one of: "matches" (a regular expression for the whole text), "contains" (a part
// of the text, or an element of the list), "starts_with", "exists" (bool), "length", "not" (a
// value), "any_of" (a list of values).
std::optional<std::string> difference(const Json& expected, const std::optional<Json>& received);

// `text`, which may come from a server, as it may be printed: valid UTF-8 without control
// characters but line breaks and tabs.
std::string printable(const std::string& text);

}  // namespace amishare::client
