// query_fuzz.cpp - any bytes as a request's form, to every operation of the query services.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wire/check.h"
#include "wire/query.h"
#include "world/error.h"
#include "world/require.h"

namespace {

using namespace amishare;
using namespace amishare::wire;

void try_operation(const Service& service, const Operation& operation,
                   const Parameters& parameters) {
  try {
    Tree asked = decode_query(service, operation, parameters);
    // A form cannot say a structure without members, so it takes one round to lose those.
    const Tree once = decode_query(service, operation, encode_query(service, operation, asked));
    const Tree twice = decode_query(service, operation, encode_query(service, operation, once));
    require(once == twice, "what was read is written and read again");
    check(service, operation, asked, Unemulated::overlook);
  } catch (const Error& error) {
    require(error.status == 400 && !error.code.empty(), "a refusal has a code");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Service& service = *services()[data[0] % services().size()];
  if (service.protocol != Protocol::ec2 && service.protocol != Protocol::query) return 0;
  const Operation& operation = service.operations[data[1] % service.operations.size()];
  try {
    const std::string_view form(reinterpret_cast<const char*>(data) + 2, size - 2);
    try_operation(service, operation, parse_form(form));
  } catch (const Error& error) {
    require(error.code == "MalformedQueryString", "a form is refused for its escapes only");
  }
  return 0;
}
