// xml_fuzz.cpp - any bytes as an XML response of EC2, IAM or STS, or as a refusal.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wire/error.h"
#include "wire/xml.h"
#include "world/require.h"

namespace {

using namespace amishare;
using namespace amishare::wire;

Tree there_and_back(const Service& service, const Operation& operation, const Tree& tree) {
  return decode_xml(service, operation, encode_xml(service, operation, tree, "id"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view names[] = {"ec2", "iam", "sts"};
  const Service& service = *find_service(names[data[0] % 3]);
  const Operation& operation = service.operations[data[1] % service.operations.size()];
  std::string body(reinterpret_cast<const char*>(data) + 2, size - 2);
  decode_error({.status = 400, .headers = {}, .body = body});
  // Without its frame hardly any input would come to the members.
  const std::string name(operation.name);
  if (service.protocol != Protocol::ec2)
    body = "<" + name + "Result>" + body + "</" + name + "Result>";
  body = "<" + name + "Response>" + body + "</" + name + "Response>";
  try {
    // What XML cannot say is lost in the first round.
    const Tree once = there_and_back(service, operation, decode_xml(service, operation, body));
    require(there_and_back(service, operation, once) == once,
            "what was read is written and read again");
  } catch (const UnreadableResponse&) {
  }
  return 0;
}
