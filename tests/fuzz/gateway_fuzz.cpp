// gateway_fuzz.cpp - any bytes as requests, from HTTP to the handlers and back.
#include "fuzz/gateway_case.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  amishare::test::GatewayCase({reinterpret_cast<const char*>(data), size}).run();
  return 0;
}
