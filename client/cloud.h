// cloud.h - an emulated AWS inside a program: what a C++ test of sharing logic needs.
#pragma once
#include <string>
#include <string_view>

#include "client/aws.h"
#include "wire/gateway.h"
#include "world/world.h"

namespace amishare::client {

// A world and a client of it, in this process: no socket, no thread, no real clock. Requests go
// through the same bytes, signatures and policies as over HTTP.
//
//   Cloud cloud;
//   const Session a = cloud.admin("111111111111");
//   const auto key = cloud.call<kms::op::CreateKey>(a, {});
class Cloud {
 public:
  explicit Cloud(const WorldOptions& options = {}, const wire::GatewayOptions& gateway = {});
  Cloud(const Cloud&) = delete;
  Cloud& operator=(const Cloud&) = delete;

  // The account's user `admin`, and its root user. Accounts come into being at first use.
  static Session admin(std::string account, std::string region = "us-east-1");
  static Session root(std::string account, std::string region = "us-east-1");
  // A session of a role that `session` assumes. Throws the Error of a refusal.
  Session assume(const Session& session, const std::string& role_arn,
                 const std::string& session_name = "session");

  // Calls an operation. Throws the Error that AWS would answer.
  template <class Op>
  typename Op::Response call(const Session& session, typename Op::Request request) {
    return aws_.call<Op>(session, std::move(request));
  }
  // The code of the Error with which an operation is refused; empty if it succeeds.
  template <class Op>
  std::string refusal(const Session& session, typename Op::Request request) {
    try {
      aws_.call<Op>(session, std::move(request));
      return {};
    } catch (const Error& error) {
      return error.code;
    }
  }

  // Moves time by hand; what falls due on the way happens.
  void advance(Delay delay) { gateway_.advance(delay); }
  // What was asked and decided, implied calls included: world().trace.
  const Trace& trace() const { return world_.trace; }
  World& world() { return world_; }
  Aws& aws() { return aws_; }

 private:
  World world_;
  wire::Gateway gateway_;
  std::unique_ptr<Transport> transport_;
  Aws aws_;
};

// Whether a decision about `action` ("kms:CreateGrant") for the entry, or for a call implied by it,
// was allowed or refused; false if nobody asked.
bool was_allowed(const TraceEntry& entry, std::string_view action);
bool was_refused(const TraceEntry& entry, std::string_view action);

}  // namespace amishare::client
