// json_fuzz.cpp - any bytes as JSON, to every operation of KMS and EBS direct, and as a scenario's.
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>

#include "wire/check.h"
#include "wire/error.h"
#include "wire/json.h"
#include "world/error.h"
#include "world/require.h"

namespace {

using namespace amishare;
using namespace amishare::wire;

void serve_side(const Service& service, const Operation& operation, std::string_view body) {
  try {
    Tree asked = decode_json_request(*operation.input, body);
    require(decode_json_request(*operation.input, encode_json(asked)) == asked,
            "what was read is written and read again");
    check(service, operation, asked, Unemulated::overlook);
  } catch (const Error& error) {
    require(error.status == 400 && !error.code.empty(), "a refusal has a code");
  }
}

void client_side(const Operation& operation, std::string_view body) {
  try {
    const Tree told = decode_json_response(*operation.output, body);
    require(decode_json_response(*operation.output, encode_json(told)) == told,
            "what was read is written and read again");
  } catch (const UnreadableResponse&) {
  }
  try {
    const Tree kept = tree_from_json_text(body, *operation.input);
    const Tree again = tree_from_json_text(json_text(kept), *operation.input);
    require(json_text(kept) == json_text(again), "what was read is written and read again");
  } catch (const std::invalid_argument&) {
  }
  decode_error({.status = 400, .headers = {}, .body = std::string(body)});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Service& service = *find_service(data[0] % 2 == 0 ? "kms" : "ebs");
  const Operation& operation = service.operations[data[1] % service.operations.size()];
  const std::string_view body(reinterpret_cast<const char*>(data) + 2, size - 2);
  serve_side(service, operation, body);
  client_side(operation, body);
  return 0;
}
