// response_fuzz.cpp - any bytes as some server's answer to any operation, read by the client.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wire/error.h"
#include "wire/message.h"

namespace {

using namespace amishare;
using namespace amishare::wire;

// Lines "Name: value" up to an empty one; then the body.
HttpResponse response_of(std::string_view text) {
  HttpResponse response;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) break;
    response.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  response.body = text;
  return response;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const Service& service = *services()[data[0] % services().size()];
  const std::size_t which = data[1] * 256U + data[2];
  const Operation& operation = service.operations[which % service.operations.size()];
  HttpResponse response = response_of({reinterpret_cast<const char*>(data) + 3, size - 3});
  try {
    const Tree told = decode_response(service, operation, response);
    encode_response(service, operation, told, "id");
  } catch (const UnreadableResponse&) {
  }
  response.status = 400;
  decode_error(response);
  return 0;
}
