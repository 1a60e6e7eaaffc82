// error.h - a refusal in AWS's words.
#pragma once
#include <string>
#include <vector>

namespace amishare {

// Thrown only through the named functions of each service's errors.h and of wire/, caught only in
// wire/gateway.cpp (and where one service calls another for a caller). Whoever throws has changed
// nothing yet.
struct Error {
  std::string code;      // "InvalidAMIID.NotFound"
  std::string message;   // may be empty: some of KMS's errors have none
  int status = 400;      // HTTP
  std::string reason{};  // the "Reason" of EBS direct and Organizations
  bool operator==(const Error&) const = default;
};

}  // namespace amishare
